"""The file of aids: rules of the funds, amounts, numbers."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from beneficiaries.models import Commission, Person
from funds.models import Aid, Fund
from funds.payments import order_payment
from tests.factories.plics import UserFactory
from tests.imports.files import NOVEMBER, OCTOBER, bring, csv_file, messages, person, refused, stock

pytestmark = pytest.mark.usefixtures("reference")


def aid(number="a1", **values) -> dict:
    return {
        "fonds": "fsl",
        "numero": number,
        "numero_demande": "",
        "nom": "ÉVRARD",
        "prenom": "Anne",
        "date_naissance": "1985-03-02",
        "code_commune": "61006",
        "date_decision": "2019-11-12",
        "decision": "accord",
        "nature": "energie",
        "montant_demande": "350,50",
        "montant_accorde": "300",
    } | values


def aids(folder, *rows, **options):
    return bring("aides", csv_file(folder, list(rows), delimiter=","), **options)


def test_an_aid_is_kept_with_its_person_and_amounts(tmp_path):
    report = aids(tmp_path, aid())
    assert (report.created, report.errors) == (1, [])
    kept = Aid.objects.get()
    assert (kept.amount_requested, kept.amount_granted) == (Decimal("350.50"), 300)
    assert (kept.nature.code, kept.commune.insee_code) == ("energie", "61006")
    assert (kept.person.memberships.first(), kept.person.commune.insee_code) == (None, "61006")


def test_the_same_file_again_changes_nothing(tmp_path):
    aids(tmp_path, aid(), aid("a2"))
    again = aids(tmp_path, aid(), aid("a2"))
    assert (again.created, again.updated, again.unchanged) == (0, 0, 2)
    assert Person.objects.count() == 1


def test_a_later_decision_updates_the_aid_and_takes_back_its_amount(tmp_path):
    aids(tmp_path, aid())
    report = aids(tmp_path, aid(decision="refus", montant_accorde=""), detailed=True)
    assert report.updated == 1
    assert ("décision", "accord", "refus") in report.changes[0].fields
    assert ("montant accordé (€)", "300,00", "") in report.changes[0].fields
    assert Aid.objects.get().amount_granted is None


def test_empty_nature_and_amounts_are_allowed(tmp_path):
    assert not aids(tmp_path, aid(nature="", montant_demande="", montant_accorde="")).errors


@pytest.mark.parametrize(
    ("values", "field", "said"),
    [
        ({"fonds": "fse"}, "fonds", "fsi, fsl, fajd"),
        ({"nature": "vacances"}, "nature", "acces, maintien, energie, autre"),
        ({"decision": "peut-être"}, "decision", "accord, refus, ajournement"),
        ({"code_commune": "99999"}, "code_commune", "n’est pas une commune connue"),
        ({"code_commune": ""}, "code_commune", "Valeur manquante"),
        ({"montant_accorde": "400"}, "montant_accorde", "dépasse le montant demandé"),
        ({"decision": "refus"}, "montant_accorde", "demande une décision « accord »"),
        ({"montant_demande": "-5", "montant_accorde": ""}, "montant_demande", "négatif"),
        ({"montant_accorde": "trois cents"}, "montant_accorde", "n’est pas un nombre"),
        ({"montant_accorde": "1.234,56"}, "montant_accorde", "n’est pas un nombre"),
        ({"date_decision": "2019-13-01"}, "date_decision", "calendrier"),
        ({"numero": ""}, "numero", "Valeur manquante"),
    ],
)
def test_a_bad_value_refuses_its_row_alone(tmp_path, values, field, said):
    report = aids(tmp_path, aid("b1"), aid("b2", **values))
    assert refused(report) == [(3, field)]
    assert said in messages(report)
    assert Aid.objects.get().number == "b1"


def test_several_broken_rules_are_all_told_and_the_row_refused_once(tmp_path):
    report = aids(tmp_path, aid(montant_demande="-5", montant_accorde="-5"))
    assert {field for _, field in refused(report)} == {"montant_demande", "montant_accorde"}
    assert report.refused == 1


def test_the_person_of_a_refused_aid_is_not_created(tmp_path):
    aids(tmp_path, aid("b1"), aid("b2", prenom="Jean", montant_accorde="999"))
    assert Person.objects.get().first_name == "Anne"


@pytest.mark.parametrize(
    ("birth", "nature", "decision", "said"),
    [
        ("2001-11-12", "mobilite", "accord", ""),
        ("2001-11-13", "mobilite", "accord", "seulement pour la nature « formation » (17 ans)"),
        ("2001-11-13", "formation", "accord", ""),
        ("2003-11-13", "formation", "accord", "de 18 à 25 ans révolus, la personne a 15 ans"),
        ("1993-11-13", "mobilite", "accord", ""),
        ("1993-11-12", "mobilite", "accord", "de 18 à 25 ans révolus, la personne a 26 ans"),
        ("1993-11-12", "mobilite", "refus", "de 18 à 25 ans révolus"),
    ],
)
def test_the_youth_fund_keeps_its_ages_whatever_the_decision(
    tmp_path, birth, nature, decision, said
):
    row = aid(fonds="fajd", date_naissance=birth, nature=nature, decision=decision)
    report = aids(tmp_path, row | {"montant_accorde": "10" if decision == "accord" else ""})
    assert refused(report) == ([(2, "date_naissance")] if said else [])
    assert said in messages(report)


@pytest.mark.parametrize(
    ("state", "decided", "is_open"),
    [("2", "2019-11-12", True), ("5", "2019-11-12", False), ("2", "2019-10-30", False)],
)
def test_the_insertion_fund_asks_for_an_open_right_that_day(tmp_path, state, decided, is_open):
    stock(tmp_path, [person(1, etat_droit=state)], OCTOBER)
    row = aid(fonds="fsi", numero_demande="1", nature="mobilite", date_decision=decided)
    report = aids(tmp_path, row)
    assert refused(report) == ([] if is_open else [(2, "numero_demande")])
    assert Aid.objects.count() == is_open


def test_the_insertion_fund_refuses_persons_outside_the_rsa(tmp_path):
    report = aids(tmp_path, aid(fonds="fsi", nature="mobilite"))
    assert "la personne doit avoir un droit RSA ouvert" in messages(report)


def test_a_number_twice_in_a_fund_is_refused_and_not_across_funds(tmp_path):
    youth = aid(fonds="fajd", nature="mobilite", date_naissance="2000-01-01")
    report = aids(tmp_path, aid(), aid(prenom="Jean"), youth)
    assert [line for line, _ in refused(report)] == [3]
    assert "répète la ligne 2" in messages(report)
    assert report.created == 2


def test_a_number_that_starts_again_is_another_aid_and_is_told(tmp_path):
    aids(tmp_path, aid())
    later = {"date_decision": "2020-02-01"}
    report = aids(tmp_path, aid(prenom="Jean", **later), aid("a2", prenom="Jean", **later))
    assert (report.created, report.errors) == (2, [])
    assert "portés par l’aide d’une autre année, qui reste comme elle est : ligne 2." in (
        messages(report)
    )
    assert [a.person.first_name for a in Aid.objects.order_by("pk")] == ["Anne", "Jean", "Jean"]


def test_the_number_of_another_person_in_the_year_is_refused(tmp_path):
    aids(tmp_path, aid())
    report = aids(tmp_path, aid("00A1", prenom="Jean", date_decision="2019-01-04"))
    assert refused(report) == [(2, "numero")]
    assert "une aide du 12/11/2019 à une autre personne" in messages(report)
    assert Aid.objects.get().person.first_name == "Anne"


@pytest.mark.parametrize(
    ("first", "again"), [("0003", "3"), ("3", "0003"), ("A-4", "a-4"), ("00a4", "A4"), ("0", "00")]
)
def test_zeros_in_front_and_capitals_do_not_make_another_aid(tmp_path, first, again):
    aids(tmp_path, aid(first))
    report = aids(tmp_path, aid(again))
    assert (report.created, report.unchanged) == (0, 1)
    report = aids(tmp_path, aid(first), aid(again))
    assert [line for line, _ in refused(report)] == [3]


def test_zeros_inside_a_number_count(tmp_path):
    assert aids(tmp_path, aid("2019-01"), aid("2019-1")).created == 2


@pytest.mark.parametrize("amount", ["0", "0,00 €", "0.0", "-", " -   €", ""])
@pytest.mark.parametrize("decision", ["refus", "ajournement"])
def test_nothing_granted_on_a_refusal_is_a_refusal(tmp_path, decision, amount):
    assert not aids(tmp_path, aid(decision=decision, montant_accorde=amount)).errors
    kept = Aid.objects.get()
    assert (kept.decision, kept.amount_granted) == (decision, None)
    assert aids(tmp_path, aid(decision=decision, montant_accorde=amount)).unchanged == 1


def test_a_form_holds_to_the_same_number(tmp_path):
    aids(tmp_path, aid("0003"))
    known = Aid.objects.get()
    again = Aid(
        fund=known.fund, number="3", person=known.person, commune=known.commune,
        decided_on=known.decided_on, decision="refus", amount_granted=0,
    )  # fmt: skip
    with pytest.raises(ValidationError, match="déjà celui d’une aide de 2019"):
        again.full_clean()
    again.number = "4"
    again.full_clean()
    assert again.amount_granted is None


def test_a_coordinator_brings_in_aids_of_their_communes_only(tmp_path):
    coordinator = UserFactory(role="coordinator")
    coordinator.commissions.set(Commission.objects.filter(slug="flers"))
    report = aids(tmp_path, aid(), aid("a2", code_commune="61169"), by=coordinator)
    assert refused(report) == [(2, "code_commune")]
    assert Aid.objects.get().commune.insee_code == "61169"


def test_a_refusal_without_reason_goes_in_and_is_told(tmp_path):
    refusal = {"decision": "refus", "montant_accorde": ""}
    rows = aid("a1", **refusal), aid("a2", **refusal, motif_refus="Dossier incomplet")
    report = aids(tmp_path, rows[1], aid("a3", **refusal, motif_refus=""))
    assert report.created == 2
    assert report.messages == ["Refus sans motif\u00a0: ligne 3."]
    told = set(Aid.objects.values_list("refusal_reason__code", "refusal_note"))
    assert told == {("dossier-incomplet", ""), (None, "")}


def test_a_reason_outside_the_list_is_kept_for_the_staff_and_told(tmp_path):
    refusal = {"decision": "refus", "montant_accorde": ""}
    typed = "M. Duval a déjà été aidé"
    report = aids(
        tmp_path,
        aid("a1", **refusal, motif_refus=typed),
        aid("a2", **refusal, motif_refus="DOSSIER INCOMPLET"),
        aid("a3", **refusal, motif_refus="hors-du-champ-du-fonds"),
    )
    assert report.messages == [
        "Motifs de refus hors de la liste, gardés en précision pour le service\u00a0: ligne 2."
    ]
    kept = Aid.objects.order_by("number").values_list("refusal_reason__code", "refusal_note")
    assert list(kept) == [
        (None, typed), ("dossier-incomplet", ""), ("hors-du-champ-du-fonds", ""),
    ]  # fmt: skip


@pytest.mark.parametrize(("granted", "goes_in"), [("300", True), ("300,01", False)])
def test_a_fund_grants_up_to_its_ceiling(tmp_path, granted, goes_in):
    Fund.objects.filter(code="fsl").update(max_amount=300)
    report = aids(tmp_path, aid(montant_accorde=granted))
    assert (report.created == 1) is goes_in
    assert refused(report) == ([] if goes_in else [(2, "montant_accorde")])


def fsi(folder, number, **values):
    row = {"fonds": "fsi", "numero_demande": f"{number:011}", "prenom": "Jean", "nature": ""}
    return aids(folder, aid(date_decision="2019-12-15", **row | values))


def test_the_right_is_that_of_the_household_lived_in_that_day(tmp_path):
    """The household left is closed, the new one open: then the other way round."""
    home, alone = person(1), person(2, prenom="Jean", situation_familiale="SEF")
    stock(tmp_path, [home, person(1, "CJT")], OCTOBER)
    stock(tmp_path, [home | {"etat_droit": "5"}, alone], NOVEMBER)
    assert fsi(tmp_path, 2).errors == []
    assert Aid.objects.get().household.number == f"{2:011}"
    Aid.objects.all().delete()
    stock(tmp_path, [home, alone | {"etat_droit": "5"}], NOVEMBER)
    assert refused(fsi(tmp_path, 2)) == [(2, "numero_demande")]
    assert refused(fsi(tmp_path, 1)) == [(2, "numero_demande")]


def test_who_left_an_open_household_has_its_right_no_more(tmp_path):
    stock(tmp_path, [person(1), person(1, "CJT")], OCTOBER)
    stock(tmp_path, [person(1)], NOVEMBER)
    assert refused(fsi(tmp_path, 1)) == [(2, "numero_demande")]


def test_a_file_decides_the_aid_that_waits_even_in_the_next_year(tmp_path):
    aids(tmp_path, aid())
    Aid.objects.update(
        number="2018-0001", number_key="2018-0001", year=2018, requested_on="2018-12-20",
        decided_on=None, decision="", amount_granted=None,
    )  # fmt: skip
    stranger = aids(tmp_path, aid("2018-0001", nom="AUTRE"))
    assert stranger.created == 1
    Aid.objects.get(decision="accord").delete()
    report = aids(tmp_path, aid("2018-0001"))
    assert (report.created, report.updated) == (0, 1)
    kept = Aid.objects.get()
    assert (kept.year, kept.decision, kept.amount_granted) == (2019, "accord", 300)


def test_a_file_says_again_but_never_changes_what_is_paid(tmp_path):
    aids(tmp_path, aid())
    paid = Aid.objects.get()
    order_payment(paid.fund, [paid.pk], by=UserFactory())
    assert aids(tmp_path, aid()).unchanged == 1
    report = aids(tmp_path, aid(montant_accorde="200"))
    assert refused(report) == [(2, "numero")]
    assert "mise en paiement" in messages(report)
    paid.refresh_from_db()
    assert paid.amount_granted == 300
