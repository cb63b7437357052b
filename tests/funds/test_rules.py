"""What a fund says of an age: each bound may be left empty."""

import datetime as dt
from decimal import Decimal

import pytest

from funds.models import Fund
from tests import factories

DAY = dt.date(2019, 6, 15)


def said(fund: Fund, age: int) -> str:
    return fund.refusal(birth_date=DAY.replace(year=DAY.year - age), decided_on=DAY)


@pytest.mark.parametrize(("age", "is_refused"), [(17, True), (18, False), (25, False), (26, True)])
def test_both_bounds_are_within_the_rule(age, is_refused):
    fund = Fund(acronym="FAJD", min_age=18, max_age=25)
    assert bool(said(fund, age)) is is_refused


@pytest.mark.parametrize(("age", "is_refused"), [(17, True), (18, False), (90, False)])
def test_a_fund_without_a_highest_age_helps_whoever_is_old_enough(age, is_refused):
    fund = Fund(acronym="FSI", min_age=18)
    assert bool(said(fund, age)) is is_refused
    assert "à partir de 18 ans" in said(fund, 17)


@pytest.mark.parametrize(("age", "is_refused"), [(5, False), (25, False), (26, True)])
def test_a_fund_without_a_lowest_age_helps_whoever_is_young_enough(age, is_refused):
    fund = Fund(acronym="FAJD", max_age=25)
    assert bool(said(fund, age)) is is_refused
    assert "jusqu’à 25 ans" in said(fund, 26)


def test_without_ages_a_fund_refuses_nobody():
    assert [said(Fund(acronym="FSL"), age) for age in (0, 40, 90)] == ["", "", ""]


@pytest.mark.parametrize(("amount", "is_told"), [("0", True), ("0.01", False), (None, False)])
@pytest.mark.django_db
def test_a_grant_of_nothing_is_told(amount, is_told):
    aid = factories.AidFactory(decision="accord", amount_granted=amount and Decimal(amount))
    assert [each.rule for each in aid.unusual()] == (["Accord de 0 €"] if is_told else [])
