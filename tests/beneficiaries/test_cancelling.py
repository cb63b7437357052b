"""What counted in a past figure is cancelled with a reason, never deleted."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from actions.models import Participation
from beneficiaries.cancelling import AlreadySo, cancel, reinstate
from beneficiaries.merging import merge
from beneficiaries.models import Correction, Decision, Interview, Sitting
from funds.models import Aid
from plics.importing.registry import KINDS
from plics.importing.run import run_import
from plics.models import Change
from reports.figures.base import Scope
from reports.figures.catalogue import pathways, referents, steering
from reports.figures.sources import milestones, participation_steps, participations
from tests import factories

OF_PERSON = [
    factories.EngagementContractFactory,
    factories.InterviewFactory,
    factories.OrientationFactory,
    factories.SupportFactory,
]
FACTORIES = [
    factories.ParticipationFactory,
    factories.AidFactory,
    factories.DecisionFactory,
    *OF_PERSON,
]


@pytest.fixture
def staff(db):
    return factories.UserFactory(role="staff")


def page(row, name: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


@pytest.mark.parametrize("factory", FACTORIES)
def test_a_cancelled_row_is_met_by_no_population(factory, staff):
    kept, gone = factory(), factory()
    cancel(gone, reason="saisie en double", by=staff)
    model = type(gone)
    assert list(model.objects.all()) == [kept]
    assert set(model.with_cancelled.all()) == {kept, gone}
    reinstate(gone, by=staff)
    assert set(model.objects.all()) == {kept, gone}


@pytest.mark.parametrize("factory", FACTORIES)
def test_who_when_and_why_go_together(factory, staff):
    row = factory()
    for partial in (
        {"cancelled_at": timezone.now()},
        {"cancelled_at": timezone.now(), "cancelled_by": staff},
        {"cancel_reason": "erreur"},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row).objects.filter(pk=row.pk).update(**partial)


@pytest.mark.parametrize("factory", FACTORIES)
def test_cancelling_is_a_correction_of_the_past_that_says_so(factory, staff):
    row = factory()
    cancel(row, reason="saisie en double", by=staff)
    correction = Correction.objects.get()
    assert "Annulée\xa0: saisie en double" in correction.reason
    assert correction.starts_on == row.counts_from
    assert correction.recorded_by == staff
    assert Change.objects.get().actor == staff


def test_the_correction_is_that_of_the_household_of_that_day(staff):
    row = factories.ParticipationFactory()
    place = row.person.memberships.get()
    cancel(row, reason="erreur", by=staff)
    assert Correction.objects.get().household == place.household


def test_a_row_is_cancelled_once_and_taken_back_once(staff):
    row = factories.AidFactory()
    with pytest.raises(AlreadySo):
        reinstate(row, by=staff)
    cancel(row, reason="erreur", by=staff)
    with pytest.raises(AlreadySo):
        cancel(row, reason="autre", by=staff)
    assert Aid.with_cancelled.get().cancel_reason == "erreur"


def test_the_number_of_a_cancelled_aid_may_be_typed_again_and_then_it_stays_cancelled(staff):
    row = factories.AidFactory(number="7")
    cancel(row, reason="mauvaise personne", by=staff)
    again = factories.AidFactory(number="7", fund=row.fund, decided_on=row.decided_on)
    again.full_clean()
    with pytest.raises(AlreadySo, match="numéro"):
        reinstate(row, by=staff)
    twin = Aid(fund=row.fund, number="7", decided_on=row.decided_on)
    with pytest.raises(ValidationError, match="numéro"):
        twin.check_number()


def test_live_figures_lose_a_cancelled_participation_steps_and_milestones_too(staff):
    agreement = factories.AgreementFactory(year=2019)
    rows = [
        factories.ParticipationFactory(agreement=agreement, entered_on=dt.date(2019, 3, 1))
        for _ in range(2)
    ]
    for row in rows:
        row.steps.add(factories.StepFactory())
        factories.PassedMilestoneFactory(participation=row)
    cancel(rows[0], reason="erreur", by=staff)

    scope = Scope(year=2019)
    assert [
        source.rows(scope).count() for source in (participations, participation_steps, milestones)
    ] == [1, 1, 1]


def test_live_figures_lose_a_cancelled_support_contract_and_interview(staff):
    agreement = factories.AgreementFactory(year=2019)
    body = factories.ReferentBodyFactory()
    agreement.action.referent_body = body
    agreement.action.save()
    of = {"body": body, "commission": agreement.commission}
    for cancelled in (False, True):
        rows = [factory(**of) for factory in OF_PERSON if factory is not OF_PERSON[2]]
        contract, _, support = rows
        contract.needs.add(factories.NeedFactory())
        support.needs.add(factories.NeedFactory())
        support.steps.add(factories.StepFactory())
        for row in rows if cancelled else ():
            cancel(row, reason="erreur", by=staff)
    sources = [
        referents.supports, referents.support_needs, referents.support_steps, referents.contracts,
        referents.interviews, steering.needs_in_support, steering.needs_in_contracts,
        steering.steps_in_support,
    ]  # fmt: skip
    assert [source.rows(Scope(year=2019)).count() for source in sources] == [1] * len(sources)


def test_the_pathways_follow_the_orientation_that_stands(staff):
    person = factories.PersonFactory()
    first, last = (
        factories.OrientationFactory(person=person, path=path, informed_on=day, notified_on=day)
        for path, day in (("social", dt.date(2019, 3, 1)), ("emploi", dt.date(2019, 4, 1)))
    )
    contracts = [
        factories.EngagementContractFactory(person=person, signed_on=row.notified_on)
        for row in (first, last)
    ]
    fields = "path", "is_oriented_in_time", "has_contract", "has_contract_in_time"

    def told():
        return pathways.oriented_adults(Scope(year=2019)).values_list(*fields).get()

    assert told() == ("emploi", True, True, True)
    cancel(contracts[1], reason="erreur", by=staff)
    assert told() == ("emploi", True, True, False)
    cancel(last, reason="erreur", by=staff)
    assert told() == ("social", True, True, True)
    cancel(contracts[0], reason="erreur", by=staff)
    assert told() == ("social", True, False, False)
    cancel(first, reason="erreur", by=staff)
    assert told()[0] is None
    reinstate(last, by=staff)
    assert told() == ("emploi", True, False, False)


def test_a_cancelled_support_hinders_no_other_and_stays_cancelled_once_typed_again(staff):
    row = factories.SupportFactory()
    cancel(row, reason="mauvaise date", by=staff)
    twin = {name: getattr(row, name) for name in ("person", "body", "commission", "starts_on")}
    factories.SupportFactory(**twin).full_clean()
    with pytest.raises(AlreadySo, match="accompagne déjà"):
        reinstate(row, by=staff)


def test_the_page_asks_for_a_reason(client, staff):
    row = factories.DecisionFactory()
    client.force_login(staff)
    assert "Annuler avec un motif" in client.get(page(row, "change")).content.decode()
    assert "obligatoire" in client.post(page(row, "cancel"), {"reason": " "}).content.decode()
    assert not Decision.objects.get().is_cancelled
    told = client.post(page(row, "cancel"), {"reason": "doublon"}, follow=True).content.decode()
    assert "doublon" in told
    assert "Rétablir" in told
    assert not Decision.objects.exists()
    listed = client.get(reverse("admin:beneficiaries_decision_changelist")).content.decode()
    assert '<span class="cancelled-row">doublon</span>' in listed
    client.post(page(row, "reinstate"))
    assert Decision.objects.get() == row


@pytest.mark.parametrize(("asked", "shown"), [("oui", "gone"), ("non", "kept")])
def test_a_list_is_narrowed_to_cancelled_rows_or_to_the_others(asked, shown, client, staff):
    rows = {name: factories.AidFactory(number=f"numero-{name}") for name in ("kept", "gone")}
    cancel(rows["gone"], reason="erreur", by=staff)
    client.force_login(staff)
    listed = client.get(reverse("admin:funds_aid_changelist"), {"annulees": asked})
    assert [f"numero-{name}" in listed.content.decode() for name in rows] == [
        shown == name for name in rows
    ]


def test_a_cancelled_row_is_not_changed(client, staff):
    row = factories.AidFactory()
    cancel(row, reason="erreur", by=staff)
    client.force_login(staff)
    assert 'name="number"' not in client.get(page(row, "change")).content.decode()


DAYS = ["entered_on", "signed_on", "held_on", "notified_on", "starts_on"]


@pytest.mark.parametrize(("years_ago", "status"), [(0, 200), (1, 403)])
@pytest.mark.parametrize(
    ("factory", "day"), list(zip([factories.ParticipationFactory, *OF_PERSON], DAYS, strict=True))
)
def test_an_administrator_deletes_only_what_no_past_year_has_counted(
    factory, day, years_ago, status, client, db
):
    today = timezone.localdate()
    row = factory(**{day: today.replace(year=today.year - years_ago, month=1, day=1)})
    client.force_login(factories.UserFactory(role="administrator"))
    assert client.get(page(row, "delete")).status_code == status


@pytest.mark.parametrize(("years_ago", "status"), [(0, 200), (1, 403)])
def test_nobody_deletes_who_has_counted_in_a_past_year(years_ago, status, client, db):
    today = timezone.localdate()
    day = today.replace(year=today.year - years_ago, month=1, day=1)
    empty = factories.HouseholdFactory(situation__starts_on=day)
    home = factories.HouseholdFactory(situation__starts_on=day)
    person = factories.PersonFactory(household=home, membership__starts_on=day)
    client.force_login(factories.UserFactory(role="administrator"))
    for row in (empty, home, person):
        assert client.get(page(row, "delete")).status_code == status


def test_who_has_no_place_left_is_deleted(client, db):
    person = factories.PersonFactory()
    client.force_login(factories.UserFactory(role="administrator"))
    assert client.post(page(person, "delete"), {"post": "yes"}).status_code == 403
    person.memberships.all().delete()
    assert client.post(page(person, "delete"), {"post": "yes"}).status_code == 302


def test_a_sitting_is_not_deleted_with_its_decisions(client, db):
    row = factories.DecisionFactory()
    client.force_login(factories.UserFactory(role="administrator"))
    client.post(page(row.sitting, "delete"), {"post": "yes"})
    assert Sitting.objects.exists()


def test_merging_moves_cancelled_rows_too(staff):
    kept, duplicate = factories.PersonFactory(), factories.PersonFactory()
    row = factories.ParticipationFactory(person=duplicate)
    cancel(row, reason="erreur", by=staff)
    merge(kept=kept, duplicate=duplicate, by=staff)
    assert Participation.with_cancelled.get().person == kept


def imported(name: str, header: str, row: str, tmp_path, kind: str):
    path = tmp_path / name
    path.write_text(f"{header}\n{row}\n", encoding="utf-8")
    return run_import(KINDS[kind], path)


def test_no_file_brings_back_a_cancelled_aid(staff, tmp_path):
    row = factories.AidFactory(fund=factories.FundFactory(code="fsl"), number="7")
    cancel(row, reason="mauvaise personne", by=staff)
    person, commune = row.person, row.commune
    report = imported(
        "aides.csv",
        "fonds;numero;numero_demande;nom;prenom;date_naissance;code_commune;date_decision;decision",
        f"fsl;007;;{person.last_name};{person.first_name};{person.birth_date};"
        f"{commune.insee_code};{row.decided_on};refus",
        tmp_path,
        "aides",
    )
    assert "annulée, avec un motif" in report.errors[0].message
    assert not Aid.objects.exists()


def test_no_file_brings_back_a_cancelled_interview(staff, tmp_path):
    row = factories.InterviewFactory()
    cancel(row, reason="jamais tenu", by=staff)
    person = row.person
    report = imported(
        "entretiens.csv",
        "numero_demande;nom;prenom;date_naissance;date;type;organisme;commission",
        f"{person.memberships.get().household.number};{person.last_name};{person.first_name};"
        f"{person.birth_date};{row.held_on};{row.kind.code};{row.body.slug};{row.commission.slug}",
        tmp_path,
        "entretiens",
    )
    assert "annulée, avec un motif" in report.errors[0].message
    assert not Interview.objects.exists()
