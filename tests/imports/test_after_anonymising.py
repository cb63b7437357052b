"""A file that names somebody made anonymous brings in somebody new, and brings nobody back."""

import datetime as dt

import pytest

from beneficiaries.models import Household, HouseholdSituation, Membership, Person
from funds.models import Aid
from reports.privacy.anonymising import anonymise
from reports.privacy.retention import due
from tests.imports.files import NOVEMBER, OCTOBER, bring, csv_file, person, stock
from tests.imports.test_aids import aid

pytestmark = pytest.mark.usefixtures("reference")
TODAY = dt.date(2026, 11, 28)


def forget_everybody() -> list[int]:
    for model in (HouseholdSituation, Membership):
        model.objects.update(ends_on=dt.date(2020, 1, 31))
    anonymise(due(TODAY), TODAY)
    return list(Person.objects.filter(anonymised_on=TODAY).values_list("pk", flat=True))


def test_the_same_stock_makes_new_households_and_persons(tmp_path):
    rows = [person(1), person(1, "ENF"), person(2, nom="BLIN")]
    stock(tmp_path, rows, OCTOBER)
    gone = forget_everybody()
    assert len(gone) == 3
    report = stock(tmp_path, rows, NOVEMBER, force=True)
    assert (report.created, report.refused) == (3, 0)
    assert Person.objects.filter(last_name="ANONYME", pk__in=gone).count() == 3
    assert Person.objects.count() == 6
    assert Household.objects.filter(number="00000000001").count() == 1


def test_the_same_aids_make_a_new_person(tmp_path):
    path = csv_file(tmp_path, [aid()])
    bring("aides", path)
    (gone,) = forget_everybody()
    report = bring("aides", path)
    assert (report.created, report.refused) == (1, 0)
    assert Aid.objects.exclude(person=gone).count() == 1


def test_a_household_where_somebody_stays_takes_nobody_anonymous_back(tmp_path):
    stock(tmp_path, [person(1), person(1, "ENF")], OCTOBER)
    child = Person.objects.get(memberships__role="ENF")
    Membership.objects.filter(person=child).update(ends_on=NOVEMBER)
    anonymise(due(TODAY), TODAY)
    report = stock(tmp_path, [person(1), person(1, "ENF")], dt.date(2020, 1, 31))
    assert report.refused == 0
    child.refresh_from_db()
    assert (child.last_name, child.memberships.count()) == ("ANONYME", 1)
    assert Person.objects.count() == 3
