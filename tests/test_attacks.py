"""What was tried against the whole application, and must go on failing."""

import contextlib
import re

import pytest
from django.apps import apps
from django.contrib.admin import site
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import reverse

from beneficiaries.models import Person
from plics.models import Role, Upload, User
from tests import factories
from tests.factories.catalogue import make
from tests.test_access import OTHERS, admin_addresses
from tests.test_conventions import python_files

HOSTILE = "<i onload=x>"
OURS = ["plics", "beneficiaries", "actions", "funds", "reports"]


@pytest.fixture
def rows(db):
    argentan = factories.CommissionFactory(slug="argentan", name="Argentan")
    made = {model: make(model, argentan) for model in site._registry}
    return made | {type(argentan): argentan, Upload: factories.UploadFactory()}


def addresses(rows) -> list[str]:
    return [
        reverse(name, args=[rows[arg].pk if arg in rows else arg for arg in args])
        for name, args in OTHERS | admin_addresses(rows)
    ]


@pytest.mark.same_on_any_database
def test_no_address_takes_a_form_without_its_token(rows, quick_answers):
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.UserFactory(role=Role.ADMINISTRATOR))
    taken = [
        (address, status)
        for address in addresses(rows)
        # Redirections act on nothing, and some views take no form at all.
        if (status := client.post(address).status_code) not in (403, 405)
    ]
    assert taken == []


def typed_fields(model):
    """Where somebody types what they like."""
    for field in model._meta.concrete_fields:
        is_free = isinstance(field, models.CharField | models.TextField) and not field.choices
        if is_free and not isinstance(field, models.SlugField) and field.editable:
            yield field


@pytest.mark.same_on_any_database
def test_markup_typed_anywhere_is_shown_as_text(rows, client, quick_answers):
    account = factories.UserFactory(role=Role.ADMINISTRATOR)
    written = 0
    for model in [model for label in OURS for model in apps.get_app_config(label).get_models()]:
        for field in typed_fields(model):
            if model is User or (field.max_length or 99) < len(HOSTILE):
                continue
            # Some words are allowed beside others alone: those stay as they are.
            with contextlib.suppress(IntegrityError), transaction.atomic():
                found = model._base_manager.filter(pk__in=first(model))
                written += found.update(**{field.name: HOSTILE})
    assert written > 50
    client.force_login(account)
    pages = {address: text(client.get(address)) for address in addresses(rows)}
    assert [address for address, page in pages.items() if HOSTILE in page] == []
    assert sum("&lt;i onload=x&gt;" in page for page in pages.values()) > 50


def first(model):
    return list(model._base_manager.values_list("pk", flat=True)[:1])


def text(response) -> str:
    if response.streaming or not response.headers.get("Content-Type", "").startswith("text/html"):
        response.close()
        return ""
    return response.content.decode()


def test_signing_in_leaves_the_session_of_before(client, db):
    session = client.session
    session["seen"] = True
    session.save()
    client.cookies["sessionid"] = session.session_key
    factories.UserFactory(username="claire")
    answers = {"login": "claire", "password": factories.PASSWORD}
    client.post(reverse("account_login"), answers)
    assert client.session["_auth_user_id"]
    assert client.session.session_key != session.session_key


@pytest.mark.parametrize("host", ["evil.example", "testserver.evil.example", "testserver\r\nX: y"])
def test_another_host_is_not_answered(host, client, db, settings):
    settings.ALLOWED_HOSTS = ["testserver"]
    for address in ("/", reverse("account_reset_password")):
        assert client.get(address, HTTP_HOST=host).status_code == 400


def test_an_address_writes_no_header(client, db):
    account = factories.UserFactory()
    client.force_login(account)
    response = client.get("/connexion/", {"next": "/livrets/\r\nSet-Cookie: a=b"})
    assert "\n" not in "".join(response.headers.values())
    assert "a" not in response.cookies


def test_fields_that_a_form_does_not_show_are_not_taken(client, db):
    account = factories.UserFactory(role=Role.STAFF)
    client.force_login(account)
    answers = {
        "oldpassword": factories.PASSWORD,
        "password1": "trois-lampes-vertes-42",
        "password2": "trois-lampes-vertes-42",
        "role": Role.ADMINISTRATOR,
        "is_superuser": "on",
    }
    client.post(reverse("account_change_password"), answers)
    account.refresh_from_db()
    assert (account.role, account.is_superuser) == (Role.STAFF, False)


def test_a_bulk_action_reaches_no_row_of_another_territory(client, db):
    here, there = factories.CommissionFactory(slug="argentan"), factories.CommissionFactory()
    mine, theirs = make(Person, here), make(Person, there)
    client.force_login(factories.UserFactory(role=Role.COORDINATOR, commissions=[here]))
    answers = {"format": "0", "ids": [mine.pk, theirs.pk], "_selected_action": [theirs.pk]}
    response = client.post(reverse("admin:beneficiaries_person_export"), answers)
    assert theirs.last_name not in response.content.decode("utf-8", "replace")


def test_no_query_is_made_of_what_a_request_says():
    """A word such as `_connector` would change its meaning."""
    made = re.compile(r"\*\*\s*(?:self\.)?(?:request|data|query|params)\b")
    written = {path: path.read_text(encoding="utf-8") for path in python_files(*OURS)}
    filters = re.compile(r"\.(?:filter|exclude|get)\(([^()]*)\)")
    found = [
        (path.name, arguments)
        for path, text in written.items()
        for arguments in filters.findall(text)
        if made.search(arguments)
    ]
    assert found == []


@pytest.mark.parametrize("query", [{"_connector": "OR 1=1"}, {"_negated": "1"}, {"pk__gte": "0"}])
def test_a_list_takes_no_word_of_the_querys_own(query, client, db):
    person = factories.PersonFactory()
    client.force_login(factories.UserFactory(role=Role.COORDINATOR))
    page = client.get(reverse("admin:beneficiaries_person_changelist"), query)
    assert page.status_code in (200, 302, 400)
    assert person.last_name not in page.content.decode()


# Keys of rows, or the year and the places of figures: never a name, which a queue would keep.
KEYS_ALONE = {"", "edition.pk", "upload.pk", "rendering.pk", "run.pk", "mail.pk", "*asked"}


def test_tasks_are_given_keys_alone():
    enqueued = re.compile(r"\.enqueue\(([^()]*)\)")
    texts = [path.read_text(encoding="utf-8") for path in python_files(*OURS)]
    given = {arguments for text in texts for arguments in enqueued.findall(text)}
    assert given - KEYS_ALONE == set()
    assert len(given) > 3
