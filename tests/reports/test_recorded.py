"""« Depuis lundi »: what the history tells was recorded since a day."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from plics import history
from plics.models import Act
from reports.week.recorded import RECORDED, counts, last_monday, last_visit
from tests import factories
from tests.factories.plics import OperationFactory, TraceFactory

MONDAY = dt.date(2026, 11, 23)


@pytest.fixture
def agreement(db):
    return factories.AgreementFactory(commission__slug="argentan")


def at(moment: str):
    return time_machine.travel(moment, tick=False)


def typed(by, agreement, **values):
    with history.acting(by):
        return factories.ParticipationFactory(agreement=agreement, **values)


def test_what_was_typed_since_that_day_is_counted_that_day_included(agreement):
    staff = factories.UserFactory(role="staff")
    for moment in ("2026-11-22T12:00Z", "2026-11-23T00:30+01:00", "2026-11-24T12:00Z"):
        with at(moment):
            typed(staff, agreement)
    assert counts(staff, MONDAY) == {"entrees": 2}


def test_an_exit_told_since_is_one_but_a_correction_of_its_day_is_not(agreement):
    staff = factories.UserFactory(role="staff")
    with at("2026-11-02T12:00Z"):
        left = typed(staff, agreement, exited_on=dt.date(2019, 3, 1))
        here = typed(staff, agreement)
    with at("2026-11-24T12:00Z"), history.acting(staff):
        for row in (left, here):
            row.exited_on = dt.date(2019, 4, 1)
            row.save()
    assert list(RECORDED["sorties"].rows(staff, MONDAY)) == [here]


def test_a_wait_is_an_orientation_from_the_day_when_it_is_told_as_notified(db):
    staff = factories.UserFactory(role="staff")
    with at("2026-11-02T12:00Z"), history.acting(staff):
        told, _ = [factories.OrientationFactory(waiting=True) for _ in range(2)]
    with at("2026-11-24T12:00Z"), history.acting(staff):
        factories.OrientationFactory(waiting=True)
        made = factories.OrientationFactory()
        told.path, told.body, told.notified_on = made.path, made.body, dt.date(2026, 11, 20)
        told.save()
    assert set(RECORDED["orientations"].rows(staff, MONDAY)) == {told, made}


def test_what_a_file_created_is_told_by_its_operation_until_it_is_taken_back(agreement):
    staff = factories.UserFactory(role="staff")
    row = factories.ParticipationFactory(agreement=agreement)
    made = OperationFactory(
        kind="import",
        created={"actions.Participation": [[row.pk, row.pk]]},
        made_at=dt.datetime(2026, 11, 24, tzinfo=dt.UTC),
    )
    assert RECORDED["entrees"].rows(staff, MONDAY).count() == 1
    made.undone_at, made.undone_by = made.made_at, staff
    made.save()
    assert RECORDED["entrees"].rows(staff, MONDAY).count() == 0


def test_nobody_is_told_of_another_commission_nor_without_the_right_to_see_names(agreement):
    staff = factories.UserFactory(role="staff")
    with at("2026-11-24T12:00Z"):
        typed(staff, agreement)
    flers = factories.CommissionFactory(slug="flers")
    accounts = {
        "theirs": factories.UserFactory(role="coordinator", commissions=[agreement.commission]),
        "stranger": factories.UserFactory(role="coordinator", commissions=[flers]),
        "nameless": factories.UserFactory(role="staff", may_see_names=False),
    }
    told = {name: RECORDED["entrees"].rows(each, MONDAY).count() for name, each in accounts.items()}
    assert told == {"theirs": 1, "stranger": 0, "nameless": 0}


@pytest.mark.same_on_any_database
@pytest.mark.parametrize(
    ("today", "monday"),
    [("2026-11-29", "2026-11-23"), ("2026-11-30", "2026-11-23"), ("2026-12-01", "2026-11-30")],
)
def test_on_a_monday_the_week_that_ends_is_told(today, monday):
    assert last_monday(dt.date.fromisoformat(today)) == dt.date.fromisoformat(monday)


def test_the_last_visit_is_of_a_day_before_this_one(db):
    user = factories.UserFactory()
    for day in (24, 26):
        TraceFactory(
            act=Act.SIGN_IN, account=user.pk, done_at=dt.datetime(2026, 11, day, 9, tzinfo=dt.UTC)
        )
    assert last_visit(user, dt.date(2026, 11, 26)) == dt.date(2026, 11, 24)
    assert last_visit(user, dt.date(2026, 11, 27)) == dt.date(2026, 11, 26)
    assert last_visit(user, dt.date(2026, 11, 24)) is None


@pytest.mark.parametrize("day", ["2026-13-45", "hier", "2999-01-01"])
def test_a_day_that_cannot_be_is_told_and_the_usual_one_is_kept(client, db, day):
    client.force_login(factories.UserFactory(role="staff"))
    page = client.get(reverse("home"), {"depuis": day})
    assert page.context["since"] == last_monday(timezone.localdate())
    assert 'class="errorlist"' in page.content.decode()


def test_each_line_leads_to_its_rows_and_the_page_is_traced(client, agreement):
    staff = factories.UserFactory(role="staff")
    row = typed(staff, agreement)
    client.force_login(staff)
    (line,) = client.get(reverse("home")).context["recorded"]
    page = client.get(line.url)
    assert "1 ligne depuis le " in page.content.decode()
    assert reverse("admin:actions_participation_change", args=[row.pk]) in page.content.decode()
