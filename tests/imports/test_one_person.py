"""One person through the months, whatever household they live in."""

import pytest

from beneficiaries.models import Household, Membership, Person
from tests.factories import MembershipFactory
from tests.imports.files import DECEMBER, NOVEMBER, OCTOBER, messages, stock
from tests.imports.months import (
    ANNE,
    JANUARY,
    LEA,
    PAUL,
    as_csv,
    child,
    cjt,
    dem,
    open_households,
    places,
    the,
)

pytestmark = pytest.mark.usefixtures("reference")


# -- between households


def test_a_couple_parts_and_comes_back_together(load):
    load(OCTOBER, dem(501, ANNE), cjt(501, PAUL))
    parted = load(NOVEMBER, dem(501, ANNE), dem(502, PAUL))
    assert (parted.created, parted.errors) == (0, [])
    assert "passées d’un ménage à un autre" in messages(parted)
    assert load(DECEMBER, dem(501, ANNE), cjt(501, PAUL)).created == 0
    assert places(PAUL) == [
        (501, "CJT", OCTOBER, NOVEMBER),
        (502, "DEM", NOVEMBER, DECEMBER),
        (501, "CJT", DECEMBER, None),
    ]
    assert [open_households(day) for day in (OCTOBER, NOVEMBER, DECEMBER)] == [1, 2, 1]


def test_the_same_file_again_changes_nothing(load):
    load(OCTOBER, dem(501, ANNE), cjt(501, PAUL))
    load(NOVEMBER, dem(501, ANNE), dem(502, PAUL))
    again = load(NOVEMBER, dem(501, ANNE), dem(502, PAUL))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 3)
    assert load(OCTOBER, dem(501, ANNE), cjt(501, PAUL)).created == 0
    assert Person.objects.count() == 3


def test_somebody_whose_whole_household_closed_is_found_in_another(load):
    load(OCTOBER, dem(501, PAUL))
    assert load(NOVEMBER, dem(502, PAUL)).created == 0
    assert places(PAUL) == [(501, "DEM", OCTOBER, NOVEMBER), (502, "DEM", NOVEMBER, None)]


def test_somebody_back_months_later_under_a_new_number_is_the_same(load):
    load(OCTOBER, dem(501, ANNE), cjt(501, PAUL))
    load(NOVEMBER, dem(501, ANNE))
    load(DECEMBER, dem(501, ANNE))
    assert load(JANUARY, dem(501, ANNE), dem(503, PAUL)).created == 0
    assert places(PAUL) == [(501, "CJT", OCTOBER, NOVEMBER), (503, "DEM", JANUARY, None)]


def test_a_child_grown_up_has_a_file_of_their_own(load):
    load(OCTOBER, dem(501, ANNE), child(501, LEA))
    load(NOVEMBER, dem(501, ANNE), dem(502, LEA, date_demande="2019-10-01"))
    assert places(LEA) == [(501, "ENF", OCTOBER, NOVEMBER), (502, "DEM", NOVEMBER, None)]


def test_a_household_of_another_payer_keeps_its_people(load):
    """One of two adults is no household that passes: the MSA's file alone tells who left it."""
    load(OCTOBER, dem(501, ANNE, organisme="MSA"), cjt(501, PAUL, organisme="MSA"))
    caf = load(NOVEMBER, dem(502, PAUL))
    assert Person.objects.filter(first_name="Paul").count() == 2
    assert "gardées à part" in messages(caf)


# -- who is not the same


def test_homonyms_in_two_households_stay_two_persons(load):
    report = load(OCTOBER, dem(501, PAUL), dem(601, PAUL))
    assert (report.created, Person.objects.filter(first_name="Paul").count()) == (3, 2)
    assert "gardées à part" in messages(report)
    assert load(NOVEMBER, dem(501, PAUL), dem(601, PAUL)).unchanged == 3


def test_the_homonym_who_moves_is_the_one_who_is_gone(load):
    load(OCTOBER, dem(501, ANNE), cjt(501, PAUL), dem(601, PAUL))
    mover = Person.objects.get(memberships__role="CJT")
    load(NOVEMBER, dem(501, ANNE), dem(502, PAUL), dem(601, PAUL))
    assert Person.objects.filter(first_name="Paul").count() == 2
    assert Membership.objects.get(household__number=f"{502:011}").person == mover


def test_two_gone_for_one_come_are_left_apart(load):
    load(OCTOBER, dem(501, PAUL), dem(601, PAUL))
    load(NOVEMBER, dem(502, PAUL))
    assert Person.objects.filter(first_name="Paul").count() == 3


def test_an_adult_in_two_households_of_one_file_is_told_not_joined(load):
    load(OCTOBER, dem(501, ANNE), cjt(501, PAUL))
    report = load(NOVEMBER, dem(501, ANNE), cjt(501, PAUL), dem(502, PAUL))
    assert Person.objects.filter(first_name="Paul").count() == 2
    assert "gardées à part" in messages(report)


def test_same_names_with_two_birth_names_are_two_persons(load):
    load(OCTOBER, dem(501, ANNE, nom_naissance="DUVAL"))
    load(NOVEMBER, dem(502, ANNE, nom_naissance="PETIT"))
    assert Person.objects.filter(first_name="Anne").count() == 2


def test_twins_stay_two_persons_through_a_move(load):
    tom, tim = LEA | {"prenom": "Tom"}, LEA | {"prenom": "Tim"}
    load(OCTOBER, dem(501, ANNE), child(501, tom), child(501, tim))
    load(NOVEMBER, dem(501, ANNE), child(501, tom), dem(502, PAUL), child(502, tim))
    assert places(tom) == [(501, "ENF", OCTOBER, None)]
    assert places(tim) == [(501, "ENF", OCTOBER, NOVEMBER), (502, "ENF", NOVEMBER, None)]


def test_twins_told_by_an_accent_alone_stay_two(load):
    zoe, zoe_too = LEA | {"prenom": "Zoé"}, LEA | {"prenom": "Zoë"}
    load(OCTOBER, dem(501, ANNE), child(501, zoe), child(501, zoe_too))
    load(NOVEMBER, dem(501, ANNE), child(501, zoe_too))
    assert places(zoe)[0][3] == NOVEMBER
    assert places(zoe_too) == [(501, "ENF", OCTOBER, None)]


# -- two homes


def test_a_child_of_two_homes_has_two_places_from_the_first_file(load):
    report = load(OCTOBER, dem(501, ANNE), child(501), dem(502, PAUL), child(502))
    assert "une place dans deux ménages" in messages(report)
    assert places(LEA) == [(501, "ENF", OCTOBER, None), (502, "ENF", OCTOBER, None)]
    load(NOVEMBER, dem(501, ANNE), child(501), dem(502, PAUL), child(502))
    load(DECEMBER, dem(501, ANNE), dem(502, PAUL), child(502))
    assert places(LEA) == [(501, "ENF", OCTOBER, DECEMBER), (502, "ENF", OCTOBER, None)]


def test_a_known_child_may_have_a_second_home(load):
    load(OCTOBER, dem(501, ANNE), cjt(501, PAUL), child(501))
    load(NOVEMBER, dem(501, ANNE), child(501), dem(502, PAUL), child(502))
    assert places(LEA) == [(501, "ENF", OCTOBER, None), (502, "ENF", NOVEMBER, None)]


def test_a_child_has_no_third_home(load):
    load(OCTOBER, dem(501, ANNE), child(501), dem(502, PAUL), child(502))
    load(NOVEMBER, dem(501, ANNE), child(501), dem(502, PAUL), child(502), child(900))
    assert Person.objects.filter(first_name="Léa").count() == 2


def test_a_second_place_typed_by_hand_stops_no_stock(load):
    load(OCTOBER, dem(501, ANNE), child(501), dem(502, PAUL))
    MembershipFactory(
        person=the(LEA), household=Household.objects.get(number=f"{502:011}"), role="ENF",
        has_rights_and_duties=True, starts_on=OCTOBER,
    )  # fmt: skip
    report = load(NOVEMBER, dem(501, ANNE), child(501), dem(502, PAUL), child(502))
    assert (report.created, report.errors) == (0, [])
    assert places(LEA) == [(501, "ENF", OCTOBER, None), (502, "ENF", OCTOBER, None)]


# -- what a file does not say


def test_a_refused_row_keeps_its_person_where_they_were(tmp_path):
    as_csv(tmp_path, OCTOBER, dem(501, ANNE), cjt(501, PAUL))
    report = as_csv(tmp_path, NOVEMBER, dem(501, ANNE), cjt(501, PAUL, sexe="9"), dem(502, PAUL))
    assert len(report.errors) == 1
    assert Person.objects.filter(first_name="Paul").count() == 2
    (held,) = Membership.objects.filter(household__number=f"{501:011}", role="CJT")
    assert held.ends_on is None


def test_a_corrected_reject_finds_who_left_the_same_day(tmp_path):
    as_csv(tmp_path, OCTOBER, dem(501, ANNE), cjt(501, PAUL))
    as_csv(tmp_path, NOVEMBER, dem(501, ANNE), dem(502, PAUL, sexe="9"))
    corrected = dem(502, PAUL) | {"motif_rejet": ""}
    report = stock(tmp_path, [corrected], NOVEMBER)
    assert (report.created, report.errors) == (0, [])
    assert places(PAUL) == [(501, "CJT", OCTOBER, NOVEMBER), (502, "DEM", NOVEMBER, None)]


def test_a_past_month_loaded_late_moves_nobody_since(load):
    """November comes after December: it holds until December alone."""
    load(OCTOBER, dem(501, ANNE), cjt(501, PAUL))
    load(DECEMBER, dem(501, ANNE), cjt(501, PAUL))
    load(NOVEMBER, dem(501, ANNE), dem(502, PAUL))
    assert places(PAUL) == [
        (501, "CJT", OCTOBER, NOVEMBER),
        (502, "DEM", NOVEMBER, DECEMBER),
        (501, "CJT", DECEMBER, None),
    ]
    assert Person.objects.filter(first_name="Paul").count() == 1


def test_a_household_gone_out_of_the_departement_takes_its_people_with_it(load):
    load(OCTOBER, dem(501, PAUL))
    load(NOVEMBER, dem(501, PAUL, etat_droit="5", code_commune="72181"))
    assert places(PAUL) == [(501, "DEM", OCTOBER, None)]


def test_moves_cost_no_query_a_row(tmp_path, django_assert_max_num_queries):
    names = [PAUL | {"nom": f"NOM{rank:03}"} for rank in range(40)]
    as_csv(tmp_path, OCTOBER, *(dem(100 + rank, who) for rank, who in enumerate(names)))
    with django_assert_max_num_queries(50):
        moved = as_csv(tmp_path, NOVEMBER, *(dem(200 + n, who) for n, who in enumerate(names)))
    assert (moved.created, moved.updated) == (0, 40)
