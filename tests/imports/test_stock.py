"""The monthly list: what goes in, what is closed, corrected, kept."""

import pytest

from beneficiaries.imports import stock_plan
from beneficiaries.models import Correction, Household, HouseholdSituation, Membership, Person
from plics.importing.importer import COMPARING, WRITING
from plics.models import ImportRun
from tests.imports.files import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    messages,
    person,
    refused,
    stock,
)

OPTIONAL = [
    "organisme", "matricule", "type_rsa", "droits_devoirs", "niveau_formation",
    "quartier_prioritaire", "vehicule",
]  # fmt: skip
pytestmark = pytest.mark.usefixtures("reference")


def counts(report) -> tuple:
    return report.created, report.updated, report.unchanged, report.closed


def situations(number: int = 1) -> list[tuple]:
    rows = HouseholdSituation.objects.filter(household__number=f"{number:011}")
    return list(rows.order_by("starts_on").values_list("starts_on", "ends_on", "right_state"))


def household(count: int = 1) -> list[dict]:
    """That many single applicants, numbered from 1."""
    return [person(number) for number in range(1, count + 1)]


def test_a_first_stock_creates_households_situations_and_members(tmp_path):
    report = stock(tmp_path, [person(1), person(1, "ENF"), person(2)])
    assert counts(report) == (3, 0, 0, 0)
    assert situations(1) == [(NOVEMBER, None, "2")]
    assert sorted(Membership.objects.values_list("role", flat=True)) == ["DEM", "DEM", "ENF"]
    child = Person.objects.get(first_name="Chloé")
    assert (child.last_name, child.sex, child.education_level) == ("ÉVRARD", "2", "1204")
    assert (child.has_vehicle, child.lives_in_priority_area) == (True, False)


def test_a_run_is_recorded_with_its_counts_and_fingerprint(tmp_path):
    stock(tmp_path, [person(1), person(2, sexe="9")])
    run = ImportRun.objects.get()
    assert (run.kind, run.reference_date, run.created, run.refused) == (
        "beneficiaires", NOVEMBER, 1, 1
    )  # fmt: skip
    assert len(run.fingerprint) == 64


def test_the_same_file_twice_changes_nothing_and_warns(tmp_path):
    stock(tmp_path, [person(1), person(1, "ENF")])
    report = stock(tmp_path, [person(1), person(1, "ENF")])
    assert counts(report) == (0, 0, 2, 0)
    assert "Ce même fichier a déjà été importé" in messages(report)
    assert Correction.objects.count() == 0


def test_a_dry_run_says_the_same_and_writes_nothing(tmp_path):
    planned = stock(tmp_path, household(3), dry_run=True, detailed=True)
    assert counts(planned) == (3, 0, 0, 0)
    assert [change.kind for change in planned.changes] == ["created"] * 3
    assert not Household.objects.exists()
    assert not ImportRun.objects.exists()


def test_an_absent_household_is_closed_at_the_date(tmp_path):
    stock(tmp_path, household(6), OCTOBER)
    report = stock(tmp_path, household(5), NOVEMBER)
    assert counts(report) == (0, 0, 5, 1)
    assert situations(6) == [(OCTOBER, NOVEMBER, "2")]
    assert Membership.objects.get(household__number=f"{6:011}").ends_on == NOVEMBER


def test_a_household_already_closed_does_not_count_as_closing(tmp_path):
    stock(tmp_path, [*household(2), person(3, etat_droit="5")], OCTOBER)
    report = stock(tmp_path, household(2), NOVEMBER)
    assert report.closed == 0
    assert "sans droit ouvert que le fichier ne contient plus : 1" in messages(report)
    assert situations(3) == [(OCTOBER, NOVEMBER, "5")]


def test_over_a_fifth_of_closings_refuses_the_file(tmp_path):
    stock(tmp_path, household(9), OCTOBER)
    report = stock(tmp_path, household(7), NOVEMBER)
    assert report.is_refused_whole
    assert "fermerait 2 des 9 ménages ouverts" in messages(report)
    assert situations(9) == [(OCTOBER, None, "2")]
    assert stock(tmp_path, household(7), NOVEMBER, force=True).closed == 2


def test_a_fifth_of_closings_is_accepted(tmp_path):
    stock(tmp_path, household(5), OCTOBER)
    assert stock(tmp_path, household(4), NOVEMBER).closed == 1


def test_an_older_file_is_refused_unless_forced(tmp_path):
    stock(tmp_path, household(2), NOVEMBER)
    report = stock(tmp_path, household(2), OCTOBER)
    assert report.is_refused_whole
    assert "plus ancien que le dernier chargé (30/11/2019)" in messages(report)
    assert situations() == [(NOVEMBER, None, "2")]
    assert not stock(tmp_path, household(2), OCTOBER, force=True).errors
    assert situations() == [(OCTOBER, None, "2")]
    assert ImportRun.objects.get(reference_date=OCTOBER).is_forced


def test_a_forced_older_file_rules_until_the_next_stock_only(tmp_path):
    stock(tmp_path, household(1), DECEMBER)
    stock(tmp_path, [person(1, etat_droit="4")], OCTOBER, force=True)
    assert situations() == [(OCTOBER, DECEMBER, "4"), (DECEMBER, None, "2")]
    stock(tmp_path, [person(1, etat_droit="3")], NOVEMBER, force=True)
    assert situations() == [
        (OCTOBER, NOVEMBER, "4"), (NOVEMBER, DECEMBER, "3"), (DECEMBER, None, "2")
    ]  # fmt: skip


def test_a_later_file_leaves_the_past_and_records_no_correction(tmp_path):
    stock(tmp_path, household(1), OCTOBER)
    report = stock(tmp_path, [person(1, code_commune="61001")], NOVEMBER)
    assert counts(report) == (0, 1, 0, 0)
    assert situations() == [(OCTOBER, NOVEMBER, "2"), (NOVEMBER, None, "2")]
    assert not Correction.objects.exists()


def test_a_corrected_file_of_the_same_date_is_recorded_as_a_correction(tmp_path):
    stock(tmp_path, [person(1), person(1, "ENF"), person(2)], OCTOBER)
    stock(tmp_path, [person(1, code_commune="61001"), person(2)], OCTOBER)
    correction = Correction.objects.get()
    assert (correction.starts_on, correction.import_run.reference_date) == (OCTOBER, OCTOBER)
    assert [row.get("commune") for row in correction.before] == ["61006", None]
    assert [row.get("commune") for row in correction.after] == ["61001"]
    child = Person.objects.get(first_name="Chloé")
    assert correction.before[1]["person"] == child.pk
    assert situations() == [(OCTOBER, None, "2")]


def test_a_changed_sex_is_a_correction_since_it_has_no_date(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    stock(tmp_path, [person(1, sexe="1")], NOVEMBER)
    correction = Correction.objects.get()
    applicant = Person.objects.get()
    assert applicant.sex == "1"
    assert correction.starts_on == OCTOBER
    assert correction.before == [{"person": applicant.pk, "sex": "2"}]


def test_an_import_never_blanks_what_the_file_does_not_carry(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    bare = dict.fromkeys(OPTIONAL, "")
    before = Household.objects.values().get(), Person.objects.values().get()
    assert counts(stock(tmp_path, [person(1, **bare)], NOVEMBER)) == (0, 0, 1, 0)
    rows = [{n: v for n, v in person(1).items() if n not in bare}]
    assert counts(stock(tmp_path, rows, DECEMBER)) == (0, 0, 1, 0)
    assert before == (Household.objects.values().get(), Person.objects.values().get())
    assert Membership.objects.get().has_rights_and_duties is True
    assert HouseholdSituation.objects.get().rsa_type == "RSD"


def test_protected_fields_stay_as_staff_corrected_them(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    Person.objects.update(education_level="1201", protected_fields=["education_level"])
    Household.objects.update(protected_fields=["organisation", "commune"])
    HouseholdSituation.objects.update(organisation="MSA")
    changed = person(1, niveau_formation="1207", vehicule="N", code_commune="61001")
    stock(tmp_path, [changed | {"organisme": "CAF"}], NOVEMBER)
    applicant = Person.objects.get()
    assert (applicant.education_level, applicant.has_vehicle) == ("1201", False)
    situation = HouseholdSituation.objects.get()
    assert (situation.organisation, situation.commune.insee_code) == ("MSA", "61006")


def test_an_older_file_fills_gaps_and_overwrites_nothing_undated(tmp_path):
    stock(tmp_path, [person(1, vehicule="")], NOVEMBER)
    stock(tmp_path, [person(1, niveau_formation="1207")], OCTOBER, force=True)
    applicant = Person.objects.get()
    assert (applicant.education_level, applicant.has_vehicle) == ("1204", True)


@pytest.mark.parametrize(
    ("number", "written"), [("7", 7), ("00000000007", 7), ("  00000000007 ", 7)]
)
def test_a_number_that_lost_its_zeros_is_the_same_household(tmp_path, number, written):
    stock(tmp_path, [person(written)], OCTOBER)
    report = stock(tmp_path, [person(written, numero_demande=number)], NOVEMBER)
    assert counts(report) == (0, 0, 1, 0)


@pytest.mark.parametrize("name", ["EVRARD", "évrard", "Evrard ", "ÉVRARD"])
def test_a_name_is_the_same_with_other_accents_or_case(tmp_path, name):
    stock(tmp_path, [person(1)], OCTOBER)
    assert counts(stock(tmp_path, [person(1, nom=name)], NOVEMBER)) == (0, 0, 1, 0)
    assert Person.objects.get().last_name == "ÉVRARD"


def test_twins_whose_names_differ_by_an_accent_stay_two_persons(tmp_path):
    rows = [person(1), person(1, "ENF", prenom="Zoé"), person(1, "ENF", prenom="Zoë")]
    stock(tmp_path, rows, OCTOBER)
    assert counts(stock(tmp_path, rows[::-1], NOVEMBER)) == (0, 0, 3, 0)
    assert sorted(Person.objects.values_list("first_name", flat=True)) == ["Anne", "Zoé", "Zoë"]


def test_a_person_whose_name_staff_corrected_is_still_recognised(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    Person.objects.update(last_name="ÉVRARD-DUBOIS", protected_fields=["last_name"])
    assert counts(stock(tmp_path, [person(1)], NOVEMBER)) == (0, 0, 1, 0)


def test_a_matricule_is_kept_as_a_fingerprint_only(tmp_path):
    nir = "2850361006001"
    rows = [person(1, organisme="MSA", matricule=nir), person(2, sexe="9", matricule=nir)]
    report = stock(tmp_path, rows)
    kept = Household.objects.get()
    assert len(kept.matricule_fingerprint) == 64
    assert nir not in str(list(Household.objects.values())) + str(report.as_json())
    assert nir.encode() not in report.rejects_path.read_bytes()
    stock(tmp_path, [person(1, organisme="MSA", matricule=f"{nir}45")], DECEMBER)
    assert Household.objects.get().matricule_fingerprint == kept.matricule_fingerprint


def test_the_preview_tells_old_and_new(tmp_path):
    stock(tmp_path, [person(1), person(1, "ENF")], OCTOBER)
    rows = [person(1, code_commune="61001", niveau_formation="1207")]
    report = stock(tmp_path, rows, NOVEMBER, dry_run=True, detailed=True)
    moved, left = report.changes
    assert (moved.line, moved.kind) == (2, "updated")
    assert ("commune", "Argentan (61006)", "Alençon (61001)") in moved.fields
    assert ("niveau de formation", "V (CAP, BEP)", "VII (jamais scolarisé)") in moved.fields
    assert ("présence dans le ménage", "oui", "non") in left.fields
    # Told apart: the counts are those of the file's rows, and the file has no row of them.
    assert (left.line, left.kind, report.updated) == (None, "left", 1)


def test_a_stock_costs_the_same_queries_whatever_its_size(tmp_path, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        stock(tmp_path, [row for n in range(1, 120) for row in (person(n), person(n, "ENF"))])
    with django_assert_max_num_queries(40):
        stock(tmp_path, [person(n, code_commune="61001") for n in range(1, 120)], DECEMBER)


def test_without_its_date_the_stock_is_refused(tmp_path):
    report = stock(tmp_path, [person(1)], None)
    assert "Indiquez la date de référence" in messages(report)
    assert refused(report) == [(None, "")]


def test_progress_goes_on_while_households_are_compared_and_tables_written(tmp_path, monkeypatch):
    monkeypatch.setattr(stock_plan, "STEP", 1)
    heard = []
    rows = [person(1), person(2), person(3)]
    stock(tmp_path, rows, tell=lambda *progress: heard.append(progress))
    compared = [progress[1:] for progress in heard if progress[0] == COMPARING]
    assert compared == [(0, 1), (0, 3), (1, 3), (2, 3)]
    assert heard[-1] == (WRITING, 4, 5)
