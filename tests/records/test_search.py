"""Searched from the band of any page: by name, by file number, by birth date."""

import datetime as dt

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from plics.models import Act, Role, Trace
from tests import factories as f

SEARCH = reverse("records:search")


@pytest.fixture
def argentan(db):
    return f.CommissionFactory(slug="argentan")


@pytest.fixture
def coordinator(client, argentan):
    account = f.UserFactory(role=Role.COORDINATOR, commissions=[argentan])
    client.force_login(account)
    return account


def asked(client, term):
    return client.post(SEARCH, {"search": term}, follow=True)


def names(answer):
    return [str(line.row) for line in answer.context["found"].persons]


def test_an_exact_name_comes_first_then_what_begins_so(client, coordinator, argentan):
    for last, first in [
        ("SAINT-ROY", "Anne"),
        ("ROYER", "Anne"),
        ("LEBRUN", "Roy"),
        ("Roÿ", "Zoé"),
    ]:
        f.PersonFactory(commission=argentan, last_name=last, first_name=first)
    assert names(asked(client, "roy")) == ["LEBRUN Roy", "Roÿ Zoé", "ROYER Anne", "SAINT-ROY Anne"]
    assert names(asked(client, "anne roy")) == ["ROYER Anne", "SAINT-ROY Anne"]


def test_a_number_its_end_or_a_birth_date_finds_too(client, coordinator, argentan):
    home = f.HouseholdFactory(commission=argentan, number="6100000042X")
    person = f.PersonFactory(household=home, birth_date=dt.date(1985, 3, 2))
    f.PersonFactory(commission=argentan)
    for term in ("6100000042X", "42x"):
        found = asked(client, term).context["found"]
        assert [line.row for line in found.persons + found.households] == [person, home]
    for term in (
        "02/03/1985",
        "2-3-1985",
        "1985-03-02",
        "02031985",
        f"{person.last_name} 02.03.1985",
    ):
        # Alone, one is led there.
        assert asked(client, term).redirect_chain[-1][0] == person.get_absolute_url()


def test_nobody_of_elsewhere_nor_made_anonymous_is_found(client, coordinator, argentan):
    flers = f.CommissionFactory(slug="flers")
    there = f.PersonFactory(commission=flers, last_name="QUIBERCOZ")
    f.PersonFactory(commission=argentan, last_name="QUIBERCOZ", anonymised_on=dt.date(2026, 1, 1))
    for term in ("quibercoz", there.household.number):
        found = asked(client, term).context["found"]
        assert found.persons + found.households == []


def test_what_is_typed_is_in_no_address_and_the_search_is_traced(client, coordinator, argentan):
    found = {f.PersonFactory(commission=argentan, last_name="QUIBERCOZ").pk for _ in range(2)}
    answer = asked(client, "quibercoz")
    assert all("quibercoz" not in address for address, _ in answer.redirect_chain)
    trace = Trace.objects.filter(act=Act.SEARCH).get()
    assert set(trace.persons) == found and trace.account == coordinator.pk
    # A name written in an address is not looked for.
    assert client.get(SEARCH, {"q": "quibercoz"}).context["sought"] == ""


@pytest.mark.parametrize(
    "term", ["a", "un deux trois quatre cinq six sept", "1 85 05 78 006 084 91"]
)
def test_what_cannot_be_looked_for_says_why(term, client, coordinator):
    answer = asked(client, term)
    assert answer.context["problem"] and "found" not in answer.context


def test_as_many_statements_for_twenty_found_as_for_one(client, coordinator, argentan):
    counts = []
    for more in (2, 0, 18):
        for _ in range(more):
            f.PersonFactory(commission=argentan, last_name="QUIBERCOZ")
        address = client.post(SEARCH, {"search": "quibercoz"}).url
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        counts.append(len(queries))
    # The very first page of a process asks once for what it keeps.
    assert counts[1] == counts[2] <= 14


def test_searches_are_counted_by_account(client, coordinator, monkeypatch):
    monkeypatch.setitem(settings.ACT_LIMITS, "SEARCH", 1)
    assert [asked(client, "roy").status_code for _ in range(2)] == [200, 429]
