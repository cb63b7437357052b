"""Any table file to a header and numbered rows: CSV, XLSX or ODS, told by its content."""

import csv
import dataclasses
import io
import re
from collections.abc import Sequence
from pathlib import Path

from plics.importing import guards
from plics.importing.errors import FileRefused
from plics.importing.ods import read_ods
from plics.importing.values import Raw
from plics.importing.xlsx import read_xlsx

DELIMITERS = ";,\t"
SEPARATOR_LINE = re.compile(r"sep=(.)", re.I)


class Collector:
    """Gathers non-empty rows under a bound of rows, columns and cells."""

    def __init__(self) -> None:
        self.header: Sequence[Raw] | None = None
        self.header_line = 1
        self.rows: list[tuple[int, Sequence[Raw]]] = []
        self.cells = 0

    def add(self, line: int, cells: Sequence[Raw], times: int = 1) -> None:
        """Cells are text, numbers or dates; the first row with one is the header."""
        if not any(cell != "" for cell in cells):
            return
        if self.header is None:
            if len(cells) > guards.COLUMN_LIMIT:
                raise FileRefused(f"Le tableau a plus de {guards.COLUMN_LIMIT} colonnes.")
            self.header, self.header_line = cells, line
            return
        if all(isinstance(cell, str) and not cell.strip() for cell in cells):
            return
        self.cells += len(cells) * times
        if len(self.rows) + times > guards.ROW_LIMIT or self.cells > guards.CELL_LIMIT:
            raise FileRefused(
                f"Le tableau a plus de {guards.ROW_LIMIT} lignes remplies : il n’a pas été lu."
            )
        self.rows += [(line + shift, cells) for shift in range(times)]

    @property
    def width(self) -> int:
        """Cells past this one only tell that a row is too long."""
        return guards.COLUMN_LIMIT if self.header is None else len(self.header)


@dataclasses.dataclass(frozen=True)
class Table:
    header: list[str]
    rows: list[tuple[int, Sequence[Raw]]]
    notes: list[str]
    header_line: int = 1


def read_table(path: Path) -> Table:
    guards.check_size(path, guards.TABLE_LIMIT)
    with path.open("rb") as file:
        start = file.read(512)
    guards.check_signature(start)
    collector = Collector()
    notes: list[str] = []
    if start.startswith(b"PK"):
        read_workbook(path, collector, notes)
    else:
        read_csv(path, collector)
    if collector.header is None:
        raise FileRefused("Le fichier ne contient aucune ligne remplie.")
    header = [str(title) for title in collector.header]
    return Table(header, collector.rows, notes, collector.header_line)


def read_workbook(path: Path, collector: Collector, notes: list[str]) -> None:
    with guards.open_archive(path) as archive:
        names = set(archive.namelist())
        try:
            if "xl/workbook.xml" in names:
                read_xlsx(archive, collector, notes)
            elif "content.xml" in names:
                read_ods(archive, collector, notes)
            else:
                raise FileRefused(f"Cette archive n’est pas un classeur. {guards.TABLE_EXPECTED}.")
        except guards.DAMAGE:
            raise guards.damaged() from None


def read_csv(path: Path, collector: Collector) -> None:
    text = decoded(path.read_bytes())
    if "\0" in text:
        raise FileRefused(f"Ce fichier n’est pas un tableau. {guards.TABLE_EXPECTED}.")
    delimiter, skipped = delimiter_of(text)
    records = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 0
    try:
        for line, cells in enumerate(records, start=1):
            if line > skipped:
                collector.add(line, cells)
    except csv.Error:
        raise FileRefused(
            f"Après la ligne {line}, un guillemet est ouvert et n’est pas refermé.", line=line + 1
        ) from None


def decoded(content: bytes) -> str:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FileRefused(
        "Les caractères du fichier sont illisibles : enregistrez-le en CSV UTF-8 ou Windows-1252."
    )


def delimiter_of(text: str) -> tuple[str, int]:
    """The delimiter of the first filled line, and the lines to skip before the header."""
    first = next((line for line in text.splitlines() if line.strip()), "")
    if match := SEPARATOR_LINE.fullmatch(first.strip('\ufeff" \r\n')):
        return match[1], 1
    bare = re.sub(r'"[^"]*"', "", first)
    return max(DELIMITERS, key=bare.count), 0
