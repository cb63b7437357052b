"""What goes wrong is told in French, and tells nothing of its cause."""

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from tests import factories


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


def test_a_failure_tells_nothing_of_its_cause(client, db, monkeypatch):
    client.force_login(factories.UserFactory())
    client.raise_request_exception = False
    monkeypatch.setattr("reports.week.home.render", lambda *args: 1 / 0)
    response = client.get(reverse("home"))
    assert response.status_code == 500
    assert "Erreur du serveur" in response.content.decode()
    assert "ZeroDivision" not in response.content.decode()


def test_a_form_without_its_token_is_refused_in_french(db):
    response = Client(enforce_csrf_checks=True).post(reverse("account_login"), {"login": "claire"})
    assert response.status_code == 403
    assert "Formulaire expiré" in response.content.decode()


def test_pages_allow_no_script_nor_style_of_others(client, db):
    policy = client.get(reverse("account_login"))["Content-Security-Policy"]
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))
    assert rules["script-src"] == rules["style-src"] == rules["default-src"] == "'self'"
    assert rules["object-src"] == rules["base-uri"] == rules["frame-ancestors"] == "'none'"


def test_an_address_with_the_character_0_is_refused_in_french(client, db):
    """PostgreSQL fails on whatever compares with it."""
    client.force_login(factories.UserFactory(is_superuser=True, is_staff=True))
    address = reverse("admin:beneficiaries_person_changelist")
    response = client.get(address, {"last_name": "\0"})
    assert response.status_code == 400
    assert "n’a pas pu être compris" in response.content.decode()
    assert client.get(address, {"last_name": "00"}).status_code == 200


def test_no_policy_allows_what_is_written_inline(client, db):
    """Neither scripts nor styles, attributes included."""
    policy = client.get(reverse("account_login"))["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "-attr" not in policy


@pytest.mark.parametrize("address", ["/connexion/", "/nulle-part/", "/static/css/site.css"])
def test_every_answer_is_closed_to_other_sites(address, client, db):
    response = client.get(address)
    response.close()
    headers = response.headers
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "camera=()" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("is_demonstration", [True, False])
def test_every_page_of_the_demonstration_says_so(is_demonstration, db, client, settings):
    settings.DEMO = is_demonstration
    account = factories.UserFactory()
    pages = [client.get(reverse("account_login")).content.decode()]
    client.force_login(account)
    addresses = [reverse("home"), reverse("admin:index"), "/nulle-part/"]
    pages += [client.get(address).content.decode() for address in addresses]
    pages += [render_to_string("500.html"), render_to_string("503.html")]
    told = ["<strong>Démonstration\u00a0:</strong> données inventées" in page for page in pages]
    assert told == [is_demonstration] * 6
