"""One day of the week's work, the accounts that look at it."""

import datetime as dt

import pytest

from plics.models import Role
from tests import factories as f

DAY = dt.date(2026, 3, 10)


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Nothing was loaded: the day is the calendar's."""
    monkeypatch.setattr("django.utils.timezone.localdate", lambda *args: DAY)
    return DAY


@pytest.fixture
def argentan(db):
    return f.CommissionFactory(slug="argentan", name="Argentan")


@pytest.fixture
def staff(db):
    return f.UserFactory(role=Role.STAFF)


@pytest.fixture
def coordinator(argentan):
    return f.UserFactory(role=Role.COORDINATOR, commissions=[argentan])
