"""All the sums that a reader can make are known to the guard."""

import pytest

from reports.figures import DEPARTMENT, UNKNOWN, Scope
from reports.figures.base import KNOWN
from reports.figures.guard.cells import Cell, read
from reports.figures.guard.relations import relations
from tests.reports import cohort


def at(code, place="argentan", group=None, subject=None, year=2019):
    return Cell(year, code, place, subject, group)


def found(values, *terms):
    """Whether a relation of exactly these cells is known, and whether it is exact."""
    wanted = {term if isinstance(term, Cell) else at(*term) for term in terms}
    for relation in relations(values):
        if {cell for cell, _ in relation.terms} == wanted:
            return "exact" if relation.is_exact else "at least"
    return None


ROLE, AGE, FAMILY = "rsa.persons.by_role", "rsa.adults.by_age", "rsa.households.by_family"


def test_adults_are_applicants_and_partners():
    values = {at("rsa.adults"): 5, at(ROLE, group="applicant"): 4, at(ROLE, group="partner"): 1}
    assert found(values, *values) == "exact"


def test_groups_add_up_to_the_known_and_the_known_with_the_unknown_to_the_whole():
    groups = {at(FAMILY, group="single"): 4, at(FAMILY, group="couple"): 2}
    known, unknown, whole = at(FAMILY, group=KNOWN), at(FAMILY, group=UNKNOWN), at("rsa.households")
    values = groups | {known: 6, unknown: 1, whole: 7}
    assert found(values, known, *groups) == "exact"
    assert found(values, whole, known, unknown) == "exact"


def test_a_merged_class_is_its_finer_ones_and_the_known_are_the_same():
    merged = f"{AGE}.merged"
    values = {at(merged, group="46+"): 7, at(AGE, group="46-55"): 3, at(AGE, group="56+"): 4}
    known = {at(merged, group=KNOWN): 24, at(AGE, group=KNOWN): 24}
    assert found(values | known, *values) == "exact"
    assert found(values | known, *known) == "exact"


def test_partners_are_the_couples_where_they_are_as_many():
    couples = {at(FAMILY, group="couple"): 2, at(FAMILY, group="couple_children"): 3}
    partners = at(ROLE, group="partner")
    assert found(couples | {partners: 5}, partners, *couples) == "exact"
    assert found(couples | {partners: 4}, partners, *couples) == "at least"


def test_exits_are_told_twice():
    codes = ["action.exits", "action.exits.completed", "action.dropouts"]
    values = {at(code, subject="asi"): n for code, n in zip(codes, (24, 22, 2), strict=True)}
    assert found(values, *values) == "exact"


def test_a_part_is_never_more_than_its_whole():
    values = {at("action.exits", subject="asi"): 3, at("action.present", subject="asi"): 8}
    assert found(values, *values) == "at least"


@pytest.mark.parametrize(
    ("part", "whole", "subject"),
    [
        ("pathway.duties.with_contract.count", "pathway.with_contract.count", None),
        ("action.present.funded", "action.present", "asi"),
        ("action.dynamic_exits.funded", "action.dynamic_exits", "asi"),
    ],
)
def test_a_part_that_is_all_of_its_whole_tells_it(part, whole, subject):
    """Hidden in one place to keep another, the one would be read in the other."""
    all_of_it = {at(part, subject=subject): 6, at(whole, subject=subject): 6}
    assert found(all_of_it, *all_of_it) == "exact"
    some = {at(part, subject=subject): 6, at(whole, subject=subject): 8}
    assert found(some, *some) == "at least"


def test_persons_of_one_fund_are_those_of_all_and_of_two_at_most():
    whole, first, other = (
        at("aids.persons"),
        at("fund.persons", subject="fsl"),
        at("fund.persons", subject="faj"),
    )
    assert found({whole: 6, first: 6}, whole, first) == "exact"
    assert found({whole: 6, first: 5, other: 3}, whole, first, other) == "at least"


def test_exits_that_are_no_work_are_those_that_are_left():
    group = at("actions.exits.by_group", group="positive")
    whole, work = at("actions.dynamic_exits.counted"), at("actions.exits.to_work")
    assert found({whole: 9, work: 7, group: 2}, whole, work, group) == "exact"
    # One of the three is set aside by its agreement.
    assert found({whole: 9, work: 7, group: 3}, whole, work, group) == "at least"


def test_cantons_make_commissions_and_commissions_the_departement():
    code = "rsa.households"
    parts = {at(code, "argentan/canton:6104"): 4, at(code, "flers/canton:6104"): 3}
    wholes = {at(code, "canton:6104"): 7, at(code, "argentan"): 4, at(code, "flers"): 3}
    values = parts | wholes | {at(code, DEPARTMENT): 7}
    assert found(values, at(code, "canton:6104"), *parts) == "exact"
    assert found(values, (code, "argentan"), (code, "argentan/canton:6104")) == "exact"
    assert found(values, *(at(code, place) for place in (DEPARTMENT, "argentan", "flers")))


def test_who_counts_once_in_each_place_may_count_less_in_the_whole():
    code = "fund.persons"
    values = {
        at(code, place, subject="fsl"): n
        for place, n in (("argentan", 4), ("flers", 3), (DEPARTMENT, 6))
    }
    assert found(values, *values) == "at least"


def test_stock_of_a_year_is_that_of_the_year_before_and_what_moved():
    codes = {"rsa.entries": 3, "rsa.moves_in": 1, "rsa.exits": 2, "rsa.moves_out": 0}
    values = {at(code): n for code, n in codes.items()}
    values |= {at("rsa.households", year=2018): 10, at("rsa.households"): 12}
    assert found(values, *values) == "exact"


# The same counts on any database: those of `test_indicators.py`, which says so.
@pytest.mark.same_on_any_database
@pytest.mark.django_db
def test_every_relation_is_true_of_what_is_counted():
    cohort.build()
    values = read(Scope(year=2019)) | read(Scope(year=2018))
    checked = relations(values)
    for relation in checked:
        total = sum(sign * values.get(cell, 0) for cell, sign in relation.terms)
        assert total == 0 if relation.is_exact else total >= 0, relation
    codes = {cell.code for relation in checked for cell, _ in relation.terms}
    assert len(checked) > 500
    assert {cell.code for cell in values} == codes
