"""What is told at the head of a page, and thirteen months beside a figure."""

import pytest

from plics.formatting import NBSP
from reports.drawing.sparkline import sparkline
from reports.exhibits.messages import in_a_year
from reports.figures import CATALOGUE, Result

pytestmark = pytest.mark.same_on_any_database


def figure(value, code="decisions.total"):
    return Result(indicator=CATALOGUE[code], territory="", value=value)


def test_a_clear_move_of_a_year_is_told_and_no_other():
    assert (
        in_a_year(figure(80), figure(120))
        == f"80{NBSP}décisions, en baisse de 33,3{NBSP}% en un an"
    )
    assert in_a_year(figure(119), figure(120)) == ""
    assert in_a_year(figure(None), figure(120)) == ""


def test_a_move_of_money_is_told_for_as_many_aids():
    before, now = figure(1000, "fund.amount"), figure(2000, "fund.amount")
    few, many = [figure(3), figure(4)], [figure(60), figure(70)]
    assert in_a_year(now, before, few) == ""
    assert "en hausse de 100,0" in in_a_year(now, before, many)


def test_a_month_that_is_not_known_breaks_the_line():
    assert sparkline([3, 2, None, 1, 1], title="").count("M") == 2
    assert sparkline([3, 2, 2, 1, 1], title="").count("M") == 1


def test_months_that_may_not_be_shown_are_a_dashed_line_that_says_why():
    drawn = sparkline([], title="Série couverte par le secret statistique.")
    assert 'class="none"' in drawn and "<title>Série couverte par le secret" in drawn


def test_a_page_begins_with_what_it_shows(people, staff):
    page = staff.get("/tableaux/besoins/").content.decode()
    said = page[page.index('<p class="said">') : page.index('class="filters"')]
    assert f"Sans action où il reste une place{NBSP}: " in said


def test_a_reader_gets_no_month_of_few_households(reader):
    page = reader.get("/tableaux/vue-d-ensemble/?commission=argentan").content.decode()
    assert page.count("Série couverte par le secret statistique.") == 2
    assert 'class="spark"' in page and "<circle" not in page.split('class="spark"')[1][:400]
