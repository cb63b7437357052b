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


ENTERED = ("{n} personne est entrée", "{n} personnes sont entrées", "personne n’est entré")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "personne n’est entré"),
        (1, "une personne est entrée"),
        (2, "deux personnes sont entrées"),
        (9, "neuf personnes sont entrées"),
        (10, "10 personnes sont entrées"),
        (1428, f"1{T}428 personnes sont entrées"),
    ],
)
def test_clause_agrees_with_its_number(count, expected):
    assert fr.clause(count, *ENTERED) == expected


def test_masculine_clause_says_un():
    assert fr.clause(1, "{n} contrat signé", "{n} contrats signés", "", feminine=False) == (
        "un contrat signé"
    )


@pytest.mark.parametrize(
    ("count", "feminine", "expected"),
    [
        (0, True, f"aucune{N}sortie"),
        (1, True, f"une{N}sortie"),
        (2, True, f"deux{N}sorties"),
        (17, True, f"17{N}sorties"),
    ],
)
def test_counted_noun_agrees(count, feminine, expected):
    assert fr.some(count, "sortie", feminine=feminine) == expected


def test_noun_with_its_own_plural():
    assert fr.some(3, "fiche action", many="fiches actions") == f"trois{N}fiches actions"


def test_sentence_has_a_capital_and_one_full_stop():
    assert fr.sentence("au 30 novembre, tout va") == "Au 30 novembre, tout va."
    assert fr.sentence("Tout va.") == "Tout va."


def test_dates():
    assert fr.day(dt.date(2019, 1, 1)) == f"1er{N}janvier 2019"
    assert fr.day(dt.date(2019, 11, 30)) == f"30{N}novembre 2019"
    assert fr.month(dt.date(2019, 8, 5)) == "août 2019"


def test_listing():
    assert fr.listing(["a"]) == "a"
    assert fr.listing(["a", "b", "c"]) == "a, b et c"
    assert fr.listing([]) == ""
