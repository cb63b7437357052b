"""Bad rows of the list: each refused with its line, field and reason, the others going in."""

import csv
import io

import pytest

from beneficiaries.models import Household, HouseholdSituation, Membership, Person
from plics.importing.reports import COMPANION
from plics.models import ImportRun
from tests.imports.files import (
    DECEMBER,
    NOVEMBER,
    OCTOBER,
    bring,
    csv_file,
    csv_text,
    messages,
    person,
    refused,
    stock,
    table,
    written,
    xlsx_file,
)

pytestmark = pytest.mark.usefixtures("reference")


def rejects(report) -> list[dict]:
    text = report.rejects_path.read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def present(number: int, day) -> list[str]:
    """First names in the household that day."""
    members = Membership.objects.on(day).filter(household__number=f"{number:011}")
    return sorted(members.values_list("person__first_name", flat=True))


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"numero_demande": ""}, "numero_demande", "Valeur manquante"),
        ({"numero_demande": "123456789012"}, "numero_demande", "11 caractères"),
        ({"role": "RDO"}, "role", "DEM, CJT, ENF, AUT"),
        ({"nom": "="}, "nom", "formule"),
        ({"prenom": ""}, "prenom", "Valeur manquante"),
        ({"date_naissance": "le 2 mars"}, "date_naissance", "n’est pas une date"),
        ({"date_naissance": "30/12/1899"}, "date_naissance", "hors limites"),
        ({"date_naissance": "2019-12-01"}, "date_naissance", "après la date du stock"),
        ({"sexe": "X"}, "sexe", "n’est pas dans la liste"),
        ({"code_commune": "99999"}, "code_commune", "n’est pas une commune connue"),
        ({"code_commune": "Argentan"}, "code_commune", "code INSEE"),
        ({"situation_familiale": "ZZZ"}, "situation_familiale", "ABA, CEL"),
        ({"date_demande": "2018-02-30"}, "date_demande", "n’existe pas au calendrier"),
        ({"etat_droit": "9"}, "etat_droit", "0, 1, 2, 3, 4, 5, 6"),
        ({"niveau_formation": "licence"}, "niveau_formation", "n’est pas dans la liste"),
        ({"vehicule": "parfois"}, "vehicule", "ni oui ni non"),
        ({"organisme": "URSSAF"}, "organisme", "CAF, MSA"),
    ],
)
def test_a_bad_value_refuses_its_row_alone(tmp_path, values, field, said):
    report = stock(tmp_path, [person(1), person(2, **values), person(3)])
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert (report.created, report.refused) == (2, 1)
    assert sorted(Household.objects.values_list("number", flat=True)) == [
        "00000000001", "00000000003"
    ]  # fmt: skip


def test_every_wrong_value_of_a_row_is_told_and_the_row_refused_once(tmp_path):
    report = stock(tmp_path, [person(1), person(2, sexe="X", etat_droit="9")])
    assert refused(report) == [(3, "sexe"), (3, "etat_droit")]
    assert report.refused == 1


def test_a_bad_applicant_refuses_the_household_which_stays_as_it_was(tmp_path):
    stock(tmp_path, [person(1), person(1, "ENF"), person(2)], OCTOBER)
    rows = [person(1, sexe="X"), person(1, "ENF"), person(2)]
    report = stock(tmp_path, rows, NOVEMBER)
    assert refused(report) == [(2, "sexe")]
    assert (report.refused, report.closed) == (2, 0)
    assert present(1, NOVEMBER) == ["Anne", "Chloé"]
    assert HouseholdSituation.objects.on(NOVEMBER).count() == 2
    reasons = [row["motif_rejet"] for row in rejects(report)]
    assert "n’est pas dans la liste" in reasons[0]
    assert reasons[1] == "Le ménage est refusé à cause de la ligne 2."


def test_a_bad_applicant_without_readable_number_closes_nobody_either(tmp_path):
    stock(tmp_path, [person(1), person(2), person(3, nom="NOËL")], OCTOBER)
    rows = [person(1), person(2), person(3, nom="NOEL", numero_demande="?")]
    report = stock(tmp_path, rows, NOVEMBER)
    assert (report.closed, refused(report)) == (0, [(4, "numero_demande")])
    assert present(3, NOVEMBER) == ["Anne"]


def test_a_bad_dependant_is_refused_alone_and_stays_in_the_household(tmp_path):
    family = [person(1), person(1, "ENF"), person(1, "AUT"), person(2)]
    stock(tmp_path, family, OCTOBER)
    rows = [person(1), person(1, "ENF", sexe="X"), person(2)]
    report = stock(tmp_path, rows, NOVEMBER)
    assert refused(report) == [(3, "sexe")]
    assert present(1, NOVEMBER) == ["Anne", "Chloé"], "Rosa has left, Chloé has not"


def test_a_dependant_who_cannot_be_told_keeps_everyone(tmp_path):
    stock(tmp_path, [person(1), person(1, "ENF"), person(1, "AUT")], OCTOBER)
    report = stock(tmp_path, [person(1), person(1, "ENF", date_naissance="?")], NOVEMBER)
    assert refused(report) == [(3, "date_naissance")]
    assert present(1, NOVEMBER) == ["Anne", "Chloé", "Rosa"]


@pytest.mark.parametrize(
    ("rows", "line", "said"),
    [
        ([person(1, "ENF"), person(1, "CJT")], 3, "n’a pas de ligne d’allocataire"),
        ([person(1), person(1, prenom="Paul")], 4, "plusieurs allocataires (lignes 3 et 4)"),
    ],
)
def test_a_household_has_one_applicant(tmp_path, rows, line, said):
    report = stock(tmp_path, [person(9), *rows])
    assert refused(report) == [(line, "role")]
    assert said in messages(report)
    assert Household.objects.get().number == f"{9:011}"


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("code_commune", "61001", "« 61001 » contredit l’allocataire de la ligne 2"),
        ("situation_familiale", "MAR", "« CEL », comme lui"),
        ("date_demande", "2018-06-02", "contredit"),
        ("etat_droit", "5", "contredit"),
        ("type_rsa", "RSI", "contredit"),
        ("matricule", "0000002", "Matricule autre que celui de la ligne 2."),
    ],
)
def test_rows_of_a_household_must_agree(tmp_path, field, value, said):
    report = stock(tmp_path, [person(1), person(1, "ENF", **{field: value})])
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert present(1, NOVEMBER) == ["Anne"]


def test_an_empty_optional_cell_agrees(tmp_path):
    rows = [person(1), person(1, "ENF", organisme="", matricule="", type_rsa="")]
    assert not stock(tmp_path, rows).errors


@pytest.mark.parametrize("name", ["ÉVRARD", "évrard"])
def test_a_person_twice_in_the_file_is_refused_the_second_time(tmp_path, name):
    report = stock(tmp_path, [person(1), person(1, "ENF"), person(1, "AUT", nom=name,
                              prenom="Chloé", date_naissance="2012-05-06")])  # fmt: skip
    assert refused(report) == [(4, "nom")]
    assert "déjà dans le ménage à la ligne 3" in messages(report)
    assert Person.objects.count() == 2


def test_codes_that_lost_their_zero_find_it_again(tmp_path):
    lines = table([person(1, code_commune=1004, numero_demande=1)])
    report = bring("beneficiaires", xlsx_file(tmp_path, lines), NOVEMBER)
    assert not report.errors
    assert HouseholdSituation.objects.get().commune.insee_code == "01004"


def test_formulas_in_cells_are_refused(tmp_path):
    lines = table([person(1), person(2, nom='=CONCATENATE("A","B")'), person(3, sexe="=1+1")])
    report = bring("beneficiaires", xlsx_file(tmp_path, lines), NOVEMBER)
    assert refused(report) == [(3, "nom"), (4, "sexe")]
    assert messages(report).count("contient une formule sans résultat") == 2
    assert rejects(report)[0]["nom"].startswith("'="), "a spreadsheet must not run it"


def test_a_second_header_row_is_refused_as_such(tmp_path):
    text = csv_text([person(1)])
    header = text.splitlines()[0]
    report = bring("beneficiaires", written(tmp_path, f"{header}\n{text}"), NOVEMBER)
    assert refused(report) == [(2, "")]
    assert "Ligne d’en-têtes répétée" in messages(report)
    assert report.created == 1


def test_a_title_above_the_headers_is_passed_over_and_told(tmp_path):
    text = "Bénéficiaires au 30 novembre;;\n" + csv_text([person(1)])
    report = bring("beneficiaires", written(tmp_path, text), NOVEMBER)
    assert not report.is_refused
    assert report.created == 1
    assert any("ligne 2" in message for message in report.messages)


def test_a_missing_header_row_refuses_the_file(tmp_path):
    text = csv_text([person(1), person(2)]).split("\n", 1)[1]
    report = bring("beneficiaires", written(tmp_path, text), NOVEMBER)
    assert report.is_refused_whole
    assert "ne contient aucun en-tête connu" in messages(report)
    assert not ImportRun.objects.exists()


def test_a_value_with_an_unquoted_delimiter_refuses_its_row(tmp_path):
    text = csv_text([person(1), person(2, nom="DE LA, HAYE")], delimiter=",").replace('"', "")
    report = bring("beneficiaires", written(tmp_path, text), NOVEMBER)
    assert {line for line, _ in refused(report)} == {3}
    assert "plus de cellules que la ligne d’en-têtes" in messages(report)


def test_a_windows_file_keeps_its_accents(tmp_path):
    path = written(tmp_path, csv_text([person(1)]).encode("cp1252"))
    assert not bring("beneficiaires", path, NOVEMBER).errors
    assert Person.objects.get().last_name == "ÉVRARD"


def test_a_file_whose_rows_are_all_bad_is_refused_whole(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    report = stock(tmp_path, [person(1, sexe="X"), person(2, sexe="X")], NOVEMBER)
    assert report.is_refused_whole
    assert "Aucun ménage du fichier n’est valable" in messages(report)
    assert ImportRun.objects.count() == 1
    assert report.rejects_path is None


# -- the reject file


def test_corrected_rejects_complete_the_stock_and_close_nobody(tmp_path):
    stock(tmp_path, [person(n) for n in range(1, 6)], OCTOBER)
    rows = [person(1), person(1, "ENF", sexe="X"), person(2, sexe="X"), *map(person, (3, 4, 5))]
    report = stock(tmp_path, rows, NOVEMBER)
    handed_back = rejects(report)
    assert [row["motif_rejet"] == COMPANION for row in handed_back] == [True, False, False]
    for row in handed_back:
        row["sexe"] = "2"
    corrected = bring("beneficiaires", csv_file(tmp_path, handed_back), NOVEMBER)
    assert not corrected.errors
    assert (corrected.created, corrected.closed) == (1, 0)
    assert present(1, NOVEMBER) == ["Anne", "Chloé"]
    assert HouseholdSituation.objects.on(NOVEMBER).count() == 5


def test_rejects_left_as_they_are_are_refused_the_same_way(tmp_path):
    rows = [person(1), person(2, sexe="X"), person(2, "ENF")]
    first = stock(tmp_path, rows, NOVEMBER)
    again = bring("beneficiaires", first.rejects_path, NOVEMBER)
    assert [error.field for error in again.errors if error.line] == ["sexe"]
    assert present(1, DECEMBER) == ["Anne"]


def test_rejects_complete_a_stock_that_is_loaded(tmp_path):
    report = stock(tmp_path, [person(1), person(2, sexe="X")], NOVEMBER)
    elsewhere = bring("beneficiaires", report.rejects_path, DECEMBER)
    assert "complète un stock déjà chargé" in messages(elsewhere)


def test_the_reject_file_is_for_its_owner_alone(tmp_path):
    report = stock(tmp_path, [person(1), person(2, sexe="X")])
    assert report.rejects_path.stat().st_mode & 0o777 == 0o600
