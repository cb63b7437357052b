"""Married and moved in one month, in lists without birth names: joined when something vouches."""

import pytest

from beneficiaries.models import Person
from tests.imports.files import DECEMBER, NOVEMBER, OCTOBER, messages
from tests.imports.months import (
    ANNE,
    JANUARY,
    LEA,
    PAUL,
    child,
    cjt,
    dem,
    places,
    the,
)

pytestmark = pytest.mark.usefixtures("reference")

ALONE = ANNE | {"nom": "DUVAL", "nom_naissance": "", "date_demande": "2017-02-01"}
MARRIED = ANNE | {"nom": "COUPLE", "nom_naissance": ""}
ELSEWHERE = MARRIED | {"nom": "MARTIN"}
HOME = {"situation_familiale": "MAR", "nom_naissance": ""}


def annes() -> int:
    return Person.objects.filter(birth_date=ANNE["date_naissance"]).count()


def test_who_takes_the_name_of_their_spouse_is_the_one_who_left(load):
    load(OCTOBER, dem(501, ALONE), dem(502, PAUL))
    report = load(NOVEMBER, dem(502, PAUL, **HOME), cjt(502, MARRIED, **HOME))
    assert (report.created, report.errors) == (0, [])
    assert "passées d’un ménage à un autre" in messages(report)
    assert "nom de famille a changé" in messages(report)
    assert the(ANNE).last_name == "COUPLE"
    assert places(ANNE) == [(501, "DEM", OCTOBER, NOVEMBER), (502, "CJT", NOVEMBER, None)]
    again = load(DECEMBER, dem(502, PAUL, **HOME), cjt(502, MARRIED, **HOME))
    assert (again.unchanged, annes()) == (3, 1)
    # Back alone, under the former name and number.
    load(JANUARY, dem(501, ALONE), dem(502, PAUL))
    assert places(ANNE)[-1] == (501, "DEM", JANUARY, None) and annes() == 1


@pytest.mark.parametrize("same", [{"matricule": f"{501:07}"}, {"date_demande": "2017-02-01"}])
def test_the_account_or_the_application_vouches(load, same):
    load(OCTOBER, dem(501, ALONE))
    load(NOVEMBER, dem(502, ELSEWHERE, **same))
    assert places(ANNE) == [(501, "DEM", OCTOBER, NOVEMBER), (502, "DEM", NOVEMBER, None)]
    assert the(ANNE).last_name == "MARTIN"


def test_a_child_who_came_along_vouches(load):
    load(OCTOBER, dem(501, ALONE), child(501, date_demande="2017-02-01"))
    load(NOVEMBER, dem(502, ELSEWHERE), child(502))
    assert annes() == 1 and places(LEA)[-1] == (502, "ENF", NOVEMBER, None)


# -- told, and left apart


def test_nothing_vouches_for_who_comes_alone(load):
    load(OCTOBER, dem(501, ALONE))
    report = load(NOVEMBER, dem(502, ELSEWHERE))
    assert annes() == 2 and "tout sauf un nom" in messages(report)


@pytest.mark.parametrize(
    "other",
    [
        {"nom": "AUTRE"},
        {"situation_familiale": "VIM"},
        {"sexe": "1"},
        {"prenom": "Annie"},
        {"date_naissance": "1990-01-16"},
    ],
)
def test_who_differs_in_anything_else_is_another_person(load, other):
    load(OCTOBER, dem(501, ALONE), dem(502, PAUL))
    family = HOME | {k: v for k, v in other.items() if k == "situation_familiale"}
    load(NOVEMBER, dem(502, PAUL, **family), cjt(502, MARRIED | other, **family))
    assert Person.objects.count() == 4


def test_two_who_left_or_two_who_came_are_left_apart(load):
    married = [dem(502, PAUL, **HOME), cjt(502, MARRIED, **HOME)]
    load(OCTOBER, dem(501, ALONE), dem(503, ALONE | {"nom": "PETIT"}), dem(502, PAUL))
    load(NOVEMBER, *married)
    assert annes() == 3


def test_who_stays_where_she_was_has_not_come(load):
    load(OCTOBER, dem(501, ALONE), dem(502, PAUL))
    load(NOVEMBER, dem(501, ALONE), dem(502, PAUL, **HOME), cjt(502, MARRIED, **HOME))
    assert annes() == 2


def test_two_birth_names_are_two_persons(load):
    load(OCTOBER, dem(501, ALONE, nom_naissance="DUVAL"), dem(502, PAUL))
    load(NOVEMBER, dem(502, PAUL, **HOME), cjt(502, MARRIED | HOME | {"nom_naissance": "PETIT"}))
    assert annes() == 2
