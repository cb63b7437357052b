"""The aggregates against a recount in plain Python, over a random population."""

import datetime as dt
import random

import pytest

from beneficiaries.enums import ADULT_ROLES, COUPLES, OPEN_STATES
from beneficiaries.models import Commission, HouseholdSituation, Membership
from plics.periods import age_on, months_before
from reports.figures import Scope, evaluate
from tests import factories as f

STARTS = [dt.date(2018, 3, 1), dt.date(2019, 11, 30), dt.date(2019, 12, 1)]
ENDS = [None, dt.date(2019, 11, 30), dt.date(2019, 12, 1), dt.date(2020, 2, 1)]
ROLES = ["DEM", "CJT", "ENF", "AUT"]


def random_population(seed: int) -> None:
    draw = random.Random(seed)
    communes = [f.CommuneFactory(commission=f.CommissionFactory(slug=s)) for s in ("a", "b")]
    for _ in range(60):
        household = f.HouseholdFactory(situation=None)
        starts_on, ends_on = draw.choice(STARTS), draw.choice(ENDS)
        f.SituationFactory(
            household=household,
            commune=draw.choice(communes),
            starts_on=starts_on,
            ends_on=ends_on if ends_on is None or ends_on > starts_on else None,
            right_state=draw.choice("0123456"),
            family_situation=draw.choice(["CEL", "MAR", "VIM", "DIV", "RPA"]),
            applied_on=months_before(dt.date(2019, 11, 30), draw.randrange(60)),
        )
        for role in ROLES[: draw.randrange(1, 5)]:
            starts_on, ends_on = draw.choice(STARTS), draw.choice(ENDS)
            f.MembershipFactory(
                person=f.PersonFactory(
                    household=household,
                    membership=None,
                    sex=draw.choice("12"),
                    birth_date=dt.date(draw.randrange(1950, 2015), 11, draw.choice([29, 30])),
                ),
                role=role,
                starts_on=starts_on,
                ends_on=ends_on if ends_on is None or ends_on > starts_on else None,
            )


def holds(row, day) -> bool:
    return row.starts_on <= day and (row.ends_on is None or row.ends_on > day)


def recount(day: dt.date, commission: str) -> dict:
    """The same questions, answered row by row."""
    homes = [
        s
        for s in HouseholdSituation.objects.select_related("commune")
        if holds(s, day)
        and s.right_state in OPEN_STATES
        and any(a.commission.slug == commission for a in s.commune.attachments.all())
    ]
    kept = {s.household_id for s in homes}
    members = [
        m
        for m in Membership.objects.select_related("person")
        if holds(m, day) and m.household_id in kept
    ]
    adults = [m for m in members if m.role in ADULT_ROLES]
    parents = {m.household_id for m in members if m.role == "ENF"}
    return {
        ("rsa.households", None): len(homes),
        ("rsa.persons", None): len(members),
        ("rsa.adults", None): len(adults),
        ("rsa.adults.by_sex", "F"): sum(m.person.sex == "2" for m in adults),
        ("rsa.adults.by_age", "26-35"): sum(
            26 <= age_on(day, m.person.birth_date) <= 35 for m in adults
        ),
        ("rsa.adults.by_age", "under-18"): sum(
            age_on(day, m.person.birth_date) < 18 for m in adults
        ),
        ("rsa.households.by_family", "couple_children"): sum(
            s.family_situation in COUPLES and s.household_id in parents for s in homes
        ),
        ("rsa.households.by_family", "single"): sum(
            s.family_situation not in COUPLES and s.household_id not in parents for s in homes
        ),
        ("rsa.households.by_seniority", "12-23"): sum(
            months_before(day, 24) < s.applied_on <= months_before(day, 12) for s in homes
        ),
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(4))
def test_population_agrees_with_a_recount_row_by_row(seed):
    random_population(seed)
    for day in (dt.date(2019, 11, 29), dt.date(2019, 11, 30)):
        figures = evaluate(None, Scope(year=2019, on=day))
        for commission in Commission.objects.filter(slug__in="ab"):
            for (code, group), value in recount(day, commission.slug).items():
                found = figures.get(code, commission.slug, group=group).value
                assert found == value, (day, code, group)
