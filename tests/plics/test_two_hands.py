"""Two accounts, one row: what one saved is neither lost nor silently replaced."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.forms import values_of


@pytest.fixture
def hands(db):
    """Two colleagues, each signed in."""
    clients = Client(), Client()
    for client, name in zip(clients, ("Anne", "Bruno"), strict=True):
        client.force_login(factories.UserFactory(first_name=name, last_name="MARTIN"))
    return clients


def change(row) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def test_fields_changed_by_two_hands_are_both_kept_and_it_is_said(hands):
    person = factories.PersonFactory(last_name="PETIT", first_name="Anna", sex="")
    anne, bruno = hands
    first, second = (values_of(client.get(change(person))) for client in hands)
    anne.post(change(person), first | {"last_name": "GRAND", "sex": "2"})
    page = bruno.post(change(person), second | {"first_name": "Anne"}, follow=True)
    assert "ces changements et les vôtres sont tous gardés" in page.content.decode()
    person.refresh_from_db()
    assert (person.last_name, person.first_name, person.sex) == ("GRAND", "Anne", "2")


def test_one_field_changed_by_two_hands_is_refused_with_both_values(hands):
    person = factories.PersonFactory(last_name="PETIT")
    anne, bruno = hands
    first, second = (values_of(client.get(change(person))) for client in hands)
    anne.post(change(person), first | {"last_name": "GRAND"})
    refused = bruno.post(change(person), second | {"last_name": "MOYEN", "first_name": "Zoé"})
    page = refused.content.decode()
    assert "Enregistré entre-temps : « GRAND ». Vous aviez tapé : « MOYEN »." in page
    assert "Anne MARTIN" in page
    again = values_of(refused)
    assert (again["last_name"], again["first_name"]) == ("MOYEN", "Zoé")
    person.refresh_from_db()
    assert (person.last_name, person.first_name) == ("GRAND", "Camille")
    assert bruno.post(change(person), again).status_code == 302
    person.refresh_from_db()
    assert (person.last_name, person.first_name) == ("MOYEN", "Zoé")


def test_what_a_colleague_saved_is_not_undone_by_a_form_corrected_for_another_reason(hands):
    person = factories.PersonFactory(last_name="PETIT")
    anne, bruno = hands
    first, second = (values_of(client.get(change(person))) for client in hands)
    anne.post(change(person), first | {"last_name": "GRAND"})
    wrong = bruno.post(change(person), second | {"birth_date": "hier"})
    bruno.post(change(person), values_of(wrong) | {"birth_date": "02/01/1980"})
    person.refresh_from_db()
    assert person.last_name == "GRAND"


def test_the_same_change_by_two_hands_is_no_conflict(hands):
    person = factories.PersonFactory(last_name="PETIT")
    sent = [values_of(client.get(change(person))) for client in hands]
    for client, values in zip(hands, sent, strict=True):
        assert client.post(change(person), values | {"last_name": "GRAND"}).status_code == 302


@pytest.mark.same_on_any_database
@pytest.mark.parametrize(
    ("made", "name", "theirs", "mine"),
    [
        (factories.AgreementFactory, "capacity", "12,5", "30"),
        (factories.AgreementFactory, "highlights", "action.rural", "action.priority_area"),
        (factories.SupportFactory, "starts_on", "02/03/2018", "03/03/2018"),
        (factories.ParticipationFactory, "immersions", "2", "3"),
        (factories.SittingFactory, "held_on", "02/03/2018", "03/03/2018"),
        (factories.FundFactory, "name", "Fonds A", "Fonds B"),
        (factories.UserFactory, "email", "a@orne.example", "b@orne.example"),
        (factories.HouseholdFactory, "number", "00000000A11", "00000000B22"),
    ],
)
def test_every_form_of_the_administration_is_guarded(made, name, theirs, mine, hands):
    row = made()
    for client in hands:
        client.force_login(factories.UserFactory(role="administrator"))
    anne, bruno = hands
    first, second = (values_of(client.get(change(row))) for client in hands)
    saved = anne.post(change(row), first | {name: theirs})
    assert saved.status_code == 302, re.findall("errorlist.*", saved.content.decode())
    row.refresh_from_db()
    before = getattr(row, name)
    page = bruno.post(change(row), second | {name: mine})
    assert "Enregistré entre-temps" in page.content.decode()
    row.refresh_from_db()
    assert getattr(row, name) == before


def test_choices_ticked_by_two_hands(hands):
    first_need, second_need = factories.NeedFactory(), factories.NeedFactory()
    support = factories.SupportFactory()
    anne, bruno = hands
    first, second = (values_of(client.get(change(support))) for client in hands)
    anne.post(change(support), first | {"needs": [first_need.pk]})
    kept = bruno.post(change(support), second | {"starts_on": "02/02/2018"})
    assert kept.status_code == 302
    assert list(support.needs.all()) == [first_need]
    refused = bruno.post(change(support), second | {"needs": [second_need.pk]})
    assert "Enregistré entre-temps" in refused.content.decode()


def test_rows_of_an_inline_are_guarded_too(hands):
    household = factories.HouseholdFactory()
    situation = household.situations.get()
    anne, bruno = hands
    first, second = (values_of(client.get(change(household))) for client in hands)
    anne.post(change(household), first | {"situations-0-rsa_type": "RSANP"})
    kept = bruno.post(change(household), second | {"situations-0-right_state": "4"})
    assert kept.status_code == 302
    situation.refresh_from_db()
    assert (situation.rsa_type, situation.right_state) == ("RSANP", "4")
    refused = bruno.post(change(household), second | {"situations-0-rsa_type": "RSASP"})
    assert "« RSANP »" in refused.content.decode()


def test_a_row_and_the_inline_that_shows_it_are_the_same_row(hands):
    household = factories.HouseholdFactory()
    situation = household.situations.get()
    anne, bruno = hands
    page = values_of(bruno.get(change(household)))
    anne.post(change(situation), values_of(anne.get(change(situation))) | {"rsa_type": "RSANP"})
    refused = bruno.post(change(household), page | {"situations-0-rsa_type": "RSASP"})
    assert "« RSANP »" in refused.content.decode()


def test_an_inline_row_deleted_meanwhile_is_let_go_or_typed_anew(hands):
    agreement = factories.AgreementFactory()
    target = factories.TargetFactory(agreement=agreement, value=3)
    anne, bruno = hands
    first, second = (values_of(client.get(change(agreement))) for client in hands)
    anne.post(change(agreement), first | {"targets-0-DELETE": "on"})
    assert not agreement.targets.exists()
    assert bruno.post(change(agreement), second).status_code == 302
    assert not agreement.targets.exists()
    refused = bruno.post(change(agreement), second | {"targets-0-value": "5", "_once": ""})
    assert "a été supprimée entre-temps" in refused.content.decode()
    assert bruno.post(change(agreement), values_of(refused)).status_code == 302
    assert agreement.targets.get().value == 5
    assert agreement.targets.get().kind == target.kind


def test_a_row_changed_meanwhile_is_not_deleted_unseen(hands):
    agreement = factories.AgreementFactory()
    target = factories.TargetFactory(agreement=agreement, value=3)
    anne, bruno = hands
    first, second = (values_of(client.get(change(agreement))) for client in hands)
    anne.post(change(agreement), first | {"targets-0-value": "4"})
    refused = bruno.post(change(agreement), second | {"targets-0-DELETE": "on"})
    assert "elle a été modifiée entre-temps" in refused.content.decode()
    target.refresh_from_db()
    assert target.value == 4
    bruno.post(change(agreement), values_of(refused) | {"targets-0-DELETE": "on"})
    assert not agreement.targets.exists()


def test_a_page_whose_values_cannot_be_read_replaces_nothing_unasked(hands):
    person = factories.PersonFactory(last_name="PETIT")
    anne, _ = hands
    values = values_of(anne.get(change(person))) | {"_shown": "forged", "last_name": "GRAND"}
    assert "« PETIT »" in anne.post(change(person), values).content.decode()
