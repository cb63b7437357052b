"""Nothing that happened is after today, before 1900 or before a birth; plans reach five years."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from actions.models import Participation
from beneficiaries.models import Decision, Person, Sitting
from funds.models import Aid
from plics import days
from plics.importing import values
from plics.importing.errors import Invalid
from plics.periods import months_before
from tests.factories.actions import AgreementFactory, ParticipationFactory
from tests.factories.beneficiaries import PersonFactory, SituationFactory
from tests.factories.funds import AidFactory
from tests.imports.files import (
    NOVEMBER,
    OCTOBER,
    bring,
    cnaf_xml,
    csv_file,
    dossier,
    messages,
    person,
    refused,
    stock,
    written,
)

TODAY = localdate()
TOMORROW = TODAY + dt.timedelta(days=1)
IN_SIX_YEARS = months_before(TODAY, -72)
SOON = months_before(TODAY, -6)


def said_of(parse, raw) -> str:
    with pytest.raises(Invalid) as refusal:
        parse(raw)
    return refusal.value.message.replace("\u00a0", " ").replace("\u202f", " ")


def test_what_happened_is_bounded_by_today_and_1900():
    assert values.past_date(TODAY.isoformat()) == TODAY
    assert values.past_date("1901-01-01") == dt.date(1901, 1, 1)
    assert "est dans l’avenir" in said_of(values.past_date, TOMORROW.isoformat())
    assert "est avant 1900" in said_of(values.past_date, "1884-05-03")


def test_a_plan_reaches_five_years():
    last = months_before(TODAY, -60)
    assert values.planned_date(last.isoformat()) == last
    after = (last + dt.timedelta(days=1)).isoformat()
    assert "à plus de 5 ans d’ici" in said_of(values.planned_date, after)


@pytest.mark.parametrize(
    ("raw", "meant"),
    [
        ("61200", "61200 est plutôt un code postal"),
        (dt.datetime(2067, 7, 22), "61200 est plutôt un code postal"),
        ("2091-09-30", "sans doute 2019 plutôt que 2091"),
        ("2085-01-15", "sans doute 1985 plutôt que 2085"),
        ("15/01/1884", "sans doute 1984 plutôt que 1884"),
        ("03/05/3019", "sans doute 2019 plutôt que 3019"),
    ],
)
def test_a_refusal_tells_the_value_and_what_was_probably_meant(raw, meant):
    message = said_of(values.past_date, raw)
    assert meant in message and message.startswith(f"« {values.as_text(raw)} »")


def test_forms_hold_to_the_same_bounds():
    days.happened(TODAY)
    with pytest.raises(ValidationError, match="est dans l’avenir.*Vouliez-vous dire"):
        days.happened(dt.date(2091, 5, 3))
    days.foreseen(SOON)
    with pytest.raises(ValidationError, match="à plus de 5 ans"):
        days.foreseen(IN_SIX_YEARS)


# -- each kind


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("column", "value"),
    [("date_demande", "61200"), ("date_naissance", "61200"), ("date_demande", "2045-05-03"),
     ("date_demande", "1884-05-03"), ("date_demande", "1980-01-01")],
)  # fmt: skip
@pytest.mark.parametrize("is_flux", [False, True])
def test_a_stock(tmp_path, column, value, is_flux):
    row = person(2) | {column: value}
    if is_flux:
        tags = {"date_demande": "DTDEMRSA", "date_naissance": "DTNAI"}
        content = cnaf_xml([dossier([person(1)]), dossier([row])], OCTOBER)
        report = bring("cnaf", written(tmp_path, content, "flux.xml"))
        assert [field for _, field in refused(report)] == [tags[column]]
    else:
        assert refused(stock(tmp_path, [person(1), row], OCTOBER)) == [(3, column)]
    assert Person.objects.count() == 1


@pytest.mark.usefixtures("reference")
def test_a_stock_of_a_day_to_come_is_refused_whole(tmp_path):
    report = stock(tmp_path, [person(1)], TOMORROW)
    assert report.is_refused_whole and "est dans l’avenir" in messages(report)
    path = written(tmp_path, cnaf_xml([dossier([person(1)])], dt.date(2032, 10, 31)), "flux.xml")
    assert refused(bring("cnaf", path))[0][1] == "DTREF"
    assert not Person.objects.exists()


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("column", "value"),
    [("date_entree", "61200"), ("date_entree", "1985-01-01"), ("date_sortie", "2091-09-30"),
     ("date_naissance", "2067-01-01")],
)  # fmt: skip
def test_a_participation(tmp_path, column, value):
    agreement = AgreementFactory(year=2019)
    row = {
        "annee": 2019, "action": agreement.action.slug, "nom": "FUTURA", "prenom": "ANNE",
        "date_naissance": "1990-01-15", "date_entree": "2019-02-04", "date_sortie": "",
    } | {column: value}  # fmt: skip
    report = bring("participations", csv_file(tmp_path, [row]))
    assert report.refused == 1 and not Participation.objects.exists()


@pytest.mark.usefixtures("reference")
def test_an_exit_to_come_is_planned_and_has_no_outcome_yet(tmp_path):
    agreement = AgreementFactory(year=2019)
    row = {
        "annee": 2019, "action": agreement.action.slug, "nom": "A", "prenom": "ANNE",
        "date_naissance": "1990-01-15", "date_entree": "2019-02-04", "abandon": "",
        "date_sortie": SOON.isoformat(),
    }  # fmt: skip
    report = bring("participations", csv_file(tmp_path, [row, row | {"nom": "B", "abandon": "O"}]))
    assert refused(report) == [(3, "date_sortie")]
    assert Participation.objects.get().exited_on == SOON


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize("value", ["2099-03-14", "61200", "1850-03-14"])
def test_a_decision(tmp_path, value):
    row = {"commission": "argentan", "date_seance": value, "decision": "suspension"}
    assert refused(bring("decisions", csv_file(tmp_path, [row]))) == [(2, "date_seance")]
    assert not Sitting.objects.exists()


@pytest.mark.usefixtures("reference")
@pytest.mark.parametrize(
    ("column", "value"),
    [("date_decision", "2099-05-01"), ("date_decision", "61200"), ("date_naissance", "2090-01-15"),
     ("date_decision", "1985-01-01")],
)  # fmt: skip
def test_an_aid(tmp_path, column, value):
    row = {
        "fonds": "fsl", "numero": "1", "nom": "FUTURA", "prenom": "ANNE",
        "date_naissance": "1990-01-15", "code_commune": "61006", "date_decision": "2019-05-01",
        "decision": "accord", "montant_accorde": "300",
    } | {column: value}  # fmt: skip
    assert bring("aides", csv_file(tmp_path, [row])).refused == 1
    assert not Aid.objects.exists()


@pytest.mark.usefixtures("reference")
def test_the_attachments_of_communes_change_within_five_years(tmp_path):
    path = csv_file(tmp_path, [{"insee_code": "61006", "commission": "alencon"}])
    assert bring("communes", path, IN_SIX_YEARS).is_refused_whole
    assert not bring("communes", path, SOON).errors


# -- forms go through the models


@pytest.mark.django_db
def test_models_refuse_what_happened_after_today_or_before_the_birth():
    born = dt.date(1990, 1, 15)
    someone = PersonFactory(birth_date=born)
    rows = [
        (PersonFactory.build(birth_date=TOMORROW), "birth_date"),
        (SituationFactory.build(applied_on=TOMORROW), "applied_on"),
        (AidFactory.build(decided_on=TOMORROW), "decided_on"),
        (ParticipationFactory.build(entered_on=TOMORROW), "entered_on"),
        (Participation(person=someone, entered_on=dt.date(1985, 1, 1)), "entered_on"),
        (Aid(person=someone, decided_on=dt.date(1985, 1, 1)), "decided_on"),
        (Decision(sitting_id=1, sitting=Sitting(pk=1, held_on=TOMORROW)), "sitting"),
    ]
    for row, field in rows:
        with pytest.raises(ValidationError) as refusal:
            row.full_clean(validate_unique=False, validate_constraints=False)
        assert field in refusal.value.message_dict, row


@pytest.mark.usefixtures("reference")
def test_days_of_today_and_of_long_ago_go_in(tmp_path):
    assert not stock(tmp_path, [person(1, date_naissance="1921-05-06")], NOVEMBER).errors
