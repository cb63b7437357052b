"""French display: spaces, commas, rounding, agreement, elision."""

import datetime as dt
from decimal import Decimal

import pytest

from plics import formatting as fr

T, N = "\u202f", "\u00a0"


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [
        (6592, 0, f"6{T}592"),
        (1350000, 0, f"1{T}350{T}000"),
        (999, 0, "999"),
        (Decimal("31.11"), 2, "31,11"),
        # Half goes away from zero, never to the even neighbour.
        (Decimal("62.5"), 0, "63"),
        (Decimal("-62.5"), 0, "−63"),
        (Decimal("-0.4"), 0, "0"),
        (None, 0, f"n.{N}d."),
        (0, 0, "0"),
    ],
)
def test_number(value, places, shown):
    assert fr.number(value, places) == shown


def test_trailing_zeros_drop_only_after_the_comma():
    assert fr.number(Decimal("6.50"), 2, trim=True) == "6,5"
    assert fr.number(Decimal("30.00"), 2, trim=True) == "30"
    assert fr.number(100, 0, trim=True) == "100"


def test_percent_and_euros_keep_a_no_break_space():
    assert fr.percent(Decimal("4.938"), 1) == f"4,9{N}%"
    assert fr.percent(Decimal("2"), 1, sign=True) == f"+2,0{N}%"
    assert fr.euros(83952) == f"83{T}952{N}€"
    assert fr.percent(None) == fr.euros(None) == fr.NOT_AVAILABLE


def test_plural_starts_at_two():
    assert fr.counted(Decimal("1.9"), "place", places=1) == f"1,9{N}place"
    assert fr.counted(2, "place") == f"2{N}places"
    assert fr.counted(0, "place") == f"0{N}place"
    assert fr.counted(None, "place") == fr.NOT_AVAILABLE


def test_numbers_up_to_nine_are_words():
    assert fr.in_words(1, feminine=True) == "une"
    assert fr.in_words(9) == "neuf"
    assert fr.in_words(10) == "10"
    assert fr.in_words(Decimal("1.5")) == "1,5"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Argentan", "d’Argentan"),
        ("Écouves", "d’Écouves"),
        ("Habloville", "d’Habloville"),
        ("Flers", "de Flers"),
        ("Le Perche", "du Perche"),
        ("Les Aspres", "des Aspres"),
        ("La Ferté Macé", "de la Ferté Macé"),
        ("L'Aigle", "de l’Aigle"),
        ("Lefort", "de Lefort"),
    ],
)
def test_preposition_elides_and_contracts(name, shown):
    assert fr.of(name) == shown


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (Decimal("-4.86"), f"une baisse de 4,9{N}%"),
        (Decimal("2"), f"une hausse de 2,0{N}%"),
        (Decimal("0.04"), "une stabilité"),
        (None, fr.NOT_AVAILABLE),
    ],
)
def test_change_follows_the_sign(value, shown):
    assert fr.change(value) == shown


def test_dates():
    assert fr.day(dt.date(2019, 1, 1)) == f"1er{N}janvier 2019"
    assert fr.day(dt.date(2019, 11, 30)) == f"30{N}novembre 2019"
    assert fr.month(dt.date(2019, 8, 5)) == "août 2019"


def test_listing():
    assert fr.listing(["a"]) == "a"
    assert fr.listing(["a", "b", "c"]) == "a, b et c"
    assert fr.listing([]) == ""
