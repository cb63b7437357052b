"""Any table file to a header and numbered rows: CSV, XLSX or ODS, told by its content.

It is read in a process apart: `plics.importing.apart` is the door.
"""

from __future__ import annotations

import csv
import dataclasses
import io
import re
from collections.abc import Iterable, Sequence
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from plics.importing import guards
from plics.importing.encodings import decoded
from plics.importing.errors import FileRefused, TooHeavy
from plics.importing.ods import Ods
from plics.importing.sheets import LOOKED_AT, NONE_KNOWN, Peek, Place, Recogniser, place_of_table
from plics.importing.xlsx import Xlsx

if TYPE_CHECKING:
    from plics.importing.values import Raw

    Row = tuple[int, Sequence[Raw]]

DELIMITERS = ";,\t"
SEPARATOR_LINE = re.compile(r"sep=(.)", re.I)


class Rows(Protocol):
    """Where rows go: a list, or the way to another process."""

    def extend(self, rows: Iterable[Row], /) -> None: ...


class Collector:
    """Gathers non-empty rows under a bound of rows, columns, cells and characters."""

    def __init__(self, rows: Rows, first_line: int = 0) -> None:
        """What stands above `first_line` is a title."""
        self.rows, self.first_line = rows, first_line
        self.header: Sequence[Raw] | None = None
        self.header_line = 1
        self.count = self.cells = self.characters = 0

    def add(self, line: int, cells: Sequence[Raw], times: int = 1) -> None:
        """Cells are text, numbers or dates; the first row with one is the header."""
        if line < self.first_line or cells.count("") == len(cells):
            return
        lengths = [len(cell) for cell in cells if isinstance(cell, str)]
        if max(lengths, default=0) > guards.CHARACTER_LIMIT:
            raise TooHeavy(f"{guards.TOO_LONG}, à la ligne {line}", line=line)
        if self.header is None:
            if len(cells) > guards.COLUMN_LIMIT:
                raise FileRefused(f"Le tableau a plus de {guards.COLUMN_LIMIT} colonnes.")
            self.header, self.header_line = cells, line
            return
        if all(isinstance(cell, str) and not cell.strip() for cell in cells):
            return
        self.weigh(len(cells), sum(lengths), times)
        self.rows.extend((line + shift, cells) for shift in range(times))

    def weigh(self, cells: int, characters: int, times: int) -> None:
        self.count += times
        self.cells += cells * times
        self.characters += characters * times
        if self.count > guards.ROW_LIMIT:
            raise FileRefused(
                f"Le tableau a plus de {guards.ROW_LIMIT} lignes remplies : il n’a pas été lu."
            )
        if self.cells > guards.CELL_LIMIT or self.characters > guards.TEXT_LIMIT:
            raise TooHeavy(
                f"le tableau a plus de {guards.CELL_LIMIT} cellules remplies, ou de "
                f"{guards.TEXT_LIMIT} caractères"
            )

    @property
    def width(self) -> int:
        """Cells past this one only tell that a row is too long."""
        return guards.COLUMN_LIMIT if self.header is None else len(self.header)


@dataclasses.dataclass(frozen=True)
class Table:
    header: list[str]
    rows: list[Row]
    notes: list[str]
    header_line: int = 1


def read_into(rows: Rows, path: Path, recognise: Recogniser) -> tuple[list[str], int, list[str]]:
    """The table that `recognise` finds on the sheets of a file, else the first one.

    Gives rows as they are read; then the headers, their line, and what is to be told.
    """
    guards.check_size(path, guards.TABLE_LIMIT)
    with path.open("rb") as file:
        start = file.read(512)
    guards.check_signature(start)
    notes: list[str] = []
    read = read_workbook if start.startswith(b"PK") else read_csv
    collector = read(rows, path, notes, recognise)
    if collector.header is None:
        raise FileRefused("Le fichier ne contient aucune ligne remplie.")
    return [str(title) for title in collector.header], collector.header_line, notes


def read_workbook(rows: Rows, path: Path, notes: list[str], recognise: Recogniser) -> Collector:
    with guards.open_archive(path) as archive:
        names = set(archive.namelist())
        try:
            if "xl/workbook.xml" in names:
                book: Xlsx | Ods = Xlsx(archive)
            elif "content.xml" in names:
                book = Ods(archive)
            else:
                raise FileRefused(f"Cette archive n’est pas un classeur. {guards.TABLE_EXPECTED}.")
            place = place_of_table(book, recognise)
            collector = Collector(rows, place.line if place else 0)
            book.read(place.sheet if place else 0, collector)
        except guards.DAMAGE:
            raise guards.damaged() from None
    notes += book.notes(place.sheet if place else 0)
    notes += told_of_titles(place)
    return collector


def told_of_titles(place: Place | None) -> list[str]:
    if place is None or place.is_first:
        return []
    return [f"Les en-têtes sont à la ligne {place.line} : les lignes au-dessus ne sont pas lues."]


def read_csv(rows: Rows, path: Path, notes: list[str], recognise: Recogniser) -> Collector:
    text, told = decoded(path.read_bytes())
    notes += told
    if "\0" in text:
        raise FileRefused(f"Ce fichier n’est pas un tableau. {guards.TABLE_EXPECTED}.")
    delimiter, skipped = delimiter_of(text)
    delimiters = [delimiter] if skipped else [delimiter, *DELIMITERS.replace(delimiter, "")]
    books = [Text(text, each, skipped) for each in delimiters]
    places = [(place_of_table(book, recognise), book) for book in books]
    place, book = max(places, key=lambda found: found[0].likeness if found[0] else NONE_KNOWN)
    collector = Collector(rows, place.line if place else 0)
    book.read(0, collector)
    notes += told_of_titles(place)
    return collector


class Text:
    """A CSV file: a book of one sheet."""

    def __init__(self, text: str, delimiter: str, skipped: int):
        self.text, self.delimiter, self.skipped = text, delimiter, skipped

    def read(self, sheet: int, collector: Collector | Peek) -> bool:
        if sheet:
            return False
        source = io.StringIO(self.text, newline="")
        line = 0
        try:
            records = csv.reader(source, delimiter=self.delimiter, strict=True)
            for line, cells in enumerate(records, start=1):
                if line > self.skipped:
                    collector.add(line, cells)
        except csv.Error:
            if isinstance(collector, Peek):
                return True
            raise FileRefused(
                f"Après la ligne {line}, un guillemet est ouvert et n’est pas refermé.",
                line=line + 1,
            ) from None
        return True


def delimiter_of(text: str) -> tuple[str, int]:
    """The delimiter of the first line that has one, and the lines to skip before the header."""
    filled = list(islice((line for line in io.StringIO(text) if line.strip()), LOOKED_AT))
    first = filled[0] if filled else ""
    if match := SEPARATOR_LINE.fullmatch(first.strip('\ufeff" \r\n')):
        return match[1], 1
    bare = [re.sub(r'"[^"]*"', "", line) for line in filled]
    delimited = next((line for line in bare if any(each in line for each in DELIMITERS)), "")
    return max(DELIMITERS, key=delimited.count), 0
