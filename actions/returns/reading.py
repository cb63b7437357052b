"""From a file that came back to a header and rows that the database can keep."""

from __future__ import annotations

import dataclasses
import datetime as dt
import tempfile
from pathlib import Path

from actions.returns import columns
from plics.importing.apart import read_table
from plics.importing.errors import FileRefused
from plics.importing.fields import RowReader
from plics.importing.run import fingerprint_of
from plics.importing.sheets import recogniser

MEGABYTE = 1024 * 1024
SIZE_LIMIT = 5 * MEGABYTE
ROW_LIMIT = 2000


@dataclasses.dataclass(frozen=True, kw_only=True)
class Returned:
    header: list[str]
    rows: list[tuple[int, list]]
    fingerprint: str


def read_return(upload) -> Returned:
    """Reads what was sent; raises FileRefused when it is not a return."""
    if upload.size > SIZE_LIMIT:
        raise FileRefused(
            f"Le fichier pèse {upload.size // MEGABYTE} Mo, plus que les "
            f"{SIZE_LIMIT // MEGABYTE} Mo acceptés pour un retour : il n’a pas été lu."
        )
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "retour"
        with path.open("wb") as file:
            for chunk in upload.chunks():
                file.write(chunk)
        table = read_table(path, recogniser(columns.fields(columns.STEP_COLUMNS)))
        fingerprint = fingerprint_of(path)
    if len(table.rows) > ROW_LIMIT:
        raise FileRefused(
            f"Le fichier a {len(table.rows)} lignes remplies ; un retour en a au plus {ROW_LIMIT}."
        )
    if not table.rows:
        raise FileRefused("Le fichier ne contient que sa ligne d’en-têtes.")
    reader_of(table.header)
    rows = [(line, [kept(cell) for cell in cells]) for line, cells in table.rows]
    return Returned(header=table.header, rows=rows, fingerprint=fingerprint)


def reader_of(header: list[str], **parsers) -> RowReader:
    """The reader of the workbook's columns; `parsers` replaces how some are read."""
    fields = [
        dataclasses.replace(field, parse=parsers.get(field.name, field.parse))
        for field in columns.fields(columns.steps_in(header))
    ]
    return RowReader(fields, header)


def kept(cell):
    """A spreadsheet date becomes the text that reads as the same date."""
    if isinstance(cell, dt.datetime):
        return cell.date().isoformat()
    return cell.isoformat() if isinstance(cell, dt.date) else cell
