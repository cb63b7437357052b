"""One person through the months, whatever name they bear, and through a merge."""

import datetime as dt

import pytest

from beneficiaries.merging import merge, part
from beneficiaries.models import Household, Identity, Merge, Person
from tests.factories import MembershipFactory, PersonFactory, UserFactory
from tests.imports.files import DECEMBER, NOVEMBER, OCTOBER, messages, person
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
    the,
)

pytestmark = pytest.mark.usefixtures("reference")


# -- names


def test_a_name_changed_by_marriage_is_kept_as_a_former_one(load):
    load(OCTOBER, dem(501, ANNE, nom="DUVAL", nom_naissance="DUVAL"))
    married = load(NOVEMBER, dem(501, ANNE, nom="MARTIN", nom_naissance="DUVAL"))
    assert (married.created, the(ANNE).last_name, the(ANNE).birth_name) == (0, "MARTIN", "DUVAL")
    assert "nom de famille a changé" in messages(married)
    assert Identity.objects.get().last_name == "DUVAL"
    assert places(ANNE) == [(501, "DEM", OCTOBER, None)]
    late = load(DECEMBER, dem(501, ANNE, nom="DUVAL", nom_naissance=""))
    assert (late.created, the(ANNE).last_name) == (0, "MARTIN")


def test_a_name_taken_back_is_the_present_one_again(load):
    for month, name in [(OCTOBER, "DUVAL"), (NOVEMBER, "MARTIN"), (DECEMBER, "DUVAL")]:
        load(month, dem(501, ANNE, nom=name, nom_naissance="DUVAL"))
    assert the(ANNE).last_name == "DUVAL"
    load(JANUARY, dem(501, ANNE, nom="MARTIN", nom_naissance="DUVAL"))
    assert the(ANNE).last_name == "MARTIN"


def test_a_past_file_does_not_give_its_name_back(load):
    load(OCTOBER, dem(501, ANNE, nom="DUVAL", nom_naissance="DUVAL"))
    load(NOVEMBER, dem(501, ANNE, nom="MARTIN", nom_naissance="DUVAL"))
    load(OCTOBER, dem(501, ANNE, nom="DUVAL", nom_naissance="DUVAL"))
    assert the(ANNE).last_name == "MARTIN"


def test_a_child_recognised_by_a_parent_changes_its_birth_name_too(load):
    twin = LEA | {"prenom": "Lou"}
    for month, name in [(OCTOBER, "COUPLE"), (NOVEMBER, "PETIT"), (DECEMBER, "PETIT")]:
        told = {"nom": name, "nom_naissance": name}
        load(month, dem(501, ANNE), child(501, **told), child(501, twin, **told))
        assert (the(LEA).last_name, the(LEA).birth_name) == (name, name)
    assert places(LEA) == places(twin) == [(501, "ENF", OCTOBER, None)]


def test_an_adult_of_another_birth_name_is_somebody_else_and_is_told(load):
    load(OCTOBER, dem(501, PAUL), cjt(501, ANNE, nom="DUVAL", nom_naissance="DUVAL"))
    other = load(NOVEMBER, dem(501, PAUL), cjt(501, ANNE, nom="PETIT", nom_naissance="PETIT"))
    assert other.created == 1
    assert "qui ont tout sauf un nom de quelqu’un qui vient de partir" in messages(other)


def test_marriage_and_move_the_same_month_are_one_person(load):
    load(OCTOBER, dem(501, ANNE, nom="DUVAL", nom_naissance="DUVAL"))
    load(NOVEMBER, dem(502, PAUL), cjt(502, ANNE, nom="MARTIN", nom_naissance="DUVAL"))
    assert the(ANNE).last_name == "MARTIN"
    assert places(ANNE) == [(501, "DEM", OCTOBER, NOVEMBER), (502, "CJT", NOVEMBER, None)]
    # The other file, late, still writes the former name.
    load(DECEMBER, dem(503, ANNE, nom="DUVAL", nom_naissance=""), dem(502, PAUL))
    assert places(ANNE)[-1] == (503, "DEM", DECEMBER, None)


def test_a_list_that_begins_to_tell_birth_names_finds_who_it_knew(tmp_path):
    as_csv(tmp_path, OCTOBER, dem(501, ANNE, nom="DUVAL"))
    as_csv(tmp_path, NOVEMBER, dem(501, ANNE, nom="MARTIN", nom_naissance="DUVAL"))
    assert (the(ANNE).last_name, the(ANNE).birth_name) == ("MARTIN", "DUVAL")


def test_without_birth_name_one_gone_for_one_come_is_a_changed_name(tmp_path):
    as_csv(tmp_path, OCTOBER, dem(501, ANNE, nom="DUVAL"), cjt(501, PAUL))
    as_csv(tmp_path, NOVEMBER, dem(501, ANNE, nom="MARTIN"), cjt(501, PAUL))
    assert the(ANNE).last_name == "MARTIN"
    assert places(ANNE) == [(501, "DEM", OCTOBER, None)]


@pytest.mark.parametrize(
    "other", [{"sexe": "1"}, {"role": "CJT"}, {"date_naissance": "1990-01-16"}]
)
def test_without_birth_name_anything_else_that_differs_makes_another_person(tmp_path, other):
    as_csv(tmp_path, OCTOBER, dem(501, PAUL), child(501), person(501, **ANNE, role="AUT"))
    changed = ANNE | {"nom": "MARTIN", "role": "AUT"} | other
    as_csv(tmp_path, NOVEMBER, dem(501, PAUL), child(501), person(501, **changed))
    assert Person.objects.filter(first_name="Anne").count() == 2


def test_a_name_protected_by_hand_is_not_changed(load):
    load(OCTOBER, dem(501, ANNE, nom="DUVAL", nom_naissance="DUVAL"))
    Person.objects.filter(first_name="Anne").update(protected_fields=["last_name"])
    for month in (NOVEMBER, DECEMBER):
        load(month, dem(501, ANNE, nom="MARTIN", nom_naissance="DUVAL"))
    assert the(ANNE).last_name == "DUVAL"


# -- merges


@pytest.fixture
def merged(load) -> Merge:
    """The MSA's PAUL and the CAF's were one."""
    load(OCTOBER, dem(501, PAUL, organisme="MSA"), dem(601, ANNE))
    load(NOVEMBER, dem(502, PAUL, nom="COUPLÉ-ROUX"), dem(601, ANNE))
    kept, duplicate = Person.objects.filter(first_name="Paul").order_by("pk")
    merge(kept=kept, duplicate=duplicate, by=UserFactory())
    return Merge.objects.get()


def test_stocks_go_on_after_a_merge_across_households(load, merged):
    report = load(DECEMBER, dem(502, PAUL, nom="COUPLÉ-ROUX"), dem(601, ANNE))
    assert (report.created, report.errors) == (0, [])
    assert places(PAUL) == [(501, "DEM", OCTOBER, None), (502, "DEM", NOVEMBER, None)]
    load(JANUARY, dem(502, PAUL), dem(601, ANNE))
    assert the(PAUL).last_name == "COUPLE"


def test_a_merge_undone_gives_each_their_own_and_files_find_them(load, merged):
    number = merged.duplicate["pk"]
    back = part(merged=merged, by=UserFactory())
    assert (back.pk, back.last_name) == (number, "COUPLÉ-ROUX")
    assert not Identity.objects.exists() and not Merge.objects.exists()
    report = load(DECEMBER, dem(502, PAUL, nom="COUPLÉ-ROUX"), dem(601, ANNE))
    assert (report.created, report.unchanged) == (0, 3)
    assert back.memberships.get().household.number == f"{502:011}"


def test_what_an_import_cut_since_the_merge_is_cut_in_both(load):
    home = dem(601, ANNE)
    load(OCTOBER, home, cjt(601, PAUL))
    kept = the(PAUL)
    duplicate = PersonFactory(
        household=Household.objects.get(number=f"{601:011}"), first_name="Pol", membership=None
    )
    MembershipFactory(person=duplicate, role="CJT", starts_on=dt.date(2019, 6, 1))
    merge(kept=kept, duplicate=duplicate, by=UserFactory())
    assert places(PAUL) == [(601, "CJT", dt.date(2019, 6, 1), None)]
    load(NOVEMBER, home)
    back = part(merged=Merge.objects.get(), by=UserFactory())
    assert places(PAUL) == [(601, "CJT", OCTOBER, NOVEMBER)]
    place = back.memberships.get()
    assert (place.starts_on, place.ends_on) == (dt.date(2019, 6, 1), NOVEMBER)
