"""A dated row holds from its first day to its last, or to the eve of its end."""

import datetime as dt

import pytest

from actions.models import Participation
from beneficiaries.models import HouseholdSituation, Support
from plics import periods
from tests import factories as f

pytestmark = pytest.mark.django_db
YEAR = periods.year(2019)
EVE, FIRST, LAST, MORROW = (
    dt.date(2018, 12, 31),
    dt.date(2019, 1, 1),
    dt.date(2019, 12, 31),
    dt.date(2020, 1, 1),
)
EDGES = [
    (EVE, EVE, False),
    (EVE, FIRST, True),
    (EVE, MORROW, True),
    (EVE, None, True),
    (LAST, LAST, True),
    (LAST, None, True),
    (MORROW, None, False),
]


@pytest.mark.parametrize(("start", "end", "is_active"), EDGES)
def test_who_leaves_on_the_first_day_or_enters_on_the_last_was_there_that_year(
    start, end, is_active
):
    f.ParticipationFactory(entered_on=start, exited_on=end)
    f.SupportFactory(starts_on=start, ends_on=end)
    assert Participation.objects.active_during(YEAR).exists() is is_active
    assert Support.objects.active_during(YEAR).exists() is is_active


@pytest.mark.parametrize(
    ("day", "holds"), [(EVE, False), (FIRST, True), (LAST, True), (MORROW, False)]
)
def test_a_situation_ends_on_the_eve_of_its_last_date(day, holds):
    situation = {"situation__starts_on": FIRST, "situation__ends_on": MORROW}
    f.HouseholdFactory(**situation)
    assert HouseholdSituation.objects.on(day).exists() is holds
