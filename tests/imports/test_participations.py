"""The file of participations: who is recognised, what is copied, what is refused."""

import datetime as dt
from decimal import Decimal

import pytest

from actions.models import Action, Participation
from beneficiaries.models import Person
from tests.factories.plics import UserFactory
from tests.imports.files import NOVEMBER, OCTOBER, bring, csv_file, messages, person, refused, stock
from tests.imports.test_agreements import agreement, agreements

pytestmark = pytest.mark.usefixtures("reference")


@pytest.fixture(autouse=True)
def agreed(reference, tmp_path):
    agreements(tmp_path, agreement())


def entry(**values) -> dict:
    return {
        "annee": "2019",
        "action": "parcours-socle",
        "numero_demande": "",
        "nom": "ÉVRARD",
        "prenom": "Anne",
        "date_naissance": "1985-03-02",
        "sexe": "2",
        "code_commune": "61006",
        "situation_familiale": "CEL",
        "niveau_formation": "1204",
        "quartier_prioritaire": "N",
        "vehicule": "O",
        "public": "rsa",
        "date_entree": "2019-11-04",
        "date_sortie": "",
        "abandon": "",
        "issue": "",
        "exclu_du_taux": "",
        "demarches": "",
        "heures": "",
        "etp": "",
        "periodes_immersion": "",
        "deux_entretiens_mensuels": "",
    } | values


def entries(folder, *rows, **options):
    return bring("participations", csv_file(folder, list(rows)), **options)


BARE = dict.fromkeys(
    ("sexe", "code_commune", "situation_familiale", "niveau_formation", "quartier_prioritaire",
     "vehicule"), ""
)  # fmt: skip


def test_a_person_outside_the_stock_is_created_with_what_the_row_says(tmp_path):
    report = entries(tmp_path, entry(heures="120,5", etp="0,25", deux_entretiens_mensuels="oui"))
    assert (report.created, report.errors) == (1, [])
    someone = Person.objects.get()
    assert (someone.sex, someone.commune.insee_code) == ("2", "61006")
    assert not someone.memberships.exists()
    row = Participation.objects.get()
    assert (row.hours, row.full_time_equivalent) == (Decimal("120.50"), Decimal("0.250"))
    assert (row.education_level, row.family_situation, row.has_vehicle) == ("1204", "CEL", True)
    assert (row.has_children, row.rsa_applied_on) == (False, None)
    assert (row.has_two_interviews_a_month, row.immersions, row.is_dropout) == (True, 0, False)


def test_the_same_person_of_two_rows_is_created_once(tmp_path):
    report = entries(tmp_path, entry(), entry(nom="Evrard", date_entree="2019-12-02"))
    assert report.created == 2
    assert Person.objects.count() == 1


def test_the_same_file_again_changes_nothing(tmp_path):
    rows = [entry(demarches="formation, mobilite"), entry(prenom="Jean")]
    entries(tmp_path, *rows)
    again = entries(tmp_path, *rows)
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert Person.objects.count() == 2


def test_a_person_of_the_stock_is_recognised_and_their_household_copied(tmp_path):
    stock(tmp_path, [person(1), person(1, "ENF")], OCTOBER)
    row = entry(numero_demande="1", nom="Evrard", **BARE)
    assert not entries(tmp_path, row).errors
    assert Person.objects.count() == 2
    copied = Participation.objects.get()
    assert (copied.commune.insee_code, copied.family_situation) == ("61006", "CEL")
    assert (copied.has_children, copied.rsa_applied_on) == (True, dt.date(2018, 6, 1))
    assert (copied.education_level, copied.has_vehicle) == ("1204", True)


@pytest.mark.parametrize(
    ("entered", "commune"),
    [("2019-11-04", "61006"), ("2019-12-15", "61001"), ("2019-01-10", "61006")],
)
def test_the_household_is_copied_as_known_at_entry_or_nearest(tmp_path, entered, commune):
    stock(tmp_path, [person(1)], OCTOBER)
    stock(tmp_path, [person(1, code_commune="61001")], NOVEMBER)
    entries(tmp_path, entry(numero_demande="1", date_entree=entered, **BARE))
    assert Participation.objects.get().commune.insee_code == commune


def test_what_was_copied_does_not_drift_with_later_stocks(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    row = entry(numero_demande="1", **BARE)
    entries(tmp_path, row)
    stock(tmp_path, [person(1, niveau_formation="1207"), person(1, "ENF")], NOVEMBER)
    assert entries(tmp_path, row).unchanged == 1
    copied = Participation.objects.get()
    assert (copied.education_level, copied.has_children) == ("1204", False)


def test_the_rows_own_values_win_over_the_household(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    entries(tmp_path, entry(numero_demande="1", code_commune="61002", niveau_formation="IV"))
    copied = Participation.objects.get()
    assert (copied.commune.insee_code, copied.education_level) == ("61002", "1203")
    assert Person.objects.get().education_level == "1204", "the stock's own value stays"


def test_someone_absent_from_the_household_named_is_told(tmp_path):
    stock(tmp_path, [person(1)], OCTOBER)
    report = entries(tmp_path, entry(numero_demande="1", prenom="Paul"))
    assert "Personnes absentes du dossier RSA" in messages(report)
    assert "ligne 2." in messages(report)
    assert Person.objects.filter(memberships=None).count() == 1


def test_two_homonyms_born_the_same_day_are_not_guessed(tmp_path):
    for _ in range(2):
        Person.objects.create(last_name="ÉVRARD", first_name="Anne",
                              birth_date=dt.date(1985, 3, 2))  # fmt: skip
    report = entries(tmp_path, entry())
    assert refused(report) == [(2, "nom")]
    assert "2 personnes ont ce nom" in messages(report)


def test_an_exit_completes_the_row_and_empty_cells_change_nothing(tmp_path):
    entries(tmp_path, entry(heures="10", demarches="formation"))
    left = entry(date_sortie="2019-11-30", issue="emploi_durable", abandon="non")
    report = entries(tmp_path, left, detailed=True)
    assert report.updated == 1
    assert ("date de sortie", "", "30/11/2019") in report.changes[0].fields
    row = Participation.objects.get()
    assert (row.outcome.code, row.hours) == ("emploi_durable", 10)
    assert [step.code for step in row.steps.all()] == ["formation"]
    assert entries(tmp_path, entry()).unchanged == 1


def test_steps_are_replaced_by_those_of_the_file(tmp_path):
    entries(tmp_path, entry(demarches="formation, mobilite"))
    report = entries(tmp_path, entry(demarches="Mobilité; logement"), detailed=True)
    assert report.updated == 1
    assert report.changes[0].fields == (("démarches", "Formation, Mobilité", "Logement, Mobilité"),)
    steps = Participation.objects.get().steps
    assert set(steps.values_list("code", flat=True)) == {"mobilite", "logement"}


def test_a_step_that_a_file_says_again_keeps_its_day(tmp_path):
    entries(tmp_path, entry(demarches="formation, mobilite"))
    taken = Participation.objects.get().taken_steps
    taken.filter(step__code="mobilite").update(taken_on=dt.date(2019, 3, 5))
    entries(tmp_path, entry(demarches="mobilite, logement"))
    days = dict(taken.values_list("step__code", "taken_on"))
    assert days == {"mobilite": dt.date(2019, 3, 5), "logement": None}


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"action": "inconnue"}, "action", "n’est pas une action connue ; attendu : parcours"),
        ({"annee": "2018"}, "annee", "n’a pas de convention 2018"),
        ({"code_commune": "99999"}, "code_commune", "commune connue"),
        ({"issue": "fortune", "date_sortie": "2019-12-01"}, "issue", "emploi_durable"),
        ({"issue": "emploi_durable"}, "issue", "demande une date de sortie"),
        ({"abandon": "O"}, "abandon", "demande une date de sortie"),
        ({"date_sortie": "2019-01-01"}, "date_sortie", "La sortie précède l’entrée"),
        ({"demarches": "formation, voyage"}, "demarches", "« voyage » n’est pas une démarche"),
        ({"heures": "-3"}, "heures", "négatif"),
        ({"public": "senior"}, "public", "rsa, jeune"),
        ({"date_naissance": "2019-11-20"}, "date_naissance", "naît après son entrée"),
        ({"date_entree": ""}, "date_entree", "Valeur manquante"),
    ],
)
def test_a_bad_value_refuses_its_row_alone(tmp_path, values, field, said):
    report = entries(tmp_path, entry(prenom="Jean"), entry(**values))
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert Person.objects.get().first_name == "Jean"


def test_a_repeated_entry_is_refused(tmp_path):
    report = entries(tmp_path, entry(), entry(nom="evrard"))
    assert "répète la ligne 2" in messages(report)
    assert Participation.objects.count() == 1


@pytest.mark.parametrize(("commune", "slug"), [("61006", "argentan"), ("61169", "flers")])
def test_an_action_of_several_commissions_takes_that_of_the_commune(tmp_path, commune, slug):
    agreements(tmp_path, agreement(commission="flers"))
    assert not entries(tmp_path, entry(code_commune=commune)).errors
    assert Participation.objects.get().agreement.commission.slug == slug


@pytest.mark.parametrize("commune", ["", "61001"])
def test_a_commission_that_cannot_be_told_refuses_the_row(tmp_path, commune):
    agreements(tmp_path, agreement(commission="flers"))
    report = entries(tmp_path, entry(code_commune=commune))
    assert refused(report) == [(2, "code_commune")]
    assert "2 conventions cette année (Argentan, Flers)" in messages(report)


def test_a_coordinator_of_another_commission_is_refused(tmp_path):
    report = entries(tmp_path, entry(), by=UserFactory(role="coordinator"))
    assert "hors de vos commissions" in messages(report)
    assert not Participation.objects.exists()


def test_queries_do_not_grow_with_the_rows(tmp_path, django_assert_max_num_queries):
    with django_assert_max_num_queries(40):
        entries(tmp_path, *[entry(nom=f"NOM {chr(65 + n % 26)}{'X' * (n // 26)}",
                                  demarches="formation") for n in range(80)])  # fmt: skip
    assert Participation.objects.count() == 80


@pytest.mark.parametrize(
    ("limits", "born", "goes_in"),
    [
        ({}, "2003-11-04", True),
        ({}, "2003-11-05", False),
        ({"min_age": 18}, "2001-11-04", True),
        ({"min_age": 18}, "2001-11-05", False),
        ({"max_age": 25}, "1993-11-05", True),
        ({"max_age": 25}, "1993-11-04", False),
    ],
)
def test_an_action_takes_in_its_ages_and_no_pupil(tmp_path, limits, born, goes_in):
    """Ages in completed years on 4 November 2019, the day of entry."""
    Action.objects.filter(slug="parcours-socle").update(**limits)
    report = entries(tmp_path, entry(date_naissance=born))
    assert (report.created == 1) is goes_in
    assert refused(report) == ([] if goes_in else [(2, "date_naissance")])


def test_what_is_unusual_goes_in_and_is_told(tmp_path):
    rows = [
        entry(etp="1"),
        entry(nom="BLIN", etp="1,001"),
        entry(nom="CLOS", date_entree="2020-01-02"),
        entry(nom="DUVAL", exclu_du_taux="O", motif_exclusion="Déménagement"),
        entry(nom="ERNOULT", exclu_du_taux="O", motif_exclusion=""),
    ]
    report = entries(tmp_path, *({"motif_exclusion": ""} | row for row in rows))
    assert report.created == 5
    told = [message for message in report.messages if "ligne" in message]
    assert told == [
        "Plus d’un équivalent temps plein pour une personne\u00a0: ligne 3.",
        "Entrée postérieure à l’année de la convention\u00a0: ligne 4.",
        "Exclusion du taux sans motif\u00a0: ligne 6.",
    ]
    kept = Participation.objects.get(person__last_name="DUVAL")
    assert kept.exclusion_reason == "Déménagement"


def test_a_row_may_say_the_exit_that_is_planned(tmp_path):
    assert entries(tmp_path, entry(date_sortie_prevue="2020-02-28")).created == 1
    assert f"{Participation.objects.get().planned_exit_on}" == "2020-02-28"
    report = entries(tmp_path, entry(date_sortie_prevue="2019-11-03"))
    assert refused(report) == [(2, "date_sortie_prevue")]
