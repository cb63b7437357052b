"""The counts of people that a reader meets in a year's figures, in every list of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from reports.figures.base import KNOWN, UNKNOWN, Level, Scope
from reports.figures.catalogue import CATALOGUE, RELEASED, root
from reports.figures.evaluate import evaluate
from reports.figures.geography import every_commission
from reports.figures.indicators import Secrecy
from reports.figures.results import Result


class Cell(NamedTuple):
    """A count. The part of a canton that lies in a commission is `argentan/canton:6104`."""

    year: int
    code: str
    place: str
    subject: str | None = None
    group: str | None = None


Values = dict[Cell, int]


def is_canton(territory: str) -> bool:
    return territory.startswith("canton:")


def place_of(territory: str, commission: str | None) -> str:
    """Asked for one commission, a canton is the part of it that lies there."""
    return f"{commission}/{territory}" if commission and is_canton(territory) else territory


def cell_of(result: Result, scope: Scope) -> Cell:
    place = place_of(result.territory, scope.commission)
    return Cell(scope.year, result.code, place, result.subject, result.group)


def counted(figures: Iterable[Result], scope: Scope) -> Values:
    """The counts of people, and the known that each breakdown's shares are made of."""
    found: Values = {}
    for result in figures:
        if result.indicator.secrecy is not Secrecy.PEOPLE:
            continue
        cell = cell_of(result, scope)
        found[cell] = int(result.value or 0)
        if result.group not in (None, UNKNOWN):
            found[cell._replace(group=KNOWN)] = int(result.denominator or 0)
    return found


def read(scope: Scope) -> Values:
    """All that is counted of a year, of the whole and of the part of each commission."""
    found = counted(evaluate(RELEASED, scope), scope)
    for commission in every_commission():
        part = Scope(year=scope.year, on=scope.on, commission=commission.slug)
        figures = evaluate(BY_COMMUNE, part)
        found |= counted(figures.where(is_canton), part)
    return found


# Cantons are made of communes: what is counted by commission has no row there.
BY_COMMUNE = [
    code
    for code, indicator in CATALOGUE.items()
    if indicator.secrecy is Secrecy.PEOPLE and root(indicator).source.by is Level.COMMUNE
]
