"""What stands beside one's commission is seen as a reader sees it, whatever the address says."""

import pytest
from django.test import RequestFactory
from django.urls import reverse

from beneficiaries.models import Commission
from plics.models import Role
from reports.dashboards import page_figures
from reports.dashboards.asked import asked_page
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.pages import PAGES, Page
from reports.figures.publication import Reader, is_hidden
from tests import factories as f

CROSSING = [
    {"date": "2019-03-01"},
    {"canton": "6106"},
    {"public": "rsa"},
    {"sexe": "F", "age": "18-25", "famille": "single"},
    {"date": "2019-03-01", "public": "jeune", "canton": "6106"},
]


def asked_by(user, page: Page, query: dict[str, str]):
    request = RequestFactory().get("/", query)
    request.user = user
    return asked_page(request, page.filters)


@pytest.mark.same_on_any_database
@pytest.mark.parametrize("page", PAGES.values(), ids=PAGES)
def test_what_a_reader_types_in_an_address_crosses_nothing(people, page):
    """Pages, prints and downloads are all made of what was asked, and of nothing else."""
    user, usual = f.UserFactory(role=Role.READER), {"annee": "2019", "commission": "flers"}
    expected = asked_by(user, page, usual)
    for typed in CROSSING:
        found = asked_by(user, page, usual | typed)
        assert (found.scope, found.territory, found.chosen) == (
            expected.scope,
            expected.territory,
            expected.chosen,
        )


@pytest.mark.same_on_any_database
def test_a_download_of_a_reader_crosses_nothing(reader):
    address = reverse("dashboards:download", args=["beneficiaires", "age", "csv"])
    usual, typed = (reader.get(address, query) for query in ({}, CROSSING[-1]))
    assert usual.status_code == 200
    assert typed.content == usual.content


def test_a_coordinator_sees_others_as_a_reader_who_knows_her_own(coordinator):
    for typed in CROSSING:
        page = coordinator.get("/tableaux/beneficiaires/", {"commission": "flers"} | typed)
        assert page["Location"] == "/tableaux/beneficiaires/?commission=flers"


def test_names_of_others_have_no_list(coordinator):
    own, other = (
        coordinator.get(f"/tableaux/liste/?indicateur=rsa.adults&commission={slug}").status_code
        for slug in ("argentan", "flers")
    )
    assert (own, other) == (200, 404)


def asked_of(user, monkeypatch, client, **query) -> PageFigures:
    """The figures behind the page of the beneficiaries."""
    seen = []
    init = PageFigures.__init__

    def kept(self, *args):
        init(self, *args)
        seen.append(self)

    monkeypatch.setattr(PageFigures, "__init__", kept)
    client.force_login(user)
    client.get("/tableaux/beneficiaires/", query, follow=True)
    return seen[-1]


@pytest.fixture
def account(people):
    return f.UserFactory(
        role=Role.COORDINATOR, commissions=list(Commission.objects.filter(slug="argentan"))
    )


def hidden_places(figures: PageFigures) -> set[str]:
    """Where a count of people is hidden."""
    return {result.territory for result in figures.now if is_hidden(result)}


@pytest.mark.parametrize("are_ready", [True, False])
def test_her_own_is_never_hidden(account, client, monkeypatch, are_ready):
    monkeypatch.setattr(page_figures, "is_ready", lambda scope, knowing: are_ready)
    own = asked_of(account, monkeypatch, client, commission="argentan")
    assert own.reader == Reader(knowing=("argentan",), is_awaited=False, is_crossed=not are_ready)
    hidden = hidden_places(own)
    assert "argentan" not in hidden and "flers" in hidden


def test_others_are_protected(account, client, monkeypatch):
    other = asked_of(account, monkeypatch, client, commission="flers")
    assert other.reader == Reader(knowing=("argentan",), is_awaited=False)
    assert "flers" in hidden_places(other)


def test_on_a_day_of_her_own_she_gets_her_own_alone(account, client, monkeypatch):
    crossed = asked_of(account, monkeypatch, client, commission="argentan", date="2019-03-01")
    households = {r.territory: r for r in crossed.now if r.code == "rsa.households"}
    assert not is_hidden(households["argentan"])
    assert is_hidden(households["departement"])
