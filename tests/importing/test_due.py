"""What was last loaded for each payer, when, by whom, and what comes next."""

import datetime as dt

import pytest
import time_machine
from django.urls import reverse

from plics.importing.pages.due import monthly_files
from tests.factories.plics import ImportRunFactory, UserFactory


def stock(day: str, *payers: str, **values):
    return ImportRunFactory(
        is_stock=True, reference_date=dt.date.fromisoformat(day), payers=list(payers), **values
    )


def by_payer():
    return {file.payer: file for file in monthly_files()}


def test_each_payer_has_its_own_last_file(db):
    stock("2022-11-30", "CAF")
    late = stock("2022-09-30", "MSA")
    stock("2022-10-31", "CAF")
    found = by_payer()
    assert (found["CAF"].run.reference_date, found["MSA"].run) == (dt.date(2022, 11, 30), late)


def test_a_stock_of_before_payers_were_told_spoke_for_all(db):
    old = stock("2022-09-30")
    stock("2022-10-31", "CAF")
    assert by_payer()["MSA"].run == old


@pytest.mark.parametrize(
    ("last", "following"),
    [
        ("2022-11-30", dt.date(2022, 12, 31)),
        ("2022-12-31", dt.date(2023, 1, 31)),
        ("2024-01-31", dt.date(2024, 2, 29)),
        ("2022-10-15", dt.date(2022, 11, 30)),
    ],
)
def test_the_next_file_is_that_of_the_next_month_end(db, last, following):
    stock(last, "CAF")
    assert by_payer()["CAF"].next_day == following


@pytest.mark.parametrize(("today", "is_late"), [("2023-01-15", False), ("2023-01-16", True)])
def test_a_file_is_late_a_fortnight_after_its_day(db, today, is_late):
    stock("2022-11-30", "CAF")
    with time_machine.travel(f"{today} 12:00", tick=False):
        assert by_payer()["CAF"].is_late is is_late


def test_the_page_tells_who_loaded_what_and_what_comes_next(staff):
    stock("2022-11-30", "CAF", file_name="flux.xml", imported_by=UserFactory(first_name="Anne"))
    page = staff.get(reverse("importing:index")).content.decode()
    assert "flux.xml, au 30/11/2022" in page
    assert "au 31/12/2022 – <b>en retard</b>" in page
    assert "le premier stock de l’organisme" in page
