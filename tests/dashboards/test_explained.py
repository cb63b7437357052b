"""Each figure explains itself: its own parts, day and source, and leads to its people."""

import html
import re

import pytest

from reports.dashboards.pages import PAGES
from reports.figures.publication import SECRET
from tests import factories as f

IN_MENU = [slug for slug, page in PAGES.items() if page.in_menu]


def addresses(page: str, kind: str = "chiffre") -> list[str]:
    found = re.findall(rf'href="([^"]*/{kind}/[^"]*)"', page)
    return [html.unescape(address) for address in found]


def text_of(response) -> str:
    assert response.status_code == 200
    page = response.content.decode()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", page[page.index("<main") :])).split())


@pytest.mark.parametrize("slug", IN_MENU)
def test_every_figure_of_a_page_opens_as_it_is_written_there(people, staff, slug):
    page = staff.get(f"/tableaux/{slug}/").content.decode()
    cells = re.findall(r'<a href="([^"]*/chiffre/[^"]*)">([^<]*)</a>', page)
    assert cells
    # One in five: they are hundreds, and all found in the same way.
    for address, display in cells[::5]:
        explained = text_of(staff.get(html.unescape(address)))
        number = " ".join(html.unescape(display).lstrip("+−").split())
        assert f" {number}" in explained
        assert "Base " in explained and "Source " in explained


@pytest.fixture
def two_actions(people):
    """One exit in two is dynamic in the first, three in four in the second."""
    lasting = f.ExitOutcomeFactory(code="emploi_durable", group="durable")
    other = f.ExitOutcomeFactory(code="autre_sortie", group="autre")
    for slug, dynamic, others in (("premiere", 1, 1), ("seconde", 3, 1)):
        agreement = f.AgreementFactory(action__slug=slug, commission__slug="argentan")
        for outcome in [lasting] * dynamic + [other] * others:
            f.ParticipationFactory(
                agreement=agreement, entered_on="2019-01-02", exited_on="2019-05-02",
                outcome=outcome,
            )  # fmt: skip


def rate_of(client, action: str) -> str:
    page = client.get("/tableaux/actions/?commission=argentan").content.decode()
    (address,) = [
        each
        for each in addresses(page)
        if "dynamic_exits.rate" in each and f"objet={action}" in each
    ]
    return address


@pytest.mark.parametrize(("action", "dynamic", "exits"), [("premiere", 1, 2), ("seconde", 3, 4)])
def test_a_rate_in_a_table_tells_its_own_parts_and_leads_to_both_lists(
    two_actions, coordinator, action, dynamic, exits
):
    response = coordinator.get(rate_of(coordinator, action))
    explained = text_of(response)
    assert re.search(rf"Numérateur [^:]+ : {dynamic} ", explained)
    assert re.search(rf"Dénominateur [^:]+ : {exits} ", explained)
    lists = addresses(response.content.decode(), "liste")
    told = [re.search(r"(\d+) lignes?", text_of(coordinator.get(each)))[1] for each in lists]
    assert told == [str(dynamic), str(exits)]


def test_what_is_not_known_opens_its_list_and_tells_how_much_is(people, staff):
    page = staff.get("/tableaux/actions/").content.decode()
    (address,) = [
        each for each in addresses(page) if "groupe=unknown" in each and "avant" not in each
    ]
    response = staff.get(address)
    count = int(re.search(r"Non connu [^:]+ : (\d+)", text_of(response))[1])
    assert "Complétude valeurs connues" in text_of(response)
    (first, *_) = addresses(response.content.decode(), "liste")
    assert f" {count} ligne" in text_of(staff.get(first))


def test_the_year_before_is_explained_on_its_own_day(people, staff):
    page = staff.get("/tableaux/beneficiaires/").content.decode()
    address = next(each for each in addresses(page) if "avant=1" in each and "by_family" in each)
    explained = text_of(staff.get(address))
    assert "au 30 novembre 2018" in explained
    assert "2019" not in explained[explained.index("Base") :]


def test_a_month_leads_to_the_households_of_its_last_day(people, staff):
    page = staff.get("/tableaux/beneficiaires/").content.decode()
    address = next(each for each in addresses(page) if "groupe=2019-06" in each)
    (listed,) = addresses(staff.get(address).content.decode(), "liste")
    assert "date=2019-06-30" in listed
    assert "groupe" not in listed


@pytest.mark.same_on_any_database
def test_a_reader_gets_the_explanation_of_his_page_and_no_list(reader):
    page = reader.get("/tableaux/beneficiaires/?commission=argentan").content.decode()
    households = "/chiffres-cles/chiffre/?commission=argentan&indicateur=rsa.households"
    (address,) = [each for each in addresses(page) if each.endswith(households)]
    response = reader.get(address)
    assert "s. s. : secret statistique" in text_of(response)
    # Two households in Argentan: under the threshold.
    assert " 2 " not in text_of(response)
    assert addresses(response.content.decode(), "liste") == []


@pytest.mark.parametrize(
    "query",
    [
        "",
        "indicateur=zzz",
        "indicateur=action.entries",
        "indicateur=rsa.households&groupe=F",
        "indicateur=rsa.households&objet=atelier",
        "indicateur=rsa.households&territoire=flers",
        "indicateur=rsa.households&territoire=canton:6106",
    ],
)
def test_no_address_explains_what_the_panel_does_not_show(coordinator, query):
    address = f"/tableaux/beneficiaires/chiffres-cles/chiffre/?commission=argentan&{query}"
    assert coordinator.get(address).status_code == 404


@pytest.mark.same_on_any_database
def test_another_commission_is_explained_to_a_coordinator_as_to_a_reader(coordinator):
    address = "/tableaux/beneficiaires/chiffres-cles/chiffre/?indicateur=rsa.households"
    other = coordinator.get(f"{address}&commission=flers").content.decode()
    # One household there, two here: both are small, and she knows hers.
    assert SECRET in other and "/tableaux/liste/" not in other
    mine = coordinator.get(f"{address}&commission=argentan").content.decode()
    assert SECRET not in mine and "/tableaux/liste/" in mine
    page = coordinator.get("/tableaux/comparaison/").content.decode()
    lists = {
        place: addresses(
            coordinator.get(
                f"/tableaux/comparaison/tableau/chiffre/?indicateur=rsa.households&territoire={place}"
            ).content.decode(),
            "liste",
        )
        for place in ("argentan", "flers")
    }
    assert "territoire=flers" in page
    assert lists["argentan"] and not lists["flers"]
