"""The register is made of the models: none with personal data, nor any field, is left out."""

import datetime as dt
from itertools import chain

import pytest
import time_machine
from django.apps import apps
from django.db import models
from django.urls import reverse

from plics.classification import OTHERS, Tells, Unclassified, fields_of
from plics.models import Role
from reports.privacy.register import OURS, of_somebody, register
from tests import factories as f


def test_every_field_of_every_model_says_what_it_tells():
    for app in OURS:
        for model in apps.get_app_config(app).get_models():
            fields = list(chain.from_iterable(fields_of(model).values()))
            whole = [*model._meta.concrete_fields, *model._meta.many_to_many]
            assert len(fields) == len([x for x in whole if not isinstance(x, models.AutoField)])


def test_a_field_that_nobody_classified_is_refused(monkeypatch):
    monkeypatch.setitem(OTHERS, "reports.KeptAnswer", ("", "", "key value"))
    with pytest.raises(Unclassified, match=r"reports\.KeptAnswer\.kept_at"):
        fields_of(apps.get_model("reports.KeptAnswer"))


def test_every_model_with_personal_data_is_in_one_processing_of_the_register():
    declared = list(chain.from_iterable(each.models for each in register()))
    assert sorted(declared) == sorted(set(declared))
    assert set(declared) == of_somebody()


def test_a_field_typed_of_a_person_is_told_as_what_names_them():
    lists = {name: dict(told) for entry in register() for name, told in entry.lists}
    assert "nom, prénom, nom de naissance" in lists["Personnes"]["Désigne"]
    assert "date de naissance" in lists["Personnes"]["Indirect"]
    assert "numéro de demande" in lists["Ménages"]["Désigne"]
    assert fields_of(apps.get_model("funds.Aid"))[Tells.NAME]


def test_each_entry_says_why_how_long_and_who(settings):
    settings.RETENTION_DAYS = 400
    for entry in register():
        assert all((entry.why, entry.of, entry.kept, entry.who, entry.basis))
    assert "400\u00a0jours" in register()[0].kept


# -- pages


@pytest.fixture
def sign_in(client, db):
    def sign_in(role, **rights):
        client.force_login(f.UserFactory(role=role, **rights))
        return client

    return sign_in


def test_the_register_is_read_by_the_officer_and_led_to_from_every_page(sign_in):
    page = sign_in(Role.OFFICER).get(reverse("privacy:register")).content.decode()
    assert page.count("Pourquoi") == len(register())
    assert "nom, prénom, nom de naissance" in page
    home = sign_in(Role.ADMINISTRATOR).get("/").content.decode()
    assert reverse("privacy:register") in home


@time_machine.travel(dt.datetime(2026, 11, 28, 12, tzinfo=dt.UTC), tick=False)
def test_who_is_due_within_a_month_is_named_to_whoever_sees_names_alone(sign_in):
    """Last met 730 days before the last day of the notice, and the day after that."""
    limit = dt.date(2026, 11, 28) + dt.timedelta(days=30 - 730)
    for name, day in (("QUENOUILLE", limit), ("PLUSTARD", limit + dt.timedelta(days=1))):
        f.PersonFactory(last_name=name, membership__ends_on=day)
    read = {
        role: sign_in(role).get(reverse("privacy:notice")).content.decode()
        for role in (Role.OFFICER, Role.ADMINISTRATOR)
    }
    assert "QUENOUILLE" in read[Role.ADMINISTRATOR]
    assert "QUENOUILLE" not in read[Role.OFFICER]
    for page in read.values():
        assert "1 personne" in page.replace("\u202f", " ").replace("\u00a0", " ")
        assert "28/12/2026" in page
        assert "PLUSTARD" not in page


def test_no_field_is_named_in_english():
    told = " ".join(words for each in register() for _, lists in each.lists for _, words in lists)
    assert "numéro de la ligne" in told
    assert not {"object", "address", "data", "email", "serialized"} & set(
        told.replace(",", "").split()
    )
