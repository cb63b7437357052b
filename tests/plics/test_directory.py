"""Signing in by the département's directory: a provider that runs answers for real."""

import oidc_provider_mock
import pytest
import requests
from allauth.socialaccount.models import SocialAccount
from django.urls import reverse

from plics.models import User
from plics.signin.settings import directory_settings
from tests import factories

HOME, SIGN_IN = reverse("home"), reverse("account_login")
ENTER = reverse("openid_connect_login", args=["annuaire"])
CLAIRE = {"email": "claire@orne.example", "email_verified": True, "name": "Claire Martin"}

pytestmark = [
    pytest.mark.same_on_any_database,
    pytest.mark.filterwarnings("ignore"),
]


class Environment:
    """What the service's environment would say."""

    def str(self, name, default=""):
        return {"OIDC_CLIENT_ID": "plics", "OIDC_CLIENT_SECRET": "secret"}.get(name, default)


@pytest.fixture(scope="module")
def server():
    with oidc_provider_mock.run_server_in_thread() as server:
        yield f"http://localhost:{server.server_port}"


@pytest.fixture
def directory(server, settings):
    """Tells the provider what to answer of somebody, known to it by `sub`."""
    settings.OIDC_SERVER = server
    for name, value in directory_settings(Environment(), server, "annuaire").items():
        setattr(settings, name, value)

    def tell(sub="7", **claims):
        requests.put(f"{server}/users/{sub}", json=claims, timeout=5).raise_for_status()

    return tell


@pytest.fixture
def account(db):
    return factories.UserFactory(username="claire", email="claire@orne.example")


def enter(client, sub="7", **query):
    """From our link to the provider's page, and back with what it says."""
    there = client.get(ENTER, query).url
    back = requests.post(there, data={"sub": sub}, allow_redirects=False, timeout=5)
    return client.get(back.headers["Location"].removeprefix("http://testserver"))


def test_a_verified_address_opens_the_account_that_has_it(directory, account, client):
    directory(**CLAIRE)
    assert enter(client, next="/livrets/").url == "/livrets/"
    assert client.get(HOME).status_code == 200
    # Nothing else of what the directory tells is kept.
    assert SocialAccount.objects.get().extra_data == {}
    client.logout()
    assert enter(client).url == HOME
    assert SocialAccount.objects.get().extra_data == {}


@pytest.mark.parametrize(
    ("claims", "sentence"),
    [
        ({"email_verified": False}, "ne certifie pas votre courriel"),
        ({"email_verified": "true"}, "ne certifie pas votre courriel"),
        ({"email": "paul@orne.example"}, "Aucun compte ouvert n’a le courriel"),
        ({"email": ""}, "Aucun compte ouvert n’a le courriel"),
    ],
)
def test_an_address_unverified_or_unknown_is_refused_and_makes_no_account(
    claims, sentence, directory, account, client
):
    directory(**CLAIRE | claims)
    answer = enter(client)
    assert answer.status_code == 403
    assert sentence in answer.content.decode()
    assert client.get(HOME).status_code == 302
    assert User.objects.count() == 1


def test_a_directory_that_answers_another_address_is_refused(directory, account, client):
    factories.UserFactory(email="paul@orne.example")
    directory(**CLAIRE)
    enter(client)
    client.logout()
    directory(**CLAIRE | {"email": "paul@orne.example"})
    answer = enter(client)
    assert answer.status_code == 403
    assert "un autre courriel que celui de votre compte" in answer.content.decode()
    assert client.get(HOME).status_code == 302


def test_a_closed_account_is_not_opened(directory, account, client):
    account.is_active = False
    account.save()
    directory(**CLAIRE)
    assert enter(client).status_code == 403


def test_an_invented_answer_opens_nothing(directory, account, client):
    back = reverse("openid_connect_callback", args=["annuaire"])
    page = client.get(back, {"code": "invented", "state": "invented"})
    assert "Connexion refusée" in page.content.decode()
    assert client.get(HOME).status_code == 302


def test_the_sign_in_page_offers_the_directory_where_there_is_one(directory, db, client, settings):
    assert "Se connecter par annuaire" in client.get(SIGN_IN).content.decode()
    settings.OIDC_SERVER = ""
    assert "Se connecter par" not in client.get(SIGN_IN).content.decode()


def test_without_a_directory_its_addresses_lead_nowhere(db, client):
    assert client.get(ENTER).status_code == 404
