"""Tampered addresses: a page in French, never an error, never another territory."""

import pytest
from django.core.cache import cache
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from beneficiaries.models import Household
from reports.dashboards.pages import PAGES

# What an address says is read before any statement is written.
pytestmark = pytest.mark.same_on_any_database
PARAMETERS = [
    "annee", "date", "commission", "canton", "axe", "structure", "public", "action",
    "indicateur", "groupe", "objet", "territoire", "avant", "page", "presentation", "zzz",
]  # fmt: skip
NASTY = [
    "", " ", "0", "0000", "-1", "1e9", "NaN", "Infinity", "9" * 40, "2019.5", "٢٠١٩", "²", "\x00",
    "' OR 1=1 --", "<script>alert(1)</script>", "../../etc/passwd", "%", "é", "\ud800",
    "2019-02-30", "0001-01-01", "9999-12-31", "argentan", "flers", "departement", "6106",
    "canton:6106", "rsa", "rsa.households", "rsa.adults.by_sex", "fund.amount", "unknown", "F",
    "atelier", "x" * 5000, "[]", "commission=flers",
]  # fmt: skip
ADDRESSES = [f"/tableaux/{slug}/" for slug in PAGES] + [
    "/tableaux/liste/",
    "/tableaux/liste/?indicateur=rsa.adults",
    "/tableaux/beneficiaires/cantons.csv",
    "/tableaux/beneficiaires/age/chiffre/",
    "/tableaux/actions/occupation.svg",
]
ANSWERS = {200, 302, 400, 403, 404}
BOTH = settings(
    max_examples=5, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def hidden(coordinator) -> list[str]:
    """What a coordinator of Argentan may not read."""
    home = Household.objects.get(situations__commune__attachments__commission__slug="flers")
    return list(home.memberships.values_list("person__last_name", flat=True)) + [home.number]


def check(client, address, data, hidden):
    joined = dict(data)
    response = client.get(address.partition("?")[0], joined | dict(query_of(address)))
    assert response.status_code in ANSWERS
    page = response.content.decode("utf-8", "replace")
    assert [name for name in hidden if name in page] == []
    if response.status_code == 400:
        assert "pas comprise" in page or "pas pu être compris" in page


def query_of(address) -> list[tuple[str, str]]:
    query = address.partition("?")[2]
    return [tuple(part.split("=")) for part in query.split("&") if part]


def sendable(text: str) -> str:
    """Lone surrogates cannot be sent as UTF-8: browsers send the replacement character."""
    return text.encode("utf-8", "replace").decode()


@pytest.mark.parametrize(
    "address", ["/tableaux/beneficiaires/", "/tableaux/actions/", "/tableaux/liste/"]
)
def test_no_value_of_a_parameter_breaks_a_page(coordinator, hidden, address, quick_answers):
    for name in PARAMETERS:
        # Lists are counted by account: see `plics/limits.py`.
        cache.clear()
        for value in NASTY:
            check(coordinator, address, {name: sendable(value)}, hidden)


@pytest.mark.parametrize("address", ADDRESSES)
@BOTH
@given(
    data=st.dictionaries(
        st.sampled_from(PARAMETERS),
        st.one_of(st.sampled_from(NASTY), st.text(max_size=20)).map(sendable),
        max_size=5,
    )
)
def test_no_combination_breaks_a_page(coordinator, hidden, address, data, quick_answers):
    check(coordinator, address, data, hidden)


def test_a_figure_about_no_action_has_no_list_of_one(coordinator):
    address = "/tableaux/liste/?indicateur=rsa.adults&objet=atelier"
    assert coordinator.get(address).status_code == 404


def test_other_verbs_are_refused(coordinator):
    assert coordinator.post("/tableaux/fonds/").status_code == 405
    assert coordinator.put("/tableaux/liste/").status_code == 405
    assert coordinator.post("/tableaux/liste/imprimer/").status_code == 405


def test_a_refused_address_says_which_criterion(coordinator):
    page = coordinator.get("/tableaux/beneficiaires/?canton=abcd").content.decode()
    assert "Canton" in page
    assert "Aucun chiffre n’est donné" in page
