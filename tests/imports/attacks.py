"""Files made to break whoever reads them: a few bytes that ask for gigabytes."""

import zipfile
from pathlib import Path

from tests.imports.files import written

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OPEN = "urn:oasis:names:tc:opendocument:xmlns"
HEADERS = ["numero_demande", "nom", "prenom"]


def archive(path: Path, **parts: str) -> Path:
    """A zip file; « / » is written « __ » in the names of its parts."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in parts.items():
            file.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return path


def xlsx(folder: Path, rows: str, strings: str = "") -> Path:
    path = archive(
        folder / "attaque.xlsx",
        xl__workbook_xml=f'<workbook xmlns="{MAIN}" xmlns:r="r">'
        '<sheets><sheet name="a" r:id="r1"/></sheets></workbook>',
        xl__sharedStrings_xml=f'<sst xmlns="{MAIN}">{strings}</sst>',
        xl__worksheets__sheet1_xml=f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>'
        "</worksheet>",
    )
    with zipfile.ZipFile(path, "a") as file:
        file.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="r1" Target="worksheets/sheet1.xml"/></Relationships>',
        )
    return path


def xlsx_row(cells: list[str]) -> str:
    inside = "".join(f'<c t="inlineStr"><is><t>{cell}</t></is></c>' for cell in cells)
    return f"<row>{inside}</row>"


def ods(folder: Path, rows: str) -> Path:
    path = archive(
        folder / "attaque.ods",
        content_xml=f'<o:document-content xmlns:o="{OPEN}:office:1.0" '
        f'xmlns:table="{OPEN}:table:1.0" xmlns:text="{OPEN}:text:1.0">'
        f"<table:table>{rows}</table:table></o:document-content>",
    )
    with zipfile.ZipFile(path, "a") as file:
        file.writestr("META-INF/manifest.xml", "<manifest/>")
    return path


def ods_row(text: str, *, rows: int = 1, columns: int = 1) -> str:
    return (
        f'<table:table-row table:number-rows-repeated="{rows}"><table:table-cell '
        f'table:number-columns-repeated="{columns}" o:value-type="string"><text:p>{text}</text:p>'
        "</table:table-cell></table:table-row>"
    )


ODS_HEADERS = "".join(
    f'<table:table-cell o:value-type="string"><text:p>{title}</text:p></table:table-cell>'
    for title in HEADERS
)
ODS_HEADERS = f"<table:table-row>{ODS_HEADERS}</table:table-row>"
THOUSAND_MILLION = 1_000_000_000
SPACES = f'<text:s text:c="{THOUSAND_MILLION}"/>'


def spaces(folder: Path) -> Path:
    """Two gigabytes of spaces in six hundred bytes."""
    return ods(folder, ods_row(f"a{SPACES}"))


def many_spaces(folder: Path) -> Path:
    """Each paragraph within bounds, and a hundred thousand of them in one cell."""
    paragraph = '</text:p><text:p><text:s text:c="32000"/>'
    return ods(folder, ods_row(paragraph * 100_000))


def long_rows(folder: Path) -> Path:
    """Thirty two thousand characters, three hundred thousand times: ten gigabytes."""
    return ods(folder, ODS_HEADERS + ods_row("a" * 32_000, rows=299_999))


def wide_rows(folder: Path) -> Path:
    return ods(folder, ods_row("a", rows=THOUSAND_MILLION, columns=THOUSAND_MILLION))


def empty_cells(folder: Path) -> Path:
    """One row, sixteen megabytes of it: five hundred once it is a tree."""
    return xlsx(folder, f"<row>{'<c/>' * 4_000_000}</row>")


USED = '<c t="s"><v>0</v></c>'


def one_string_everywhere(folder: Path) -> Path:
    row = f"<row>{USED * 3}</row>"
    return xlsx(folder, row * 100_000, f"<si><t>{'x' * 32_000}</t></si>")


def many_entries(folder: Path) -> Path:
    """The list of an archive's parts is larger than the archive's parts."""
    path = folder / "attaque.xlsx"
    with zipfile.ZipFile(path, "w") as file:
        for number in range(20_000):
            file.writestr(f"{number:060}", b"")
    return path


TABLES = [spaces, many_spaces, long_rows, wide_rows, empty_cells, one_string_everywhere,
          many_entries]  # fmt: skip


def one_dossier(folder: Path) -> Path:
    """Twenty megabytes of a flux that are one dossier."""
    head = "<IdentificationFlux><TYPEFLUX>M</TYPEFLUX><DTREF>2019-11-30</DTREF>"
    body = f"<InfosFoyerRSA>{'<a/>' * 5_000_000}</InfosFoyerRSA>"
    return written(folder, f"<Racine>{head}</IdentificationFlux>{body}</Racine>", "flux.xml")


def lists_of_lists(folder: Path) -> Path:
    """Within every bound but that of the memory."""
    content = f'{{"features": [{",".join(["[]"] * 12_000_000)}]}}'
    return written(folder, content, "contours.geojson")
