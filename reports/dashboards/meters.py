"""Chart and table made one: a bar beside each figure of a column, on one scale."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from reports.drawing.layout import Number, Scale
from reports.drawing.meter import meter
from reports.exhibits.parts import TableCell, TableRow

# What a mark across a bar is: `dashboards-charts.css` gives each its stroke.
BEFORE, LIMIT, TARGET = "before", "limit", "target"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bars:
    """Of the cells of a column. `before` and `target` are what each row is compared with;
    `limits` are the same for all rows."""

    column: int
    before: Sequence[Number | None] = ()
    target: Sequence[Number | None] = ()
    limits: Sequence[Number] = ()

    def marks(self, row: int) -> list[tuple[str, Number]]:
        found = [(LIMIT, limit) for limit in self.limits]
        for css, values in ((BEFORE, self.before), (TARGET, self.target)):
            value = values[row] if values else None
            found += [(css, value)] if value is not None else []
        return found


def numbers(rows: Iterable[TableRow], column: int) -> list[Number | None]:
    return [row.cells[column].number for row in rows]


def with_bars(rows: list[TableRow], *drawn: Bars) -> list[TableRow]:
    for bars in drawn:
        marks = [bars.marks(rank) for rank in range(len(rows))]
        compared = [value for found in marks for _, value in found]
        scale = _scale([*numbers(rows, bars.column), *compared])
        rows = [
            _replaced(row, bars.column, _with_bar(row.cells[bars.column], found, scale))
            for row, found in zip(rows, marks, strict=True)
        ]
    return rows


def along(row: TableRow, before: Sequence[Number | None], limits: Sequence[Number]) -> TableRow:
    """The same where one thing is measured along a row."""
    scale = _scale([*(cell.number for cell in row.cells), *before, *limits])
    for column, (cell, value) in enumerate(zip(row.cells, before, strict=True)):
        marks = [*((LIMIT, limit) for limit in limits), (BEFORE, value)]
        known = [(css, mark) for css, mark in marks if mark is not None]
        row = _replaced(row, column, _with_bar(cell, known, scale))
    return row


def _scale(values: Iterable[Number | None]) -> Scale:
    return Scale.over(values, 0.5, 99.5)


def _replaced(row: TableRow, column: int, cell: TableCell) -> TableRow:
    return dataclasses.replace(row, cells=[*row.cells[:column], cell, *row.cells[column + 1 :]])


def _with_bar(cell: TableCell, marks: list[tuple[str, Number]], scale: Scale) -> TableCell:
    """Where there is no number there is no bar: a sign is not a zero."""
    if cell.number is None:
        return cell
    return dataclasses.replace(cell, bar=meter(cell.number, scale, marks), css="bar")
