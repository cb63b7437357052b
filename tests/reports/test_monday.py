"""The home by mail: who wants it, what it holds, and a server that refuses."""

import datetime as dt
import smtplib

import pytest
import time_machine
from django.core import mail
from django.core.management import call_command
from django.urls import reverse

from plics.models import MondayMail
from reports.week.monday import State, monday_of, prepare, put_back, send
from tests import factories

MONDAY = dt.date(2026, 11, 30)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-30T07:00Z", tick=False):
        yield


@pytest.fixture
def account(db):
    argentan = factories.CommissionFactory(slug="argentan", name="Argentan")
    return factories.UserFactory(
        role="coordinator",
        commissions=[argentan],
        email="claire@orne.example",
        wants_monday_mail=True,
    )


def sent_now() -> list[str]:
    """What the worker does of what waits, once."""
    for each in MondayMail.objects.filter(state__in=MondayMail.UNSENT):
        send.func(each.pk)
    return [message.to[0] for message in mail.outbox]


@pytest.mark.parametrize(
    "values",
    [{"wants_monday_mail": False}, {"email": ""}, {"is_active": False}, {"role": "officer"}],
)
def test_it_goes_to_active_accounts_that_want_it_and_may_read_figures(account, values):
    factories.UserFactory(**{"email": "x@orne.example", "wants_monday_mail": True} | values)
    assert [each.account for each in prepare(MONDAY)] == [account]


def test_run_twice_and_done_twice_it_is_sent_once(account):
    call_command("monday_mail")
    call_command("monday_mail")
    assert sent_now() == ["claire@orne.example"]
    send.func(MondayMail.objects.get().pk)
    call_command("monday_mail")
    assert sent_now() == ["claire@orne.example"]


def test_a_server_that_refuses_is_told_and_asked_again(account, client, monkeypatch, caplog):
    prepare(MONDAY)
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        assert sent_now() == []
    assert account.email not in caplog.text
    assert f"monday mail {MondayMail.objects.get().pk} refused" in caplog.text
    client.force_login(account)
    assert "refusé par le serveur de messagerie" in client.get(reverse("sessions")).content.decode()
    prepare(MONDAY)
    assert sent_now() == ["claire@orne.example"]
    assert MondayMail.objects.get().state == State.SENT


def refuse(message, **options):
    raise smtplib.SMTPRecipientsRefused({message.to[0]: (550, b"no")})


def test_what_a_killed_worker_was_sending_waits_again(account):
    (each,) = prepare(MONDAY)
    MondayMail.objects.update(state=State.SENDING, tried_at=dt.datetime.now(dt.UTC))
    assert sent_now() == []
    put_back(each.pk)
    assert sent_now() == ["claire@orne.example"]


def test_who_no_longer_wants_it_gets_none(account):
    prepare(MONDAY)
    account.wants_monday_mail = False
    account.save()
    assert sent_now() == []
    assert not MondayMail.objects.exists()


def test_it_holds_figures_and_counts_no_name_and_one_link(account, settings):
    settings.CSRF_TRUSTED_ORIGINS = ["https://plics.example.fr"]
    agreement = factories.AgreementFactory(commission=account.commissions.get())
    person = factories.PersonFactory(last_name="MERCIER", first_name="Zoé")
    factories.ParticipationFactory(
        agreement=agreement, person=person, exited_on=dt.date(2019, 5, 1), outcome=None
    )
    prepare(MONDAY)
    sent_now()
    (message,) = mail.outbox
    assert message.subject == "PLICS : la semaine du 30\u00a0novembre 2026"
    assert "1\u00a0sortie d’action est sans issue" in message.body
    assert "MERCIER" not in message.body
    assert message.body.count("http") == 1
    assert "https://plics.example.fr/\n" in message.body


@pytest.mark.same_on_any_database
@pytest.mark.parametrize(
    ("today", "monday"),
    [("2026-11-29", "2026-11-23"), ("2026-11-30", "2026-11-30"), ("2026-12-01", "2026-11-30")],
)
def test_a_machine_that_was_off_on_monday_sends_the_next_day(today, monday):
    assert monday_of(dt.date.fromisoformat(today)) == dt.date.fromisoformat(monday)


def test_each_ticks_it_for_oneself_with_an_address(client, db):
    user = factories.UserFactory(role="reader")
    client.force_login(user)
    answer = client.post(reverse("monday_mail"), {"wanted": "on"}, follow=True)
    assert "n’a pas de courriel" in answer.content.decode()
    user.email = "x@orne.example"
    user.save()
    client.post(reverse("monday_mail"), {"wanted": "on"})
    user.refresh_from_db()
    assert user.wants_monday_mail
    client.post(reverse("monday_mail"))
    user.refresh_from_db()
    assert not user.wants_monday_mail
