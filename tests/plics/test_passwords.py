"""Passwords changed, forgotten, chosen again; what the answers keep to themselves."""

import datetime as dt
import re
import threading
from smtplib import SMTPRecipientsRefused

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.urls import reverse

from plics.signin import adapter
from tests import factories

HOME, SIGN_IN = reverse("home"), reverse("account_login")
CHANGE, FORGOTTEN = reverse("account_change_password"), reverse("account_reset_password")
SENT = reverse("account_reset_password_done")
ADDRESS = "claire@orne.example"
NEW = "une autre phrase longue"


@pytest.fixture
def account(db):
    return factories.UserFactory(username="claire", email=ADDRESS)


@pytest.fixture
def ask(client, account):
    def ask(address=ADDRESS):
        return client.post(FORGOTTEN, {"email": address}, follow=True)

    return ask


@pytest.fixture
def link(ask):
    ask()
    (message,) = mail.outbox
    return re.search(r"http://testserver(\S+)", message.body)[1]


def choose(client, link, first=NEW, second=NEW):
    form = client.get(link).url
    return client.post(form, {"password1": first, "password2": second}, follow=True)


def opens(password) -> bool:
    return Client().post(SIGN_IN, {"login": "claire", "password": password}).status_code == 302


def change(client, old=factories.PASSWORD, new=NEW):
    data = {"oldpassword": old, "password1": new, "password2": new}
    return client.post(CHANGE, data, follow=True)


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("autre chose", NEW, "Ce n’est pas votre mot de passe actuel."),
        (factories.PASSWORD, "court", "au minimum 12 caractères"),
        (factories.PASSWORD, "claire@orne.example", "trop semblable"),
    ],
)
def test_a_password_that_will_not_do_is_told_in_french(old, new, sentence, client, account):
    client.force_login(account)
    assert sentence in change(client, old, new).content.decode()
    assert opens(factories.PASSWORD)


def test_a_changed_password_keeps_this_session_and_closes_the_others(client, account):
    elsewhere = Client()
    for browser in (client, elsewhere):
        browser.force_login(account)
    page = change(client)
    assert page.redirect_chain == [(HOME, 302)]
    assert "Votre mot de passe est changé." in page.content.decode()
    assert elsewhere.get(HOME).status_code == 302
    assert opens(NEW)
    assert not opens(factories.PASSWORD)


def test_a_session_left_open_does_not_let_the_password_be_guessed(client, account):
    client.force_login(account)
    statuses = [change(client, "faux").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]


def test_a_forgotten_password_is_chosen_again(client, link):
    (message,) = mail.outbox
    assert message.subject == "PLICS\xa0: choisir un nouveau mot de passe"
    assert message.to == [ADDRESS]
    assert "le compte PLICS «\xa0claire\xa0»" in message.body
    assert "au minimum 12 caractères" in choose(client, link, "court", "court").content.decode()
    assert "deux fois le même" in choose(client, link, NEW, NEW + "r").content.decode()
    page = choose(client, link)
    assert page.redirect_chain == [(SIGN_IN, 302)]
    assert "Votre mot de passe est changé." in page.content.decode()
    assert opens(NEW)
    assert not opens(factories.PASSWORD)


def test_a_link_serves_once(client, link):
    choose(client, link)
    assert "Lien périmé" in Client().get(link).content.decode()


def test_a_link_serves_for_a_day(account, link):
    with time_machine.travel(dt.timedelta(hours=24, minutes=1)):
        assert "Lien périmé" in Client().get(link).content.decode()


@pytest.mark.parametrize("key", ["1-abc-def", "zzzzzzzzzzzzz-a-b", "0-set-password", "1-é/é"])
def test_an_invented_link_opens_nothing(key, client, account):
    page = client.get(f"{FORGOTTEN}{key}/")
    assert page.status_code == 200
    assert "Lien périmé" in page.content.decode()


def test_an_unknown_address_gets_the_same_page_and_no_mail(ask):
    known, unknown = ask(), ask("x@orne.example")
    assert known.redirect_chain == unknown.redirect_chain == [(SENT, 302)]
    assert known.content == unknown.content
    assert [message.to for message in mail.outbox] == [[ADDRESS]]


def close(account):
    account.is_active = False


def close_to_passwords(account):
    account.set_unusable_password()


@pytest.mark.parametrize("closed", [close, close_to_passwords])
def test_a_closed_account_is_not_opened_again_by_mail(closed, ask, account):
    closed(account)
    account.save()
    assert ask().redirect_chain == [(SENT, 302)]
    assert mail.outbox == []


@pytest.mark.parametrize(
    "problem",
    [ConnectionRefusedError, SMTPRecipientsRefused({ADDRESS: (550, b"no such person")})],
)
def test_a_mail_server_that_fails_tells_no_account(problem, ask, account, monkeypatch, caplog):
    def refuse(message, **options):
        raise problem

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)
    assert ask().redirect_chain == [(SENT, 302)]
    assert f"account {account.pk}" in caplog.text
    assert ADDRESS not in caplog.text


def test_the_page_waits_for_no_mail_server(ask, monkeypatch):
    monkeypatch.setattr(adapter, "Thread", threading.Thread)
    told, answered = [], threading.Event()
    monkeypatch.setattr(
        "django.core.mail.EmailMessage.send", lambda message: told.append(answered.wait(20))
    )
    before = set(threading.enumerate())
    assert ask().redirect_chain == [(SENT, 302)]
    assert told == []
    answered.set()
    for thread in set(threading.enumerate()) - before:
        thread.join()
    assert told == [True]


def test_an_address_is_found_whatever_the_capitals_typed(ask):
    ask("CLAIRE@Orne.example")
    assert [message.to for message in mail.outbox] == [[ADDRESS]]


def test_an_address_replaced_since_receives_no_link(ask, account, link, client):
    account.email = "claire.martin@orne.example"
    account.save()
    assert "Lien périmé" in client.get(link).content.decode()
    ask()
    assert len(mail.outbox) == 1
    assert not EmailAddress.objects.exists()


@pytest.mark.parametrize("address", [ADDRESS, "x@orne.example"])
def test_an_address_is_asked_for_three_times_in_five_minutes(address, ask):
    assert [ask(address).status_code for _ in range(4)] == [200, 200, 200, 429]
    assert len(mail.outbox) == (3 if address == ADDRESS else 0)


def test_one_visitor_asks_for_twenty_addresses_in_five_minutes(ask):
    statuses = [ask(f"x{number}@orne.example").status_code for number in range(21)]
    assert statuses == [200] * 20 + [429]


@pytest.mark.parametrize(
    ("page", "title"),
    [
        (SIGN_IN, "Connexion"),
        (FORGOTTEN, "Mot de passe oublié"),
        (SENT, "Consultez votre messagerie"),
    ],
)
def test_pages_of_strangers_are_in_french(page, title, client, db):
    content = client.get(page).content.decode()
    assert f"<h1>{title}</h1>" in content
    assert "placeholder" not in content
