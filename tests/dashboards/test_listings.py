"""The names behind a figure: as many as it counts, for those who may read them."""

import datetime as dt

import pytest

from beneficiaries.models import Commune, Household
from plics.models import Role, User
from reports.dashboards import listings
from reports.dashboards.listings import behind
from reports.figures import CATALOGUE, Scope, evaluate
from reports.figures.base import Territory
from reports.figures.indicators import Breakdown
from tests import factories as f

YEAR = Scope(year=2019)
LISTED = [code for code, each in CATALOGUE.items() if listings.listed_measure(each, YEAR) is each]


class Asked:
    """What a listing reads of what a page is asked."""

    def __init__(self, user, territory, commission=None):
        self.user, self.territory = user, territory
        self.scope = Scope(year=2019, commission=commission)


def test_a_list_has_as_many_rows_as_its_figure(people):
    staff = f.UserFactory(role=Role.STAFF)
    seen, wrong = set(), {}
    for result in evaluate(LISTED, YEAR):
        # Of the forty territories, those where the cohort has someone, and the whole.
        is_told = result.value or result.territory == "departement"
        if not is_told:
            continue
        there = Asked(staff, result.territory)
        asked = {"subject": result.subject, "group": result.group}
        found = behind(CATALOGUE[result.code], there, **asked)
        if not (found.total == found.named.count() == result.value):
            wrong[result.code, result.territory, *asked.values()] = found.total
        seen.add(result.code)
    assert wrong == {}
    # No sitting of the cohort was held by the day.
    assert seen | {"decisions.by_sitting.to_date"} == set(LISTED)


def test_the_list_of_a_canton_is_that_of_its_part_in_the_commission(people):
    coordinator = f.UserFactory(role=Role.COORDINATOR)
    coordinator.commissions.set([f.CommissionFactory(slug="argentan")])
    asked = Asked(coordinator, "canton:6106", commission="argentan")
    assert behind(CATALOGUE["rsa.households"], asked, subject=None, group=None).total == 2


def test_names_stay_with_their_commission(coordinator):
    page = coordinator.get("/tableaux/liste/?indicateur=rsa.adults").content.decode()
    mine = Household.objects.get(situations__applied_on="2019-06-01").memberships.get().person
    other = Household.objects.get(situations__applied_on="2019-05-30").memberships.first().person
    assert mine.last_name in page
    assert other.last_name not in page
    for query in ("commission=flers", "commission=", "commission=flers&commission=argentan"):
        answer = coordinator.get(f"/tableaux/liste/?indicateur=rsa.adults&{query}")
        assert other.last_name not in answer.content.decode()


def test_who_left_the_commission_is_counted_but_no_longer_named(coordinator):
    """Their past situation is here, their file is now another commission's."""
    home = Household.objects.get(situations__applied_on="2019-06-01")
    home.situations.update(ends_on=dt.date(2020, 1, 1))
    elsewhere = Commune.objects.get(attachments__commission__slug="flers")
    f.SituationFactory(household=home, commune=elsewhere, starts_on=dt.date(2020, 1, 1))
    page = coordinator.get("/tableaux/liste/?annee=2019&indicateur=rsa.adults").content.decode()
    assert home.memberships.get().person.last_name not in page
    assert "<strong>2</strong> lignes" in page
    assert "quitté la commission" in page


def test_a_household_that_left_is_counted_but_no_longer_named_either(coordinator):
    home = Household.objects.get(situations__applied_on="2019-06-01")
    home.situations.update(ends_on=dt.date(2020, 1, 1))
    elsewhere = Commune.objects.get(attachments__commission__slug="flers")
    f.SituationFactory(household=home, commune=elsewhere, starts_on=dt.date(2020, 1, 1))
    page = coordinator.get("/tableaux/liste/?annee=2019&indicateur=rsa.households").content.decode()
    assert home.number not in page
    assert "<strong>2</strong> lignes" in page and "quitté la commission" in page


def test_the_list_tells_the_applicant_of_that_day(staff, people):
    """The partner became the applicant since."""
    home = Household.objects.get(situations__applied_on="2019-05-30")
    then, other = (home.memberships.get(role=role) for role in ("DEM", "CJT"))
    home.memberships.update(ends_on=dt.date(2020, 1, 1))
    f.MembershipFactory(household=home, person=other.person, starts_on=dt.date(2020, 1, 1))
    address = "/tableaux/liste/?annee=2019&indicateur=rsa.households"
    page = staff.get(address).content.decode()
    assert then.person.last_name in page
    assert other.person.last_name not in page


def test_an_applicant_gone_elsewhere_since_is_no_longer_named_on_the_household(coordinator):
    home = Household.objects.get(situations__applied_on="2019-06-01")
    gone = home.memberships.get().person
    home.memberships.update(ends_on=dt.date(2020, 1, 1))
    elsewhere = f.HouseholdFactory(commission=f.CommissionFactory(slug="flers"))
    f.MembershipFactory(person=gone, household=elsewhere, starts_on=dt.date(2020, 1, 1))
    page = coordinator.get("/tableaux/liste/?annee=2019&indicateur=rsa.households").content.decode()
    assert home.number in page
    assert gone.last_name not in page


def test_the_list_tells_the_role_and_the_commune_of_that_day(staff, people):
    home = Household.objects.get(situations__applied_on="2019-06-01")
    person, commune = home.memberships.get().person, home.situations.get().commune
    home.situations.update(ends_on=dt.date(2020, 1, 1))
    home.memberships.update(ends_on=dt.date(2020, 1, 1))
    elsewhere = Commune.objects.get(attachments__commission__slug="flers")
    f.SituationFactory(household=home, commune=elsewhere, starts_on=dt.date(2020, 1, 1))
    f.MembershipFactory(household=home, person=person, role="CJT", starts_on=dt.date(2020, 1, 1))
    there = Asked(f.UserFactory(role=Role.STAFF), "argentan")
    found = behind(CATALOGUE["rsa.adults"], there, subject=None, group=None)
    (line,) = [row for row in found.named if row[1] == person.last_name]
    assert line[4:7] == ("DEM", home.number, commune.name)


def test_the_known_of_a_breakdown_are_the_base_of_its_shares(people):
    staff = f.UserFactory(role=Role.STAFF)
    codes = [code for code in LISTED if isinstance(CATALOGUE[code], Breakdown)]
    for result in evaluate(codes, YEAR):
        if result.territory == "departement" and result.share is not None:
            there = Asked(staff, "departement")
            asked = {"subject": result.subject, "group": "known"}
            found = behind(CATALOGUE[result.code], there, **asked)
            assert (result.code, found.total) == (result.code, result.denominator)


def test_a_rate_leads_to_its_numerator():
    assert listings.listed_measure(CATALOGUE["action.dynamic_exits.rate"], YEAR).code == (
        "action.dynamic_exits.counted"
    )


@pytest.mark.parametrize("code", ["fund.amount", "fund.persons", "rsa.population", "zzz", ""])
def test_sums_and_unknown_figures_have_no_list(people, staff, code):
    assert staff.get("/tableaux/liste/", {"indicateur": code}).status_code == 404


def test_every_row_leads_to_its_record(coordinator):
    page = coordinator.get("/tableaux/liste/?indicateur=rsa.adults").content.decode()
    person = Household.objects.get(situations__applied_on="2019-06-01").memberships.get().person
    address = f"/administration/beneficiaries/person/{person.pk}/change/"
    assert address in page
    assert coordinator.get(address).status_code == 200


def test_territory_names_carry_their_preposition():
    assert Territory(key="canton:6106", kind="canton", name="Athis").of_form == "d’Athis"


def test_a_list_is_sorted_searched_exported_and_leads_back(coordinator):
    """The two adults of Argentan, as any list of rows (`tests/week/test_lists.py`)."""
    address = "/tableaux/liste/?annee=2019&indicateur=rsa.adults&de=beneficiaires"
    page = coordinator.get(f"{address}&tri=-nom")
    names = [line.cells[0].text for line in page.context["asked"].lines]
    assert names == sorted(names, reverse=True) and len(names) == 2
    assert '<a href="/tableaux/beneficiaires/?commission=argentan"' in page.content.decode()
    found = coordinator.post(address, {"search": names[1]}, follow=True)
    assert [line.cells[0].text for line in found.context["asked"].lines] == names[1:]
    paper = coordinator.get(address.replace("/liste/", "/liste/imprimer/")).content.decode()
    assert all(name in paper for name in names)
    file = address.replace("/liste/", "/liste/liste.csv")
    assert coordinator.get(file).status_code == 403
    User.objects.update(may_export_names=True)
    told = coordinator.get(f"{file}&tri=-nom").content.decode().splitlines()
    assert [line.split(";")[0] for line in told] == ["\ufeffNom", *names]
