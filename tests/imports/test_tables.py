"""Files to rows: encodings, delimiters, workbooks, and those that are refused unread."""

import datetime as dt
import tracemalloc
import zipfile

import pytest
from openpyxl import Workbook
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from plics.importing import guards
from plics.importing.errors import FileRefused
from plics.importing.sheets import Headings
from plics.importing.tables import Table, delimiter_of, read_into
from tests.imports.files import ods_file, written, xlsx_file

LINES = [["Nom", "Prénom"], ["ÉVRARD", "Chloé"]]
TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"


def read_table(path) -> Table:
    """As the process apart does it, but here: what it takes can be measured."""
    rows = []
    header, line, notes = read_into(rows, path, Headings())
    return Table(header, rows, notes, line)


def refusal(path) -> FileRefused:
    with pytest.raises(FileRefused) as refused:
        read_table(path)
    return refused.value


def plain(problem: FileRefused) -> str:
    return problem.message.replace("\u00a0", " ")


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_csv_is_read_whatever_its_encoding_and_delimiter(tmp_path, delimiter, encoding):
    text = "\r\n".join(delimiter.join(line) for line in LINES)
    table = read_table(written(tmp_path, text.encode(encoding)))
    assert (table.header, table.rows) == (LINES[0], [(2, LINES[1])])


@pytest.mark.parametrize("make", [xlsx_file, ods_file])
def test_workbooks_give_the_same_cells_as_csv(tmp_path, make):
    table = read_table(make(tmp_path, LINES))
    assert (table.header, table.rows) == (LINES[0], [(2, LINES[1])])


def test_lines_are_counted_as_a_spreadsheet_shows_them(tmp_path):
    text = 'nom;texte\n\nA;"deux\nlignes"\n;;\nB;x\n'
    table = read_table(written(tmp_path, text))
    assert [line for line, _ in table.rows] == [3, 5]


def test_the_separator_line_of_excel_is_skipped(tmp_path):
    table = read_table(written(tmp_path, "sep=,\nnom,prenom\nA,B\n"))
    assert (table.header, table.rows) == (["nom", "prenom"], [(3, ["A", "B"])])


def test_a_quoted_delimiter_does_not_choose_the_delimiter(tmp_path):
    table = read_table(written(tmp_path, '"a,b,c";d\n1;2\n'))
    assert table.header == ["a,b,c", "d"]


@pytest.mark.parametrize("make", [xlsx_file, ods_file])
def test_typed_cells_keep_their_value(tmp_path, make):
    birth = dt.date(1985, 3, 2)
    lines = [["naissance", "code", "etp", "present"], [birth, 61006, 0.25, True]]
    (_, (day, code, share, present)) = read_table(make(tmp_path, lines)).rows[0]
    assert str(day)[:10] == "1985-03-02"
    assert (code, share, present) == ("61006", 0.25, "1")


def test_a_percentage_reads_as_it_shows(tmp_path):
    book = Workbook()
    book.active.append(["objectif"])
    book.active.append([0.55])
    book.active["A2"].number_format = "0 %"
    book.save(tmp_path / "p.xlsx")
    assert read_table(tmp_path / "p.xlsx").rows == [(2, ["55%"])]


def test_workbooks_dated_from_1904_are_read_right(tmp_path):
    book = Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append(["naissance"])
    book.active.append([dt.date(1985, 3, 2)])
    book.save(tmp_path / "mac.xlsx")
    assert read_table(tmp_path / "mac.xlsx").rows[0][1][0].date() == dt.date(1985, 3, 2)


def test_shared_strings_are_read_without_their_phonetic_guide(tmp_path):
    path = xlsx_file(tmp_path, LINES)
    inline = b't="inlineStr"><is><t>Nom</t></is>'
    rewrite_entry(path, "xl/worksheets/sheet1.xml", inline, b't="s"><v>1</v>')
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(
            "xl/sharedStrings.xml",
            '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
            "<si><t>autre</t></si><si><r><t>N</t></r><r><t>om_x000D_</t></r>"
            "<rPh><t>nomu</t></rPh></si></sst>",
        )
    assert read_table(path).header == ["Nom\r", "Prénom"]


def test_a_formula_without_result_is_kept_as_a_formula(tmp_path):
    table = read_table(xlsx_file(tmp_path, [["nom"], ["=A1&B1"]]))
    assert table.rows == [(2, ["=A1&B1"])]


def test_a_formula_with_its_result_gives_the_result(tmp_path):
    path = xlsx_file(tmp_path, [["nom", "n"], ["A", 7]])
    rewrite_entry(path, "xl/worksheets/sheet1.xml", b"<v>7</v>", b"<f>3+4</f><v>7</v>")
    table = read_table(path)
    assert table.rows == [(2, ["A", "7"])]
    assert "formule : 1" in table.notes[0]


def test_only_the_first_visible_sheet_is_read_and_it_is_named(tmp_path):
    book = Workbook()
    book.active.sheet_state = "hidden"
    book.active.append(["caché"])
    for title in ("Stock", "Notes"):
        book.create_sheet(title).append([title])
    book.active = 1
    book.save(tmp_path / "deux.xlsx")
    table = read_table(tmp_path / "deux.xlsx")
    assert table.header == ["Stock"]
    assert "« Stock » a été lue" in table.notes[0]


def test_an_xlsx_of_empty_rows_is_read_to_its_only_row(tmp_path):
    path = xlsx_file(tmp_path, LINES)
    empty = b"".join(b'<row r="%d"><c r="A%d" s="0"/></row>' % (n, n) for n in range(3, 100_003))
    rewrite_entry(path, "xl/worksheets/sheet1.xml", b"</sheetData>", empty + b"</sheetData>")
    assert read_table(path).rows == [(2, LINES[1])]


def test_a_file_of_empty_rows_says_so(tmp_path):
    path = xlsx_file(tmp_path, [])
    empty = b"<sheetData>" + b"<row/>" * 100_000 + b"</sheetData>"
    rewrite_entry(path, "xl/worksheets/sheet1.xml", b"<sheetData></sheetData>", empty)
    assert "aucune ligne remplie" in refusal(path).message


# -- refused


def rewrite_entry(path, name: str, old: bytes, new: bytes) -> None:
    """Changes the content of one part of a workbook."""
    with zipfile.ZipFile(path) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    assert old in parts[name]
    parts[name] = parts[name].replace(old, new)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for part, content in parts.items():
            archive.writestr(part, content)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "Le fichier est vide"),
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, ".xls ancien"),
        (b"%PDF-1.7 ...", "document PDF"),
        (b"<?xml version='1.0'?><Racine/>", "document XML"),
        (b"a;b\n\x00\x01;2", "pas un tableau"),
        (b"a;b\n\xff\x81;\x8d\xe9", "caractères du fichier sont illisibles"),
        (b'a;b\n1;"ouvert\n2;3\n', "guillemet est ouvert"),
        (b"PK\x03\x04" + b"n'importe quoi", "abîmé ou incomplet"),
        (b"\n\n;;\n", "aucune ligne remplie"),
    ],
)
def test_a_file_that_is_no_table_is_refused_with_the_reason(tmp_path, content, said):
    assert said in plain(refusal(written(tmp_path, content)))


@pytest.mark.parametrize("make", [xlsx_file, ods_file])
@pytest.mark.parametrize("kept", [0.3, 0.6, 0.95])
def test_a_truncated_workbook_is_refused(tmp_path, make, kept):
    path = make(tmp_path, LINES)
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * kept)])
    assert "abîmé ou incomplet" in refusal(path).message


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"</worksheet>", b""),
        ("xl/worksheets/sheet1.xml", b't="inlineStr"', b't="s"><v>9</v></c><c t="inlineStr"'),
        ("xl/worksheets/sheet1.xml", b'r="A1"', b'r="11"'),
        ("xl/workbook.xml", b"<workbook ", b'<!DOCTYPE x [<!ENTITY a "b">]><workbook '),
    ],
)
def test_a_workbook_with_a_damaged_part_never_reads_half(tmp_path, name, old, new):
    path = xlsx_file(tmp_path, LINES)
    rewrite_entry(path, name, old, new)
    assert "abîmé ou incomplet" in refusal(path).message


def test_an_archive_that_is_no_workbook_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        archive.writestr("lisezmoi.txt", "bonjour")
    assert "n’est pas un classeur" in refusal(tmp_path / "a.xlsx").message


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path, monkeypatch):
    monkeypatch.setattr(guards, "UNZIPPED_LIMIT", 20 * guards.MEGABYTE)
    path = tmp_path / "bombe.xlsx"
    with (
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as entry,
    ):
        for _ in range(guards.UNZIPPED_LIMIT // guards.MEGABYTE + 1):
            entry.write(b"\0" * guards.MEGABYTE)
    assert path.stat().st_size < guards.MEGABYTE
    tracemalloc.start()
    problem = refusal(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "il n’a pas été lu" in problem.message
    assert peak < guards.MEGABYTE


def test_too_many_entries_are_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "a.xlsx", "w") as archive:
        for number in range(guards.ENTRY_LIMIT + 1):
            archive.writestr(f"{number}", "")
    assert "éléments" in refusal(tmp_path / "a.xlsx").message


def test_a_file_over_the_limit_is_refused_unread(tmp_path):
    path = tmp_path / "gros.csv"
    with path.open("wb") as file:
        file.truncate(guards.TABLE_LIMIT + 1)
    assert "il n’a pas été lu" in refusal(path).message


def test_a_number_that_an_ods_does_not_write_is_a_damage(tmp_path):
    path = ods_file(tmp_path, [["nom", "heures"], ["ÉVRARD", 12.5]])
    rewrite_entry(path, "content.xml", b'office:value="12.5"', b"")
    assert "abîmé ou incomplet" in refusal(path).message


def test_repeated_rows_and_cells_of_an_ods_do_not_fill_the_memory(tmp_path):
    path = ods_file(tmp_path, LINES)
    bomb = (
        f'<t:table-row xmlns:t="{TABLE}" t:number-rows-repeated="1048576">'
        '<t:table-cell xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        't:number-columns-repeated="16384" o:value-type="float" o:value="1"/></t:table-row>'
    ).encode()
    rewrite_entry(path, "content.xml", b"</table:table>", bomb + b"</table:table>")
    tracemalloc.start()
    assert "lignes remplies" in refusal(path).message
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * guards.MEGABYTE


def test_empty_rows_repeated_to_the_bottom_of_an_ods_cost_nothing(tmp_path):
    path = ods_file(tmp_path, LINES)
    empty = (
        f'<t:table-row xmlns:t="{TABLE}" t:number-rows-repeated="1048576">'
        '<t:table-cell t:number-columns-repeated="16384"/></t:table-row>'
    ).encode()
    rewrite_entry(path, "content.xml", b"</table:table>", empty + b"</table:table>")
    assert read_table(path).rows == [(2, LINES[1])]


def test_a_missing_file_is_told_not_traced(tmp_path):
    assert "n’est pas accessible" in refusal(tmp_path / "absent.csv").message
    assert "Ce n’est pas un fichier" in refusal(tmp_path).message


def test_the_delimiter_is_that_of_the_first_filled_line():
    assert delimiter_of("\n\na,b\nc;d;e;f\n") == (",", 0)
