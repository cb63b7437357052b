"""A change by hand of what was already loaded is among the corrections."""

import datetime as dt

import pytest
from django.urls import reverse

from beneficiaries.models import Correction, HouseholdSituation
from plics import history
from tests import factories
from tests.forms import values_of

LOADED = dt.date(2019, 11, 30)


@pytest.fixture
def staff(db):
    return factories.UserFactory(role="staff")


@pytest.fixture
def situation(db):
    factories.ImportRunFactory(reference_date=LOADED)
    return factories.SituationFactory(starts_on=dt.date(2019, 1, 1), ends_on=None)


def test_a_form_that_changes_the_past_leaves_a_correction(client, staff, situation):
    client.force_login(staff)
    page = reverse("admin:beneficiaries_householdsituation_change", args=[situation.pk])
    client.post(page, values_of(client.get(page)) | {"right_state": "6"})
    correction = Correction.objects.get()
    assert (correction.household, correction.recorded_by) == (situation.household, staff)
    assert correction.starts_on == dt.date(2019, 1, 1)
    assert (correction.before, correction.after) == ([{"right_state": "2"}], [{"right_state": "6"}])


@pytest.mark.parametrize(("day", "count"), [(LOADED, 1), (LOADED + dt.timedelta(days=1), 0)])
def test_an_end_after_the_last_day_loaded_corrects_nothing(day, count, staff, situation):
    situation.ends_on = day
    with history.acting(staff):
        situation.save()
    assert Correction.objects.count() == count


@pytest.mark.parametrize(("day", "count"), [(LOADED, 1), (LOADED + dt.timedelta(days=1), 0)])
def test_a_place_added_or_taken_away_in_the_past_is_a_correction(day, count, staff, situation):
    household, person = situation.household, factories.PersonFactory()
    with history.acting(staff):
        place = household.memberships.create(person=person, role="ENF", starts_on=day)
        assert Correction.objects.count() == count
        place.delete()
    assert Correction.objects.count() == 2 * count


def test_what_a_file_writes_is_told_by_the_file(staff, situation):
    with history.operation("import", "stock.csv", by=staff):
        HouseholdSituation.objects.get().delete()
    assert not Correction.objects.exists()
