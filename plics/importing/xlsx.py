"""XLSX sheets as a stream of rows.

openpyxl takes over twice the time on the monthly stock, and gives either formulas or
their results: a formula without a stored result would pass for an empty cell.
"""

from __future__ import annotations

import datetime as dt
import posixpath
import re
from typing import TYPE_CHECKING
from zipfile import ZipFile

from lxml.etree import _Element

from plics.importing.errors import FileRefused
from plics.importing.markup import stream

if TYPE_CHECKING:
    from plics.importing.sheets import Peek
    from plics.importing.tables import Collector
    from plics.importing.values import Raw

BUILT_IN_DATES = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
BUILT_IN_PERCENTS = {9, 10}
LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.')
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
# « XFD » is the last: more letters would only cost time.
LETTERS = re.compile(r"[A-Z]{1,3}")
RELATION = "{*}Relationship"


class Workbook:
    def __init__(self, archive: ZipFile):
        self.archive = archive
        self.epoch = dt.datetime(1899, 12, 30)  # noqa: DTZ001 - spreadsheets have no zone
        self.sheets: list[tuple[str, str]] = []
        self.read_workbook()
        self.strings = self.read_strings()
        self.dates, self.percents = self.read_styles()

    def read_workbook(self) -> None:
        targets = {}
        with self.archive.open("xl/_rels/workbook.xml.rels") as file:
            for relation in stream(file, RELATION):
                targets[relation.get("Id")] = relation.get("Target")
        with self.archive.open("xl/workbook.xml") as file:
            for element in stream(file, "{*}workbookPr", "{*}sheet"):
                if element.get("date1904") in ("1", "true"):
                    self.epoch = dt.datetime(1904, 1, 1)  # noqa: DTZ001
                names = (name for name in element.attrib if str(name).endswith("}id"))
                wanted = next(names, None)
                target = targets.get(element.get(wanted)) if wanted else None
                if target and element.get("state", "visible") == "visible":
                    path = posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")
                    self.sheets.append((element.get("name", ""), path))

    def read_strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.archive.namelist():
            return []
        with self.archive.open("xl/sharedStrings.xml") as file:
            return [rich_text(item) for item in stream(file, "{*}si")]

    def read_styles(self) -> tuple[set[str], set[str]]:
        """Indexes of the cell styles that show a date, and of those that show a percentage."""
        dates: set[str] = set()
        percents: set[str] = set()
        if "xl/styles.xml" not in self.archive.namelist():
            return dates, percents
        custom = {}
        with self.archive.open("xl/styles.xml") as file:
            for element in stream(file, "{*}numFmt", "{*}cellXfs"):
                if code := element.get("numFmtId"):
                    custom[int(code)] = element.get("formatCode", "")
                    continue
                for index, style in enumerate(element):
                    number = int(style.get("numFmtId", 0))
                    shape = LITERALS.sub("", custom.get(number, "")).lower()
                    if number in BUILT_IN_PERCENTS or "%" in shape:
                        percents.add(str(index))
                    elif number in BUILT_IN_DATES or re.search(r"[ymdhs]", shape):
                        dates.add(str(index))
        return dates, percents


def rich_text(item: _Element) -> str:
    """Text of a string item, without its phonetic guide."""
    text = ""
    for child in item:
        tag = child.tag
        if tag.endswith("}t"):
            text += child.text or ""
        elif tag.endswith("}r"):
            text += "".join(part.text or "" for part in child if part.tag.endswith("}t"))
    if "_x" not in text:
        return text
    return ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)


class Xlsx:
    """The visible sheets of a workbook, each given row by row."""

    def __init__(self, archive: ZipFile):
        self.archive, self.workbook = archive, Workbook(archive)
        self.formulas = 0
        if not self.workbook.sheets:
            raise FileRefused("Le classeur n’a aucune feuille visible.")

    def read(self, sheet: int, collector: Collector | Peek) -> bool:
        if sheet >= len(self.workbook.sheets):
            return False
        reader = Sheet(self.workbook)
        with self.archive.open(self.workbook.sheets[sheet][1]) as file:
            for row in stream(file, "{*}row"):
                reader.read_row(row, collector)
        self.formulas = reader.formulas
        return True

    def notes(self, sheet: int) -> list[str]:
        found = []
        if len(self.workbook.sheets) > 1:
            title = self.workbook.sheets[sheet][0]
            count = len(self.workbook.sheets)
            found.append(f"Le classeur a {count} feuilles : « {title} » a été lue.")
        if self.formulas:
            found.append(
                f"Cellules contenant une formule : {self.formulas} ; leur résultat enregistré "
                "a été lu."
            )
        return found


class Sheet:
    def __init__(self, workbook: Workbook):
        self.book = workbook
        self.columns: dict[str, int] = {}
        self.line = self.formulas = 0

    def read_row(self, row: _Element, collector: Collector | Peek) -> None:
        self.line = int(row.get("r") or self.line + 1)
        namespace = row.tag[: -len("row")]
        tags = f"{namespace}v", f"{namespace}f"
        cells: list[Raw] = []
        limit, position, filled = collector.width, -1, 0
        for cell in row.iterchildren(f"{namespace}c"):
            reference = cell.get("r")
            position = position + 1 if reference is None else self.column(reference)
            value = self.value(cell, *tags)
            if value == "":
                continue
            place = position if position < limit else limit
            if place == filled:
                cells.append(value)
            else:
                cells.extend([""] * (place + 1 - filled))
                cells[place] = value
            filled = len(cells)
        collector.add(self.line, cells)

    def column(self, reference: str) -> int:
        letters = reference.rstrip("0123456789")
        if letters not in self.columns:
            if not LETTERS.fullmatch(letters):
                raise ValueError(f"no column: {reference}")
            index = 0
            for letter in letters:
                index = index * 26 + ord(letter) - 64
            self.columns[letters] = index - 1
        return self.columns[letters]

    def value(self, cell: _Element, value_tag: str, formula_tag: str) -> Raw:
        text = formula = None
        kind = cell.get("t", "n")
        for child in cell:
            tag = child.tag
            if tag == value_tag:
                text = child.text
            elif tag == formula_tag:
                formula = child.text or ""
            elif kind == "inlineStr":
                text = rich_text(child)
        if formula is not None:
            if text is None:
                return f"={formula}"
            self.formulas += 1
        if text is None:
            return ""
        if kind == "s":
            return self.book.strings[int(text)]
        return self.number(text, cell.get("s")) if kind == "n" else text

    def number(self, text: str, style: str | None) -> Raw:
        if style in self.book.dates:
            try:
                return self.book.epoch + dt.timedelta(days=float(text))
            except OverflowError:
                return text
        if style in self.book.percents:
            return f"{round(float(text) * 100, 8):g}%"
        return text if text.isdigit() else float(text)
