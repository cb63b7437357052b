"""Figures handed to the engine: what is hidden or unknown, what a group is a part of."""

from decimal import Decimal

import pytest

from plics.formatting import NBSP
from reports.dashboards.told import gap_told
from reports.exhibits.messages import (
    balance_of,
    change_of,
    compared,
    message,
    over_a_year,
    whole_of,
)
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Result, Territory
from reports.figures.publication import SECRET
from reports.wording import words


def figure(code, value=None, *, group=None, base=None, hidden=False, place=DEPARTMENT) -> Result:
    share = Decimal(value) * 100 / base if value is not None and base else None
    return Result(
        indicator=CATALOGUE[code],
        territory=place,
        group=group,
        group_label=(group or "").capitalize(),
        value=value,
        share=share,
        numerator=value,
        denominator=base,
        frozen_display=SECRET if hidden else None,
    )


def exits(**counts) -> list[Result]:
    base = sum(counts.values())
    return [
        figure("action.exits.by_outcome", count, group=group, base=base)
        for group, count in counts.items()
    ]


def plain(text: str) -> str:
    return text.replace(NBSP, " ")


def test_the_share_names_what_it_is_of():
    told = message(exits(emploi=30, formation=10, autre=4))
    assert plain(told) == "Issue la plus fréquente : emploi, 68 % des 44 sorties"


def test_one_hidden_group_and_nothing_is_ranked():
    hidden = figure("action.exits.by_outcome", group="formation", hidden=True)
    assert message([*exits(emploi=30, autre=4), hidden]) == ""


def test_a_base_that_is_secret_silences_what_is_shown():
    assert message([figure("action.exits.by_outcome", 30, group="emploi")]) == ""


def test_answers_that_are_missing_are_not_counted_as_known():
    code = "actions.participants.by_sex"
    groups = [figure(code, 30, group="femmes", base=40), figure(code, 10, group="hommes", base=40)]
    assert plain(message(groups)) == "75 % des 40 mesures sont suivies par des femmes"
    groups.append(figure(code, 5, group=UNKNOWN))
    assert plain(message(groups)) == "Femmes : 75 % des 40 réponses connues"


def test_steps_are_told_as_the_persons_who_took_them():
    code = "action.steps"
    assert whole_of(code) == "action.present"
    steps = [figure(code, 17, group="formation", base=20), figure(code, 3, group="santé", base=20)]
    told = message(steps, whole=figure("action.present", 38))
    assert plain(told) == "Démarche la plus fréquente : formation, 45 % des 38 personnes"
    assert whole_of("action.exits.by_outcome") is None


def test_steps_of_more_people_than_are_there_say_nothing():
    steps = [figure("action.steps", 17, group="formation", base=17)]
    assert message(steps, whole=figure("action.present", 9)) == ""


@pytest.mark.parametrize(
    ("sées", "told"),
    [
        ({"value": 90, "base": 100}, "Femmes : de 40 % (Rai) à 90 % (Sées) selon le canton"),
        ({"value": 9, "base": 10}, "Femmes, selon le canton"),
        ({"hidden": True}, "Femmes, selon le canton"),
        ({}, "Femmes, selon le canton"),
    ],
)
def test_places_are_ranked_all_or_none(sées, told):
    code = "rsa.adults.by_sex"
    rows = {
        "Rai": figure(code, 40, group="F", base=100),
        "Sées": figure(code, group="F", **sées),
    }
    places = [(Territory(key=n, kind="canton", name=n), result) for n, result in rows.items()]
    assert plain(compared(places, "Femmes", "le canton")) == told


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (6930, 6592, "en baisse de 4,9 % en un an"),
        (38, 36, "contre 38 un an plus tôt"),
        (36, 36, "comme un an plus tôt"),
        (19, 60, "contre 19 un an plus tôt"),
    ],
)
def test_a_year_is_told_as_far_as_it_matters(before, now, told):
    claim = change_of(figure("rsa.households", now), figure("rsa.households", before))
    assert plain(words.adverbial(claim)).replace("\u202f", "") == told


@pytest.mark.parametrize(
    ("aids", "told"), [(600, "progresse de 13,6 % en un an"), (100, "était de")]
)
def test_an_amount_moves_as_far_as_its_aids_tell(aids, told):
    now, before = figure("fund.amount", 100_000), figure("fund.amount", 88_000)
    counts = [figure("fund.count", aids // 2), figure("fund.count", aids // 2)]
    assert plain(words.verb(change_of(now, before, counts))).startswith(told)


def test_an_amount_whose_aids_are_hidden_is_not_compared():
    now, before = figure("fund.amount", 100_000), figure("fund.amount", 88_000)
    counts = [figure("fund.count", 50), figure("fund.count", hidden=True)]
    assert change_of(now, before, counts) is None


# --- pages: what is material, or nothing ---------------------------------------------------


def covered(*counts, base=10_000, code="rsa.coverage", hidden=()):
    """Places side by side, the département last."""
    names = [f"Lieu {rank}" for rank in range(len(counts))]
    found = []
    for name, count in zip(names, counts, strict=True):
        rate = figure(code, count, base=base)._replace(value=Decimal(count) * 100 / base)
        if name in hidden:
            rate = figure(code, hidden=True)
        found.append((Territory(key=name, kind="commission", name=name), rate))
    return [*found, (Territory(key=DEPARTMENT, kind=DEPARTMENT, name="Orne"), figure(code, 99))]


def test_places_that_differ_are_told_without_the_whole_they_make():
    told = gap_told("rsa.coverage", covered(400, 450, 520), "la commission")
    assert plain(told) == (
        "Part de la population couverte par le RSA : de 4,00 % (Lieu 0) à 5,20 % (Lieu 2) "
        "selon la commission"
    )


@pytest.mark.parametrize(("highest", "is_told"), [(499, False), (500, False), (501, True)])
def test_a_gap_that_a_few_people_would_undo_is_passed_over(highest, is_told):
    """1/√10 000 is one point."""
    assert bool(gap_told("rsa.coverage", covered(400, highest), "le canton")) == is_told


def test_with_one_place_hidden_none_is_ranked():
    assert gap_told("rsa.coverage", covered(400, 4, 900, hidden=["Lieu 1"]), "le canton") == ""


def test_counts_of_places_are_no_rates():
    assert gap_told("rsa.households", covered(400, 900, code="rsa.households"), "le canton") == ""


def months(*values) -> list[Result]:
    return [figure("rsa.households", value, group=str(rank)) for rank, value in enumerate(values)]


@pytest.mark.parametrize(
    ("values", "told"),
    [
        (
            [400, *range(390, 380, -1), 300, 300],
            "300 ménages fin mai, en baisse de 25,0 % en un an",
        ),
        ([400] * 12 + [390], ""),  # not material
        ([400] * 11 + [300], ""),  # not a year
        ([None] + [400] * 11 + [300], ""),
        ([400] * 12 + [None], ""),
        ([12] * 12 + [2], ""),  # of few
        ([0] * 12 + [300], ""),
    ],
)
def test_a_series_is_told_over_a_year_when_it_clearly_moved(values, told):
    assert plain(over_a_year(months(*values), "fin mai")) == told


def test_one_month_unknown_leaves_the_balance_untold():
    entries, exits = months(30, 40), months(60, 70)
    assert balance_of("entrées", entries, "sorties", exits) == (
        "Plus de sorties que d’entrées : 130 contre 70"
    )
    assert balance_of("entrées", entries, "sorties", [*exits[:1], *months(None)]) == ""
