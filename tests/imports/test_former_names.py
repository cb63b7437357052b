"""A merge holds: files that still write the names given up mean the person who remains."""

from itertools import groupby

import pytest

from actions.models import Participation
from beneficiaries.merging import merge
from beneficiaries.models import Identity, Membership, Person
from funds.models import Aid
from tests.factories import UserFactory
from tests.imports.files import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    cnaf_xml,
    dossier,
    messages,
    person,
    refused,
    stock,
    written,
)
from tests.imports.months import written_alike
from tests.imports.test_agreements import agreement, agreements
from tests.imports.test_aids import aid, aids
from tests.imports.test_participations import entries, entry

pytestmark = pytest.mark.usefixtures("reference")
OLD, NEW = {"nom": "LEBRETON"}, {"nom": "LE BRETON-ROUX"}


def as_csv(folder, rows, date):
    return stock(folder, rows, date)


def as_xml(folder, rows, date):
    groups = groupby(rows, key=lambda row: row["numero_demande"])
    dossiers = [dossier(list(household)) for _, household in groups]
    return bring("cnaf", written(folder, cnaf_xml(dossiers, date), "flux.xml"))


both_readers = pytest.mark.parametrize("load", written_alike(as_csv, as_xml))


@pytest.fixture
def merged(tmp_path) -> Person:
    """October wrote one name, and another sex; November what is right: two records, merged."""
    stock(tmp_path, [person(1, **OLD, sexe="1"), person(1, "ENF")], OCTOBER)
    stock(tmp_path, [person(1, **NEW), person(1, "ENF")], NOVEMBER)
    duplicate, kept = (Person.objects.get(last_name=names["nom"]) for names in (OLD, NEW))
    return merge(kept=kept, duplicate=duplicate, by=UserFactory())


@both_readers
def test_the_next_file_in_the_old_spelling_finds_the_person_who_remains(tmp_path, merged, load):
    report = load(tmp_path, [person(1, **OLD, sexe="1"), person(1, "ENF")], DECEMBER)
    assert (report.created, report.errors) == (0, [])
    merged.refresh_from_db()
    assert (merged.last_name, merged.sex) == (NEW["nom"], "1")
    assert Person.objects.count() == 2
    assert Membership.objects.filter(person=merged).latest("starts_on").ends_on is None


@both_readers
def test_accents_and_case_of_the_old_spelling_do_not_matter(tmp_path, merged, load):
    report = load(tmp_path, [person(1, nom="Lébreton"), person(1, "ENF")], DECEMBER)
    assert (report.created, Person.objects.count()) == (0, 2)


@both_readers
@pytest.mark.parametrize("order", [(OLD, NEW), (NEW, OLD)])
def test_both_spellings_in_one_file_are_one_person_twice(tmp_path, merged, load, order):
    first, second = order
    rows = [person(1, **first), person(1, "AUT", prenom="Anne", **second), person(1, "ENF")]
    report = load(tmp_path, [*rows, person(2)], DECEMBER)
    assert [field.lower() for _, field in refused(report)] == ["nom"]
    assert "ses deux identités sont celles d’une même personne" in messages(report)
    assert Person.objects.filter(memberships__household__number=f"{1:011}").distinct().count() == 2


def test_a_refused_row_in_the_old_spelling_takes_nobody_out(tmp_path, merged):
    child = Person.objects.get(first_name="Chloé")
    adult = person(2, **OLD, prenom="Luc")
    stock(tmp_path, [person(1, **NEW), person(1, "ENF"), adult], DECEMBER, force=True)
    home = merged.memberships.first().household
    Identity.objects.create(
        person=child, household=home, last_name="AUTRE", first_name="Chloé",
        birth_date=child.birth_date,
    )  # fmt: skip
    rows = [person(1, **NEW), person(1, "ENF", nom="AUTRE", sexe="9"), adult]
    stock(tmp_path, rows, DECEMBER)
    assert Membership.objects.get(person=child).ends_on is None


def test_another_household_with_that_name_is_another_person(tmp_path, merged):
    report = stock(tmp_path, [person(1, **NEW), person(1, "ENF"), person(2, **OLD)], DECEMBER)
    assert report.created == 1


def test_names_merged_once_stay_known_after_a_second_merge(tmp_path, merged):
    last = Person.objects.create(last_name="ROUX", first_name="Anne", birth_date=merged.birth_date)
    merge(kept=last, duplicate=merged, by=UserFactory())
    report = stock(tmp_path, [person(1, **OLD), person(1, "ENF")], DECEMBER)
    assert (report.created, Person.objects.count()) == (0, 2)


def test_an_aid_in_the_old_spelling_goes_to_the_person_who_remains(tmp_path, merged):
    row = aid(numero_demande=f"{1:011}", prenom="Anne", date_naissance="1985-03-02", **OLD)
    assert aids(tmp_path, row).errors == []
    assert Aid.objects.get().person == merged


def test_a_participation_in_the_old_spelling_goes_to_the_person_who_remains(tmp_path, merged):
    agreements(tmp_path, agreement())
    row = entry(numero_demande=f"{1:011}", prenom="Anne", date_naissance="1985-03-02", **OLD)
    assert entries(tmp_path, row).errors == []
    assert Participation.objects.get().person == merged


def test_a_name_given_up_outside_the_stock_is_found_without_a_file_number(tmp_path, merged):
    names = {"last_name": "ROUX", "first_name": "Anna", "birth_date": merged.birth_date}
    merge(kept=merged, duplicate=Person.objects.create(**names), by=UserFactory())
    row = aid(numero_demande="", nom="ROUX", prenom="Anna", date_naissance="1985-03-02")
    aids(tmp_path, row)
    assert Aid.objects.get().person == merged
