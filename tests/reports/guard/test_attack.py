"""Random tables, published, then attacked by somebody who shares none of the guard's code."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.figures import CATALOGUE, DEPARTMENT, Figures, Result, Scope, Territory
from reports.figures.exports import public_row
from reports.figures.guard.cells import counted
from reports.figures.guard.hiding import hide
from reports.figures.guard.protected import Protected
from reports.figures.publication import masked
from tests.reports.guard.attacker import Attacker, is_counted

# The lists of outcomes are rows: none here.
pytestmark = [pytest.mark.django_db, pytest.mark.same_on_any_database]
COMMISSIONS = ("alencon", "argentan", "flers", "mortagne")
CANTONS = {"canton:1": ("alencon",), "canton:2": ("alencon", "argentan"), "canton:3": ("flers",),
           "canton:4": ("argentan", "flers", "mortagne")}  # fmt: skip
TERRITORIES = [
    Territory(key=DEPARTMENT, kind=DEPARTMENT, name="Orne"),
    *(Territory(key=key, kind="commission", name=key) for key in COMMISSIONS),
    *(Territory(key=key, kind="canton", name=key) for key in CANTONS),
]
# Zeros, small counts, those about the threshold, and plain ones.
counts = st.one_of(st.just(0), st.integers(1, 7), st.integers(5, 60))


def rows(code, place, groups, subject=None, unknown=0):
    """A breakdown of a place as `evaluate` gives it."""
    known = sum(groups.values())
    shared = {"indicator": CATALOGUE[code], "territory": place, "subject": subject}
    for group, value in groups.items():
        share = value * 100 / known if known else None
        yield Result(**shared, group=group, value=value, share=share, numerator=value,
                     denominator=known)  # fmt: skip
    if unknown:
        yield Result(**shared, group="unknown", value=unknown, numerator=unknown)


def one(code, place, value, subject=None):
    return Result(indicator=CATALOGUE[code], territory=place, subject=subject, value=value,
                  numerator=value)  # fmt: skip


def added(tables):
    """What several tables of groups make together."""
    total = {}
    for table in tables:
        for group, value in table.items():
            total[group] = total.get(group, 0) + value
    return total


Lists = dict[str | None, list[Result]]


def spread(tell, of_parts) -> Lists:
    """The lists of all, and of each commission: parts of cantons, cantons, commissions, Orne.

    `of_parts` are tables by (commission, canton), `tell` gives the rows of a table.
    """
    whole = [*tell(DEPARTMENT, added(of_parts.values()))]
    lists: Lists = {None: whole}
    for slug in COMMISSIONS:
        own = {canton: table for (of, canton), table in of_parts.items() if of == slug}
        lists[None] += tell(slug, added(own.values()))
        lists[slug] = [row for canton, table in own.items() for row in tell(canton, table)]
    for canton, slugs in CANTONS.items():
        lists[None] += tell(canton, added(of_parts[slug, canton] for slug in slugs))
    return lists


@st.composite
def population(draw) -> Lists:
    """Households, applicants and partners: as many as households and couples."""

    def table():
        single, parents, couples, families = (draw(counts) for _ in range(4))
        women = draw(st.integers(0, single + parents + 2 * (couples + families)))
        return {"single": single, "single_parent": parents, "couple": couples,
                "couple_children": families, "women": women, "dependant": draw(counts)}  # fmt: skip

    def tell(place, table):
        family = {g: table[g] for g in ("single", "single_parent", "couple", "couple_children")}
        households, partners = sum(family.values()), table["couple"] + table["couple_children"]
        adults, women = households + partners, table["women"]
        roles = {"applicant": households, "partner": partners, "dependant": table["dependant"]}
        return [
            one("rsa.households", place, households),
            one("rsa.persons", place, sum(roles.values())),
            one("rsa.adults", place, adults),
            *rows("rsa.households.by_family", place, family),
            *rows("rsa.persons.by_role", place, roles),
            *rows("rsa.adults.by_sex", place, {"F": women, "M": adults - women}),
        ]

    parts = {(slug, canton): table() for canton, slugs in CANTONS.items() for slug in slugs}
    return spread(tell, parts)


@st.composite
def action(draw) -> Lists:
    """One action: who was there, who left and how, with shares and unknowns."""
    levels = {g: draw(counts) for g in ("III", "IV", "V", "VBIS", "VI", "VII")}
    unknown, women = draw(counts), draw(counts)
    present = sum(levels.values()) + unknown
    women = min(women, present)
    left = {g: draw(counts) for g in ("durable", "transition", "positive", "autre")}
    exits = sum(left.values())
    dropouts = min(draw(counts), exits)
    low = sum(levels[g] for g in ("V", "VBIS", "VI", "VII"))
    known = sum(levels.values())
    high = sum(levels[g] for g in ("III", "IV", "V"))
    merged = {"V+": high, "VBIS-": known - high}
    values = {
        "action.present": max(present, exits),
        "action.exits": exits,
        "action.dropouts": dropouts,
        "action.exits.completed": exits - dropouts,
        "action.dynamic_exits": exits - left["autre"],
        "action.level_v_or_less.count": low,
        "action.level_v_or_less.known": known,
    }
    unknown += values["action.present"] - present
    found = [
        Result(indicator=CATALOGUE["action.level_v_or_less"], territory="argentan", subject="asi",
               value=low * 100 / known if known else None, numerator=low, denominator=known),
        *(one(code, "argentan", value, "asi") for code, value in values.items()),
        *rows("action.by_level", "argentan", levels, "asi", unknown),
        *rows("action.by_level.merged", "argentan", merged, "asi", unknown),
        *rows("action.by_sex", "argentan", {"F": women, "M": values["action.present"] - women},
              "asi"),
        *rows("action.exits.by_group", "argentan", left, "asi"),
    ]  # fmt: skip
    return {None: found}


def published(lists: Lists, threshold: int):
    """The lists as readers get them in JSON, the truth, and how many counts are hidden."""
    figures = {
        slug: Figures(Scope(year=2019, commission=slug), TERRITORIES, found, set(CATALOGUE))
        for slug, found in lists.items()
    }
    values = {}
    for each in figures.values():
        values |= counted(each, each.scope)
    guard = Protected(cells=hide(values, threshold).cells, threshold=threshold, digest="")
    given = {s: [public_row(r) for r in masked(each, guard)] for s, each in figures.items()}
    truth = {}
    for slug, found in lists.items():
        for r in found:
            is_part = slug and r.territory.startswith("canton:")
            place = f"{slug}|{r.territory}" if is_part else r.territory
            truth[r.code, place, r.subject, r.group] = r.value
    return given, truth


@pytest.mark.parametrize("threshold", [4, 5, 6])
@pytest.mark.parametrize("table", [population(), action()], ids=["population", "action"])
@settings(max_examples=12)
@given(data=st.data())
def test_no_hidden_count_of_a_random_table_is_found(data, table, threshold):
    given_out, truth = published(data.draw(table), threshold)
    attacker = Attacker(given_out)
    assert attacker.exposed(truth, threshold) == []
    shown = [row for rows in given_out.values() for row in rows if not row["secret"]]
    assert not any(0 < row["value"] < threshold for row in shown if is_counted(row))
    assert all(truth[key] for key in attacker.secrets()), "zeros are printed"


@pytest.mark.parametrize("table", [population(), action()], ids=["population", "action"])
@settings(max_examples=6)
@given(data=st.data())
def test_what_is_hidden_besides_small_counts_is_needed(data, table):
    """And the attack is worth something: told one of them, it finds others."""
    given_out, truth = published(data.draw(table), 5)
    attacker = Attacker(given_out)
    others = [key for key in attacker.secrets() if truth[key] >= 5]
    if others:
        assert attacker.exposed(truth, 5, told=others)


def test_the_same_table_is_published_in_the_same_way():
    groups = {"18-25": 1, "26-35": 4, "36-45": 12, "46-55": 9, "56+": 30}
    table = rows("rsa.adults.by_age", "argentan", groups)
    lists = {None: [one("rsa.adults", "argentan", 56), *table]}
    assert published(lists, 5) == published(lists, 5)
