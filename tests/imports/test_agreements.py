"""The file of yearly agreements."""

from decimal import Decimal

import pytest

from actions.models import Action, Agreement, Axis, Provider, Section
from beneficiaries.models import Commission
from tests.factories.plics import UserFactory
from tests.imports.files import bring, csv_file, messages, refused, table, xlsx_file

pytestmark = pytest.mark.usefixtures("reference")


def agreement(**values) -> dict:
    return {
        "annee": "2019",
        "action": "parcours-socle",
        "intitule": "Parcours socle",
        "structure": "Structure d’essai",
        "axe": "Insertion sociale",
        "visee": "sociale",
        "commission": "argentan",
        "capacite": "6,25",
        "unite": "etp",
        "objectif_sorties_dynamiques": "50",
        "date_reference": "2019-11-30",
        "montant": "10000",
    } | values


def agreements(folder, *rows, **options):
    return bring("conventions", csv_file(folder, list(rows)), **options)


def test_an_agreement_brings_its_action_provider_and_axis(tmp_path):
    report = agreements(tmp_path, agreement())
    assert (report.created, report.errors) == (1, [])
    row = Agreement.objects.select_related("action__axis", "unit", "commission").get()
    assert (row.year, row.capacity, row.unit.code) == (2019, Decimal("6.25"), "etp")
    assert (row.commission.slug, row.amount) == ("argentan", 10000)
    assert (row.action.title, row.action.provider.name) == ("Parcours socle", "Structure d’essai")
    assert (row.action.axis.label, row.action.aim) == ("Insertion sociale", "sociale")
    assert row.action.axis.section.title == "Autres actions"
    said = messages(report)
    assert "Actions créées : Parcours socle." in said
    assert "Axes créés : Insertion sociale." in said


def test_the_same_file_again_changes_nothing(tmp_path):
    agreements(tmp_path, agreement())
    again = agreements(tmp_path, agreement())
    assert (again.created, again.updated, again.unchanged) == (0, 0, 1)


def test_a_change_is_an_update_old_and_new_told(tmp_path):
    agreements(tmp_path, agreement())
    report = agreements(tmp_path, agreement(capacite="8", montant=""), detailed=True)
    assert report.updated == 1
    assert report.changes[0].fields == (("capacité", "6,25", "8,00"),)
    row = Agreement.objects.get()
    assert (row.capacity, row.amount) == (8, 10000)


def test_a_known_action_needs_no_more_than_its_identifier(tmp_path):
    agreements(tmp_path, agreement())
    bare = agreement(annee="2020", intitule="", structure="", axe="", visee="", date_reference="")
    assert not agreements(tmp_path, bare).errors
    assert (Action.objects.count(), Agreement.objects.count()) == (1, 2)


def test_what_a_file_says_of_a_known_action_updates_it(tmp_path):
    agreements(tmp_path, agreement())
    report = agreements(tmp_path, agreement(structure="Une autre", axe="INSERTION  sociale"))
    assert report.updated == 1
    assert Action.objects.get().provider.name == "Une autre"
    assert (Axis.objects.count(), Provider.objects.count(), Section.objects.count()) == (1, 2, 1)


@pytest.mark.parametrize("missing", ["intitule", "structure", "axe"])
def test_an_unknown_action_lacking_what_creates_it_is_refused(tmp_path, missing):
    report = agreements(tmp_path, agreement(**{missing: ""}))
    assert refused(report) == [(2, missing)]
    assert "L’action « parcours-socle » est inconnue" in messages(report)
    assert not Action.objects.exists()


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"annee": "19"}, "annee", "au moins 2000"),
        ({"action": "Parcours Socle"}, "action", "identifiant"),
        ({"commission": "caen"}, "commission", "alencon, argentan, flers, mortagne-au-perche"),
        ({"unite": "camions"}, "unite", "places, etp, postes, parcours, personnes, heures"),
        ({"unite": ""}, "unite", "Une capacité demande son unité"),
        ({"capacite": "-1"}, "capacite", "négatif"),
        ({"objectif_sorties_dynamiques": "150"}, "objectif_sorties_dynamiques", "au plus 100"),
        ({"date_reference": "2018-11-30"}, "date_reference", "dans l’année de la convention"),
        ({"visee": "ludique"}, "visee", "professionnelle, mobilite, sociale"),
        ({"montant": "dix mille"}, "montant", "n’est pas un nombre"),
    ],
)
def test_a_bad_value_refuses_its_row_alone(tmp_path, values, field, said):
    good = agreement(action="autre-action", intitule="Autre")
    report = agreements(tmp_path, good, agreement(**values))
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert Agreement.objects.get().action.slug == "autre-action"


def test_rows_of_one_action_must_not_contradict_one_another(tmp_path):
    report = agreements(tmp_path, agreement(), agreement(commission="flers", structure="Une autre"))
    assert refused(report) == [(3, "structure")]
    assert "contredit la ligne 2" in messages(report)


def test_a_repeated_agreement_is_refused(tmp_path):
    report = agreements(tmp_path, agreement(), agreement(commission="Argentan"))
    assert "répète la ligne 2" in messages(report)
    assert Agreement.objects.count() == 1


def test_a_coordinator_brings_in_their_own_commissions_only(tmp_path):
    coordinator = UserFactory(role="coordinator")
    coordinator.commissions.set(Commission.objects.filter(slug="flers"))
    rows = [agreement(), agreement(commission="flers")]
    report = agreements(tmp_path, *rows, by=coordinator)
    assert refused(report) == [(2, "commission")]
    assert "hors de vos commissions" in messages(report)
    assert Agreement.objects.get().commission.slug == "flers"
    assert report.run.imported_by == coordinator


def test_a_percent_cell_of_a_workbook_is_the_percentage_it_shows(tmp_path):
    path = xlsx_file(tmp_path, table([agreement(objectif_sorties_dynamiques="55 %")]))
    assert not bring("conventions", path).errors
    assert Agreement.objects.get().dynamic_exit_target == 55


def test_a_dry_run_creates_nothing(tmp_path):
    report = agreements(tmp_path, agreement(), dry_run=True)
    assert report.created == 1
    assert not (Action.objects.exists() or Provider.objects.exists() or Axis.objects.exists())


def test_an_agreement_may_say_when_it_ends(tmp_path):
    agreements(tmp_path, agreement(date_fin="2020-03-31"))
    assert f"{Agreement.objects.get().last_day}" == "2020-03-31"
    report = agreements(tmp_path, agreement(date_fin="2018-12-31"))
    assert refused(report) == [(2, "date_fin")]
