"""A figure among those of its peers: its rank, and how far it is from their median.

Ranks go from the largest value down, whatever that is worth: no figure says which way is better.
"""

from __future__ import annotations

import dataclasses
import statistics
from collections.abc import Sequence
from decimal import Decimal

from plics import formatting
from plics.formatting import NBSP, rounded
from reports.figures.base import Unit
from reports.figures.publication import is_hidden
from reports.figures.results import Result

FEWEST = 2


@dataclasses.dataclass(frozen=True, kw_only=True)
class Standing:
    """Of values as they are printed: two that read the same are tied."""

    rank: int
    is_tied: bool
    gap: Decimal
    median: Decimal

    @property
    def told(self) -> str:
        """« 1er », « 2e ex æquo »."""
        ordinal = f"{self.rank}{'er' if self.rank == 1 else 'e'}"
        return f"{ordinal}{NBSP}ex{NBSP}æquo" if self.is_tied else ordinal


def standings(results: Sequence[Result]) -> list[Standing | None]:
    """Each among all; what is unknown is not ranked.

    Where one is hidden nobody is: a rank among the others would be false, or would say of the
    hidden one on which side it is.
    """
    values = [_printed(result) for result in results]
    known = [value for value in values if value is not None]
    if len(known) < FEWEST or any(map(is_hidden, results)):
        return [None] * len(results)
    median = statistics.median(known)
    return [value if value is None else _standing(value, known, median) for value in values]


def _printed(result: Result) -> Decimal | None:
    return None if result.value is None else rounded(result.value, result.indicator.places)


def _standing(value: Decimal, known: Sequence[Decimal], median: Decimal) -> Standing:
    return Standing(
        rank=1 + sum(other > value for other in known),
        is_tied=known.count(value) > 1,
        gap=value - median,
        median=median,
    )


def unit_of_gap(unit: Unit) -> str:
    return "points" if unit is Unit.PERCENT else unit.label


def places_of(result: Result, value: Decimal) -> int:
    """The median of an even number may lie half a unit between two."""
    places = result.indicator.places
    return places if value == rounded(value, places) else places + 1


def gap_told(result: Result, gap: Decimal) -> str:
    """« +3 points », « −1 250 € », in the unit of the figure."""
    places = places_of(result, gap)
    number = formatting.number(gap, places, sign=True)
    if result.unit is Unit.PERCENT:
        return number + NBSP + formatting.plural(gap, "point")
    return f"{number}{NBSP}€" if result.unit is Unit.EUROS else number
