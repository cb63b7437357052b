"""A first name that the payer mends is no birth; a twin, or somebody else, is one."""

import pytest

from beneficiaries.models import Identity, Membership, Person
from tests.imports.files import DECEMBER, NOVEMBER, OCTOBER, messages
from tests.imports.months import (
    ANNE,
    JANUARY,
    LEA,
    PAUL,
    as_csv,
    child,
    cjt,
    dem,
    places,
)

pytestmark = pytest.mark.usefixtures("reference")


def called(who, first_name: str) -> dict:
    return who | {"prenom": first_name}


def born_with(who) -> list[str]:
    """First names of the persons of that birth date."""
    found = Person.objects.filter(birth_date=who["date_naissance"]).order_by("pk")
    return list(found.values_list("first_name", flat=True))


TOM, TIM = called(LEA, "Tom"), called(LEA, "Tim")


@pytest.mark.parametrize(
    ("before", "after"),
    [("Jean", "Jean-Pierre"), ("Marie", "Anne-Marie"), ("Mohamed", "Mohammed"), ("Jaen", "Jean")],
)
@pytest.mark.parametrize("row", [dem, cjt, child])
def test_a_first_name_mended_leaves_one_person(load, row, before, after):
    home = [] if row is dem else [dem(501, ANNE)]
    load(OCTOBER, *home, row(501, called(LEA, before)))
    report = load(NOVEMBER, *home, row(501, called(LEA, after)))
    assert (report.created, report.errors) == (0, [])
    assert "dont le prénom a été corrigé" in messages(report)
    assert load(DECEMBER, *home, row(501, called(LEA, after))).unchanged == len(home) + 2
    assert born_with(LEA) == [after]
    assert Identity.objects.get().first_name == before
    place = Membership.objects.get(person__birth_date=LEA["date_naissance"])
    assert (place.starts_on, place.ends_on) == (OCTOBER, None)


def test_an_applicant_whose_file_it_is_may_have_another_first_name(load):
    load(OCTOBER, dem(501, called(PAUL, "Paul")))
    load(NOVEMBER, dem(501, called(PAUL, "Amine")))
    assert born_with(PAUL) == ["Amine"]


def test_a_first_name_taken_back_is_the_present_one_again(load):
    for month, name in [(OCTOBER, "Jean"), (NOVEMBER, "Jaen"), (DECEMBER, "Jean")]:
        load(month, dem(501, called(PAUL, name)))
        assert born_with(PAUL) == [name]
    load(NOVEMBER, dem(501, called(PAUL, "Jaen")))
    assert born_with(PAUL) == ["Jean"]


def test_a_child_of_two_homes_mended_in_both_or_in_one(load):
    parents = [dem(501, ANNE), dem(502, PAUL)]
    load(OCTOBER, *parents, child(501), child(502))
    mended = called(LEA, "Léa-Marie")
    load(NOVEMBER, *parents, child(501, mended), child(502, mended))
    assert born_with(LEA) == ["Léa-Marie"]
    assert places(mended) == [(501, "ENF", OCTOBER, None), (502, "ENF", OCTOBER, None)]


def test_a_child_mended_who_gains_a_home_is_one_child(load):
    parents = [dem(501, ANNE), dem(502, PAUL)]
    mended = called(LEA, "Léa-Marie")
    load(OCTOBER, *parents, child(501))
    load(NOVEMBER, *parents, child(501, mended), child(502, mended))
    assert places(mended) == [(501, "ENF", OCTOBER, None), (502, "ENF", NOVEMBER, None)]


def test_a_first_name_protected_by_hand_is_not_changed(load):
    load(OCTOBER, dem(501, called(PAUL, "Jean")))
    Person.objects.filter(last_name="COUPLE").update(protected_fields=["first_name"])
    for month in (NOVEMBER, DECEMBER):
        load(month, dem(501, called(PAUL, "Jean-Pierre")))
    assert born_with(PAUL) == ["Jean"]


# -- who is not the same


def test_twins_stay_two_when_one_is_mended(load):
    load(OCTOBER, dem(501, ANNE), child(501, TOM), child(501, called(LEA, "Léo")))
    load(NOVEMBER, dem(501, ANNE), child(501, TOM), child(501, called(LEA, "Léo-Paul")))
    assert born_with(LEA) == ["Tom", "Léo-Paul"]


def test_a_twin_who_comes_as_the_other_leaves_is_told_not_joined(load):
    load(OCTOBER, dem(501, ANNE), child(501, TOM))
    report = load(NOVEMBER, dem(501, ANNE), child(501, TIM))
    assert report.created == 1 and "tout sauf un nom" in messages(report)
    load(DECEMBER, dem(501, ANNE), child(501, TIM), child(501, TOM))
    assert born_with(LEA) == ["Tom", "Tim"]


def test_two_that_could_be_the_one_mended_are_left_apart(load):
    load(OCTOBER, dem(501, ANNE), child(501, called(LEA, "Jean")))
    both = [child(501, called(LEA, name)) for name in ("Jean-Paul", "Jean-Marc")]
    load(NOVEMBER, dem(501, ANNE), *both)
    assert born_with(LEA) == ["Jean", "Jean-Paul", "Jean-Marc"]


def test_both_names_in_one_file_are_two_persons(load):
    """The mend of November was a twin's arrival: December says so, and is believed."""
    jean, pierre = called(LEA, "Jean"), called(LEA, "Jean-Pierre")
    load(OCTOBER, dem(501, ANNE), child(501, jean))
    load(NOVEMBER, dem(501, ANNE), child(501, pierre))
    report = load(DECEMBER, dem(501, ANNE), child(501, jean), child(501, pierre))
    assert (report.created, report.errors) == (1, [])
    again = load(JANUARY, dem(501, ANNE), child(501, jean))
    assert (again.created, again.errors) == (0, [])
    assert places(jean) == [(501, "ENF", DECEMBER, None)]
    assert places(pierre) == [(501, "ENF", OCTOBER, JANUARY)]


def test_who_has_the_new_name_already_is_that_person(load):
    jean, pierre = called(LEA, "Jean"), called(LEA, "Jean-Pierre")
    load(OCTOBER, dem(501, ANNE), child(501, jean), dem(502, PAUL), child(502, pierre))
    load(NOVEMBER, dem(501, ANNE), child(501, pierre), dem(502, PAUL), child(502, pierre))
    assert born_with(LEA) == ["Jean", "Jean-Pierre"]
    assert places(jean) == [(501, "ENF", OCTOBER, NOVEMBER)]


@pytest.mark.parametrize(
    "other",
    [{"date_naissance": "2012-05-07"}, {"sexe": "1"}, {"role": "AUT"}, {"nom_naissance": "PETIT"}],
)
def test_anything_else_that_differs_makes_another_person(load, other):
    load(OCTOBER, dem(501, ANNE), child(501, LEA, nom_naissance="COUPLE"))
    later = child(501, called(LEA, "Léa-Marie"), nom_naissance="COUPLE") | other
    assert load(NOVEMBER, dem(501, ANNE), later).created == 1


def test_a_refused_row_is_not_gone(tmp_path):
    as_csv(tmp_path, OCTOBER, dem(501, ANNE), child(501, called(LEA, "Jean")))
    refused = child(501, called(LEA, "Jean"), sexe="9")
    as_csv(tmp_path, NOVEMBER, dem(501, ANNE), refused, child(501, called(LEA, "Jean-Paul")))
    assert born_with(LEA) == ["Jean", "Jean-Paul"]
