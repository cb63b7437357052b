"""French sentences around a number: sign, zero, one, two, small numbers in words."""

from decimal import Decimal

import pytest

from plics.formatting import MINUS, NBSP, THIN
from reports.booklet.grammar import Trend, change_between, clause, points, sentence, some
from reports.booklet.render import typeset

ENTERED = ("{n} personne est entrée", "{n} personnes sont entrées", "personne n’est entré")


@pytest.mark.parametrize(
    ("count", "expected"),
    [
        (0, "personne n’est entré"),
        (1, "une personne est entrée"),
        (2, "deux personnes sont entrées"),
        (9, "neuf personnes sont entrées"),
        (10, "10 personnes sont entrées"),
        (1428, f"1{THIN}428 personnes sont entrées"),
    ],
)
def test_clause_agrees_with_its_number(count, expected):
    assert clause(count, *ENTERED) == expected


def test_masculine_clause_says_un():
    assert clause(1, "{n} contrat signé", "{n} contrats signés", "", feminine=False) == (
        "un contrat signé"
    )


@pytest.mark.parametrize(
    ("count", "feminine", "expected"),
    [
        (0, True, f"aucune{NBSP}sortie"),
        (1, True, f"une{NBSP}sortie"),
        (2, True, f"deux{NBSP}sorties"),
        (17, True, f"17{NBSP}sorties"),
    ],
)
def test_counted_noun_agrees(count, feminine, expected):
    assert some(count, "sortie", feminine=feminine) == expected


def test_noun_with_its_own_plural():
    assert some(3, "fiche action", many="fiches actions") == f"trois{NBSP}fiches actions"


@pytest.mark.parametrize(
    ("now", "before", "adverbial", "verb"),
    [
        (95, 100, f"en baisse de 5,0{NBSP}%", f"recule de 5,0{NBSP}%"),
        (102, 100, f"en hausse de 2,0{NBSP}%", f"progresse de 2,0{NBSP}%"),
        (100, 100, "stable", "reste stable"),
        # Four in ten thousand rounds to nothing: no « baisse de 0,0 % ».
        (9996, 10000, "stable", "reste stable"),
        (5, 0, "", ""),
        (5, None, "", ""),
    ],
)
def test_words_of_a_trend_follow_the_sign_of_the_rounded_figure(now, before, adverbial, verb):
    trend = Trend(change_between(now, before))
    assert (trend.adverbial, trend.verb) == (adverbial, verb)


def test_signed_change_writes_a_true_minus():
    assert Trend(Decimal("-4.877")).signed == f"{MINUS}4,9{NBSP}%"


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (58, 51, f"+7,0{NBSP}points"),
        (51, Decimal("51.4"), f"{MINUS}0,4{NBSP}point"),
        (None, 3, ""),
    ],
)
def test_difference_of_two_rates_is_in_points(now, before, expected):
    assert points(now, before) == expected


def test_sentence_has_a_capital_and_one_full_stop():
    assert sentence("au 30 novembre, tout va") == "Au 30 novembre, tout va."
    assert sentence("Tout va.") == "Tout va."


def test_typed_texts_get_spaces_that_never_break():
    typed = "<p>Objectif : « tenir » 20 % ; 1 200 places !</p>"
    assert typeset(typed) == (
        f"<p>Objectif{NBSP}: «{NBSP}tenir{NBSP}» 20{NBSP}%{THIN}; 1{THIN}200 places{THIN}!</p>"
    )


def test_attributes_of_drawings_keep_their_ordinary_spaces():
    drawing = '<path d="M10 200 300 400z"/><b>a b</b>'
    assert typeset(drawing) == drawing
