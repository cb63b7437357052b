"""Whatever is asked: of a canton in one commission, of nobody, of much."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Participation
from reports.figures import Scope, evaluate
from tests.reports import cohort

A, D = "argentan", "departement"
CANTON = "canton:6106"
pytestmark = pytest.mark.django_db


def test_canton_asked_for_a_commission_counts_only_its_communes():
    cohort.build()
    figures = evaluate(["rsa.households"], Scope(year=2019, commission="flers"))
    assert figures.get("rsa.households", CANTON).value == 1


def test_a_stock_without_anybody_gives_zero_counts_and_no_ratio():
    cohort.loaded(cohort.DAY)
    figures = evaluate(None, Scope(year=2019))
    assert figures.get("rsa.households", D).value == 0
    assert figures.get("rsa.coverage", D).value is None
    assert figures.get("rsa.households.change", D).value is None


def test_excluded_exit_leaves_both_sides_of_the_rate():
    cohort.build()
    Participation.objects.filter(is_dropout=True).update(is_excluded_from_rate=True)
    figures = evaluate(None, Scope(year=2019))
    assert figures.get("action.exits", A, "atelier").value == 2
    assert figures.get("action.dynamic_exits.rate", A, "atelier").value == 100


def test_queries_do_not_grow_with_the_data(django_assert_max_num_queries):
    with CaptureQueriesContext(connection) as empty:
        evaluate(None, Scope(year=2019))
    cohort.build()
    with django_assert_max_num_queries(len(empty)):
        evaluate(None, Scope(year=2019))
