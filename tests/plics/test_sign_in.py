"""Who comes in, who does not, and what a stranger learns from the answers: nothing."""

import datetime as dt
import os
import subprocess
import sys
from zoneinfo import ZoneInfo

import pytest
import time_machine
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.hashers import MD5PasswordHasher
from django.urls import NoReverseMatch, reverse

from plics.models import Role, User
from tests import factories

HOME, SIGN_IN, SIGN_OUT = reverse("home"), reverse("account_login"), reverse("account_logout")
ADMINISTRATION = reverse("admin:index")
WRONG = "L’identifiant ou le mot de passe est inexact."
MORNING = dt.datetime(2026, 3, 2, 10, 0, 30, tzinfo=ZoneInfo("Europe/Paris"))


@pytest.fixture
def account(db):
    return factories.UserFactory(username="claire", email="claire@orne.example")


@pytest.fixture
def sign_in(client, account):
    def sign_in(login="claire", password=factories.PASSWORD, **request):
        return client.post(SIGN_IN, {"login": login, "password": password}, **request)

    return sign_in


@pytest.mark.parametrize(
    "login", ["claire", "Claire", "claire@orne.example", "CLAIRE@Orne.example"]
)
def test_a_name_or_an_address_opens_the_home_page(login, sign_in, client):
    assert sign_in(login).url == HOME
    assert client.get(HOME).status_code == 200


def test_a_session_lasts_half_a_day(sign_in):
    cookie = sign_in().cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["max-age"] == 12 * 3600


@pytest.mark.parametrize("login", ["claire", "claire@orne.example", "inconnue", "x@orne.example"])
def test_an_unknown_account_is_refused_like_a_wrong_password(login, sign_in):
    response = sign_in(login, "autre chose")
    assert response.status_code == 200
    assert response.context["form"].errors == {"__all__": [WRONG]}
    assert WRONG in response.content.decode()


def test_a_closed_account_is_refused_like_an_unknown_one(sign_in, account, client):
    account.is_active = False
    account.save()
    assert sign_in().context["form"].errors == {"__all__": [WRONG]}
    assert client.get(HOME).status_code == 302


def test_a_closed_account_loses_its_session(sign_in, account, client):
    sign_in()
    account.is_active = False
    account.save()
    assert client.get(HOME).url == f"{SIGN_IN}?next={HOME}"


def test_signing_in_leads_to_the_page_asked_for(sign_in):
    assert sign_in(QUERY_STRING=f"next={reverse('reports:editions')}").url == "/livrets/"


@pytest.mark.parametrize(
    "address",
    ["//evil.example/", "https://evil.example/", "javascript:alert(1)", "http://[", "\\\\evil"],
)
def test_signing_in_never_leads_to_another_site(address, client, account):
    data = {"login": "claire", "password": factories.PASSWORD, "next": address}
    assert client.get(SIGN_IN, {"next": address}).status_code == 200
    assert client.post(SIGN_IN, data).url == HOME
    assert client.get(SIGN_IN, {"next": address}).url == HOME


def test_the_administration_is_entered_by_the_same_page(client, account):
    response = client.get(reverse("admin:login"), {"next": ADMINISTRATION}, follow=True)
    assert response.redirect_chain == [(f"{SIGN_IN}?next={ADMINISTRATION}", 302)]
    data = {"login": "claire", "password": factories.PASSWORD, "next": ADMINISTRATION}
    assert client.post(SIGN_IN, data, follow=True).redirect_chain == [(ADMINISTRATION, 302)]


def test_a_reader_is_refused_by_the_administration_not_sent_round(client, account):
    account.role = Role.READER
    account.save()
    data = {"login": "claire", "password": factories.PASSWORD, "next": ADMINISTRATION}
    response = client.post(SIGN_IN, data, follow=True)
    assert response.redirect_chain == [(ADMINISTRATION, 302)]
    assert response.status_code == 403
    assert "Accès refusé" in response.content.decode()


def test_signing_out_is_asked_then_done(client, account):
    client.force_login(account)
    assert "Se déconnecter" in client.get(SIGN_OUT).content.decode()
    assert client.get(HOME).status_code == 200
    page = client.post(SIGN_OUT, follow=True)
    assert page.redirect_chain == [(SIGN_IN, 302)]
    assert "Vous avez quitté l’application." in page.content.decode()
    assert client.get(HOME).status_code == 302


@pytest.mark.parametrize("page", ["account_signup", "account_email", "account_set_password"])
def test_nobody_signs_up_nor_keeps_addresses(page):
    with pytest.raises(NoReverseMatch):
        reverse(page)
    assert not get_adapter().is_open_for_signup(None)


def test_five_failures_refuse_the_account_for_five_minutes(sign_in):
    with time_machine.travel(MORNING, tick=False) as clock:
        statuses = [sign_in(name, "faux").status_code for name in ["claire", "CLAIRE "] * 3]
        assert statuses == [200] * 5 + [429]
        refused = sign_in()
        assert refused.status_code == 429
        assert refused["Retry-After"] == "300"
        assert "Trop de tentatives" in refused.content.decode()
        assert "à partir de 10\xa0h\xa006." in refused.content.decode()
        clock.move_to(MORNING.replace(minute=6, second=0))
        assert sign_in().url == HOME


def test_failures_on_unknown_accounts_are_refused_alike(sign_in):
    assert [sign_in("inconnue", "faux").status_code for _ in range(6)][4:] == [200, 429]


def test_failures_of_one_account_refuse_no_other(sign_in):
    factories.UserFactory(username="paul")
    for _ in range(6):
        sign_in(password="faux")
    assert sign_in("paul").url == HOME


def test_an_address_that_tries_many_accounts_is_refused(sign_in):
    for number in range(50):
        assert sign_in(f"inconnu{number}", "faux").status_code == 200
    assert sign_in().status_code == 429
    assert sign_in(REMOTE_ADDR="192.0.2.7").url == HOME


def test_a_whole_office_signs_in_from_one_address(sign_in, client):
    for _ in range(60):
        assert sign_in().url == HOME
        client.logout()


@pytest.mark.parametrize(("proxies", "status"), [(0, 429), (1, 200)])
def test_the_address_told_by_a_proxy_counts_only_if_it_is_ours(proxies, status, sign_in, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    settings.ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "1/300s/ip"}
    sign_in(password="faux", HTTP_X_FORWARDED_FOR="192.0.2.7")
    assert sign_in(password="faux", HTTP_X_FORWARDED_FOR="192.0.2.8").status_code == status
    # What the visitor wrote before our proxy is not believed.
    invented = "192.0.2.9, 192.0.2.7"
    assert sign_in(password="faux", HTTP_X_FORWARDED_FOR=invented).status_code == 429


def test_all_processes_count_together(migrated_database):
    def run(sentence: str) -> str:
        return subprocess.run(
            [sys.executable, "manage.py", "shell", "--no-imports", "-c", sentence],
            cwd=settings.BASE_DIR,
            env=os.environ | {"DATABASE_URL": migrated_database},
            capture_output=True,
            check=True,
            text=True,
        ).stdout

    run("from django.core.cache import cache; cache.set('attempts', 5)")
    assert run("from django.core.cache import cache; print(cache.get('attempts'))") == "5\n"


def test_failures_under_the_name_and_the_address_are_those_of_one_account(sign_in):
    statuses = [sign_in(name, "faux").status_code for name in ["claire", "claire@orne.example"] * 3]
    assert statuses == [200] * 5 + [429]


def test_a_stranger_elsewhere_keeps_no_owner_out(sign_in):
    for _ in range(6):
        sign_in(password="faux", REMOTE_ADDR="192.0.2.7")
    assert sign_in(REMOTE_ADDR="192.0.2.7").status_code == 429
    assert sign_in().url == HOME


def test_many_strangers_are_refused_but_where_the_account_was_lately_open(sign_in, client):
    assert sign_in(REMOTE_ADDR="198.51.100.1").url == HOME
    client.cookies.clear()
    for number in range(20):
        assert sign_in(password="faux", REMOTE_ADDR=f"192.0.2.{number}").status_code == 200
    assert sign_in(REMOTE_ADDR="192.0.2.100").status_code == 429
    assert sign_in(REMOTE_ADDR="198.51.100.1").url == HOME


@pytest.mark.parametrize(
    "login", ["claire", "claire@orne.example", "inconnue", "x@orne.example", "close", "noone"]
)
def test_one_password_is_hashed_whatever_is_typed(login, sign_in, monkeypatch):
    factories.UserFactory(username="close", is_active=False)
    factories.UserFactory(username="noone", password="!")
    User.objects.filter(username="noone").update(password="!unusable")
    hashed, encode = [], MD5PasswordHasher.encode
    monkeypatch.setattr(
        MD5PasswordHasher,
        "encode",
        lambda self, password, salt: hashed.append(1) or encode(self, password, salt),
    )
    assert sign_in(login, "autre chose").status_code == 200
    assert hashed == [1]
