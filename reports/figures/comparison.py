"""A figure beside that of the same day one year before: how far it moved."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from plics import formatting
from reports.figures.base import Unit
from reports.figures.indicators import Formula
from reports.figures.results import Result


@dataclasses.dataclass(frozen=True, kw_only=True)
class Evolution:
    """`value` is None where one year is missing; `reports.wording` tells it in words.

    Rates are subtracted, never divided: their gap is in points, that of others in percent.
    """

    value: Decimal | None = None
    places: int = 1
    in_points: bool = False

    @property
    def known(self) -> bool:
        return self.value is not None

    @property
    def signed(self) -> str:
        """« +4,9 % », « −2 points », or nothing."""
        return "" if self.value is None else self._written(self.value, sign=True)

    def _written(self, value: Decimal, *, sign: bool = False) -> str:
        if not self.in_points:
            return formatting.percent(value, self.places, sign=sign)
        noun = formatting.plural(formatting.rounded(value, self.places), "point")
        return formatting.number(value, self.places, sign=sign) + formatting.NBSP + noun


UNKNOWN_EVOLUTION = Evolution()


def evolution(now: Result, before: Result) -> Evolution:
    """Of one figure between two years; unknown where a percent would mean nothing."""
    if now.value is None or before.value is None:
        return UNKNOWN_EVOLUTION
    gap = Decimal(now.value) - Decimal(before.value)
    if now.unit is Unit.PERCENT:
        return Evolution(value=gap, places=now.indicator.places, in_points=True)
    # What is left may be near zero or below: its change in percent means nothing.
    if not before.value or isinstance(now.indicator, Formula):
        return UNKNOWN_EVOLUTION
    return Evolution(value=gap * 100 / abs(Decimal(before.value)))


def share_evolution(now: Result, before: Result, places: int = 0) -> Evolution:
    """Of the share of one group between two years."""
    if now.share is None or before.share is None:
        return UNKNOWN_EVOLUTION
    return Evolution(value=now.share - before.share, places=places, in_points=True)
