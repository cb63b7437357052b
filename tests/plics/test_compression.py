"""What is text travels compressed, padded; what is compressed already travels as it is."""

import gzip

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from plics.middleware import Compressed

pytestmark = pytest.mark.same_on_any_database
TEXT = b"<p>Une page qui se ressemble.</p>" * 100


def answered(kind: str, content: bytes = TEXT, **headers):
    request = RequestFactory().get("/", headers={"accept-encoding": "gzip"} | headers)
    return Compressed(lambda _: HttpResponse(content, content_type=kind))(request)


@pytest.mark.parametrize(
    "kind", ["text/html; charset=utf-8", "application/json", "image/svg+xml; charset=utf-8"]
)
def test_text_is_compressed(kind):
    response = answered(kind)
    assert response["Content-Encoding"] == "gzip"
    assert len(response.content) < len(TEXT) / 2
    assert gzip.decompress(response.content) == TEXT


def test_a_document_is_not_compressed_again():
    assert "Content-Encoding" not in answered("application/pdf")


def test_a_browser_that_does_not_ask_gets_plain_text():
    assert answered("text/html", **{"accept-encoding": "identity"}).content == TEXT


def test_the_same_page_weighs_now_this_now_that():
    """Otherwise its weight would tell whether a guess stands beside a secret."""
    weights = {len(answered("text/html").content) for _ in range(30)}
    assert len(weights) > 1


def test_a_page_of_the_site_is_compressed(client, db):
    response = client.get("/connexion/", headers={"accept-encoding": "gzip"})
    assert response["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in response["Vary"]
