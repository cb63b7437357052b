"""What the checks counted is kept until a table that they read changes."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from plics.freshness import has_stamp
from plics.models import Role
from reports.quality.base import SCOPED_BY, count_suspects
from reports.quality.checks import CHECKS, CHECKS_BY_CODE
from tests import factories as f
from tests.quality.test_checks import CASES
from tests.reports.test_counted_once import named, tables

# What is asked, and how often, is settled before the database answers.
pytestmark = pytest.mark.same_on_any_database
# Nothing is kept before what was written is committed.
committed = pytest.mark.django_db(transaction=True)
KEPT = [check for check in CHECKS if has_stamp(check.model._meta.db_table)]
EXITS = [CHECKS_BY_CODE["sans-issue"]]


@pytest.fixture
def argentan(db):
    return f.CommissionFactory(slug="argentan")


@pytest.fixture
def unfinished(argentan):
    return f.ParticipationFactory(commission=argentan, exited_on=dt.date(2019, 6, 1))


def queries(check, user):
    with CaptureQueriesContext(connection) as asked:
        count_suspects([check], 2019, user)
    return asked


@pytest.mark.parametrize("check", KEPT, ids=lambda check: check.code)
def test_a_check_says_every_table_that_its_statements_name(check, argentan):
    CASES[check.code](argentan)
    own = {check.model, *check.reads}
    for role, scope in ((Role.STAFF, ()), (Role.COORDINATOR, SCOPED_BY)):
        user = f.UserFactory(role=role, commissions=[argentan])
        read = named(queries(check, user)) - {"plics_tablestamp"}
        assert read <= tables([*own, *scope])


@committed
def test_what_did_not_change_is_not_counted_again(unfinished):
    staff = f.UserFactory(role=Role.STAFF)
    assert count_suspects(EXITS, 2019, staff) == {"sans-issue": 1}
    f.AidFactory(person=unfinished.person)
    assert named(queries(EXITS[0], staff)) == {"plics_tablestamp"}


@committed
def test_a_row_mended_is_suspect_no_more(unfinished):
    staff = f.UserFactory(role=Role.STAFF)
    assert count_suspects(EXITS, 2019, staff) == {"sans-issue": 1}
    unfinished.exited_on = None
    unfinished.save()
    assert count_suspects(EXITS, 2019, staff) == {"sans-issue": 0}


@committed
def test_what_is_kept_for_one_account_is_not_told_to_another(unfinished, argentan):
    flers = f.CommissionFactory(slug="flers")
    staff = f.UserFactory(role=Role.STAFF)
    theirs, stranger = (
        f.UserFactory(role=Role.COORDINATOR, commissions=[each]) for each in (argentan, flers)
    )
    found = [count_suspects(EXITS, 2019, each) for each in (staff, theirs, stranger)]
    assert found == [{"sans-issue": 1}, {"sans-issue": 1}, {"sans-issue": 0}]


@committed
def test_a_coordinator_given_another_commission_has_its_rows_counted(unfinished, argentan):
    coordinator = f.UserFactory(role=Role.COORDINATOR, commissions=[])
    assert count_suspects(EXITS, 2019, coordinator) == {"sans-issue": 0}
    coordinator.commissions.add(argentan)
    assert count_suspects(EXITS, 2019, coordinator) == {"sans-issue": 1}
