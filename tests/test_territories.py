"""Rows of another territory: neither chosen in a form, nor listed, nor probed by a filter."""

import pytest
from django.contrib.admin import site
from django.urls import reverse

from beneficiaries.models import Person
from plics.models import Role
from tests import factories
from tests.factories.catalogue import one_of_each
from tests.test_access import SCOPED_MODELS


@pytest.fixture
def rows(db):
    """One row of every registered model, in the commission of Argentan."""
    argentan = factories.CommissionFactory(slug="argentan", name="Argentan")
    return one_of_each(argentan) | {type(argentan): argentan}


@pytest.fixture
def sign_in(client):
    def sign_in(role):
        slug = "argentan" if role == "coordinator" else "flers"
        account = factories.UserFactory(
            role=Role.STAFF if role == "staff" else Role.COORDINATOR,
            commissions=[factories.CommissionFactory(slug=slug)],
        )
        client.force_login(account)
        return client

    return sign_in


def fields_with_choices():
    """Every field of every form whose choices are asked for by the browser."""
    for model, screen in site._registry.items():
        for holder in (screen, *(inline for inline in screen.inlines)):
            for name in holder.autocomplete_fields:
                yield getattr(holder, "model", model), name


@pytest.mark.parametrize("role", ["coordinator", "stranger"])
def test_choices_of_forms_are_rows_of_the_own_territory(role, rows, sign_in):
    client = sign_in(role)
    for model, name in fields_with_choices():
        remote = model._meta.get_field(name).related_model
        query = {
            "app_label": model._meta.app_label,
            "model_name": model._meta.model_name,
            "field_name": name,
        }
        found = client.post(reverse("admin:autocomplete"), query).json()["results"]
        keys = [int(row["id"]) for row in found]
        hidden = role == "stranger" and remote.__name__ in SCOPED_MODELS
        assert (rows[remote].pk in keys) is not hidden, f"{model.__name__}.{name}"


def test_lists_and_their_filters_tell_nothing_of_another_territory(rows, sign_in):
    client = sign_in("stranger")
    told = {}
    for model in site._registry:
        # Validated editions are published: they name their commission to everyone.
        if model.__name__ not in SCOPED_MODELS - {"Edition"}:
            continue
        address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")
        page = client.get(address).content.decode()
        if "Argentan" in page or rows[Person].last_name in page:
            told[address] = page
    assert list(told) == []


@pytest.mark.parametrize(
    ("screen", "lookup"),
    [
        ("beneficiaries_household", "matricule_fingerprint__startswith"),
        ("beneficiaries_person", "household__matricule_fingerprint__startswith"),
        ("actions_participation", "person__last_name__startswith"),
        ("reports_edition", "validated_by__password__startswith"),
    ],
)
def test_filters_typed_in_the_address_cannot_probe_hidden_fields(screen, lookup, rows, sign_in):
    response = sign_in("staff").get(reverse(f"admin:{screen}_changelist"), {lookup: "a"})
    assert response.status_code == 400
