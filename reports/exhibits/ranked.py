"""Cells of figures set beside those of their peers: rank and gap below each, the median apart."""

from __future__ import annotations

import dataclasses

from plics.formatting import NBSP
from reports.exhibits.parts import NO_OBJECT, TableCell
from reports.figures import Result
from reports.figures.results import written
from reports.figures.standing import Standing, gap_told, places_of, unit_of_gap

RANK, GAP, MEDIAN = "rang", "écart à la médiane", "Médiane"
ORDER = (
    "Sous chaque chiffre : son rang parmi les commissions, du plus haut au plus bas, sans dire ce "
    "qui vaut mieux, et son écart à leur médiane. Deux chiffres qui se lisent de même sont "
    f"ex{NBSP}æquo{NBSP}; ce qui n’est pas connu n’est pas classé."
)
WHERE_HIDDEN = (
    "Où le chiffre d’une commission est couvert par le secret statistique, aucune n’est classée "
    "et la médiane n’est pas donnée."
)


def ranked_cell(cell: TableCell, result: Result, found: Standing | None) -> TableCell:
    if found is None:
        none = TableCell(display=NO_OBJECT)
        return dataclasses.replace(cell, under=((RANK, none), (GAP, none)))
    gap = TableCell(
        display=gap_told(result, found.gap), number=found.gap, unit=unit_of_gap(result.unit)
    )
    return dataclasses.replace(cell, under=((RANK, TableCell(display=found.told)), (GAP, gap)))


def median_cell(result: Result, found: Standing | None) -> TableCell:
    if found is None:
        return TableCell(display=NO_OBJECT)
    return TableCell(
        display=written(found.median, result.unit, places_of(result, found.median)),
        number=found.median,
        unit=result.unit.label,
    )
