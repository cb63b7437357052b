"""An aggregate is sent once, whatever asks for it, and its source says what it reads."""

import dataclasses
import datetime as dt
import re

import pytest
from django.db import connection
from django.db.models import Q
from django.test.utils import CaptureQueriesContext

from actions.enums import Audience
from beneficiaries.models import Attachment, Commission
from funds.models import Aid
from plics.models import Role
from reports.dashboards.pages import PAGES
from reports.dashboards.views import reads_of_page
from reports.editions.freezing import edition_of, figures_for
from reports.figures import CATALOGUE, Scope, evaluate, flags, horizon, months
from reports.figures.blocks import Block
from reports.figures.catalogue.pathways import adults
from reports.figures.counting import Counting, _by_source
from reports.figures.keeping import afresh
from reports.figures.sources import households
from tests import factories as f
from tests.dashboards.test_pages import ADDRESSES
from tests.reports import cohort

pytestmark = [
    pytest.mark.django_db(transaction=True),
    # What is asked, and how often, is settled before the database answers.
    pytest.mark.same_on_any_database,
]
SOURCES = _by_source(CATALOGUE.values())
# Who is asking, and what is read whatever is drawn.
OF_ACCOUNTS = {"django_session", "plics_user", "plics_user_commissions", "plics_tablestamp",
               "reports_edition", "reports_keptanswer"}  # fmt: skip


def named(asked: CaptureQueriesContext) -> set[str]:
    """The tables that statements really read."""
    return {
        table
        for query in asked.captured_queries
        for table in re.findall(r'(?:FROM|JOIN)\s+\(*"(\w+)"', query["sql"])
    }


def tables(models) -> set[str]:
    return {model._meta.db_table for model in models}


def block_of(source, indicators, **scope) -> Block:
    """All that the catalogue asks of a source, not asked yet."""
    scope = Scope(year=2019, **scope)
    run, block = Counting(scope), Block.of(source, scope)
    block.cells = [cell for indicator in indicators for cell in run._cells(indicator)]
    return block


def read_by(source, indicators) -> set[str]:
    blocks = [block_of(source, indicators), block_of(source, indicators, audience=Audience.RSA)]
    with CaptureQueriesContext(connection) as asked:
        for block in blocks:
            block.ask()
    return named(asked)


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.name)
def test_a_source_says_every_table_that_its_statements_name(source):
    cohort.build()
    assert read_by(source, SOURCES[source]) <= tables(source.reads)


def test_a_source_that_forgets_a_table_is_found():
    forgetful = dataclasses.replace(households, reads=households.reads[:1])
    forgotten = read_by(forgetful, SOURCES[households]) - tables(forgetful.reads)
    assert forgotten == {"beneficiaries_membership"}


def test_months_say_every_table_that_their_statements_name():
    cohort.build()
    scope = Scope(year=2019)
    with afresh(), CaptureQueriesContext(connection) as asked:
        months._steps(dt.date(2018, 1, 1), scope.on)
        months._movements(dt.date(2018, 1, 1), scope.on)
        horizon.last_loaded_day()
    assert named(asked) == tables(months.READS)


@pytest.fixture
def staff(client):
    cohort.build()
    client.force_login(f.UserFactory(role=Role.STAFF))
    return client


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_says_every_table_that_its_filters_and_panels_read(staff, address, monkeypatch):
    slug = address.split("/")[2]
    # The horizon told is read around what is drawn, which alone is kept.
    monkeypatch.setattr("reports.dashboards.views._horizon", lambda *asked: {})
    with afresh(), CaptureQueriesContext(connection) as asked:
        assert staff.get(address, follow=True).status_code == 200
    assert named(asked) - OF_ACCOUNTS <= tables(reads_of_page(PAGES[slug]))


# --- once ------------------------------------------------------------------------------


def aggregates(asked: CaptureQueriesContext) -> list[str]:
    found = (query["sql"] for query in asked.captured_queries)
    return [sql for sql in found if re.search(r"\b(COUNT|SUM)\(", sql)]


# Where the cohort lives; its rows lean on commissions of no account besides.
COMMISSIONS = ("argentan", "flers")


def menu_of_every_commission() -> list[str]:
    slugs = [None, *COMMISSIONS]
    return [
        f"/tableaux/{page.slug}/" + (f"?commission={slug}" if slug else "")
        for slug in slugs
        for page in PAGES.values()
        if page.in_menu
    ]


def test_the_pages_of_all_commissions_send_each_aggregate_once(staff):
    addresses = menu_of_every_commission()
    assert len(addresses) > 7 * 2
    with CaptureQueriesContext(connection) as asked:
        for address in addresses:
            assert staff.get(address, follow=True).status_code == 200
    sent = aggregates(asked)
    # Of these, five are of all actions together, which the comparison sets side by side.
    assert len(sent) == len(set(sent)) <= 63


def test_booklets_and_exports_send_nothing_that_pages_or_each_other_sent(staff):
    with CaptureQueriesContext(connection) as asked:
        for slug in COMMISSIONS:
            evaluate(None, Scope(year=2019, commission=slug))
            figures_for(edition_of(2020, slug))
        for address in menu_of_every_commission():
            staff.get(address, follow=True)
    sent = aggregates(asked)
    assert len(sent) == len(set(sent))


def test_the_reference_day_moves_only_what_depends_on_it():
    cohort.build()
    evaluate(None, Scope(year=2019))
    with CaptureQueriesContext(connection) as asked:
        evaluate(["decisions.total", "fund.count"], Scope(year=2019, on=dt.date(2019, 6, 30)))
    assert aggregates(asked) == []


def test_a_change_counts_again_what_was_read_from_it_alone():
    cohort.build()
    evaluate(None, Scope(year=2019))
    Aid.objects.update(refusal_note="")
    with CaptureQueriesContext(connection) as asked:
        evaluate(["rsa.households", "action.present", "fund.count"], Scope(year=2019))
    [again] = aggregates(asked)
    assert "funds_aid" in again


def test_communes_attached_elsewhere_are_folded_again_without_counting():
    cohort.build()

    def of_argentan():
        figures = evaluate(["rsa.households"], Scope(year=2019))
        return figures.get("rsa.households", "argentan").value

    before = of_argentan()
    other = Commission.objects.exclude(slug="argentan").first()
    Attachment.objects.update(commission=other)
    with CaptureQueriesContext(connection) as asked:
        assert before > 0 == of_argentan()
    assert aggregates(asked) == []


# --- flags -----------------------------------------------------------------------------


@pytest.mark.parametrize("source", [households, adults], ids=lambda source: source.name)
def test_a_statement_works_each_flag_out_once(source):
    block = block_of(source, SOURCES[source])
    with CaptureQueriesContext(connection) as asked:
        block.ask()
    [statement] = aggregates(asked)
    chosen, _, grouped = statement.partition(" GROUP BY ")
    asking = {flag for flag in source.flags if flag.startswith("has_")}
    # One more in the pathways: those that a later orientation replaced are left out.
    assert chosen.count("(SELECT ") == len(asking) + (source is adults)
    assert "SELECT" not in grouped


FLAGS = {"has_children": True, "path": "social", "missing": None}


@pytest.mark.parametrize(
    ("where", "expected"),
    [
        (Q(), True),
        (Q(has_children=True), True),
        (~Q(has_children=True), False),
        (Q(path="social", has_children=False), False),
        (Q(path__in=["social", "emploi"]), True),
        (Q(path="emploi") | Q(missing__isnull=True), True),
        (~(Q(path="emploi") | Q(missing__isnull=True)), False),
        (Q(path__isnull=True), False),
    ],
)
def test_conditions_on_flags_are_judged_as_the_database_would(where, expected):
    assert flags.holds(where, FLAGS) is expected


def test_a_comparison_that_is_not_known_fails_loudly():
    with pytest.raises(KeyError):
        flags.holds(Q(path__startswith="so"), FLAGS)


def test_a_condition_is_cut_between_the_row_and_its_flags():
    where = Q(role="DEM") & (Q(has_children=True) | Q(path="social")) & Q(path__isnull=False)
    of_row, of_flags = flags.cut(where, ("has_children", "path"))
    assert of_row == Q(role="DEM")
    assert of_flags == (Q(has_children=True) | Q(path="social")) & Q(path__isnull=False)


def test_a_condition_that_mixes_a_row_and_its_flags_fails_loudly():
    with pytest.raises(ValueError, match="mixed"):
        flags.cut(Q(role="DEM") | Q(has_children=True), ("has_children",))
