"""Under a figure, in a browser: what it is made of, as this reader sees it."""

import datetime as dt

import pytest

from reports.booklet.context import read_booklet
from reports.booklet.explained import explained
from reports.booklet.render import print_html, screen_html
from reports.figures import CATALOGUE, Result
from reports.figures.base import Status
from reports.figures.indicators import Family
from reports.figures.publication import hidden
from tests import factories as f
from tests.reports import cohort

RATE = CATALOGUE["rsa.coverage"]


@pytest.fixture
def booklet(db):
    cohort.loaded(dt.date(2018, 11, 30), cohort.DAY)
    argentan, *_ = cohort.territory()
    booklet = read_booklet(f.EditionFactory(commission=argentan))
    booklet.read_figures([Family.RECIPIENTS])
    booklet.is_screen = True
    return booklet


def rate(**more):
    return Result(
        indicator=RATE, territory="argentan", value=4, numerator=3, denominator=75, **more
    )


def plain(texts):
    return [text.replace("\u00a0", " ") for text in texts]


def test_a_rate_says_what_is_divided_by_what(booklet):
    [found] = explained(booklet, [rate()])
    assert found.label == RATE.label and found.definition == RATE.definition
    assert found.numerator == CATALOGUE[RATE.numerator].label
    assert found.denominator == CATALOGUE[RATE.denominator].label
    assert plain(found.parts) == ["3 sur 75"]


def test_territories_are_named_where_there_are_several(booklet):
    [found] = explained(booklet, [rate(), rate()._replace(territory="departement")])
    assert plain(found.parts)[0] == "Argentan : 3 sur 75"


def test_what_is_hidden_is_explained_no_further(booklet):
    [found] = explained(booklet, [hidden(rate())])
    assert found.parts == []


@pytest.mark.parametrize(
    ("status", "as_of", "told"),
    [
        (Status.OK, None, ""),
        (Status.CARRIED, dt.date(2019, 10, 31), "dernier jour connu : 31 octobre 2019"),
        (Status.NOT_LOADED, None, "non chargé"),
    ],
)
def test_until_when_it_is_known_is_told(booklet, status, as_of, told):
    [found] = explained(booklet, [rate(status=status, as_of=as_of)])
    assert plain([found.known]) == [told]


def test_paper_has_its_annex(booklet):
    home = cohort.household(
        booklet_commune(booklet),
        family="CEL",
        applied_on=dt.date(2019, 1, 1),
        starts_on=dt.date(2019, 1, 1),
    )
    cohort.person(home, "DEM", dt.date(1980, 6, 15), "2")
    assert "D’où viennent ces chiffres" in screen_html(booklet.edition, only="i-1")
    assert "D’où viennent ces chiffres" not in print_html(booklet.edition)


def booklet_commune(booklet):
    return booklet.edition.commission.attachment_set.first().commune
