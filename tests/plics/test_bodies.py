"""What is too long is refused on its announced length: not one byte of it is read."""

import pytest
from django.conf import settings
from django.urls import reverse

from plics.bodies import ENDED_SESSION_LIMIT, OPEN_PAGE_LIMIT
from tests import factories

SIGN_IN, FORGOTTEN = reverse("account_login"), reverse("account_reset_password")
HOME = reverse("home")
FORMS_LIMIT = settings.DATA_UPLOAD_MAX_MEMORY_SIZE


class Unread:
    """What the server gives to read from."""

    def read(self, *_):
        raise AssertionError("the body was read")

    readline = read


@pytest.fixture
def send(client, db):
    def send(address, length, **headers):
        told = {"CONTENT_LENGTH": str(length), "wsgi.input": Unread()} | headers
        return client.generic("POST", address, **told)

    return send


@pytest.mark.parametrize("content", ["application/x-www-form-urlencoded", "multipart/form-data"])
@pytest.mark.parametrize("address", [SIGN_IN, FORGOTTEN])
def test_what_a_stranger_sends_to_an_open_page_is_refused_unread(address, content, send):
    response = send(address, 25_000_000, CONTENT_TYPE=f"{content}; boundary=x")
    assert response.status_code == 413
    assert "rien n’en a été lu" in response.content.decode()
    assert send(address, OPEN_PAGE_LIMIT + 1).status_code == 413


def test_a_body_in_pieces_is_refused_unread_whoever_sends_it(send, client):
    for sender in ("anonymous", factories.UserFactory()):
        if sender != "anonymous":
            client.force_login(sender)
        response = send(HOME, "", HTTP_TRANSFER_ENCODING="chunked")
        assert response.status_code == 413


@pytest.mark.parametrize(
    ("address", "limit"),
    [
        (HOME, ENDED_SESSION_LIMIT),
        (reverse("importing:kind", args=["aides"]), ENDED_SESSION_LIMIT),
        (SIGN_IN, OPEN_PAGE_LIMIT),
    ],
)
def test_a_stranger_is_read_up_to_the_bound_of_the_page(address, limit, client, db):
    kind = {"content_type": "application/x-www-form-urlencoded"}
    assert client.post(address, b"x" * limit, **kind).status_code in (200, 302)
    assert client.post(address, b"x" * (limit + 1), **kind).status_code == 413


def test_an_account_is_read_up_to_the_bound_of_forms(send, client):
    client.force_login(factories.UserFactory(role="administrator"))
    for address in (HOME, reverse("account_change_password"), reverse("admin:plics_user_add")):
        assert send(address, FORMS_LIMIT + 1).status_code == 413
    address = reverse("account_change_password")
    kind = {"content_type": "application/x-www-form-urlencoded"}
    assert client.post(address, b"x" * FORMS_LIMIT, **kind).status_code == 200


def test_files_are_sent_to_the_pages_that_take_them(client, db, monkeypatch):
    """Which say themselves, beside the field, what they do not take."""
    monkeypatch.setattr(settings, "DATA_UPLOAD_MAX_MEMORY_SIZE", 10)
    client.force_login(factories.UserFactory(role="administrator"))
    agreement = factories.AgreementFactory()
    for address in (
        reverse("importing:kind", args=["aides"]),
        reverse("returns:agreement", args=[agreement.pk]),
        reverse("admin:beneficiaries_decisiontype_import"),
    ):
        assert client.post(address, {"name": "x" * 1000}).status_code != 413
    assert client.post(HOME, {"name": "x" * 1000}).status_code == 413
