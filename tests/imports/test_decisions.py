"""The file of what sittings decided."""

import pytest

from beneficiaries.models import Commission, Decision, DecisionType, Sitting
from tests.factories.plics import UserFactory
from tests.imports.files import OCTOBER, bring, csv_file, messages, person, refused, stock

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture(autouse=True)
def households(reference, tmp_path):
    stock(tmp_path, [person(1), person(2)], OCTOBER)


def decision(**values) -> dict:
    return {
        "commission": "argentan",
        "date_seance": "2019-11-14",
        "numero_demande": "1",
        "decision": "suspension",
        "precision": "",
    } | values


def decisions(folder, *rows, **options):
    return bring("decisions", csv_file(folder, list(rows)), **options)


def test_a_sitting_is_created_with_its_decisions(tmp_path):
    report = decisions(
        tmp_path, decision(), decision(numero_demande="2", decision="Maintien du droit")
    )
    assert (report.created, report.errors) == (2, [])
    sitting = Sitting.objects.get()
    assert (sitting.commission.slug, f"{sitting.held_on}") == ("argentan", "2019-11-14")
    assert [d.type.code for d in sitting.decisions.order_by("pk")] == ["suspension", "maintien"]


def test_the_same_file_again_changes_nothing(tmp_path):
    rows = [decision(), *[decision(numero_demande="")] * 3]
    assert decisions(tmp_path, *rows).created == 4
    again = decisions(tmp_path, *rows)
    assert (again.created, again.unchanged) == (0, 4)


def test_anonymous_decisions_are_counted_one_for_one(tmp_path):
    decisions(tmp_path, *[decision(numero_demande="")] * 2)
    report = decisions(tmp_path, *[decision(numero_demande="")] * 3)
    assert (report.created, report.unchanged) == (1, 2)


def test_a_new_detail_updates_the_households_decision(tmp_path):
    decisions(tmp_path, decision(), decision(numero_demande="2"))
    report = decisions(tmp_path, decision(precision="deux mois"), decision(numero_demande="2"))
    assert (report.created, report.updated, report.unchanged) == (0, 1, 1)
    assert Decision.objects.get(household__number=f"{1:011}").detail == "deux mois"


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"commission": "caen"}, "commission", "alencon, argentan, flers"),
        ({"decision": "amende"}, "decision", "cer_valide"),
        ({"numero_demande": "77"}, "numero_demande", "Aucun ménage n’a le numéro 00000000077"),
        ({"date_seance": ""}, "date_seance", "Valeur manquante"),
        ({"numero_demande": "2"}, "", "répète la ligne 2"),
    ],
)
def test_a_bad_row_is_refused_alone(tmp_path, values, field, said):
    report = decisions(tmp_path, decision(numero_demande="2"), decision(**values))
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert Decision.objects.count() == 1


def test_a_household_takes_one_sanction_of_a_kind_at_a_sitting(tmp_path):
    rows = decision(precision="deux mois"), decision(precision="trois mois")
    report = decisions(tmp_path, *rows, decision(decision="radiation"))
    assert refused(report) == [(3, "")]
    assert Decision.objects.count() == 2


def test_what_is_unusual_goes_in_and_is_told(tmp_path):
    report = decisions(tmp_path, decision(decision="suppression"), decision(decision="maintien"))
    assert (report.created, report.errors) == (2, [])
    assert report.messages == [
        "Décision d’un type qui n’est pas en vigueur ce jour-là\u00a0: ligne 2.",
        "Autre décision de la même séance pour le même ménage\u00a0: ligne 3.",
    ]


def test_a_type_is_in_force_from_its_first_day(tmp_path):
    DecisionType.objects.filter(code="suppression").update(valid_from="2019-11-14")
    assert not decisions(tmp_path, decision(decision="suppression")).messages
    DecisionType.objects.filter(code="suppression").update(valid_from="2019-11-15")
    rows = decision(decision="suppression", numero_demande="2")
    assert "n’est pas en vigueur" in decisions(tmp_path, rows).messages[0]


def test_a_coordinator_records_their_own_commissions_only(tmp_path):
    coordinator = UserFactory(role="coordinator")
    coordinator.commissions.set(Commission.objects.filter(slug="flers"))
    report = decisions(tmp_path, decision(), decision(commission="Flers"), by=coordinator)
    assert refused(report) == [(2, "commission")]
    assert Sitting.objects.get().commission.slug == "flers"
