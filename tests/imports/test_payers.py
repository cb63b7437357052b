"""A file speaks for its payer: it closes, guards and dates that payer's households only."""

import datetime as dt

import pytest

from beneficiaries.models import Correction, HouseholdSituation
from plics.models import ImportRun
from tests.imports.files import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    cnaf_xml,
    dossier,
    messages,
    person,
    stock,
    written,
)

pytestmark = pytest.mark.usefixtures("reference")


def caf(*numbers: int, **values) -> list[dict]:
    return [person(number, **values) for number in numbers]


def msa(*numbers: int, **values) -> list[dict]:
    return caf(*numbers, organisme="MSA", **values)


def flux(folder, rows: list[dict], day: dt.date, head: str = "", **options):
    content = cnaf_xml([dossier([row]) for row in rows], day, head=head)
    return bring("cnaf", written(folder, content, "flux.xml"), **options)


def is_open(day: dt.date) -> dict[int, str]:
    """The payer of each household whose right is open that day."""
    rows = HouseholdSituation.objects.on(day).with_open_right()
    return {
        int(number): payer
        for number, payer in rows.values_list("household__number", "organisation")
    }


EVERYONE = dict.fromkeys(range(1, 11), "CAF") | {11: "MSA"}


@pytest.mark.parametrize("load", [stock, flux])
def test_each_payer_closes_its_own_households(tmp_path, load):
    load(tmp_path, [*caf(*range(1, 11)), *msa(11)], OCTOBER)
    report = load(tmp_path, caf(*range(1, 10)), NOVEMBER)
    assert report.closed == 1
    assert "Ménages ouverts de la MSA, laissés comme ils sont : 1" in messages(report)
    assert is_open(NOVEMBER) == {n: p for n, p in EVERYONE.items() if n != 10}
    assert not load(tmp_path, msa(11, 12), NOVEMBER).is_refused_whole
    assert is_open(NOVEMBER) == {n: p for n, p in EVERYONE.items() if n != 10} | {12: "MSA"}
    assert is_open(OCTOBER) == EVERYONE
    assert not Correction.objects.exists()
    assert list(ImportRun.objects.order_by("pk").values_list("payers", flat=True)) == [
        ["CAF", "MSA"], ["CAF"], ["MSA"],
    ]  # fmt: skip


def test_a_list_of_both_payers_speaks_for_both(tmp_path):
    stock(tmp_path, [*caf(*range(1, 11)), *msa(*range(11, 21))], OCTOBER)
    report = stock(tmp_path, [*caf(*range(1, 10)), *msa(*range(11, 20))], NOVEMBER)
    assert report.closed == 2
    assert set(is_open(NOVEMBER)) == {*range(1, 10), *range(11, 20)}


def test_the_guard_counts_within_each_payer(tmp_path):
    stock(tmp_path, [*caf(*range(1, 101)), *msa(101, 102)], OCTOBER)
    report = stock(tmp_path, [*caf(*range(1, 101)), *msa(101)], NOVEMBER)
    assert report.is_refused_whole and report.can_be_forced
    assert "fermerait 1 des 2 ménages ouverts de la MSA" in messages(report)


def test_dates_are_those_of_the_same_payer(tmp_path):
    stock(tmp_path, [*caf(*range(1, 11)), *msa(11)], OCTOBER)
    stock(tmp_path, caf(*range(1, 11)), DECEMBER)
    assert not stock(tmp_path, msa(11, code_commune="61001"), NOVEMBER).is_refused_whole
    report = stock(tmp_path, caf(*range(1, 11)), NOVEMBER)
    assert report.is_refused_whole and "dernier chargé (31/12/2019)" in messages(report)


@pytest.mark.parametrize("msa_first", [True, False])
def test_a_household_that_changes_payer_is_closed_by_neither(tmp_path, msa_first):
    stock(tmp_path, [*caf(*range(1, 11)), *msa(*range(11, 21))], OCTOBER)
    november = [caf(*range(1, 10)), msa(10, *range(11, 21))]
    for rows in reversed(november) if msa_first else november:
        assert not stock(tmp_path, rows, NOVEMBER).is_refused_whole
    assert is_open(NOVEMBER)[10] == "MSA" and len(is_open(NOVEMBER)) == 20
    assert is_open(OCTOBER)[10] == "CAF"
    pieces = HouseholdSituation.objects.filter(household__number="00000000010")
    assert list(pieces.order_by("starts_on").values_list("starts_on", "ends_on")) == [
        (OCTOBER, NOVEMBER), (NOVEMBER, None),
    ]  # fmt: skip


def test_a_corrected_month_stops_where_another_payer_took_over(tmp_path):
    stock(tmp_path, [*caf(1, 2), *msa(3)], OCTOBER)
    stock(tmp_path, msa(2, 3), NOVEMBER)
    stock(tmp_path, caf(1, 2, code_commune="61001"), OCTOBER, force=True)
    assert is_open(OCTOBER)[2] == "CAF" and is_open(NOVEMBER)[2] == "MSA"


def test_a_row_without_payer_is_of_the_known_one_else_of_the_caf(tmp_path):
    stock(tmp_path, [*caf(1), *msa(2)], OCTOBER)
    rows = [{n: v for n, v in row.items() if n != "organisme"} for row in caf(1, 2, 3)]
    assert not stock(tmp_path, rows, NOVEMBER).errors
    assert is_open(NOVEMBER) == {1: "CAF", 2: "MSA", 3: "CAF"}


def test_a_dossier_without_payer_is_of_the_application_that_made_the_flux(tmp_path):
    head = "<APPLIEME>AGO</APPLIEME>"
    flux(tmp_path, caf(1, organisme=""), OCTOBER, head)
    assert is_open(OCTOBER) == {1: "MSA"}
    assert ImportRun.objects.get().payers == ["MSA"]


def test_stocks_loaded_before_payers_were_told_spoke_for_all(tmp_path):
    stock(tmp_path, msa(1), DECEMBER)
    ImportRun.objects.update(payers=[])
    assert stock(tmp_path, caf(2), NOVEMBER).is_refused_whole
