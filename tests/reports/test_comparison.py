"""A figure beside the year before: in percent, in points, in words, or not at all."""

from decimal import Decimal

import pytest

from plics.formatting import MINUS, NBSP
from reports.figures import CATALOGUE, DEPARTMENT, Result
from reports.figures.catalogue import root
from reports.figures.comparison import Evolution, evolution, share_evolution
from reports.figures.indicators import Counted


def result(code, value, share=None) -> Result:
    return Result(indicator=CATALOGUE[code], territory=DEPARTMENT, value=value, share=share)


def moved(code, before, now) -> Evolution:
    return evolution(result(code, now), result(code, before))


@pytest.mark.parametrize(
    ("before", "now", "signed"),
    [
        (100, 95, f"{MINUS}5,0{NBSP}%"),
        (100, 102, f"+2,0{NBSP}%"),
        (100, 100, f"0,0{NBSP}%"),
        # Four in ten thousand round to nothing.
        (10000, 9996, f"0,0{NBSP}%"),
        (0, 5, ""),
        (None, 5, ""),
        (5, None, ""),
    ],
)
def test_a_change_in_percent_is_signed(before, now, signed):
    change = moved("rsa.households", before, now)
    assert change.signed == signed
    assert change.known is bool(signed)


@pytest.mark.parametrize(
    ("before", "now", "signed"),
    [
        (Decimal("5.10"), Decimal("4.90"), f"{MINUS}0,20{NBSP}point"),
        (Decimal("3.00"), Decimal("5.00"), f"+2,00{NBSP}points"),
        (0, Decimal("1.90"), f"+1,90{NBSP}point"),
    ],
)
def test_rates_are_subtracted_and_told_in_points(before, now, signed):
    change = moved("rsa.coverage", before, now)
    assert change.signed == signed


def test_what_is_left_has_no_change_in_percent():
    assert not moved("action.places_left", 1, 4).known


@pytest.mark.parametrize(
    ("before", "now", "places", "signed"),
    [
        (51, 58, 1, f"+7,0{NBSP}points"),
        (Decimal("51.4"), 51, 1, f"{MINUS}0,4{NBSP}point"),
        (Decimal("51.4"), 51, 0, f"0{NBSP}point"),
        (3, None, 1, ""),
    ],
)
def test_shares_of_two_years_are_subtracted(before, now, places, signed):
    code = "rsa.adults.by_sex"
    change = share_evolution(result(code, 1, now), result(code, 1, before), places)
    assert change.signed == signed


def test_every_indicator_starts_from_a_measure_that_has_a_source():
    roots = {code: root(indicator) for code, indicator in CATALOGUE.items()}
    assert all(isinstance(found, Counted) for found in roots.values())
    assert roots["rsa.coverage"].code == "rsa.persons"
    # A rate of rates goes down to what both are counted from.
    assert roots["action.dynamic_exits.rate"].code == "action.dynamic_exits.counted"
