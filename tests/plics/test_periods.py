"""Ages, months and reference days at their edges."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from plics.periods import age_on, latest_birth, months_before, stock_day, year


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (dt.date(2019, 3, 31), 1, dt.date(2019, 2, 28)),
        (dt.date(2020, 3, 31), 1, dt.date(2020, 2, 29)),
        (dt.date(2019, 1, 15), 1, dt.date(2018, 12, 15)),
        (dt.date(2019, 11, 30), 36, dt.date(2016, 11, 30)),
        (dt.date(2020, 2, 29), 12, dt.date(2019, 2, 28)),
    ],
)
def test_months_before_clips_to_the_month_end(day, months, before):
    assert months_before(day, months) == before


def test_born_on_29_february_is_a_year_older_on_1_march():
    birth = dt.date(2000, 2, 29)
    assert age_on(dt.date(2018, 2, 28), birth) == 17
    assert age_on(dt.date(2018, 3, 1), birth) == 18


@given(
    st.dates(dt.date(1990, 1, 1), dt.date(2040, 12, 31)),
    st.dates(dt.date(1900, 1, 1), dt.date(1989, 12, 31)),
    st.integers(0, 110),
)
def test_birth_bound_and_age_say_the_same(day, birth, age):
    assert (birth <= latest_birth(day, age)) == (age_on(day, birth) >= age)


def test_year_holds_both_its_ends():
    assert (year(2019).start, year(2019).end) == (dt.date(2019, 1, 1), dt.date(2019, 12, 31))


def test_stock_day_is_30_november():
    assert stock_day(2019) == dt.date(2019, 11, 30)
