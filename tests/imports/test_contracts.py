"""The file of contracts, whose commission is given or deduced."""

import pytest

from beneficiaries.models import Commission, EngagementContract, Person
from tests.factories.plics import UserFactory
from tests.imports.files import NOVEMBER, OCTOBER, bring, csv_file, messages, person, refused, stock
from tests.imports.test_orientations import fates

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture(autouse=True)
def households(reference, tmp_path):
    stock(tmp_path, [person(1), person(2, code_commune="61169")], OCTOBER)


def contract(**values) -> dict:
    return {
        "numero_demande": "1",
        "nom": "ÉVRARD",
        "prenom": "Anne",
        "date_naissance": "1985-03-02",
        "type": "premier_cer",
        "organisme": "departement",
        "commission": "",
        "signe_le": "2019-11-02",
        "fin": "2020-05-01",
        "problematiques": "logement, Mobilité",
    } | values


def contracts(folder, *rows, **options):
    return bring("contrats", csv_file(folder, list(rows)), **options)


def needs(row) -> set[str]:
    return {need.code for need in row.needs.all()}


def test_a_contract_is_created_in_the_commission_where_the_person_lives(tmp_path):
    report = contracts(tmp_path, contract(), contract(numero_demande="2", commission="argentan"))
    assert (fates(report), report.errors) == ((2, 0, 0, 0), [])
    first, second = EngagementContract.objects.order_by("person__memberships__household__number")
    assert (first.kind.code, first.body.slug) == ("premier_cer", "departement")
    assert (f"{first.signed_on}", f"{first.ends_on}") == ("2019-11-02", "2020-05-01")
    assert needs(first) == {"logement", "mobilite"}
    # The second lives in Flers, but the file says where it was signed.
    assert [row.commission.slug for row in (first, second)] == ["argentan", "argentan"]


def test_the_commission_is_that_of_the_commune_on_the_day_of_signature(tmp_path):
    stock(tmp_path, [person(1, code_commune="61001"), person(2)], NOVEMBER)
    contracts(tmp_path, contract(), contract(signe_le="2019-12-03"))
    found = EngagementContract.objects.order_by("signed_on")
    assert [row.commission.slug for row in found] == ["argentan", "alencon"]


def test_the_same_file_again_changes_nothing(tmp_path):
    contracts(tmp_path, contract())
    assert fates(contracts(tmp_path, contract(problematiques="mobilite;logement"))) == (0, 0, 1, 0)


def test_an_empty_cell_changes_nothing(tmp_path):
    contracts(tmp_path, contract(commission="flers"))
    report = contracts(tmp_path, contract(fin="", problematiques=""))
    assert fates(report) == (0, 0, 1, 0)
    row = EngagementContract.objects.get()
    assert (row.commission.slug, needs(row)) == ("flers", {"logement", "mobilite"})


def test_the_same_person_kind_and_day_change_the_row_that_is_there(tmp_path):
    contracts(tmp_path, contract(), contract(numero_demande="2"))
    rows = contract(fin="2020-11-01", problematiques="sante"), contract(type="avenant")
    report = contracts(tmp_path, *rows, detailed=True)
    assert fates(report) == (1, 1, 0, 0)
    changed = next(change for change in report.changes if change.fields)
    assert changed.fields == (
        ("valable jusqu’au", "01/05/2020", "01/11/2020"),
        ("problématiques", "Logement, Mobilité", "Santé"),
    )
    row = EngagementContract.objects.get(
        person__memberships__household__number=f"{1:011}", kind__code="premier_cer"
    )
    assert (f"{row.ends_on}", needs(row)) == ("2020-11-01", {"sante"})
    other = EngagementContract.objects.get(person__memberships__household__number=f"{2:011}")
    assert (f"{other.ends_on}", needs(other)) == ("2020-05-01", {"logement", "mobilite"})


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"nom": "INCONNU"}, "nom", "Aucune personne connue"),
        ({"type": "pacte"}, "type", "avenant"),
        ({"type": "contrat_engagement"}, "type", "en vigueur que depuis le 01/01/2025"),
        ({"organisme": "ccas"}, "organisme", "organismes référents"),
        ({"commission": "caen"}, "commission", "alencon, argentan, flers"),
        ({"fin": "2019-11-01"}, "fin", "La fin précède la signature"),
        ({"signe_le": ""}, "signe_le", "Valeur manquante"),
        ({"problematiques": "logement, argent"}, "problematiques", "« argent »"),
        ({"numero_demande": "2"}, "", "répète la ligne 2"),
    ],
)
def test_a_bad_row_is_refused_alone(tmp_path, values, field, said):
    report = contracts(tmp_path, contract(numero_demande="2"), contract(**values))
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert EngagementContract.objects.count() == 1


def test_a_person_whose_commune_is_unknown_needs_a_commission(tmp_path):
    Person.objects.create(last_name="ROUX", first_name="Léa", birth_date="1999-01-02")
    row = contract(numero_demande="", nom="ROUX", prenom="Léa", date_naissance="1999-01-02")
    report = contracts(tmp_path, row)
    assert refused(report) == [(2, "commission")]
    assert "ne dit pas sa commission" in messages(report)
    assert contracts(tmp_path, row | {"commission": "flers"}).created == 1


def test_a_coordinator_records_their_own_commissions_only(tmp_path):
    coordinator = UserFactory(role="coordinator")
    coordinator.commissions.set(Commission.objects.filter(slug="flers"))
    elsewhere = contract(numero_demande="2", commission="argentan")
    here = contract(numero_demande="2", type="avenant")
    report = contracts(tmp_path, contract(), elsewhere, here, by=coordinator)
    assert refused(report) == [(2, "nom"), (3, "commission")]
    assert EngagementContract.objects.get().commission.slug == "flers"
