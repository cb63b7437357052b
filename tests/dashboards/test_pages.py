"""Every page: whom it answers, from which address, in how many queries."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from beneficiaries.models import Commission
from plics.models import Role
from reports.dashboards.pages import PAGES
from tests import factories as f

IN_MENU = [slug for slug, page in PAGES.items() if page.in_menu]
# The pages of one action need its name.
ADDRESSES = [f"/tableaux/{slug}/" for slug in IN_MENU] + [
    "/tableaux/action/?action=atelier",
    "/tableaux/referent/?action=referent",
]
# One of them reads the stamps of the tables; six tell until when the figures are known.
QUERIES = 33
# Of recipients: people, then who waits and for how long.
MORE = {"/tableaux/beneficiaires/": 3}


def with_commission(address):
    slug, _, query = address.partition("?")
    if "comparaison" in address:
        return address
    return f"{slug}?" + "&".join(filter(None, ["commission=argentan", query]))


@pytest.mark.parametrize("address", ADDRESSES)
def test_staff_open_the_page_of_the_departement(people, staff, address):
    assert staff.get(address).status_code == 200


@pytest.mark.parametrize("address", ADDRESSES)
def test_coordinators_open_the_page_of_their_commission(coordinator, address):
    response = coordinator.get(with_commission(address))
    assert response.status_code == 200


def test_coordinators_are_led_to_their_commission(coordinator):
    response = coordinator.get("/tableaux/fonds/")
    assert response["Location"] == "/tableaux/fonds/?commission=argentan"


@pytest.mark.same_on_any_database
@pytest.mark.parametrize(
    "slug", [slug for slug, page in PAGES.items() if page.in_menu and slug != "comparaison"]
)
def test_other_commissions_are_read_by_a_coordinator_without_a_name(coordinator, slug):
    response = coordinator.get(f"/tableaux/{slug}/", {"commission": "flers"})
    assert response.status_code == 200
    assert "/tableaux/liste/" not in response.content.decode()


def test_a_validated_booklet_is_named_beside_figures_that_may_have_moved(coordinator):
    address = "/tableaux/vue-d-ensemble/?commission=argentan"
    edition = f.EditionFactory(commission=Commission.objects.get(slug="argentan"))
    assert "a été validé" not in coordinator.get(address).content.decode()
    edition.status = "published"
    edition.validated_at = edition.published_at = dt.datetime(2020, 2, 1, tzinfo=dt.UTC)
    edition.save()
    page = coordinator.get(address).content.decode()
    assert ">PLICS 2020</a> a été validé le 1er\u00a0février 2020" in page


def test_coordinators_compare_their_commission_with_the_others(coordinator):
    page = coordinator.get("/tableaux/comparaison/").content.decode()
    assert "Flers" in page
    assert "Argentan" in page


def test_a_coordinator_without_commission_is_told_what_to_do(sign_in):
    response = sign_in(Role.COORDINATOR).get("/tableaux/fonds/")
    assert response.status_code == 403
    assert "Demandez à un administrateur" in response.content.decode()


def test_the_address_keeps_only_what_is_not_usual(people, staff):
    response = staff.get("/tableaux/beneficiaires/?annee=2019&date=2019-11-30&canton=&autre=x")
    assert response["Location"] == "/tableaux/beneficiaires/"
    kept = "/tableaux/beneficiaires/?annee=2018&commission=flers"
    assert staff.get(kept).status_code == 200


def test_a_canton_narrows_the_figures(people, staff):
    page = staff.get("/tableaux/beneficiaires/?canton=6106").content.decode()
    assert "Canton d’Athis" in page
    assert staff.get("/tableaux/beneficiaires/?canton=6199").status_code == 400


def test_another_year_keeps_the_day_chosen(people, staff):
    asked = staff.get("/tableaux/beneficiaires/?annee=2018&date=2019-06-30")
    assert asked["Location"] == "/tableaux/beneficiaires/?annee=2018&date=2018-06-30"
    usual = staff.get("/tableaux/beneficiaires/?annee=2018&date=2019-11-30")
    assert usual["Location"] == "/tableaux/beneficiaires/?annee=2018"


def test_another_commission_leaves_the_canton_of_the_former_one(people, staff):
    elsewhere = f.CantonFactory(code="6199", name="Vimoutiers")
    f.CommuneFactory(commission__slug="argentan", canton=elsewhere)
    asked = staff.get("/tableaux/beneficiaires/?commission=flers&canton=6199")
    assert asked["Location"] == "/tableaux/beneficiaires/?commission=flers"


def test_a_structure_is_offered_where_it_has_an_agreement(people, staff):
    here, there = [f.ProviderFactory(name=name) for name in ("D’Argentan", "De Flers")]
    for provider, slug in ((here, "argentan"), (there, "flers")):
        f.AgreementFactory(
            action__provider=provider,
            commission=Commission.objects.get(slug=slug),
            year=2018,
        )
    address = "/tableaux/actions/"
    for commission, offered in (("argentan", [here]), ("flers", [there]), ("", [here, there])):
        page = staff.get(address, {"commission": commission} if commission else {})
        found = page.content.decode()
        names = [each for each in (here, there) if f">{each.name}</option>" in found]
        assert names == offered


def test_another_commission_leaves_the_structure_of_the_former_one(people, staff):
    kept = f.AgreementFactory(commission=Commission.objects.get(slug="argentan"), year=2019)
    asked = f"structure={kept.action.provider_id}"
    address = "/tableaux/actions/?commission"
    assert staff.get(f"{address}=flers&{asked}")["Location"] == f"{address}=flers"
    assert staff.get(f"{address}=argentan&{asked}").status_code == 200
    # One that no list ever offered is no leftover.
    assert staff.get(f"{address}=flers&structure=0").status_code == 400


def test_a_presentation_shows_one_panel_and_leads_to_the_next(people, staff):
    address = "/tableaux/beneficiaires/"
    asked = staff.get(f"{address}?presentation=1")
    assert asked["Location"] == f"{address}?presentation=chiffres-cles"
    first = staff.get(asked["Location"]).content.decode()
    assert "Ménages allocataires du RSA" in first
    assert "<p>1 sur " in first and 'rel="prev"' not in first
    for controls in ('class="filters"', 'class="band"', 'id="cantons"'):
        assert controls not in first
    assert f'rel="next" href="{address}?presentation=parcours"' in first
    last = staff.get(f"{address}?presentation=cantons").content.decode()
    assert 'id="cantons"' in last and 'rel="next"' not in last


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_on_a_projector_leads_to_names(people, staff, address):
    join = "&" if "?" in address else "?"
    for panel in PAGES[address.split("/")[2]].every_panel():
        page = staff.get(f"{address}{join}presentation={panel.slug}").content.decode()
        assert "/chiffre/" not in page and "/tableaux/liste/" not in page


def test_readers_get_figures_without_names_nor_small_counts(reader):
    page = reader.get("/tableaux/beneficiaires/?commission=argentan").content.decode()
    # Two households in Argentan: under the threshold.
    assert "s.\u00a0s." in page
    assert "/tableaux/liste/" not in page
    assert "canton=" not in page
    assert reader.get("/tableaux/liste/?indicateur=rsa.households").status_code == 403


def test_readers_cannot_cross_days_cantons_or_publics(reader):
    response = reader.get("/tableaux/beneficiaires/?date=2019-06-30&canton=6106&public=rsa")
    assert response["Location"] == "/tableaux/beneficiaires/"


def many_more(people=20):
    """As much again of everything a page counts."""
    from actions.models import Agreement
    from beneficiaries.models import Commune

    commune = Commune.objects.get(attachments__commission__slug="argentan")
    agreement = Agreement.objects.get(action__slug="atelier", year=2019)
    for rank in range(people):
        home = f.HouseholdFactory(situation=None)
        f.SituationFactory(household=home, commune=commune, starts_on=dt.date(2019, 1, 1))
        person = f.PersonFactory(household=home, membership=None)
        f.MembershipFactory(person=person, role="DEM", starts_on=dt.date(2019, 1, 1))
        f.ParticipationFactory(agreement=agreement, person=person)
        f.DecisionFactory(sitting=f.SittingFactory(commission=agreement.commission), household=home)
        f.AidFactory(person=person, commune=commune, fund=f.FundFactory(code="fsl"))
        f.AgreementFactory(commission=agreement.commission, action__slug=f"action-{rank}")


@pytest.mark.same_on_any_database
@pytest.mark.parametrize("address", ADDRESSES)
def test_queries_hold_in_the_budget_with_one_row_and_with_twenty(people, staff, address):
    address = with_commission(address)
    counts = []
    for prepare in (lambda: None, many_more):
        prepare()
        with CaptureQueriesContext(connection) as asked:
            assert staff.get(address).status_code == 200
        counts.append(len(asked))
    assert max(counts) <= QUERIES + MORE.get(address.partition("?")[0], 0)
    # The first one of a process also works out the shapes of the map.
    assert counts[1] <= counts[0]
