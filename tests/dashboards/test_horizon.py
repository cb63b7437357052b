"""Until when a page knows, what lacks, and what its menus offer."""

import datetime as dt
import re

import pytest

from plics.models import ImportRun, Role
from tests import factories as f

WHOM = "adressez-vous au service qui tient les données"
LOAD = "À charger\u00a0: "


def text_of(client, address):
    answer = client.get(address, follow=True)
    assert answer.status_code == 200
    return answer.content.decode()


def years(page):
    return re.findall(r'<option value="(\d{4})"[^>]*>\1<', page)


def test_a_page_tells_until_when_it_knows(people, staff):
    page = text_of(staff, "/tableaux/beneficiaires/")
    assert ">Stock de la CAF et de la MSA au 30\u00a0novembre 2019." in page
    assert "Non chargé" not in page
    # Of the funds, the stock says nothing.
    assert "Stock de la" not in text_of(staff, "/tableaux/fonds/")


def test_who_may_load_is_led_to_the_file_and_others_to_whom_to_ask(people, sign_in):
    address = "/tableaux/beneficiaires/?annee=2021"
    page = text_of(sign_in(Role.STAFF), address)
    assert page.count("Non chargé\u00a0: le stock au 30\u00a0novembre 2021") == 1
    assert f'{LOAD}<a href="/importer/cnaf/">' in page
    assert WHOM not in page
    for role in (Role.COORDINATOR, Role.READER):
        page = text_of(sign_in(role, "argentan"), address)
        assert page.count("Non chargé\u00a0: ") == 1
        assert WHOM in page
        assert LOAD not in page


def test_nothing_of_a_year_not_loaded_is_nought_or_compared(people, staff):
    page = text_of(staff, "/tableaux/vue-d-ensemble/?annee=2021")
    assert "100\u00a0%" not in page
    assert '<p class="figure">' not in page
    assert '<p class="none">Non chargé.</p>' in page


def test_a_year_before_that_was_not_loaded_says_so(people, staff):
    page = text_of(staff, "/tableaux/beneficiaires/?annee=2018")
    assert "2017 : non chargé" in page.replace("\u00a0", " ")


def test_menus_offer_the_years_of_what_the_page_shows(people, staff):
    f.AgreementFactory(year=2021)
    f.FundBudgetFactory(fund=f.FundFactory(code="fsl"), year=2022, commission=None)
    offered = {
        slug: years(text_of(staff, f"/tableaux/{slug}/"))
        for slug in ("beneficiaires", "actions", "fonds")
    }
    # The stock of 2017 begins after its usual day.
    assert offered["beneficiaires"] == ["2019", "2018"]
    assert "2021" in offered["actions"]
    assert "2022" in offered["fonds"]
    assert not {"2021", "2022"} & set(years(text_of(staff, "/tableaux/comparaison/")))


def test_a_budget_voted_for_a_year_to_come_is_shown_beside_aids_not_loaded(people, staff):
    f.FundBudgetFactory(fund=f.FundFactory(code="fsl"), year=2022, commission=None, voted=7000)
    page = text_of(staff, "/tableaux/fonds/?annee=2022")
    assert "7\u202f000\u00a0€" in page
    assert "Non chargé\u00a0: les aides de 2022." in page
    assert "non chargé</a></td>" in page


def test_a_year_asked_stays_in_its_menu(people, staff):
    page = text_of(staff, "/tableaux/beneficiaires/?annee=2031")
    assert '<option value="2031" selected>' in page


def test_days_offered_are_those_of_the_stock_and_the_one_asked(people, staff):
    page = text_of(staff, "/tableaux/beneficiaires/")
    assert 'min="2018-01-01" max="2019-12-31"' in page
    page = text_of(staff, "/tableaux/beneficiaires/?annee=2030")
    assert 'max="2030-11-30"' in page


def test_a_month_missing_between_two_files_is_a_hole_of_the_trend(people, staff):
    ImportRun.objects.filter(reference_date="2019-05-31").delete()
    page = text_of(staff, "/tableaux/beneficiaires/")
    assert re.search(r"mai 2019</th><td[^>]*><a[^>]*>non chargé</a></td>", page)
    assert "La courbe s’interrompt aux mois dont aucun fichier n’est chargé." in page


def test_a_month_of_one_payer_alone_says_so(people, staff):
    ImportRun.objects.filter(reference_date="2019-05-31").update(payers=["CAF"])
    page = text_of(staff, "/tableaux/beneficiaires/")
    assert "Chargé par la CAF seule\u00a0: mai 2019." in page


@pytest.mark.parametrize("day", ["1900-01-01", "2100-12-31", "0000-00-00", "2019-02-29", "0000"])
@pytest.mark.parametrize("files", [0, 1])
def test_no_day_breaks_a_page_of_a_base_of_one_month_or_none(db, staff, day, files):
    for _ in range(files):
        f.ImportRunFactory(reference_date=dt.date(2020, 2, 29), payers=["MSA"])
    year = day[:4] if day[:4].isdigit() else ""
    for address in (f"?date={day}", f"?annee={year}", f"?annee={year}&date={day}"):
        answer = staff.get(f"/tableaux/beneficiaires/{address}", follow=True)
        assert answer.status_code in (200, 400)
