"""Two years after the last contact, whatever it was; what goes on keeps everybody."""

import datetime as dt

import pytest

from beneficiaries.models import Person
from reports.privacy.retention import due, last_contacts, without_any_day
from tests import factories as f

pytestmark = pytest.mark.django_db
LAST = dt.date(2020, 3, 10)
OVER = LAST + dt.timedelta(days=730)
BEFORE = dt.date(2020, 1, 1)


def left(on=LAST, **place) -> Person:
    """Somebody whose household was closed, and who left it, that day."""
    person = f.PersonFactory(membership=None, household=f.HouseholdFactory(situation=None))
    f.MembershipFactory(person=person, ends_on=on, **place)
    f.SituationFactory(household=person.household, ends_on=on)
    return person


def last_of(person) -> dt.date | None:
    return last_contacts().get(person.pk)


@pytest.mark.parametrize(("days", "is_due"), [(729, False), (730, True), (731, True)])
def test_a_person_is_due_seven_hundred_and_thirty_days_after_the_last_contact(days, is_due):
    person = left()
    found = due(LAST + dt.timedelta(days=days))
    assert [each.person for each in found] == ([person.pk] if is_due else [])


def test_the_delay_is_a_setting(settings):
    settings.RETENTION_DAYS = 365
    left()
    assert not due(LAST + dt.timedelta(days=364))
    assert due(LAST + dt.timedelta(days=365))


@pytest.mark.parametrize(
    ("make", "fields"),
    [
        (f.AidFactory, {"decided_on": LAST}),
        (f.ParticipationFactory, {"entered_on": dt.date(2020, 1, 2), "exited_on": LAST}),
        (f.InterviewFactory, {"held_on": LAST}),
        (f.OrientationFactory, {"notified_on": LAST}),
        (f.EngagementContractFactory, {"signed_on": LAST}),
        (f.EngagementContractFactory, {"signed_on": BEFORE, "ends_on": LAST}),
        (f.SupportFactory, {"starts_on": BEFORE, "ends_on": LAST}),
    ],
)
def test_the_latest_of_what_happened_is_the_last_contact(make, fields):
    person = left(BEFORE)
    make(person=person, **fields)
    assert last_of(person) == LAST


def test_what_was_cancelled_is_no_contact():
    person = left(BEFORE)
    f.AidFactory(person=person, decided_on=LAST, cancelled_by=f.UserFactory(),
                 cancelled_at="2020-04-01T12:00Z", cancel_reason="erreur")  # fmt: skip
    assert last_of(person) == BEFORE


def test_a_decision_is_of_those_who_lived_in_the_household_that_day():
    person = left(BEFORE)
    stayed = f.PersonFactory(household=person.household, membership=None)
    f.MembershipFactory(person=stayed, role="CJT", ends_on=LAST)
    f.DecisionFactory(household=person.household, sitting__held_on=dt.date(2020, 2, 1),
                      lifted_on=dt.date(2020, 6, 1))  # fmt: skip
    assert last_of(stayed) == dt.date(2020, 6, 1)
    assert last_of(person) == BEFORE


def test_a_participation_never_ended_lasts_until_the_end_of_its_agreement():
    person = left(BEFORE)
    f.ParticipationFactory(person=person, agreement__year=2020, entered_on=BEFORE)
    assert last_of(person) == dt.date(2020, 12, 31)


def test_an_open_right_keeps_whoever_lives_there_and_a_closed_one_counts_from_its_day():
    here = f.PersonFactory()
    closed = f.HouseholdFactory(situation__right_state="5", situation__starts_on=LAST)
    forgotten = f.PersonFactory(household=closed)
    assert [each.person for each in due(dt.date(2100, 1, 1))] == [forgotten.pk]
    assert last_of(forgotten) == LAST
    assert last_of(here) == dt.date.max


def test_whoever_is_accompanied_is_kept_and_so_is_who_asked_for_restriction():
    accompanied = left()
    f.SupportFactory(person=accompanied, starts_on=BEFORE)
    Person.objects.filter(pk=left().pk).update(restricted_on=LAST, restriction_reason="recours")
    assert due(dt.date(2100, 1, 1)) == []


def test_a_record_just_typed_counts_from_its_typing_and_one_without_any_day_is_told(client):
    unknown = f.PersonFactory(outside_rsa=True)
    assert last_of(unknown) is None
    assert without_any_day() == 1
    assert due(dt.date(2100, 1, 1)) == []
    unknown.first_name = "Anne"
    unknown.save()
    assert last_of(unknown) == dt.date.today()  # noqa: DTZ011 - the day of the test
    assert without_any_day() == 0


def test_what_is_decided_of_a_household_after_they_left_it_is_no_contact():
    """Asked of everybody, or of these persons alone, as the purge does."""
    gone = left(BEFORE)
    stayed = f.PersonFactory(membership=None, household=gone.household)
    f.MembershipFactory(person=stayed, household=gone.household, ends_on=LAST)
    f.DecisionFactory(household=gone.household, sitting__held_on=dt.date(2020, 2, 1))
    for among in (None, [gone.pk, stayed.pk]):
        found = last_contacts(among)
        assert (found[gone.pk], found[stayed.pk]) == (BEFORE, LAST)
