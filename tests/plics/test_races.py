"""Two hands at the same instant, on the database that lets them: with the guard, and without."""

import contextlib
import datetime as dt
import threading
from collections.abc import Callable
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import connection, connections, transaction
from django.test import Client
from django.urls import reverse

from beneficiaries.admin.persons import PersonAdmin
from beneficiaries.imports.decisions import DecisionImporter
from beneficiaries.imports.supports import SupportImporter
from beneficiaries.merging import MergeRefused, merge, part
from beneficiaries.models import Decision, EngagementContract, Person, Support, support
from funds.entry import payments
from funds.imports import AidImporter
from funds.models import Aid
from funds.payments import order_payment
from plics import admin_entry, history, sent_once
from plics.models import SentForm
from reports.models import FollowUp
from reports.week import marks
from reports.week.lists import LISTS
from tests import factories
from tests.forms import values_of
from tests.imports.files import bring, csv_file

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor != "postgresql", reason="SQLite lets one transaction write at a time"
    ),
]

SOON = 1.5  # seconds


@pytest.fixture
def together(monkeypatch):
    """Whoever comes to save waits for the other one, who comes only where nothing holds them."""
    meeting = threading.Barrier(2)
    save = PersonAdmin.save_model

    def wait_then_save(self, *args):
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(SOON)
        save(self, *args)

    monkeypatch.setattr(PersonAdmin, "save_model", wait_then_save)


def send(address: str, sent: list[tuple[Client, dict]]) -> list[int]:
    statuses = []

    def run(client, values):
        try:
            statuses.append(client.post(address, values).status_code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=each) for each in sent]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return statuses


def at_once(*deeds: Callable[[], None]) -> list[Exception | None]:
    """What each ended with, all begun together."""
    met, ends = threading.Barrier(len(deeds)), dict.fromkeys(range(len(deeds)))

    def run(rank: int) -> None:
        try:
            met.wait()
            deeds[rank]()
        except Exception as problem:  # noqa: BLE001 - looked at by the test
            ends[rank] = problem
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[rank]) for rank in ends]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return list(ends.values())


def claim_whatever_was_sent(request):
    return SentForm.objects.create(account=request.user, token=sent_once.new_token()), True


def signed_in(count: int) -> list[Client]:
    clients = [Client() for _ in range(count)]
    for client in clients:
        client.force_login(factories.UserFactory())
    return clients


@pytest.mark.parametrize("is_guarded", [True, False])
def test_two_fields_saved_at_once_are_both_kept(is_guarded, together, monkeypatch):
    person = factories.PersonFactory(last_name="PETIT", first_name="Anna")
    address = reverse("admin:beneficiaries_person_change", args=[person.pk])
    clients = signed_in(2)
    typed = [
        values_of(client.get(address)) | answer
        for client, answer in zip(
            clients, [{"last_name": "GRAND"}, {"first_name": "Zoé"}], strict=True
        )
    ]
    if not is_guarded:
        monkeypatch.setattr(admin_entry, "lock", lambda rows: None)
    assert send(address, list(zip(clients, typed, strict=True))) == [302, 302]
    person.refresh_from_db()
    are_kept = (person.last_name, person.first_name) == ("GRAND", "Zoé")
    assert are_kept == is_guarded


@pytest.mark.parametrize("is_guarded", [True, False])
def test_one_field_saved_at_once_is_refused_to_the_second(is_guarded, together, monkeypatch):
    person = factories.PersonFactory(last_name="PETIT")
    address = reverse("admin:beneficiaries_person_change", args=[person.pk])
    clients = signed_in(2)
    typed = [
        values_of(client.get(address)) | {"last_name": name}
        for client, name in zip(clients, ["GRAND", "MOYEN"], strict=True)
    ]
    if not is_guarded:
        monkeypatch.setattr(admin_entry, "lock", lambda rows: None)
    statuses = send(address, list(zip(clients, typed, strict=True)))
    assert sorted(statuses) == ([200, 302] if is_guarded else [302, 302])


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_double_click_makes_one_person(is_guarded, together, monkeypatch):
    address = reverse("admin:beneficiaries_person_add")
    (client,) = signed_in(1)
    typed = values_of(client.get(address)) | {
        "last_name": "PETIT",
        "first_name": "Anne",
        "birth_date": "02/01/1980",
    }
    if not is_guarded:
        monkeypatch.setattr(sent_once, "claim", claim_whatever_was_sent)
    assert send(address, [(client, typed), (client, typed)]) == [302, 302]
    assert Person.objects.count() == (1 if is_guarded else 2)


@pytest.mark.parametrize("is_guarded", [True, False])
def test_one_body_does_not_accompany_twice_what_two_hands_type_at_once(is_guarded, monkeypatch):
    if not is_guarded:
        monkeypatch.setattr(support, "one_at_a_time", lambda rows: None)
    person, body = factories.PersonFactory(), factories.ReferentBodyFactory()
    commission = factories.CommissionFactory()
    meeting = threading.Barrier(2)

    def accompany() -> None:
        row = Support(
            person=person, body=body, commission=commission, starts_on=dt.date(2019, 3, 1)
        )
        with transaction.atomic():
            row.full_clean()
            with contextlib.suppress(threading.BrokenBarrierError):
                meeting.wait(SOON)
            row.save()

    found = at_once(accompany, accompany)
    assert Support.objects.count() == (1 if is_guarded else 2)
    assert [type(each) for each in found if each] == ([ValidationError] if is_guarded else [])


def accompanied(person):
    body, commission = factories.ReferentBodyFactory(), factories.CommissionFactory()
    row = {
        "numero_demande": person.household.number, "nom": person.last_name,
        "prenom": person.first_name, "date_naissance": f"{person.birth_date}",
        "organisme": body.slug, "commission": commission.slug, "debut": "2019-03-01",
    }  # fmt: skip
    typed = Support(person=person, body=body, commission=commission, starts_on=dt.date(2019, 3, 1))
    return SupportImporter, "accompagnements", row, typed


def sanctioned(person):
    sitting = factories.SittingFactory(held_on=dt.date(2019, 3, 1))
    kind = factories.DecisionTypeFactory(is_sanction=True)
    row = {
        "commission": sitting.commission.slug, "date_seance": "2019-03-01", "decision": kind.code,
        "numero_demande": person.household.number, "precision": "",
    }  # fmt: skip
    typed = Decision(sitting=sitting, household=person.household, type=kind)
    return DecisionImporter, "decisions", row, typed


@pytest.mark.parametrize("made", [accompanied, sanctioned])
@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_file_and_a_form_at_once_write_one_row(made, is_guarded, monkeypatch, tmp_path):
    importer, kind, row, typed = made(factories.PersonFactory())
    if not is_guarded:
        monkeypatch.setattr(importer, "hold", lambda *_: None)
    meeting, write = threading.Barrier(2), importer.write

    def meet() -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(SOON)

    monkeypatch.setattr(importer, "write", lambda self, run: (meet(), write(self, run)))

    def by_hand() -> None:
        with transaction.atomic():
            typed.full_clean()
            meet()
            typed.save()

    ends = at_once(partial(bring, kind, csv_file(tmp_path, [row])), by_hand)
    assert ends[0] is None
    assert type(typed).objects.count() == (1 if is_guarded else 2)


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_file_read_before_a_payment_changes_nothing_of_what_was_paid(
    is_guarded, monkeypatch, tmp_path
):
    aid, staff = factories.AidFactory(), factories.UserFactory(role="staff")
    row = {
        "fonds": aid.fund.code, "numero": aid.number, "nom": aid.person.last_name,
        "numero_demande": aid.person.household.number, "prenom": aid.person.first_name,
        "date_naissance": f"{aid.person.birth_date}", "code_commune": aid.commune.insee_code,
        "date_decision": f"{aid.decided_on}", "decision": "accord", "montant_accorde": "200",
    }  # fmt: skip
    if not is_guarded:
        monkeypatch.setattr(AidImporter, "hold", lambda *_: None)
    is_read, is_paid, write, paid = threading.Event(), threading.Event(), AidImporter.write, []

    def write_later(self, run) -> None:
        is_read.set()
        is_paid.wait(SOON)
        write(self, run)

    def pay() -> None:
        is_read.wait(20 * SOON)
        order_payment(aid.fund, [aid.pk], by=staff)
        paid.append(Aid.objects.get().amount_granted)
        is_paid.set()

    monkeypatch.setattr(AidImporter, "write", write_later)
    assert at_once(partial(bring, "aides", csv_file(tmp_path, [row])), pay) == [None, None]
    assert (paid == [Aid.objects.get().amount_granted]) is is_guarded


@pytest.mark.parametrize("is_guarded", [True, False])
def test_an_amount_changed_while_it_is_being_paid_is_the_one_that_was_seen(is_guarded, monkeypatch):
    aid, (agent,) = factories.AidFactory(amount_granted=250), signed_in(1)
    address = reverse("aids:pay", args=[aid.fund.code]) + "?du=2019-04-01&au=2019-04-30"
    sent = values_of(agent.get(address))
    is_compared, is_changed = threading.Event(), threading.Event()
    if not is_guarded:
        monkeypatch.setattr(payments.Pay, "lock", lambda self: None)

    def pay_later(*args, **options):
        is_compared.set()
        is_changed.wait(SOON)
        return order_payment(*args, **options)

    def change() -> None:
        is_compared.wait(20 * SOON)
        Aid.objects.to_pay().filter(pk=aid.pk).update(amount_granted=200)
        is_changed.set()

    monkeypatch.setattr(payments, "order_payment", pay_later)
    assert at_once(partial(agent.post, address, sent), change) == [None, None]
    aid.refresh_from_db()
    assert (aid.payment_order is not None, aid.amount_granted == 250) == (True, is_guarded)


@pytest.mark.parametrize("is_crossed", [True, False])
def test_two_records_merged_by_two_hands_at_once_are_one_and_the_second_is_told(is_crossed):
    agent = factories.UserFactory(role="staff")
    pair = [factories.PersonFactory(), factories.PersonFactory()]
    for person in pair:
        factories.ParticipationFactory(person=person)

    def join(kept: int) -> None:
        one, other = (Person.objects.get(pk=person.pk) for person in pair)
        merge(kept=(one, other)[kept], duplicate=(other, one)[kept], by=agent)

    found = at_once(lambda: join(0), lambda: join(int(is_crossed)))
    (refusal,) = [each for each in found if each]
    assert isinstance(refusal, MergeRefused) and "vient d’être fusionnée" in str(refusal)
    assert Person.objects.get().participations.count() == 2


def test_records_parted_by_two_hands_at_once_are_parted_once():
    agent, kept, other = factories.UserFactory(), *factories.PersonFactory.create_batch(2)
    merge(kept=kept, duplicate=other, by=agent)
    made = [kept.merges.get(), kept.merges.get()]
    found = at_once(*[partial(part, merged=each, by=agent) for each in made])
    (refusal,) = [each for each in found if each]
    assert isinstance(refusal, MergeRefused) and "viennent d’être séparées" in str(refusal)
    assert Person.objects.count() == 2


@pytest.mark.parametrize("is_guarded", [True, False])
def test_a_double_click_marks_a_row_of_a_list_once(is_guarded, monkeypatch):
    if not is_guarded:
        monkeypatch.setattr(marks, "one_at_a_time", lambda rows: None)
    row, agent = factories.EngagementContractFactory(), factories.UserFactory()
    told = {"kind": "vu", "done_on": dt.date(2019, 3, 1), "note": ""}
    meeting, add = threading.Barrier(2), history.bulk_add

    def meet_then_add(*made) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):
            meeting.wait(SOON)
        add(*made)

    monkeypatch.setattr(history, "bulk_add", meet_then_add)
    rows = EngagementContract.objects.filter(pk=row.pk)
    click = partial(marks.mark, LISTS["contrats-echus"], rows, told, by=agent)
    assert at_once(click, click) == [None, None]
    assert FollowUp.objects.count() == (1 if is_guarded else 2)
