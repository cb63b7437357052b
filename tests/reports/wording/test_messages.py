"""Whatever a message says is true of the table that it was made from."""

import re
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plics.formatting import NBSP, number
from reports.wording import words
from reports.wording.claims import (
    Against,
    Change,
    Part,
    Place,
    Split,
    against,
    balance,
    leading,
    spread,
)
from reports.wording.rules import differ, is_material

EXITS = ("sortie", "sorties")
SAID = "La plus fréquente : {label}, {part}"
few = settings(max_examples=60, derandomize=True, deadline=None, database=None)
# Small counts, ties, zeros, and what is hidden or not loaded.
values = st.one_of(st.integers(0, 6), st.integers(0, 400), st.just(3), st.none())


def split_of(*counts, base=None, thing=EXITS):
    parts = [Part(label=f"Groupe {'abcdefghij'[i]}", value=v) for i, v in enumerate(counts)]
    return Split(parts=parts, base=base or sum(v or 0 for v in counts), thing=thing)


def said(split):
    claim = leading(split)
    return words.told_leading(claim, SAID).replace(NBSP, " ") if claim else ""


# --- one table ---------------------------------------------------------------------------


@few
@given(st.lists(values, min_size=1, max_size=7))
@example([1, 0])
@example([3, 3, 2])
def test_what_is_said_of_a_split_is_true_of_it(counts):
    split = split_of(*counts)
    claim, text = leading(split), said(split)
    if None in counts or not sum(counts):
        assert claim is None
    if claim is None:
        return
    others = [part.value for part in split.parts if part not in claim.parts]
    named = [part.value for part in claim.parts]
    # None that is left out is as large as one that is named.
    assert not others or max(others) < min(named)
    assert ("La plus" in text) == claim.is_alone
    if claim.is_alone:
        assert all(differ(named[0], other) for other in others)
    assert text.startswith("À égalité") == (len(named) > 1 and len(set(named)) == 1)
    assert ("%" in text) <= (split.base >= 20)
    if "%" not in text:
        told = [int(found) for found in re.findall(r"\d+", text.replace("\u202f", ""))]
        assert set(told) == {*named, split.base}


def test_ties_are_told_as_ties():
    assert (
        said(split_of(3, 2, 3, 3))
        == "À égalité (3 sorties sur 11) : groupe a, groupe c et groupe d"
    )


def test_a_gap_of_a_few_people_makes_no_first():
    assert said(split_of(208, 211)) == "Groupe b (211) et groupe a (208), sur 419 sorties"


@pytest.mark.parametrize(("first", "leads"), [(14, False), (15, False), (16, True)])
def test_the_margin_of_twenty_five_people_is_five(first, leads):
    assert leading(split_of(first, 25 - first)).is_alone is leads


@pytest.mark.parametrize(
    ("base", "text"),
    [
        (19, "La plus fréquente : groupe a, 15 sorties sur 19"),
        (20, "La plus fréquente : groupe a, 75 % des 20 sorties"),
        (21, "La plus fréquente : groupe a, 71 % des 21 sorties"),
    ],
)
def test_no_share_of_a_base_under_twenty(base, text):
    assert said(split_of(15, 1, base=base)) == text


@pytest.mark.parametrize("counts", [(9, None, 1), (None,), (0, 0), ()])
def test_nothing_is_said_over_a_hidden_cell_nor_of_nobody(counts):
    assert said(split_of(*counts)) == ""


def test_of_many_equals_none_is_named():
    assert said(split_of(2, 2, 2, 2, 2, 2)) == ""
    assert said(split_of(4, 3, 2, 2, 2)) == "Groupe a (4) et groupe b (3), sur 13 sorties"


def test_amounts_lean_on_the_number_of_aids():
    parts = [Part(label="Mobilité", value=7000, people=4), Part(label="Santé", value=100, people=1)]
    split = Split(parts=parts, base=7100, thing=None)
    assert said(split) == f"La plus fréquente : mobilité, {number(7000)} € sur {number(7100)} €"


# --- what came in and what went out ------------------------------------------------------


@few
@given(values, values)
@example(105, 100)
@example(11, 9)
def test_what_is_said_of_two_counts_is_true_of_them(came, left):
    claim = balance(Part(label="entrées", value=came), Part(label="sorties", value=left))
    if claim is None:
        return
    assert came + left >= 20 and differ(came, left)
    first = "d’entrées que de sorties" if came > left else "de sorties que d’entrées"
    high, low = number(max(came, left)), number(min(came, left))
    assert words.told_balance(claim) == f"Plus {first} : {high} contre {low}"


@pytest.mark.parametrize(
    ("came", "left", "is_told"),
    [(12, 7, False), (12, 8, False), (13, 7, True), (8, 17, True), (None, 40, False)],
)
def test_of_few_people_or_of_a_small_gap_no_balance_is_told(came, left, is_told):
    parts = Part(label="entrées", value=came), Part(label="sorties", value=left)
    assert (balance(*parts) is not None) == is_told


# --- places ------------------------------------------------------------------------------

places = st.lists(
    st.tuples(
        st.integers(0, 300), st.one_of(st.integers(1, 25), st.integers(1, 5000)), st.booleans()
    ),
    max_size=6,
)


def place(name, count, base, is_hidden=False):
    rate = None if is_hidden else Decimal(min(count, base)) * 100 / base
    return Place(
        name=name, rate=rate, base=base, display="s. s." if is_hidden else f"{number(rate)}{NBSP}%"
    )


@few
@given(places)
def test_what_is_said_of_places_is_true_of_them(rows):
    found = [place(f"Lieu {i}", count, base, hidden and not base % 3)
             for i, (count, base, hidden) in enumerate(rows)]  # fmt: skip
    claim = spread(found)
    if any(each.rate is None or each.base < 20 for each in found) or len(found) < 2:
        assert claim is None
        return
    text = words.told_spread(claim, "Femmes", "le canton")
    rates = [each.rate for each in found]
    assert min(rates) in [each.rate for each in claim.low]
    assert max(rates) in [each.rate for each in claim.high]
    # A place is named for all those that read the same, and only where the gap is material.
    assert ("Lieu" in text) == (claim.is_clear and not claim.is_same)
    if "Lieu" in text:
        gap = (max(rates) - min(rates)) / 100
        bases = [each.base for each in found if each.rate in (min(rates), max(rates))]
        assert is_material(gap, max(bases))
    assert all(each.display == claim.low[0].display for each in claim.low)


def test_a_spread_names_the_lowest_and_the_highest():
    found = [place("Rai", 49, 100), place("Sées", 90, 100), place("Trun", 49, 100)]
    text = words.told_spread(spread(found), "Femmes", "le canton").replace(NBSP, " ")
    assert text == "Femmes : de 49 % (Rai et Trun) à 90 % (Sées) selon le canton"


def test_two_points_of_fifteen_hundred_people_are_no_gap():
    found = [place("Alençon", 780, 1500), place("Flers", 810, 1500)]
    text = words.told_spread(spread(found), "Femmes", "la commission").replace(NBSP, " ")
    assert text == "Femmes : de 52 % à 54 % selon la commission, sans écart net"


# --- years and targets -------------------------------------------------------------------


@few
@given(st.integers(1, 9000), st.integers(0, 9000))
def test_a_rise_or_a_fall_is_one(before, now):
    text = words.adverbial(Change(before=before, now=now, before_display=number(before)))
    assert ("baisse" in text) <= (now < before and before >= 20)
    assert ("hausse" in text) <= (now > before and before >= 20)
    assert ("%" in text) == (before >= 20 and differ(before, now))
    assert ("comme" in text) == (now == before)


@few
@given(st.integers(0, 60), st.integers(1, 60), st.integers(0, 100))
def test_a_target_is_told_reached_when_it_is(count, base, target):
    count = min(count, base)
    claim = Against(count=count, base=base, target=target)
    text = words.told_against(claim, EXITS)
    assert ("atteint" in text) == (count * 100 >= target * base) == claim.is_reached
    assert claim.needed * 100 >= target * base > (claim.needed - 1) * 100
    assert ("%" in text) == (base >= 20)


@pytest.mark.parametrize(("count", "kept"), [(25, "manqué"), (26, "atteint"), (27, "atteint")])
def test_the_count_that_reaches_half_of_fifty_two(count, kept):
    text = words.told_against(against(count, 52, 50), EXITS).replace(NBSP, " ")
    assert text.startswith(f"Objectif {kept} : {count} sorties sur 52")
    assert text.endswith("il en fallait 26 (50 %)")


@pytest.mark.parametrize("asked", [(None, 5, 50), (1, 0, 50), (1, None, 50), (1, 5, None)])
def test_no_target_over_what_is_not_known(asked):
    assert against(*asked) is None
