"""A code from the telephone: asked of whom, accepted when, lost and set up anew."""

import datetime as dt
import re
import time

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.core import mail
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from plics.models import Act, Change, Role, Trace
from tests import factories

# Rows are read and written one by one, by their keys.
pytestmark = pytest.mark.same_on_any_database
HOME, SIGN_IN, CODE = reverse("home"), reverse("account_login"), reverse("mfa_authenticate")
ACTIVATE, RECOVERY = reverse("mfa_activate_totp"), reverse("mfa_view_recovery_codes")
INDEX, WITHDRAW = reverse("mfa_index"), reverse("mfa_deactivate_totp")
CONFIRM = reverse("account_reauthenticate")
# On the first second of a step of thirty.
NOON = dt.datetime(2026, 3, 2, 12, tzinfo=dt.UTC)
WRONG = "Ce code est inexact, périmé ou déjà utilisé."


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def account(db):
    return factories.UserFactory(username="claire", email="claire@orne.example")


def code(secret, later=0) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time() + later) // 30))


def give_password(client, password=factories.PASSWORD, **query):
    address = SIGN_IN + "".join(f"?{name}={value}" for name, value in query.items())
    return client.post(address, {"login": "claire", "password": password})


def confirm(client, address):
    client.post(CONFIRM, {"password": factories.PASSWORD, "next": address})


def set_up(client) -> tuple[str, list[str]]:
    """The secret that the telephone keeps, and the recovery codes."""
    confirm(client, ACTIVATE)
    secret = re.search(r'class="secret">(\w+)<', client.get(ACTIVATE).content.decode())[1]
    answer = client.post(ACTIVATE, {"code": code(secret)})
    assert answer.url == RECOVERY
    return secret, re.findall(r"<code>(\d{8})</code>", client.get(RECOVERY).content.decode())


@pytest.fixture
def telephone(account, clock):
    """An account set up a while ago."""
    client = Client()
    client.force_login(account)
    found = set_up(client)
    clock.shift(3600)
    return found


@pytest.mark.parametrize(
    ("role", "status"), [(role, 302 if role != Role.READER else 200) for role in Role]
)
def test_whoever_may_see_a_name_must_set_one_up_first(role, status, required, db, client):
    client.force_login(factories.UserFactory(role=role))
    answer = client.get(HOME)
    assert answer.status_code == status
    if status == 302:
        assert answer.url == ACTIVATE
        assert client.get(reverse("admin:index")).url == ACTIVATE
        assert client.post(reverse("account_logout")).url == SIGN_IN


def test_the_demonstration_leaves_it_to_each(account, client):
    client.force_login(account)
    assert client.get(HOME).status_code == 200
    set_up(client)
    confirm(client, WITHDRAW)
    assert client.post(WITHDRAW).url == INDEX
    account.refresh_from_db()
    assert not account.has_second_factor
    assert not Authenticator.objects.exists()


def test_it_is_set_up_after_the_password_was_asked_again(required, account, client):
    client.force_login(account)
    assert client.get(ACTIVATE).url.startswith(f"{CONFIRM}?next=")
    _, codes = set_up(client)
    assert len(set(codes)) == 10
    assert client.get(HOME).status_code == 200
    assert not re.search(r"<code>\d{8}</code>", client.get(RECOVERY).content.decode())


def test_the_code_is_asked_after_the_password_and_before_any_page(telephone, client):
    secret, _ = telephone
    assert give_password(client, next="/livrets/").url.startswith(CODE)
    assert client.get(HOME).status_code == 302
    page = client.post(CODE, {"code": "000000"}).content.decode()
    assert WRONG in page
    assert client.post(CODE, {"code": code(secret)}).url == "/livrets/"
    assert client.get(HOME).status_code == 200


@pytest.mark.parametrize(
    ("off", "is_taken"),
    [(-90, False), (-60, True), (-30, True), (0, True), (60, True), (90, False), (120, False)],
)
def test_a_telephone_may_be_a_minute_off_not_two(off, is_taken, telephone, client):
    give_password(client)
    answer = client.post(CODE, {"code": code(telephone[0], later=off)})
    assert (answer.status_code == 302) is is_taken
    if not is_taken:
        assert "vérifiez que l’heure du téléphone" in answer.content.decode()


def test_a_code_serves_once_however_long_it_would_hold(telephone, client, clock):
    ahead = code(telephone[0], later=60)
    give_password(client)
    assert client.post(CODE, {"code": ahead}).status_code == 302
    clock.shift(60)
    cache.clear()
    other = Client()
    give_password(other)
    assert WRONG in other.post(CODE, {"code": ahead}).content.decode()
    assert other.post(CODE, {"code": code(telephone[0], later=30)}).status_code == 302


def test_a_wrong_code_and_one_that_served_are_failures_of_the_account(telephone, account, client):
    secret, _ = telephone
    for sent, failures in (("000000", 1), (code(secret), 1), (code(secret), 2)):
        browser = Client()
        give_password(browser)
        browser.post(CODE, {"code": sent})
        kept = Trace.objects.filter(act=Act.SIGN_IN_FAILED)
        assert [trace.account for trace in kept] == failures * [account.pk]


def test_a_recovery_code_serves_once(telephone, client):
    _, codes = telephone
    for expected in (302, 200):
        browser = Client()
        give_password(browser)
        assert browser.post(CODE, {"code": codes[3]}).status_code == expected
    give_password(client)
    assert client.post(CODE, {"code": codes[4]}).status_code == 302


def test_codes_are_not_tried_for_ever(telephone, client):
    give_password(client)
    for _ in range(5):
        assert WRONG in client.post(CODE, {"code": "000000"}).content.decode()
    page = client.post(CODE, {"code": code(telephone[0])}).content.decode()
    assert "Trop de codes faux" in page
    # The sixth is kept too: refused before it was looked at.
    assert Trace.objects.filter(act=Act.SIGN_IN_FAILED).count() == 6


def test_a_password_chosen_by_mail_does_not_open_without_the_code(telephone, client):
    client.post(reverse("account_reset_password"), {"email": "claire@orne.example"})
    link = re.search(r"http://testserver(\S+)", mail.outbox[0].body)[1]
    new = "une autre phrase longue"
    form = client.get(link).url
    assert client.post(form, {"password1": new, "password2": new}).url == SIGN_IN
    assert client.get(HOME).status_code == 302
    assert give_password(client, new).url.startswith(CODE)
    assert not [message for message in mail.outbox if re.search(r"\b\d{6}\b", message.body)]


def test_a_role_that_asks_for_it_does_not_let_it_go(required, telephone, client):
    give_password(client)
    client.post(CODE, {"code": code(telephone[0])})
    confirm(client, WITHDRAW)
    page = client.post(WITHDRAW).content.decode()
    assert "Votre rôle demande un second facteur." in page
    assert Authenticator.objects.filter(type="totp").exists()


def test_secrets_are_not_readable_in_the_database(telephone):
    kept = str(list(Authenticator.objects.values_list("data", flat=True)))
    assert telephone[0] not in kept
    assert [one for one in telephone[1] if one in kept] == []


def test_a_lost_telephone_is_reset_by_an_administrator_with_its_trace(telephone, account, client):
    chief = factories.UserFactory(role=Role.ADMINISTRATOR)
    client.force_login(chief)
    address = reverse("admin:plics_user_reset_second_factor", args=[account.pk])
    page = client.get(reverse("admin:plics_user_change", args=[account.pk])).content.decode()
    assert address in page
    assert "Assurez-vous d’abord" in client.get(address).content.decode()
    client.post(address)
    account.refresh_from_db()
    assert not account.has_second_factor
    assert not Authenticator.objects.exists()
    told = Change.objects.filter(actor=chief, object_pk=str(account.pk)).latest("pk")
    assert told.changes == {"has_second_factor": [True, False]}
    history = client.get(reverse("admin:plics_user_history", args=[account.pk])).content.decode()
    assert "second facteur" in history.lower()
    assert give_password(Client()).url == HOME


def test_nobody_else_resets_it(telephone, account, client):
    client.force_login(factories.UserFactory())
    address = reverse("admin:plics_user_reset_second_factor", args=[account.pk])
    assert client.post(address).status_code == 403
    assert Authenticator.objects.exists()
