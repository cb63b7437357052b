"""A list of people pasted or sent as a file: its lines, as the rows of a grid."""

from __future__ import annotations

import csv
import datetime as dt
import io
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from actions.imports.participations import FIELDS
from beneficiaries.entry.naming import DAY
from plics import grids
from plics.importing.apart import read_table
from plics.importing.errors import FileRefused
from plics.importing.headers import heading
from plics.importing.sheets import recogniser
from plics.importing.values import Raw, as_text

HEADINGS = recogniser(FIELDS)
WHO = ("nom", "prenom", "date_naissance", "numero_demande")
# The cell of the grid for each column that is not who somebody is.
CELL_OF = {"date_entree": "entered_on", "date_sortie": "exited_on"}
SIZE_LIMIT = 1024 * 1024


def of(text: str, upload: Any, *, typed: int) -> list[dict[str, str]]:
    """What was pasted, then what was sent, to go after the rows already typed.

    Raises FileRefused, which says why."""
    found = pasted(text) if text.strip() else []
    found += sent(upload) if upload else []
    if typed + len(found) > grids.MOST_ROWS:
        before = f", la grille en a déjà {typed}" if typed else ""
        told = f"La liste a {len(found)} lignes{before} : {grids.MOST_ROWS} au plus à la fois."
        raise FileRefused(told)
    return found


def pasted(text: str) -> list[dict[str, str]]:
    """Cells parted by tabs or semicolons; else the whole line says who."""
    parted = next((mark for mark in "\t;" if mark in text), None)
    if parted is None:
        lines: list[list[str]] = [[line] for line in text.splitlines()]
    else:
        lines = list(csv.reader(io.StringIO(text), delimiter=parted))
    return rows_of(lines)


def sent(upload: Any) -> list[dict[str, str]]:
    if upload.size > SIZE_LIMIT:
        raise FileRefused("Une liste pèse 1 Mo au plus : ce fichier n’a pas été lu.")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "liste"
        path.write_bytes(upload.read())
        table = read_table(path, HEADINGS)
    return rows_of([table.header, *(cells for _, cells in table.rows)])


def rows_of(lines: Sequence[Sequence[Raw]]) -> list[dict[str, str]]:
    filled = [[written(cell) for cell in cells] for cells in lines]
    filled = [cells for cells in filled if any(cells)]
    header = [HEADINGS.names.get(heading(cell), "") for cell in filled[0]] if filled else []
    if {"nom", "prenom"} <= set(header) or len(set(header) - {""}) > 1:
        rows = [by_header(header, cells) for cells in filled[1:]]
    else:
        rows = [by_likeness(cells) for cells in filled]
    if not rows:
        raise FileRefused("La liste ne contient personne.")
    return rows


def written(cell: Raw) -> str:
    return f"{cell:%d/%m/%Y}" if isinstance(cell, dt.date) else as_text(cell)


def by_header(header: list[str], cells: list[str]) -> dict[str, str]:
    told = dict(zip(header, cells, strict=False))
    who = " ".join(filter(None, (told.get(name, "") for name in WHO)))
    return {"person": who, **{cell: told.get(name, "") for name, cell in CELL_OF.items()}}


def by_likeness(cells: list[str]) -> dict[str, str]:
    """Of two days, the one that comes first is a birth, the other an entry."""
    days = sorted((cell for cell in cells if DAY.fullmatch(cell)), key=by_time)
    others = [cell for cell in cells if cell and cell not in days]
    entered, left = [*days[1:3], "", ""][:2]
    return {"person": " ".join([*others, *days[:1]]), "entered_on": entered, "exited_on": left}


def by_time(day: str) -> list[int]:
    parts = [int(part) for part in re.split(r"[/.-]", day)]
    return parts if len(day.partition("-")[0]) == 4 else parts[::-1]
