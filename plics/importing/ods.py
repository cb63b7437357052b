"""ODS sheets as a stream of rows, their repetitions bounded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING
from zipfile import ZipFile

from lxml.etree import _Element

from plics.importing.errors import FileRefused
from plics.importing.guards import CHARACTER_LIMIT, bounded
from plics.importing.markup import stream

if TYPE_CHECKING:
    from plics.importing.sheets import Peek
    from plics.importing.tables import Collector
    from plics.importing.values import Raw

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")


class Ods:
    """The sheets of a document, in one stream: those before the one wanted are passed over."""

    def __init__(self, archive: ZipFile):
        if b"encryption-data" in archive.read("META-INF/manifest.xml"):
            raise FileRefused("Le classeur est protégé par un mot de passe : retirez-le.")
        self.archive = archive
        self.titles: dict[int, str] = {}

    def read(self, sheet: int, collector: Collector | Peek) -> bool:
        line = passed = 0
        with self.archive.open("content.xml") as file:
            for element in stream(file, f"{TABLE}table-row", f"{TABLE}table"):
                if element.tag == f"{TABLE}table":
                    if passed == sheet:
                        return True
                    passed += 1
                elif passed == sheet:
                    if not line:
                        self.titles[sheet] = title_of(element)
                    repeated = int(element.get(f"{TABLE}number-rows-repeated") or 1)
                    collector.add(line + 1, row_cells(element, collector.width), repeated)
                    line += repeated
        return False

    def notes(self, sheet: int) -> list[str]:
        # The first is where anyone looks.
        return [f"La feuille « {self.titles.get(sheet, '')} » a été lue."] if sheet else []


def title_of(row: _Element) -> str:
    sheet = next(row.iterancestors(f"{TABLE}table"), None)
    return "" if sheet is None else sheet.get(f"{TABLE}name", "")


def row_cells(row: _Element, limit: int) -> list[Raw]:
    """Values up to the last filled one; those past `limit` share the place after it."""
    cells: list[Raw] = []
    position = 0
    for cell in row:
        if cell.tag not in CELLS:
            continue
        repeated = int(cell.get(f"{TABLE}number-columns-repeated") or 1)
        value = cell_value(cell)
        if value != "":
            end = min(position + repeated, limit + 1)
            start = min(position, limit)
            cells.extend([""] * (start - len(cells)))
            cells[start:end] = [value] * (end - start)
        position += repeated
    return cells


def cell_value(cell: _Element) -> Raw:
    kind = cell.get(f"{OFFICE}value-type")
    if kind is None:
        formula = cell.get(f"{TABLE}formula")
        return f"={formula.partition('=')[2]}" if formula else ""
    if kind == "date":
        return cell.get(f"{OFFICE}date-value", "").replace("T", " ")
    if kind == "boolean":
        return "1" if cell.get(f"{OFFICE}boolean-value") == "true" else "0"
    if kind == "percentage":
        return f"{round(float(cell.attrib[f'{OFFICE}value']) * 100, 8):g}%"
    if kind in ("float", "currency"):
        text = str(cell.attrib[f"{OFFICE}value"])
        return text if text.isdigit() else float(text)
    written = cell.get(f"{OFFICE}string-value")
    if written is not None:
        return written
    return "".join(bounded(paragraphs(cell)))


def paragraphs(cell: _Element) -> Iterator[str]:
    for rank, part in enumerate(part for part in cell if part.tag == f"{TEXT}p"):
        if rank:
            yield "\n"
        yield from pieces(part)


def pieces(paragraph: _Element) -> Iterator[str]:
    yield paragraph.text or ""
    for part in paragraph:
        if part.tag == f"{TEXT}s":
            # Fifteen bytes may ask for a thousand million spaces.
            yield " " * min(int(part.get(f"{TEXT}c") or 1), CHARACTER_LIMIT + 1)
        elif part.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
            yield " "
        else:
            yield from pieces(part)
        yield part.tail or ""
