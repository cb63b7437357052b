"""What cannot be a file of its kind is refused on the spot, with a sentence, and not kept."""

import io
import zipfile

import pytest
from django.conf import settings
from django.urls import reverse

from plics import upload_handlers
from plics.importing import guards
from plics.importing.registry import KINDS
from plics.models import Upload
from tests.imports.files import person
from tests.imports.test_aids import aid


def archive(**entries) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as file:
        for name, data in entries.items():
            file.writestr(name, data)
    return content.getvalue()


def refusal(page) -> str:
    assert not isinstance(page, Upload)
    assert page.status_code == 200
    return " ".join(page.context["form"].errors["file"])


@pytest.mark.parametrize(
    ("kind", "name", "content", "expected"),
    [
        ("aides", "photo.csv", b"\x89PNG\r\n", "une image"),
        ("aides", "aides.pdf", b"%PDF-1.7", "n’est pas reçu ici"),
        ("aides", "aides.xlsx", b"fonds;numero", "abîmé ou incomplet"),
        ("aides", "aides.xlsx", archive(readme="x"), "n’est pas un classeur"),
        ("aides", "aides.csv", b"", "vide"),
        ("aides", "aides.csv", b"MZ\x90\x00", "un programme"),
        ("aides", "aides.xlsx", b"\x7fELF\x02", "un programme"),
        ("aides", "aides.txt", b"#!/bin/sh\n", "un programme"),
        ("aides", "aides.csv", b"<HTML><script>alert(1)</script>", "une page web"),
        ("aides", "aides.csv", b"\xef\xbb\xbf<svg onload='alert(1)'/>", "une page web"),
        ("aides", "aides.csv", b"<?xml version='1.0'?><Racine/>", "un document XML"),
        # The name and what is inside agree, or the file is refused.
        ("aides", "aides.csv", archive(**{"xl/workbook.xml": "x"}), "est un classeur XLSX"),
        ("aides", "aides.ods", archive(**{"xl/workbook.xml": "x"}), "renommez-le"),
        ("aides", "aides.xlsx", archive(**{"content.xml": "x"}), "est un classeur ODS"),
        ("cnaf", "flux.xml", archive(**{"xl/workbook.xml": "x"}), "n’est pas du XML"),
        ("cnaf", "flux.xml", b"fonds;numero", "n’est pas du XML"),
        ("contours", "communes.geojson", b"<svg/>", "n’est pas du GEOJSON"),
    ],
)
def test_a_file_of_another_nature_is_refused(send, kind, name, content, expected):
    assert expected in refusal(send(kind, content, name=name))
    assert not Upload.objects.exists()


def test_a_bomb_renamed_as_a_workbook_is_refused_unopened(send):
    names = {f"xl/{number}.xml": b"0" * guards.MEGABYTE for number in range(201)}
    kept = set((settings.MEDIA_ROOT / "uploads").glob("*"))
    message = refusal(send("aides", archive(**names), name="aides.xlsx"))
    assert "décompressé" in message
    assert set((settings.MEDIA_ROOT / "uploads").glob("*")) == kept


def test_a_file_above_its_limit_is_refused(send, monkeypatch):
    monkeypatch.setattr(KINDS["aides"], "size_limit", 100)
    assert "il n’a pas été lu" in refusal(send("aides", [aid(), aid("a2")]))


def test_a_request_above_every_limit_never_reaches_the_disk(send, monkeypatch):
    monkeypatch.setattr(upload_handlers, "LIMIT", 1000)
    message = refusal(send("aides", "fonds;numero\n" * 1000))
    assert "il n’a pas été lu" in message


def test_a_stranger_to_the_application_sends_no_file(client, db, monkeypatch):
    kept = []
    monkeypatch.setattr(
        "django.core.files.uploadhandler.MemoryFileUploadHandler.receive_data_chunk",
        lambda handler, data, start: kept.append(data),
    )
    response = client.post(reverse("importing:kind", args=["aides"]), {"file": io.BytesIO(b"x")})
    assert (response.status_code, kept) == (302, [])


def test_an_entity_bomb_is_refused_with_a_sentence(send, staff):
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><Racine>&a;</Racine>'
    upload = send("cnaf", bomb, name="flux.xml")
    assert upload.state == Upload.State.REFUSED
    assert "Le flux est refusé" in upload.report["refusal"]


def test_all_rows_refused_leaves_nothing_to_confirm(send, act, staff):
    upload = send("aides", [aid(fonds="xyz")])
    page = staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()
    assert upload.state == Upload.State.REFUSED
    assert "confirmer" not in page
    assert reverse("importing:rejects", args=[upload.pk]) in page
    assert "a changé d’état" in act(upload, "confirmer")


@pytest.mark.parametrize("role", ["coordinator", "reader"])
def test_a_file_is_for_the_staff_to_send(client, reference, role):
    from tests.factories.plics import UserFactory

    client.force_login(UserFactory(role=role))
    answers = {"file": io.BytesIO(b"x"), "reference_date": "2019-11-30"}
    for kind in ("beneficiaires", "aides"):
        response = client.post(reverse("importing:kind", args=[kind]), answers)
        assert response.status_code == 403
    assert not Upload.objects.exists()


def test_no_social_security_number_shows(send, staff):
    upload = send("beneficiaires", [person(1, nom="1850361006123")], reference_date="2019-11-30")
    page = staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()
    assert "1850361006123" not in page
    assert "1850361006123" not in str(upload.details)
