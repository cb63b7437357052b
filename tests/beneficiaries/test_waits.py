"""Who waits for an orientation, then for a contract, on a given day."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError

from beneficiaries.enums import Wait
from beneficiaries.merging import MergeRefused, merge
from beneficiaries.models import EngagementContract, Orientation, Person, WaitLimit
from tests import factories as f

pytestmark = pytest.mark.django_db

INFORMED = dt.date(2019, 3, 4)
NOTIFIED = dt.date(2019, 4, 1)
EVE, MORROW = dt.timedelta(days=-1), dt.timedelta(days=1)


@pytest.fixture
def limits():
    f.WaitLimitFactory(code="six-semaines", wait=Wait.ORIENTATION, days=42)
    f.WaitLimitFactory(code="un-mois", wait=Wait.CONTRACT, days=30)


def waiting(**more):
    return f.OrientationFactory(waiting=True, informed_on=INFORMED, **more)


def oriented(**more):
    return f.OrientationFactory(informed_on=INFORMED, notified_on=NOTIFIED, **more)


def test_a_wait_begins_with_the_information_and_ends_with_the_notification():
    row = oriented()
    for day, waits in [
        (INFORMED + EVE, False),
        (INFORMED, True),
        (NOTIFIED + EVE, True),
        (NOTIFIED, False),
    ]:
        assert Orientation.objects.waiting(day).filter(pk=row.pk).exists() is waits, day
        told = day >= NOTIFIED
        assert Person.objects.not_oriented(day).filter(pk=row.person_id).exists() is not told


def test_it_is_late_the_day_after_the_delay(limits):
    row = waiting()
    last_day = INFORMED + dt.timedelta(days=42)
    assert not Orientation.objects.late(Wait.ORIENTATION, last_day)
    assert Orientation.objects.late(Wait.ORIENTATION, last_day + MORROW).get() == row


def test_nobody_is_late_where_no_delay_is_set():
    waiting()
    assert not Orientation.objects.late(Wait.ORIENTATION, dt.date(2020, 1, 1))


def test_who_left_the_rsa_or_is_a_child_waits_for_nothing():
    gone, child = waiting(), waiting(person__membership__role="ENF")
    gone.person.household.situations.update(right_state="5")
    assert not Orientation.objects.waiting(NOTIFIED).filter(pk__in=[gone.pk, child.pk])
    assert not Person.objects.not_oriented(NOTIFIED)


def test_a_contract_is_waited_for_from_the_notification_to_the_signature(limits):
    row = oriented()
    signed = dt.date(2019, 6, 3)
    f.EngagementContractFactory(person=row.person, signed_on=signed)
    for day, waits in [
        (NOTIFIED + EVE, False),
        (NOTIFIED, True),
        (signed + EVE, True),
        (signed, False),
    ]:
        assert Orientation.objects.awaiting_contract(day).exists() is waits, day
    last_day = NOTIFIED + dt.timedelta(days=30)
    assert not Orientation.objects.late(Wait.CONTRACT, last_day)
    assert Orientation.objects.late(Wait.CONTRACT, last_day + MORROW).get() == row


def test_a_contract_of_before_or_cancelled_ends_no_wait():
    row = oriented()
    f.EngagementContractFactory(person=row.person, signed_on=NOTIFIED + EVE)
    torn = f.EngagementContractFactory(person=row.person, signed_on=NOTIFIED + MORROW)
    EngagementContract.objects.filter(pk=torn.pk).update(
        cancelled_at=dt.datetime(2019, 5, 1, tzinfo=dt.UTC),
        cancelled_by=f.UserFactory(),
        cancel_reason="erreur",
    )
    assert Orientation.objects.awaiting_contract(dt.date(2019, 7, 1)).get() == row


def test_no_contract_is_waited_for_of_a_body_that_keeps_its_own_nor_while_another_path_is_asked():
    oriented(body__keeps_contracts_here=False)
    asked = oriented()
    day = dt.date(2019, 6, 1)
    assert Orientation.objects.awaiting_contract(day).get() == asked
    waiting(person=asked.person)
    assert not Orientation.objects.awaiting_contract(day)


def test_the_delay_of_a_day_is_the_one_in_force_and_before_any_the_first():
    for code, days, first, last in [
        ("loi-2025", 42, dt.date(2025, 1, 1), dt.date(2026, 12, 31)),
        ("loi-2027", 35, dt.date(2027, 1, 1), None),
    ]:
        f.WaitLimitFactory(code=code, days=days, valid_from=first, valid_to=last)
    for day, days in [
        (dt.date(2019, 11, 30), 42),
        (dt.date(2026, 12, 31), 42),
        (dt.date(2027, 1, 1), 35),
    ]:
        assert WaitLimit.objects.days_on(Wait.ORIENTATION, day) == days
    assert WaitLimit.objects.days_on(Wait.CONTRACT, dt.date(2027, 1, 1)) is None


@pytest.mark.parametrize(
    "told",
    [
        {"informed_on": None, "notified_on": None},
        {"path": ""},
        {"body": None},
        {"informed_on": NOTIFIED + MORROW},
    ],
)
def test_an_orientation_told_by_halves_is_refused(told):
    known = {"informed_on": INFORMED, "notified_on": NOTIFIED, "path": "social"}
    row = Orientation(
        person=f.PersonFactory(), **{**known, "body": f.ReferentBodyFactory(), **told}
    )
    with pytest.raises(ValidationError):
        row.full_clean()


def test_one_waits_once_at_a_time_and_two_records_that_wait_do_not_merge():
    first, second = waiting(), waiting()
    again = Orientation(person=first.person, informed_on=NOTIFIED)
    with pytest.raises(ValidationError, match="attend déjà"):
        again.full_clean()
    with pytest.raises(MergeRefused, match="orientations"):
        merge(kept=first.person, duplicate=second.person, by=f.UserFactory())


def test_a_contract_that_ends_is_told_unless_another_follows():
    ends = dt.date(2019, 9, 30)
    row = f.EngagementContractFactory(signed_on=NOTIFIED, ends_on=ends)
    endings = EngagementContract.objects.ending_between
    assert not endings(ends + MORROW, ends + 2 * MORROW)
    assert not endings(ends + 2 * EVE, ends + EVE)
    assert endings(ends, ends).get() == row
    f.EngagementContractFactory(person=row.person, signed_on=ends + 2 * EVE, ends_on=None)
    assert endings(ends + 3 * EVE, ends).get() == row, "what is signed later is not known yet"
    assert not endings(ends + 2 * EVE, ends)
