"""Accounts before a small cohort counted by hand."""

import pytest
from django.db import connection, transaction

from beneficiaries.models import Commission
from plics.models import Role
from tests import factories as f
from tests.reports import cohort


@pytest.fixture(scope="module")
def people_rows(django_db_setup, django_db_blocker):
    """The small cohort, built once a file and gone after it."""
    with django_db_blocker.unblock():
        built = transaction.atomic()
        built.__enter__()
        cohort.build()
        connection.check_constraints()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        built.__exit__(None, None, None)


@pytest.fixture
def people(people_rows, db):
    """What the test writes is undone."""


@pytest.fixture
def sign_in(client, db):
    def sign_in(role, *slugs):
        commissions = list(Commission.objects.filter(slug__in=slugs))
        client.force_login(f.UserFactory(role=role, commissions=commissions))
        return client

    return sign_in


@pytest.fixture
def staff(sign_in):
    return sign_in(Role.STAFF)


@pytest.fixture
def coordinator(people, sign_in):
    return sign_in(Role.COORDINATOR, "argentan")


@pytest.fixture
def reader(people, sign_in):
    return sign_in(Role.READER)
