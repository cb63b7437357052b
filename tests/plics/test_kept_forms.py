"""What was typed in a form outlives the session, for the account that typed it and no other."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from plics.kept_forms import CHARACTERS, KEPT
from tests import factories
from tests.forms import FormReader, values_of

SAVE = {"_save": "Enregistrer"}


@pytest.fixture
def anne(db):
    return factories.UserFactory(first_name="Anne")


@pytest.fixture
def row(db):
    return factories.PersonFactory(last_name="PETIT")


def change(row) -> str:
    return reverse("admin:beneficiaries_person_change", args=[row.pk])


def typed_then_ended(user, row, **typed) -> tuple[Client, object]:
    """A browser whose session ended before the form was sent, and what it was answered."""
    client = Client()
    client.force_login(user)
    values = values_of(client.get(change(row))) | {"last_name": "GRAND"} | SAVE | typed
    client.logout()
    return client, client.post(change(row), values)


def replayed(page) -> dict:
    fields = re.findall(r'<input type="hidden" name="(\w[\w-]*)" value="([^"]*)"', page)
    return {name: value for name, value in fields if name != "csrfmiddlewaretoken"}


def test_what_was_typed_is_given_back_after_signing_in_and_saved_once(anne, row):
    client, answer = typed_then_ended(anne, row)
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('resume')}"
    client.force_login(anne)
    page = client.get(reverse("resume")).content.decode()
    assert f'action="{change(row)}"' in page
    row.refresh_from_db()
    assert row.last_name == "PETIT"
    assert client.post(change(row), replayed(page)).status_code == 302
    row.refresh_from_db()
    assert row.last_name == "GRAND"
    assert client.get(reverse("resume"))["Location"] == "/"


def test_several_choices_and_new_rows_are_given_back_too(anne):
    support, person = factories.SupportFactory(), factories.PersonFactory()
    needs = [factories.NeedFactory(), factories.NeedFactory()]
    household = factories.HouseholdFactory()
    place = {"TOTAL_FORMS": 1, "0-person": person.pk, "0-role": "ENF", "0-starts_on": "2020-01-01"}
    for row, typed in (
        (support, {"needs": [need.pk for need in needs]}),
        (household, {f"memberships-{name}": value for name, value in place.items()}),
    ):
        client = Client()
        client.force_login(anne)
        address = reverse(f"admin:beneficiaries_{row._meta.model_name}_change", args=[row.pk])
        values = values_of(client.get(address)) | typed | SAVE
        client.logout()
        client.post(address, values)
        client.force_login(anne)
        page = FormReader()
        page.feed(client.get(reverse("resume")).content.decode().partition("</h1>")[2])
        assert client.post(address, page.values).status_code == 302
    assert set(support.needs.all()) == set(needs)
    assert household.memberships.get().person == person


def test_what_a_colleague_saved_in_between_is_still_said(anne, row):
    client, _ = typed_then_ended(anne, row)
    row.last_name = "MOYEN"
    row.save()
    client.force_login(anne)
    page = client.get(reverse("resume")).content.decode()
    refused = client.post(change(row), replayed(page)).content.decode()
    assert "Enregistré entre-temps : « MOYEN ». Vous aviez tapé : « GRAND »." in refused


def test_another_account_on_the_same_machine_reads_none_of_it(anne, row):
    client, _ = typed_then_ended(anne, row)
    client.force_login(factories.UserFactory(first_name="Bruno"))
    answer = client.get(reverse("resume"))
    assert answer["Location"] == "/"
    assert KEPT not in client.session


@pytest.mark.parametrize(
    "typed", [{"_who": ""}, {"_who": "1:forged"}, {"first_name": "x" * CHARACTERS}]
)
def test_nothing_is_kept_of_a_form_of_nobody_nor_of_a_flood(anne, row, typed):
    client, answer = typed_then_ended(anne, row, **typed)
    assert reverse("resume") not in answer["Location"]
    assert KEPT not in client.session


def test_a_token_renewed_by_another_tab_gives_the_form_back(anne, row):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anne)
    values = values_of(client.get(change(row))) | {"last_name": "GRAND"} | SAVE
    values["csrfmiddlewaretoken"] = "a" * 64
    answer = client.post(change(row), values)
    assert answer["Location"] == reverse("resume")
    page = client.get(reverse("resume")).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
    sent = client.post(change(row), replayed(page) | {"csrfmiddlewaretoken": token})
    assert sent.status_code == 302
    row.refresh_from_db()
    assert row.last_name == "GRAND"


def test_without_its_signature_a_form_of_another_site_is_refused(anne, row):
    client = Client(enforce_csrf_checks=True)
    client.force_login(anne)
    answer = client.post(change(row), {"last_name": "GRAND", "_who": "forged"})
    assert answer.status_code == 403
    assert "Formulaire expiré" in answer.content.decode()
