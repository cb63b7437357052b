"""Chart and table made one: a bar beside each figure of a column, on one scale."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from reports.drawing.layout import Number, Scale
from reports.drawing.meter import meter
from reports.exhibits.parts import TableRow

# What a mark across a bar is: `dashboards-charts.css` gives each its stroke.
BEFORE, LIMIT, TARGET = "before", "limit", "target"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bars:
    """Of the cells of a column. `before` and `target` are the columns, if any, that hold what
    each is compared with; `limits` are the same for all rows."""

    column: int
    before: int | None = None
    target: int | None = None
    limits: Sequence[Number] = ()


def with_bars(rows: list[TableRow], *drawn: Bars) -> list[TableRow]:
    for bars in drawn:
        known = [n for row in rows for n in _numbers(row, bars)]
        scale = Scale.over([*known, *bars.limits], 0.5, 99.5)
        rows = [_with_bar(row, bars, scale) for row in rows]
    return rows


def _numbers(row: TableRow, bars: Bars) -> Iterable[Number]:
    found = (row.cells[bars.column].number, *(number for _, number in _marks(row, bars)))
    return [number for number in found if number is not None]


def _marks(row: TableRow, bars: Bars) -> list[tuple[str, Number]]:
    beside = ((BEFORE, bars.before), (TARGET, bars.target))
    found = [(css, row.cells[rank].number) for css, rank in beside if rank is not None]
    return [(css, number) for css, number in found if number is not None]


def _with_bar(row: TableRow, bars: Bars, scale: Scale) -> TableRow:
    """Where there is no number there is no bar: a sign is not a zero."""
    cell = row.cells[bars.column]
    if cell.number is None:
        return row
    limits = [(LIMIT, limit) for limit in bars.limits]
    bar = meter(cell.number, scale, [*limits, *_marks(row, bars)])
    cells = [*row.cells]
    cells[bars.column] = dataclasses.replace(cell, bar=bar, css="bar")
    return dataclasses.replace(row, cells=cells)
