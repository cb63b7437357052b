"""A figure beside that of the same day one year before."""

from decimal import Decimal

from plics import formatting
from reports.figures.base import Unit
from reports.figures.indicators import Formula
from reports.figures.results import Result


def evolution(now: Result, before: Result) -> str:
    """« +4,9 % », « −2 points » between rates; empty where one of the two is missing."""
    if now.value is None or before.value is None:
        return ""
    gap = Decimal(now.value) - Decimal(before.value)
    if now.unit is Unit.PERCENT:
        return points(gap, now.indicator.places)
    # What is left may be near zero or below: its change in percent means nothing.
    if not before.value or isinstance(now.indicator, Formula):
        return ""
    return formatting.percent(gap * 100 / abs(Decimal(before.value)), 1, sign=True)


def points(gap: Decimal, places: int = 0) -> str:
    """Rates are subtracted, never divided: « −1,5 point »."""
    noun = formatting.plural(formatting.rounded(gap, places), "point")
    return formatting.number(gap, places, sign=True) + formatting.NBSP + noun
