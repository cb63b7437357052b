"""Small things of the forms of the administration that cost time or hide what is wrong."""

from decimal import Decimal

import pytest
from django.urls import reverse

from actions.models import Agreement
from actions.services import carry_over
from beneficiaries.models import Person, Sitting
from tests import factories
from tests.forms import values_of


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


def page(row, name: str) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_{name}", args=[row.pk])


# -- numbers


@pytest.mark.parametrize(
    "typed", ["12 500,50", "12\xa0500,50", "12\u202f500,5", "12500,50", "12500.50"]
)
def test_an_amount_is_read_as_the_french_write_it(typed, staff):
    agreement = factories.AgreementFactory(amount=None)
    values = values_of(staff.get(page(agreement, "change")))
    assert staff.post(page(agreement, "change"), values | {"amount": typed}).status_code == 302
    agreement.refresh_from_db()
    assert agreement.amount == Decimal("12500.50")


@pytest.mark.parametrize("typed", ["12 500", "12\u202f500", "12500"])
def test_a_whole_number_too(typed, staff):
    commune = factories.CommuneFactory(population=1)
    values = values_of(staff.get(page(commune, "change")))
    assert staff.post(page(commune, "change"), values | {"population": typed}).status_code == 302
    commune.refresh_from_db()
    assert commune.population == 12500


@pytest.mark.parametrize("typed", ["12 5x", "1 2,3,4", "- 5", "douze"])
def test_what_is_no_number_is_still_refused(typed, staff):
    agreement = factories.AgreementFactory(amount=None)
    values = values_of(staff.get(page(agreement, "change")))
    said = staff.post(page(agreement, "change"), values | {"amount": typed}).content.decode()
    assert "Saisissez un nombre." in said


# -- choosing by name


def suggested(client, source: tuple[str, str, str], term: str) -> list[str]:
    app, model, field = source
    response = client.post(
        reverse("admin:autocomplete"),
        {"app_label": app, "model_name": model, "field_name": field, "term": term},
    )
    return [found["text"] for found in response.json()["results"]]


def test_the_commune_typed_comes_before_those_that_hold_its_name(staff):
    for name in ("La Chapelle-près-Sées", "Sées", "Séez-les-Bois"):
        factories.CommuneFactory(name=name)
    source = ("beneficiaries", "person", "commune")
    found = [text.split(" (")[0] for text in suggested(staff, source, "sees")]
    assert found == ["Sées", "La Chapelle-près-Sées"]
    assert suggested(staff, source, "Séez")[0].startswith("Séez-les-Bois")


def test_a_name_begun_as_typed_comes_before_those_that_hold_it(staff):
    for name in ("ABEL-MARTIN", "MARTINEAU", "MARTIN"):
        factories.PersonFactory(last_name=name, first_name="Zoé")
    source = ("actions", "participation", "person")
    found = [text.split(" ")[0] for text in suggested(staff, source, "martin")]
    assert found == ["MARTIN", "MARTINEAU", "ABEL-MARTIN"]


def test_a_last_and_a_first_name_typed_whole_come_before_longer_ones(staff):
    for last, first in (("ABEL-MARTIN", "Zoé"), ("MARTIN", "Marie-Zoé"), ("MARTIN", "Zoé")):
        factories.PersonFactory(last_name=last, first_name=first)
    source = ("actions", "participation", "person")
    assert suggested(staff, source, "martin zoe")[0].startswith("MARTIN Zoé")


# -- adding another


def test_adding_another_keeps_where_and_when_but_not_who(staff):
    agreement, person = factories.AgreementFactory(), factories.PersonFactory()
    add = reverse("admin:actions_participation_add")
    typed = {"person": person.pk, "agreement": agreement.pk, "entered_on": "04/03/2019"}
    answer = staff.post(add, values_of(staff.get(add)) | typed | {"_addanother": "x"})
    kept = values_of(staff.get(answer.url))
    assert (kept["agreement"], kept["entered_on"]) == (str(agreement.pk), "04/03/2019")
    assert not kept.get("person")


# -- sections


def test_an_error_in_a_closed_section_opens_it(staff):
    row = factories.ParticipationFactory()
    values = values_of(staff.get(page(row, "change"))) | {"hours": "beaucoup"}
    said = staff.post(page(row, "change"), values).content.decode()
    section = said[: said.index('name="hours"')].rpartition("<fieldset")[2]
    assert "<details>" not in section
    other = said[: said.index('name="exclusion_reason"')].rpartition("<fieldset")[2]
    assert "<details>" in other


# -- the menu


@pytest.mark.parametrize(
    ("role", "is_there"), [("staff", True), ("coordinator", True), ("reader", False)]
)
def test_returns_are_in_the_menu_of_those_who_may_read_them(role, is_there, client, db):
    client.force_login(factories.UserFactory(role=role))
    home = client.get(reverse("home")).content.decode()
    assert (f'href="{reverse("returns:agreements")}"' in home) == is_there


# -- what was made by mistake


def made_by_hand(client, model, **answers):
    """A row typed by this account."""
    address = reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_add")
    response = client.post(address, values_of(client.get(address)) | answers)
    assert response.status_code == 302
    return model.objects.latest("pk")


@pytest.fixture
def mistakes(staff):
    """A person, a sitting and an agreement that hold nothing yet."""
    commission = factories.CommissionFactory()
    return [
        made_by_hand(staff, Person, last_name="X", first_name="Y", birth_date="02/01/1980"),
        made_by_hand(staff, Sitting, commission=commission.pk, held_on="04/03/2019"),
        made_by_hand(
            staff,
            Agreement,
            action=factories.ActionFactory().pk,
            year="2019",
            commission=commission.pk,
            dynamic_exit_target="",
            **{
                "targets-TOTAL_FORMS": "1",
                "targets-0-kind": factories.TargetKindFactory().pk,
                "targets-0-value": "3",
            },
        ),
    ]


def test_its_author_deletes_what_was_made_by_mistake(mistakes, staff):
    for row in mistakes:
        assert page(row, "delete") in staff.get(page(row, "change")).content.decode()
        assert staff.post(page(row, "delete"), {"post": "yes"}).status_code == 302
        assert not type(row).objects.filter(pk=row.pk).exists()


def test_nobody_else_of_the_staff_does(mistakes, client):
    client.force_login(factories.UserFactory())
    for row in mistakes:
        assert client.post(page(row, "delete"), {"post": "yes"}).status_code == 403


def test_nothing_may_hang_on_it(mistakes, staff):
    person, sitting, agreement = mistakes
    factories.ParticipationFactory(person=person, agreement=agreement)
    factories.DecisionFactory(sitting=sitting)
    for row in mistakes:
        assert staff.post(page(row, "delete"), {"post": "yes"}).status_code == 403
        assert type(row).objects.filter(pk=row.pk).exists()


def test_several_rows_are_not_deleted_at_once_by_the_staff(mistakes, staff):
    listed = staff.get(reverse("admin:beneficiaries_person_changelist")).content.decode()
    assert "delete_selected" not in listed


def test_an_agreement_carried_over_is_its_author_s(staff):
    author = factories.UserFactory()
    (renewed,) = carry_over([factories.AgreementFactory(year=2018)], by=author)
    assert staff.post(page(renewed, "delete"), {"post": "yes"}).status_code == 403
    staff.force_login(author)
    assert staff.post(page(renewed, "delete"), {"post": "yes"}).status_code == 302
