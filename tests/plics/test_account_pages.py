import pytest
from django.test import Client
from django.urls import reverse

from tests import factories

HOME = reverse("home")


def sign_in(client, password, **more):
    data = {"username": "claire", "password": password} | more
    return client.post(reverse("login"), data)


@pytest.fixture
def account(db):
    return factories.UserFactory(username="claire")


def test_a_right_password_opens_the_home_page(client, account):
    assert sign_in(client, factories.PASSWORD).url == HOME


def test_a_wrong_password_is_told_in_french(client, account):
    page = sign_in(client, "autre chose").content.decode()
    assert "Saisissez un" in page
    assert "Connexion" in page


def test_a_closed_account_does_not_open(client, account):
    account.is_active = False
    account.save()
    assert sign_in(client, factories.PASSWORD).status_code == 200


def test_signing_in_never_leads_to_another_site(client, account):
    assert sign_in(client, factories.PASSWORD, next="//evil.example/").url == HOME


def test_signing_out_needs_a_post(client, account):
    client.force_login(account)
    assert client.get(reverse("logout")).status_code == 405
    assert client.post(reverse("logout")).url == reverse("login")
    assert client.get(HOME).status_code == 302


def test_a_password_is_changed_in_french(client, account):
    client.force_login(account)
    address = reverse("password_change")
    data = {"old_password": factories.PASSWORD, "new_password1": "court", "new_password2": "court"}
    assert "au minimum 12 caractères" in client.post(address, data).content.decode()
    new = {"new_password1": "une autre phrase longue", "new_password2": "une autre phrase longue"}
    page = client.post(address, data | new, follow=True).content.decode()
    assert "Mot de passe changé" in page
    account.refresh_from_db()
    assert account.check_password("une autre phrase longue")


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/nulle-part/", 404, "Page introuvable"),
        ("/administration/", 403, "Accès refusé"),
    ],
)
def test_refusals_are_pages_in_french(address, status, title, client, db):
    client.force_login(factories.UserFactory(role="reader"))
    response = client.get(address)
    assert response.status_code == status
    assert title in response.content.decode()


def test_a_failure_tells_nothing_of_its_cause(client, account, monkeypatch):
    client.force_login(account)
    client.raise_request_exception = False
    monkeypatch.setattr("reports.home.render", lambda *args: 1 / 0)
    response = client.get(HOME)
    assert response.status_code == 500
    assert "Erreur du serveur" in response.content.decode()
    assert "ZeroDivision" not in response.content.decode()


def test_a_form_without_its_token_is_refused_in_french(account):
    response = sign_in(Client(enforce_csrf_checks=True), factories.PASSWORD)
    assert response.status_code == 403
    assert "Formulaire expiré" in response.content.decode()


def test_pages_allow_no_script_nor_style_of_others(client, db):
    policy = client.get(reverse("login"))["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == rules["style-src"] == rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"
