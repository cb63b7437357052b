"""The table that a panel shows, as a file holds it: one number a cell, and what each means.

Its rows and columns are those on screen, in their order. What a screen tells by its place is
said in words: units, and what a code is to machines.
"""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable
from decimal import Decimal

from plics.formatting import NOT_AVAILABLE
from reports.dashboards.cells import CHANGE_UNITS
from reports.dashboards.parts import PanelExhibit
from reports.exhibits.parts import ExhibitTable, TableCell, TableRow
from reports.exhibits.rules import NO_OBJECT
from reports.figures import Result, Scope
from reports.figures.evaluate import NOT_LOADED
from reports.figures.publication import SECRET

Value = str | int | Decimal
UNIT, UNIT_OF_CHANGE, CODE = "Unité", "Unité de l’évolution", "Code"
UNIT_OF_GAP, HEADING = "Unité de l’écart", "Rubrique"
# What stands where no number can.
SIGNS = {
    SECRET: "secret statistique",
    NOT_AVAILABLE: "donnée non disponible",
    NOT_LOADED: "donnée non chargée",
    NO_OBJECT: "sans objet",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class FileColumn:
    name: str
    cells: list[TableCell]
    # The column of its units, where they go by row: how far figures moved has units of its own.
    units_in: str = UNIT

    @property
    def units(self) -> list[str]:
        return list(dict.fromkeys(cell.unit for cell in self.cells if cell.unit))

    @property
    def title(self) -> str:
        """Its name, and its unit where all its cells share one."""
        if len(self.units) != 1 or self.units[0].lower() == self.name.lower():
            return self.name
        return f"{self.name} ({self.units[0]})"

    @property
    def is_number(self) -> bool:
        return bool(self.units)

    @property
    def figures(self) -> list[tuple[Scope, Result]]:
        return [cell.figure for cell in self.cells if cell.figure]


def table_of(exhibit: PanelExhibit) -> ExhibitTable:
    """Where a panel has nothing to show, what it says instead."""
    nothing = ExhibitTable(head=["Information"], rows=[TableRow(label=exhibit.empty, cells=[])])
    return exhibit.table or exhibit.file or nothing


def columns_of(table: ExhibitTable) -> list[FileColumn]:
    found = [FileColumn(name=table.head[0], cells=_texts(row.label for row in table.rows))]
    for rank, name in enumerate(table.head[1:]):
        cells = [row.cells[rank] for row in table.rows]
        is_change = all(cell.figure is None and cell.unit in CHANGE_UNITS for cell in cells)
        units_in = UNIT_OF_CHANGE if is_change else UNIT
        found.append(FileColumn(name=name, cells=cells, units_in=units_in))
        if any(cell.beside for cell in cells):
            # Rows that are compared with nothing keep their place in the column.
            beside = [cell.beside or TableCell(display=NO_OBJECT) for cell in cells]
            found.append(
                FileColumn(name=f"{name}, évolution", cells=beside, units_in=UNIT_OF_CHANGE)
            )
        found += _under(name, cells)
    found += _units(found, len(table.rows))
    if any(row.group for row in table.rows):
        found.append(FileColumn(name=HEADING, cells=_texts(row.group for row in table.rows)))
    if any(row.code for row in table.rows):
        found.append(FileColumn(name=CODE, cells=_texts(row.code for row in table.rows)))
    return _named_apart(found)


def _under(name: str, cells: list[TableCell]) -> list[FileColumn]:
    """What stands below the figures, each in a column."""
    told = dict.fromkeys(under for cell in cells for under, _ in cell.under)
    return [
        FileColumn(
            name=f"{name}, {each}",
            cells=[dict(cell.under).get(each, TableCell(display=NO_OBJECT)) for cell in cells],
            units_in=UNIT_OF_GAP,
        )
        for each in told
    ]


def _units(columns: list[FileColumn], rows: int) -> list[FileColumn]:
    """A column for the units that go by row."""
    found = []
    for name in (UNIT, UNIT_OF_CHANGE, UNIT_OF_GAP):
        mixed = [c for c in columns if c.units_in == name and len(c.units) > 1]
        if mixed:
            units = (
                next((c.cells[row].unit for c in mixed if c.cells[row].unit), NO_OBJECT)
                for row in range(rows)
            )
            found.append(FileColumn(name=name, cells=_texts(units)))
    return found


def _texts(texts: Iterable[str]) -> list[TableCell]:
    return [TableCell(display=text) for text in texts]


def _named_apart(columns: list[FileColumn]) -> list[FileColumn]:
    """Two funds may share an acronym; no two columns of a file may."""
    seen: Counter[str] = Counter()
    found = []
    for column in columns:
        seen[column.name] += 1
        again = f" [{seen[column.name]}]" if seen[column.name] > 1 else ""
        found.append(dataclasses.replace(column, name=column.name + again))
    return found


def rows_of(columns: list[FileColumn]) -> list[list[Value]]:
    cells = zip(*(column.cells for column in columns), strict=True)
    return [[_value(cell) for cell in row] for row in cells]


def _value(cell: TableCell) -> Value:
    if cell.number is None:
        return cell.display
    number = Decimal(cell.number)
    return int(number) if number == number.to_integral_value() else number.normalize()


def signs_in(columns: list[FileColumn]) -> dict[str, str]:
    shown = {cell.display for column in columns for cell in column.cells if cell.number is None}
    return {sign: meaning for sign, meaning in SIGNS.items() if sign in shown}
