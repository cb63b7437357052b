"""Every figure of the published booklet, and where the demonstration's data give it back."""

import csv
from decimal import Decimal

import pytest

from actions.models import CaseStory, Pact, SheetBlock
from funds.models import Fund
from plics.formatting import NBSP, rounded
from plics.richtext.markup import plain
from reports.demo.files import FOLDER
from reports.figures import Scope, evaluate


def rows_of(name: str) -> list[dict]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


PUBLISHED = rows_of("published.csv")
TEXTS = {row["fact_id"]: row for row in rows_of("text-facts.csv")}
COUNTED = [row for row in PUBLISHED if row["status"] in ("computed", "contradiction")]
TOLD = [row for row in PUBLISHED if row["status"] == "text"]
FACTS = 367
# The edition's two years: what was evaluated, what was agreed for the programme.
YEARS = sorted({int(row["year"]) for row in COUNTED})


def chapter_of(row: dict) -> str:
    """Its facts are read from one rendering: one test, that names each fact which is wrong."""
    return row["fact_id"].partition(".")[0]


@pytest.fixture(scope="module")
def figures(demo_rows, django_db_blocker):
    with django_db_blocker.unblock():
        return {year: evaluate(None, Scope(year=year, commission="argentan")) for year in YEARS}


@pytest.fixture(scope="module")
def narratives(demo_rows, django_db_blocker):
    """All that the sheets of an action tell: its blocks and its portraits."""
    told = {}
    with django_db_blocker.unblock():
        for block in SheetBlock.objects.select_related("agreement__action"):
            told.setdefault(block.agreement.action.slug, []).append(plain(block.body))
        stories = CaseStory.objects.select_related("agreement__action")
        for story in stories.prefetch_related("blocks"):
            lines = [f"{story.age}{NBSP}ans", story.family]
            lines += [plain(block.body) for block in story.blocks.all()]
            told.setdefault(story.agreement.action.slug, []).extend(lines)
        told["pact"] = [plain(Pact.objects.get().introduction)]
    return {slug: "\n".join(bodies) for slug, bodies in told.items()}


def test_every_published_figure_has_its_row():
    assert len({row["fact_id"] for row in PUBLISHED}) == len(PUBLISHED) == FACTS


def test_exceptions_give_their_reason():
    assert all(row["reason"] for row in PUBLISHED if row["status"] != "computed")


def test_contradictions_are_the_three_known_ones():
    assert {row["fact_id"] for row in PUBLISHED if row["status"] == "contradiction"} == {
        "aipaa.dynamic.rate",
        "primosoc.level_le_v",
        "primopro.car",
    }


def test_text_facts_are_those_the_sheets_tell():
    assert {row["fact_id"] for row in TOLD} == set(TEXTS)


@pytest.mark.parametrize("chapter", sorted({chapter_of(row) for row in COUNTED}))
def test_published_figures_are_computed(chapter, figures):
    wrong = {}
    for row in COUNTED:
        if chapter_of(row) != chapter:
            continue
        result = figures[int(row["year"])].get(
            row["code"],
            row["territory"],
            subject=row["subject"] or None,
            group=row["group"] or None,
        )
        exact = getattr(result, row["measure"])
        found = None if exact is None else rounded(exact, int(row["decimals"]))
        expected = Decimal(row["computed"] or row["value"])
        if found != expected:
            wrong[row["fact_id"]] = f"{found}, not {expected}"
    assert wrong == {}


def test_published_facts_are_told(narratives):
    missing = {
        row["fact_id"]: TEXTS[row["fact_id"]]["text"]
        for row in TOLD
        if TEXTS[row["fact_id"]]["text"] not in narratives[row["subject"]]
    }
    assert missing == {}


def test_youth_fund_states_its_published_ages(demo_database):
    fund = Fund.objects.get(code="fajd")
    stated = {row["fact_id"]: int(row["value"]) for row in PUBLISHED if row["status"] == "stated"}
    assert stated == {
        "fajd.age.min": fund.min_age,
        "fajd.age.max": fund.max_age,
        "fajd.age.derog.min": fund.exceptional_min_age,
        "fajd.age.derog.max": fund.min_age,
    }
