"""The cells of a page's tables: what is written, and the number that a file gives in its place."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.utils.safestring import SafeString

from plics.formatting import NOT_AVAILABLE, rounded
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.parts import PanelExhibit, Tile
from reports.exhibits.parts import ExhibitTable, TableCell, TableRow
from reports.exhibits.rules import NO_OBJECT, share_cell
from reports.figures import UNKNOWN, Result
from reports.figures.base import Unit
from reports.figures.comparison import Evolution, evolution

PERCENT, POINTS = Unit.PERCENT.label, "points"
CHANGE_UNITS = (PERCENT, POINTS)


def counted(figures: PageFigures, result: Result) -> TableCell:
    return _value(result, figure=(figures.now.scope, result))


def counted_before(figures: PageFigures, now: Result) -> TableCell:
    before = figures.get_before(now)
    return _value(before, figure=(figures.before.scope, before))


def _value(result: Result, **more: Any) -> TableCell:
    number = None if result.value is None else rounded(result.value, result.indicator.places)
    return TableCell(display=result.display, number=number, unit=result.unit.label, **more)


def month_cell(figures: PageFigures, day: dt.date, month: Result) -> TableCell:
    scope = dataclasses.replace(figures.now.scope, year=day.year, on=day)
    return _value(month, figure=(scope, month))


def share(figures: PageFigures, result: Result) -> TableCell:
    return _share(result, figure=(figures.now.scope, result))


def share_before(figures: PageFigures, now: Result) -> TableCell:
    before = figures.get_before(now)
    return _share(before, figure=(figures.before.scope, before))


def _share(result: Result, **more: Any) -> TableCell:
    places = getattr(result.indicator, "share_places", 0)
    is_told = result.share is not None and result.value is not None and result.group != UNKNOWN
    number = rounded(result.share, places) if is_told else None
    return TableCell(display=share_cell(result), number=number, unit=PERCENT, **more)


def moved(now: Result, before: Result, change: Evolution | None = None) -> TableCell:
    """How far it moved in a year, or the sign of what is missing to say it."""
    change = change or evolution(now, before)
    if change.value is not None:
        unit = POINTS if change.in_points else PERCENT
        number = rounded(change.value, change.places)
        return TableCell(display=change.signed, number=number, unit=unit)
    unit = POINTS if now.unit is Unit.PERCENT else PERCENT
    return TableCell(display=_why_unknown(now, before), unit=unit)


def _why_unknown(now: Result, before: Result) -> str:
    for result in (now, before):
        if result.value is None and result.frozen_display:
            return result.frozen_display
    is_missing = now.value is None or before.value is None
    return NOT_AVAILABLE if is_missing else NO_OBJECT


def with_evolution(figures: PageFigures, result: Result) -> TableCell:
    """« 6 592 (−4,9 %) »."""
    cell = counted(figures, result)
    return dataclasses.replace(cell, beside=moved(result, figures.get_before(result)))


def in_brackets(figures: PageFigures) -> str:
    """What `with_evolution` means, under the table."""
    return f"Entre parenthèses : évolution depuis {figures.years[0]}, à la même date."


def tile(figures: PageFigures, result: Result, spark: SafeString | str = "") -> Tile:
    before = figures.get_before(result)
    return Tile(
        label=result.label,
        when=figures.shortly(result.code),
        now=counted(figures, result),
        before=counted_before(figures, result),
        change=moved(result, before),
        spark=spark,
    )


def led(figures: PageFigures, panel: str, exhibit: PanelExhibit) -> PanelExhibit:
    """The same, each figure leading to what it is made of; a share goes with its count."""
    table = exhibit.table
    if table:
        rows = [
            dataclasses.replace(row, cells=_led(figures, panel, row.cells)) for row in table.rows
        ]
        table = dataclasses.replace(table, rows=rows)
    tiles = [
        dataclasses.replace(each, now=_led(figures, panel, [each.now])[0]) for each in exhibit.tiles
    ]
    return dataclasses.replace(exhibit, table=table, tiles=tiles)


def _led(figures: PageFigures, panel: str, cells: list[TableCell]) -> list[TableCell]:
    led, seen = [], set()
    for cell in cells:
        # Of what is not available there is nothing more to tell.
        is_empty = cell.display == NOT_AVAILABLE
        key = figures.key_of(*cell.figure) if cell.figure and not is_empty else None
        if key and key not in seen:
            cell = dataclasses.replace(cell, url=figures.figure_url(panel, key))
            seen.add(key)
        led.append(cell)
    return led


def tiles_table(figures: PageFigures, tiles: list[Tile]) -> ExhibitTable:
    """What tiles show, as a file gives it."""
    before, year = figures.years
    rows = [
        TableRow(label=each.label, code=each.code, cells=[each.now, each.before, each.change])
        for each in tiles
    ]
    return ExhibitTable(head=["Indicateur", year, before, "Évolution"], rows=rows)
