import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from plics.models import Upload
from tests.factories.plics import UserFactory
from tests.imports.conftest import reference  # noqa: F401
from tests.imports.files import csv_text


@pytest.fixture
def staff(client, reference):  # noqa: F811
    client.force_login(UserFactory(role="staff", username="agent"))
    return client


@pytest.fixture
def send(staff):
    """Sends a file on the page of its kind; gives the upload, or the page that refuses it."""

    def send(kind, content, name="fichier.csv", **answers):
        if isinstance(content, list):
            content = csv_text(content)
        if isinstance(content, str):
            content = content.encode()
        answers["file"] = SimpleUploadedFile(name, content)
        known = set(Upload.objects.values_list("pk", flat=True))
        page = staff.post(reverse("importing:kind", args=[kind]), answers)
        return Upload.objects.exclude(pk__in=known).first() or page

    return send


@pytest.fixture
def act(staff):
    """Presses a button of an upload's page; gives the page that follows."""

    def act(upload, deed):
        page = staff.post(reverse("importing:act", args=[upload.pk, deed]), follow=True)
        if Upload.objects.filter(pk=upload.pk).exists():
            upload.refresh_from_db()
        return page.content.decode()

    return act
