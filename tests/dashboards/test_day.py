"""A day printed is a day counted: on pages, downloads and prints."""

import csv
import datetime as dt
import io
from types import SimpleNamespace

import pytest

from plics.models import Role
from reports.dashboards.page_figures import PageFigures
from reports.figures import Scope
from tests import factories as f


@pytest.fixture
def aids(people):
    """Beside those of the cohort, aids around the last day of March."""
    from funds.models import Aid

    model = Aid.objects.filter(fund__code="fsl", decision="accord").first()
    for day, amount in ((dt.date(2019, 3, 31), 30), (dt.date(2019, 4, 1), 7)):
        f.AidFactory(
            fund=model.fund, commune=model.commune, nature=model.nature, decided_on=day,
            amount_requested=amount, amount_granted=amount,
        )  # fmt: skip


def amounts(browser, query: str) -> dict[str, str]:
    text = browser.get(f"/tableaux/fonds/budget.csv?{query}").content.decode("utf-8-sig")
    lines = csv.DictReader(io.StringIO(text), delimiter=";")
    return {row["Code"]: row["FSL"] for row in lines}


@pytest.mark.parametrize(
    ("day", "granted"),
    [("2019-03-30", "100"), ("2019-03-31", "130"), ("2019-04-01", "137"), ("2019-12-31", "337")],
)
def test_money_is_counted_to_the_day_of_the_page(aids, staff, day, granted):
    found = amounts(staff, f"commission=argentan&date={day}")
    assert found["fund.amount.to_date"] == granted
    assert float(found["fund.remaining.to_date"]) == 1000 - float(granted)


def test_a_page_says_what_each_of_its_figures_covers(aids, staff):
    page = staff.get("/tableaux/fonds/?date=2019-03-31").content.decode()
    assert "du 1er janvier au 31\u00a0mars 2019" in page.replace("\u202f", "\u00a0")
    assert "Budget voté (année 2019)" in page


def test_a_head_says_once_which_year_it_covers():
    """On a reader's pages, which are of the year."""
    figures = PageFigures.__new__(PageFigures)
    figures.is_at_work, figures.now = False, SimpleNamespace(scope=Scope(year=2019))
    once = "Personnes présentes en 2019"
    assert figures.label("action.present", beside="action.present.on_day") == once


def test_a_sitting_after_the_day_is_not_listed(people, staff):
    last = "31\u00a0décembre 2019</th>"
    assert last in staff.get("/tableaux/seances/?date=2019-12-31").content.decode()
    assert last not in staff.get("/tableaux/seances/").content.decode()


def test_the_list_behind_a_figure_is_counted_to_the_day_too(aids, staff):
    query = "indicateur=fund.count.to_date&objet=fsl&commission=argentan"
    page = staff.get(f"/tableaux/liste/?{query}&date=2019-03-31").content.decode()
    assert page.count("/funds/aid/") == 2


@pytest.mark.same_on_any_database
def test_a_reader_gets_the_figures_of_the_year(aids, sign_in):
    reader = sign_in(Role.READER)
    page = reader.get("/tableaux/fonds/?date=2019-03-31", follow=True).content.decode()
    assert "31\u00a0mars" not in page
    assert "année 2019" in page


@pytest.mark.same_on_any_database
def test_a_reader_gets_no_projection_for_it_tells_what_was_granted_after_the_day(aids, sign_in):
    """300 € to 30 November on 334 days, 37 € more in December: one person's."""
    for role, is_given in ((Role.STAFF, True), (Role.READER, False)):
        assert ("fund.projection" in amounts(sign_in(role), "commission=argentan")) == is_given


@pytest.mark.parametrize(
    ("query", "is_told"),
    [("date=2018-06-30", True), ("annee=2018&date=2018-06-30", False), ("date=2019-06-30", False)],
)
def test_a_day_of_another_year_is_not_moved_in_silence(people, staff, query, is_told):
    page = staff.get(f"/tableaux/fonds/?{query}", follow=True).content.decode()
    told = "Le 30\u00a0juin 2018 n’est pas de l’année 2019 : la page est au 30\u00a0juin 2019."
    assert (told in page) == is_told
