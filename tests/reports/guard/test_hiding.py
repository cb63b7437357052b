"""What is hidden cannot be found again, and no more than that is hidden."""

import pytest

from reports.figures import UNKNOWN
from reports.figures.base import KNOWN
from reports.figures.guard.audit import audit
from reports.figures.guard.cells import Cell
from reports.figures.guard.hiding import hide
from reports.figures.guard.problem import problem
from reports.figures.guard.relations import relations

ROLE, SEX, FAMILY = "rsa.persons.by_role", "rsa.adults.by_sex", "rsa.households.by_family"


def at(code, group=None, place="argentan", subject=None):
    return Cell(2019, code, place, subject, group)


def line(code, counts, place="argentan", whole="", unknown=0):
    """A breakdown of one place, with its base and the total that it splits."""
    values = {at(code, group, place): n for group, n in counts.items()}
    known = sum(counts.values())
    values[at(code, KNOWN, place)] = known
    if unknown:
        values[at(code, UNKNOWN, place)] = unknown
    if whole:
        values[at(whole, place=place)] = known + unknown
    return values


def bounds(values, hidden, threshold=5):
    whole = problem(values, relations(values), threshold)
    ranks = [r for r, each in enumerate(whole.variables) if hidden & set(each.cells)]
    return {each.cell: each for each in audit(whole, ranks)}


def check(values, threshold=5):
    """Hides, attacks, and gives what is hidden."""
    found = hide(values, threshold)
    assert not found.exposed
    for each in bounds(values, found.cells, threshold).values():
        assert not each.is_exposed(threshold), each
    small = {cell for cell, n in values.items() if 0 < n < threshold}
    assert small <= found.cells
    return found.cells


@pytest.mark.parametrize("threshold", [4, 5, 6])
def test_counts_below_the_threshold_are_hidden_and_zeros_and_larger_ones_printed(threshold):
    counts = {"18-25": 0, "26-35": threshold - 1, "36-45": threshold, "46-55": threshold + 1}
    values = {at("action.entries", subject=slug): n for slug, n in counts.items()}
    assert hide(values, threshold).cells == {at("action.entries", subject="26-35")}


def test_two_small_counts_of_a_printed_total_need_a_third_where_they_are_one_each():
    """Alençon 2020: « moins de 6 mois » by canton, 191 − 189 = 2 for two hidden counts."""
    code = "rsa.households.by_seniority"
    counts = {"0-5": 1, "6-11": 1, "12-23": 26, "24-35": 16, "36+": 117}
    hidden = check(line(code, counts, whole="rsa.households"))
    assert len(hidden) == 3


@pytest.mark.parametrize(("persons", "is_shown"), [(0, True), (1, False), (4, False), (5, True)])
def test_nine_aids_of_few_persons_are_theirs(persons, is_shown):
    """And the amount with them: it leans on the aids."""
    places = {"alencon": 9, "argentan": 40, "departement": 49}
    values = {at("fund.count", place=place, subject="fsl"): n for place, n in places.items()}
    values[at("fund.persons", place="alencon", subject="fsl")] = persons
    hidden = check(values)
    assert (at("fund.count", place="alencon", subject="fsl") not in hidden) == is_shown
    assert (len(hidden) == 0) == is_shown or len(hidden) == 3


def test_partners_cannot_be_found_by_taking_applicants_from_adults():
    """Alençon-1: 16 adults by sex and on the map, 12 applicants, hence 4 partners."""
    values = line(ROLE, {"applicant": 12, "partner": 4, "dependant": 20}, whole="rsa.persons")
    values |= line(SEX, {"F": 9, "M": 7}, whole="rsa.adults")
    values |= line(FAMILY, {"single": 5, "single_parent": 3, "couple": 2, "couple_children": 2},
                   whole="rsa.households")  # fmt: skip
    hidden = check(values)
    assert at(ROLE, "partner") in hidden
    shown = [at(code) not in hidden for code in ("rsa.adults", "rsa.households")]
    assert at(ROLE, "applicant") in hidden or not all(shown)


def test_couples_with_children_cannot_be_read_from_partners():
    """Magny: no couple without children is printed 0, so the others are as many as partners."""
    values = line(ROLE, {"applicant": 13, "partner": 2, "dependant": 9}, whole="rsa.persons")
    values |= line(SEX, {"F": 8, "M": 7}, whole="rsa.adults")
    values |= line(FAMILY, {"single": 4, "single_parent": 7, "couple": 0, "couple_children": 2},
                   whole="rsa.households")  # fmt: skip
    hidden = check(values)
    assert {at(ROLE, "partner"), at(FAMILY, "couple_children")} <= hidden
    assert at(FAMILY, "couple") not in hidden


def test_an_unknown_is_not_what_the_base_of_shares_leaves_of_the_total():
    values = line("action.by_level", {"V": 20, "VI": 11}, whole="action.present", unknown=3)
    hidden = check(values)
    assert at("action.by_level", KNOWN) in hidden or at("action.present") in hidden


def test_dropouts_are_not_exits_less_the_completed():
    """« Permis »: 24 sorties − 22 achevées."""
    codes = {"action.exits": 24, "action.exits.completed": 22, "action.dropouts": 2}
    values = {at(code, subject="permis"): n for code, n in codes.items()}
    assert len(check(values)) == 2


def test_a_class_is_not_what_a_merged_one_leaves_of_the_others():
    """« moins de 36 ans » 63, « 26 à 35 ans » 60; the smallest to hide with 3 is elsewhere."""
    code = "rsa.adults.by_age"
    finer = {"18-25": 3, "26-35": 60, "36-45": 30, "46-55": 9, "56+": 40}
    merged = {"under-36": 63, "36-45": 30, "46+": 49}
    values = line(code, finer, whole="rsa.adults") | line(f"{code}.merged", merged)
    hidden = check(values)
    assert at(code, "26-35") in hidden or at(f"{code}.merged", "under-36") in hidden


def test_merged_classes_stay_where_the_finer_ones_go():
    code = "action.by_age"
    finer = {"18-25": 3, "26-35": 7, "36-45": 9, "46-55": 4, "56+": 4}
    merged = {"under-36": 10, "36-45": 9, "46+": 8}
    hidden = check(line(code, finer, whole="action.present") | line(f"{code}.merged", merged))
    assert hidden == {at(code, group) for group in ("18-25", "26-35", "46-55", "56+")}


def test_a_commission_is_not_the_rest_of_the_departement():
    places = {"alencon": 2, "argentan": 40, "flers": 9, "mortagne": 60, "departement": 111}
    values = {at("decisions.total", place=place): n for place, n in places.items()}
    hidden = check(values)
    assert len(hidden) == 2
    assert at("decisions.total", place="departement") not in hidden


def test_a_canton_of_two_commissions_is_not_the_sum_of_its_two_lists():
    code = "rsa.households"
    places = {"argentan/canton:1": 2, "flers/canton:1": 30, "canton:1": 32, "argentan/canton:2": 50,
              "flers/canton:3": 40, "argentan": 52, "flers": 70, "departement": 122}  # fmt: skip
    check({at(code, place=place): n for place, n in places.items()})


def test_what_a_coordinator_knows_gives_her_nothing_of_the_others():
    places = {"alencon": 2, "argentan": 40, "flers": 9, "mortagne": 60, "departement": 111}
    values = {at("decisions.total", place=place): n for place, n in places.items()}
    known = at("decisions.total", place="flers")
    found = hide(values, 5, known=[known])
    assert not found.exposed
    assert at("decisions.total", place="alencon") in found.cells
    assert known not in found.cells
    assert len(found.cells) == 2


def test_what_was_hidden_before_stays_hidden():
    places = {"alencon": 2, "argentan": 40, "flers": 9, "mortagne": 60, "departement": 111}
    values = {at("decisions.total", place=place): n for place, n in places.items()}
    before = at("decisions.total", place="mortagne")
    assert before in hide(values, 5, already=frozenset([before])).cells


def test_the_same_figures_are_hidden_each_time():
    values = line(FAMILY, {"single": 5, "single_parent": 3, "couple": 2, "couple_children": 6},
                  whole="rsa.households")  # fmt: skip
    assert hide(values, 5) == hide(values, 5)


def test_nothing_is_hidden_where_nothing_is_small():
    values = line(FAMILY, {"single": 5, "single_parent": 0, "couple": 7, "couple_children": 6},
                  whole="rsa.households")  # fmt: skip
    assert hide(values, 5).cells == frozenset()
