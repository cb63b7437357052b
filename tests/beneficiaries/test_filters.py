"""Lists of recipients, narrowed by a territory, a right, a day."""

import datetime as dt

import pytest
from django.urls import reverse

from tests import factories

PERSONS = reverse("admin:beneficiaries_person_changelist")
HOUSEHOLDS = reverse("admin:beneficiaries_household_changelist")
SITTINGS = reverse("admin:beneficiaries_sitting_changelist")
MOVE = dt.date(2019, 7, 1)


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


def listed(response) -> set:
    return set(response.context["cl"].result_list)


@pytest.fixture
def mover(db):
    """From Argentan, with an open right, to Flers on 1 July 2019, where it closed."""
    here = factories.CommissionFactory(slug="argentan")
    there = factories.CommissionFactory(slug="flers")
    person = factories.PersonFactory(
        commission=here, household__situation__ends_on=MOVE, membership__has_rights_and_duties=True
    )
    factories.SituationFactory(
        household=person.household, commission=there, starts_on=MOVE, right_state="5"
    )
    return person


@pytest.mark.parametrize("address", [PERSONS, HOUSEHOLDS])
@pytest.mark.parametrize(
    ("answers", "found"),
    [
        ({"commission": "flers"}, True),
        ({"commission": "argentan"}, False),
        ({"commission": "argentan", "au": "2019-06-30"}, True),
        ({"commission": "argentan", "au": "2019-07-01"}, False),
        ({"droit": "5"}, True),
        ({"droit": "ouvert"}, False),
        ({"droit": "ouvert", "au": "2019-06-30"}, True),
        # The same situation satisfies both: open, but not in Flers.
        ({"droit": "ouvert", "commission": "flers", "au": "2019-06-30"}, False),
        ({"devoirs": "oui"}, True),
        ({"devoirs": "non"}, False),
    ],
)
def test_where_and_under_which_right_is_asked_of_one_day(address, answers, found, staff, mover):
    assert bool(listed(staff.get(address, answers))) is found


def test_a_canton_is_asked_of_the_day_as_a_commission_is(staff, mover):
    attachment = mover.household.situations.get(starts_on=MOVE).commune.attachments.get()
    assert listed(staff.get(PERSONS, {"canton": attachment.canton.code})) == {mover}


def test_a_person_outside_the_rsa_lives_in_a_commission_and_has_no_right(staff):
    here = factories.CommissionFactory(slug="argentan")
    young = factories.PersonFactory(outside_rsa=True, commission=here)
    assert listed(staff.get(PERSONS, {"commission": "argentan"})) == {young}
    assert listed(staff.get(PERSONS, {"commission": "argentan", "droit": "ouvert"})) == set()
    assert listed(staff.get(PERSONS, {"menage": "hors-rsa"})) == {young}


def test_sittings_with_one_type_of_decision_keep_their_whole_count(staff):
    sitting = factories.SittingFactory()
    decision = factories.DecisionFactory(sitting=sitting)
    factories.DecisionFactory(sitting=sitting)
    factories.SittingFactory()
    (found,) = listed(staff.get(SITTINGS, {"type": decision.type.code}))
    assert (found, found.decision_count) == (sitting, 2)
