"""Accounts before a small cohort counted by hand."""

import pytest

from beneficiaries.models import Commission
from plics.models import Role
from tests import factories as f
from tests.reports import cohort


@pytest.fixture
def people(db):
    cohort.build()


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
