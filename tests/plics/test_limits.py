"""Searches, exports and prints are counted by account; what is past the limit waits."""

import datetime as dt

import pytest
import time_machine
from django.conf import settings
from django.urls import get_resolver, reverse

from plics.limits import RULES, Costly
from plics.models import Act, Trace
from reports.dashboards import downloads
from tests import factories
from tests.test_access import named_addresses

PERSONS = reverse("admin:beneficiaries_person_changelist")
SHEET = "/tableaux/vue-d-ensemble/imprimer/"
# A window of five minutes opens at this very second.
START = dt.datetime(2026, 3, 2, 10, 0, tzinfo=dt.UTC)


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(
        settings, "ACT_LIMITS", {"SEARCH": 3, "EXPORT": 2, "PRINT": 1, "READING": 3}
    )
    monkeypatch.setattr(downloads, "apart", lambda work, html: b"%PDF")
    with time_machine.travel(START, tick=False) as clock:
        yield clock


@pytest.fixture
def account(client, db):
    client.force_login(factories.UserFactory())
    return client


def test_what_is_past_the_limit_is_refused_in_french_until_the_window_ends(account, few):
    statuses = [account.get(PERSONS, {"q": str(number)}).status_code for number in range(4)]
    assert statuses == [200, 200, 200, 429]
    few.shift(60)
    refused = account.get(PERSONS, {"q": "merc"})
    assert refused["Retry-After"] == "240"
    page = refused.content.decode()
    assert "beaucoup de recherches" in page
    assert "à partir de 11\xa0h\xa006" in page
    few.shift(240)
    assert account.get(PERSONS, {"q": "merc"}).status_code == 200


def test_each_account_and_each_kind_of_act_has_its_own_count(account, client):
    for _ in range(4):
        account.get(PERSONS, {"q": "merc"})
    assert account.get(SHEET).status_code == 200
    assert account.get(SHEET).status_code == 429
    client.force_login(factories.UserFactory())
    assert client.get(PERSONS, {"q": "merc"}).status_code == 200


def test_a_list_filtered_and_a_page_of_figures_are_not_counted(account):
    for _ in range(5):
        assert account.get(PERSONS, {"o": "2", "sex": "F"}).status_code == 200
        assert account.get("/tableaux/vue-d-ensemble/").status_code == 200


@pytest.mark.parametrize(
    ("ask", "limit"),
    [
        (lambda account: account.get("/tableaux/beneficiaires/age.csv"), 2),
        (lambda account: account.get("/tableaux/beneficiaires/age.png"), 1),
        (lambda account: account.post(reverse("admin:beneficiaries_person_export")), 2),
        (lambda account: account.get("/tableaux/liste/?indicateur=rsa.adults"), 3),
        (lambda account: account.post(reverse("admin:autocomplete"), {"term": "m"}), 3),
        (lambda account: account.post("/livrets/2020/argentan/pdf/"), 1),
        (lambda account: account.get(reverse("traces:export", args=["csv"])), 2),
        (lambda account: account.get(reverse("importing:rejects", args=[1])), 2),
    ],
)
def test_every_way_to_carry_data_away_is_counted(ask, limit, account):
    statuses = [ask(account).status_code for _ in range(limit + 1)]
    assert 429 not in statuses[:limit]
    assert statuses[limit] == 429
    assert Trace.objects.latest("pk").act == Act.REFUSED


def test_strangers_are_sent_to_the_sign_in_page_and_counted_there(client, db):
    assert {client.get(SHEET).status_code for _ in range(5)} == {302}


def test_every_address_that_gives_a_file_is_counted():
    """Those told by the format of what they give, whatever they answer here."""
    given = {
        name
        for name in filter(None, named_addresses(get_resolver()))
        if name.endswith(("_file", ":export", ":download", ":order", ":letters", ":rejects"))
    }
    counted = {name for name in given if any(rule.fullmatch(name) for rule, *_ in RULES)}
    assert given - counted == set()
    assert len(given) > 8


def test_each_rule_names_addresses_that_exist():
    names = [name for name in named_addresses(get_resolver()) if name]
    assert [rule.pattern for rule, *_ in RULES if not any(map(rule.fullmatch, names))] == []
    assert set(Costly.__members__) == set(settings.ACT_LIMITS)
