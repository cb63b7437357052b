"""An indicator says itself all that decides its fate, and the annex repeats it."""

import ast
import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string

from reports.booklet.annex import definitions
from reports.booklet.context import read_booklet
from reports.editions.freezing import edition_of
from reports.figures import CATALOGUE, Figures, Scope, Unit, evaluate
from reports.figures.base import KNOWN
from reports.figures.catalogue import printed, rests_on_what_was_agreed
from reports.figures.indicators import (
    Breakdown,
    Counted,
    Family,
    Measure,
    Printed,
    Ratio,
    Secrecy,
)
from reports.figures.results import NotAsked
from reports.figures.sources import households
from tests.factories import CommissionFactory
from tests.reports import cohort

COMPLETE = {
    "code": "test.households",
    "label": "Ménages",
    "definition": "Ménages.",
    "unit": Unit.HOUSEHOLDS,
    "family": Family.RECIPIENTS,
    "printed": Printed.NOWHERE,
    "secrecy": Secrecy.PEOPLE,
    "adds_up": (),
    "source": households,
}


@pytest.mark.parametrize("point", ["family", "printed", "secrecy", "adds_up", "definition"])
def test_an_indicator_that_forgets_a_point_fails_at_import(point):
    Measure(**COMPLETE)
    with pytest.raises(TypeError, match=point):
        Measure(**{name: value for name, value in COMPLETE.items() if name != point})


@pytest.mark.parametrize("point", ["splits", "said"])
def test_a_breakdown_says_what_it_splits_and_how_it_is_said(point):
    more = {"groups": lambda scope, lists: [], "splits": None, "said": "{label} : {share}"}
    Breakdown(**COMPLETE, **more)
    with pytest.raises(TypeError, match=point):
        Breakdown(**COMPLETE, **{name: value for name, value in more.items() if name != point})


def test_an_amount_says_which_count_would_give_it_away():
    amount = COMPLETE | {"secrecy": Secrecy.LEANS, "field": "pk"}
    assert Measure(**amount, leans_on="rsa.households").supports == ("rsa.households",)
    with pytest.raises(ValueError, match="leans"):
        Measure(**amount)


def test_what_is_worked_out_of_other_figures_leans_on_them():
    derived = [i for i in CATALOGUE.values() if not isinstance(i, Counted)]
    assert derived and all(i.secrecy is Secrecy.LEANS and i.supports for i in derived)


def test_groups_split_a_count_of_the_same_rows():
    """Same source, same rows, same field: their sum, unknown included, is that measure."""
    splits = [i for i in CATALOGUE.values() if isinstance(i, Breakdown) and i.splits]
    assert splits
    for split in splits:
        whole = CATALOGUE[split.splits]
        assert isinstance(whole, Measure)
        assert (split.source, split.where, split.field) == (
            whole.source,
            whole.where,
            whole.field,
        ), split.code


def value_of(figures, result, code, group):
    place = result.territory, result.subject
    if group == KNOWN:
        return figures.groups(code, *place)[0].denominator
    return figures.get(code, *place, group).value


@pytest.mark.django_db
def test_declared_sums_hold_wherever_they_are_counted():
    cohort.build()
    figures = evaluate(None, Scope(year=2019))
    checked = 0
    for result in list(figures):
        for way in result.indicator.adds_up:
            terms = [(term, result.group) if isinstance(term, str) else term for term in way]
            values = [value_of(figures, result, code, group) for code, group in terms]
            assert result.value == sum(value or 0 for value in values), (result.code, way)
            checked += 1
    assert checked > 20


# --- where it is printed ---------------------------------------------------------------


def test_a_figure_that_was_not_declared_printed_cannot_be_quoted():
    assert not CATALOGUE["pathway.oriented"].printed
    figures = Figures(Scope(year=2019), [], [], printed(Printed.EVALUATED))
    assert figures.get("rsa.households", "departement").value is None
    with pytest.raises(NotAsked):
        figures.get("pathway.oriented", "departement")
    with pytest.raises(NotAsked):
        figures.groups("pathway.by_path", "departement")


def constants_of_the_booklet() -> set[str]:
    found = set()
    for path in (settings.BASE_DIR / "reports" / "booklet").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_code_that_the_booklet_names_is_declared_printed():
    """Even in a branch that no demonstration takes."""
    named = constants_of_the_booklet() & set(CATALOGUE)
    assert len(named) > 50
    assert {code for code in named if not CATALOGUE[code].printed} == set()


@pytest.mark.django_db
def test_the_annex_defines_each_indicator_that_may_be_quoted_under_its_family():
    CommissionFactory(slug="argentan")
    block = definitions()
    b = read_booklet(edition_of(2020, "argentan"))
    html = render_to_string(block.template, {"b": b} | block.fill(b))
    tables = re.findall(r"<table.*?</table>", html, flags=re.S)
    found = [
        (label, re.search(r'<th scope="col">(.*?)</th>', table)[1])
        for table in tables
        for label in re.findall(r'<th scope="row">(.*?)</th>', table)
    ]
    expected = [(i.label, i.family.value) for i in CATALOGUE.values() if i.printed]
    assert sorted(found) == sorted(expected)
    assert [re.search(r'<th scope="col">(.*?)</th>', table)[1] for table in tables] == [
        family.value for family in Family if family.value in {heading for _, heading in expected}
    ]


def test_a_share_under_a_noter_says_how_it_is_quoted():
    quoted = [i for i in CATALOGUE.values() if isinstance(i, Ratio) and i.said]
    assert quoted and all("{share}" in i.said for i in quoted)


def test_what_is_agreed_is_of_all_publics_and_so_is_what_is_worked_out_of_it():
    agreed = ["action.capacity", "action.occupancy", "action.places_left"]
    agreed += ["action.dynamic_exits.target", "fund.consumption"]
    observed = ["action.entries", "action.dynamic_exits.rate", "action.hours.mean"]
    assert all(map(rests_on_what_was_agreed, agreed))
    assert not any(map(rests_on_what_was_agreed, observed))
