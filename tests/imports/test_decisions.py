"""The file of what sittings decided."""

import pytest

from beneficiaries.models import Commission, Decision, Sitting
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
        ({"decision": "suppression"}, "decision", "en vigueur que depuis le 01/01/2026"),
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


def test_a_coordinator_records_their_own_commissions_only(tmp_path):
    coordinator = UserFactory(role="coordinator")
    coordinator.commissions.set(Commission.objects.filter(slug="flers"))
    report = decisions(tmp_path, decision(), decision(commission="Flers"), by=coordinator)
    assert refused(report) == [(2, "commission")]
    assert Sitting.objects.get().commission.slug == "flers"
