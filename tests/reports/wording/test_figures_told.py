"""Figures handed to the engine: what is hidden or unknown, what a group is a part of."""

from decimal import Decimal

import pytest

from plics.formatting import NBSP
from reports.exhibits.messages import change_of, compared, message, whole_of
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
