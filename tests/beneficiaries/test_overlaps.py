"""A household has one situation a day, a person one place in a household, a commune one
attachment: said on the row at fault, and held by PostgreSQL."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from beneficiaries.models import Attachment, HouseholdSituation, Membership
from plics.models import NoOverlap
from tests import factories
from tests.forms import values_of

JANUARY, MARCH, MAY, JULY = (dt.date(2019, month, 1) for month in (1, 3, 5, 7))


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


@pytest.fixture
def household(db):
    """Open since January, with one person in it."""
    household = factories.HouseholdFactory(situation__starts_on=JANUARY)
    factories.MembershipFactory(household=household, starts_on=JANUARY)
    return household


def page_of(household) -> str:
    return reverse("admin:beneficiaries_household_change", args=[household.pk])


def with_situation(typed: dict, household, **answers) -> dict:
    """One more situation typed on the household's form."""
    known = household.situations.first()
    row = {
        "starts_on": "01/03/2019",
        "right_state": "2",
        "organisation": "CAF",
        "commune": known.commune_id,
        "family_situation": known.family_situation,
        "applied_on": "01/01/2019",
    } | answers
    return typed | {
        "situations-TOTAL_FORMS": "2",
        "situations-1-id": "",
        "situations-1-household": household.pk,
        **{f"situations-1-{name}": value for name, value in row.items()},
    }


def errors_of(response, prefix: str) -> dict[int, list[str]]:
    """What is said on each row of an inline."""
    formset = next(
        inline.formset
        for inline in response.context["inline_admin_formsets"]
        if inline.formset.prefix == prefix
    )
    return {
        place: form.non_field_errors()
        for place, form in enumerate(formset.forms)
        if form.non_field_errors()
    }


def test_a_situation_added_without_closing_the_current_one_is_refused_on_its_row(household, staff):
    typed = values_of(staff.get(page_of(household)))
    refused = staff.post(page_of(household), with_situation(typed, household))
    (said,) = errors_of(refused, "situations")[1]
    assert "Cette situation en chevauche une autre du ménage" in said
    assert "à partir du 01/01/2019, sans fin\xa0: fermez-la d’abord" in said
    assert said in refused.content.decode()


def test_the_current_one_is_closed_and_the_next_added_in_one_form(household, staff):
    typed = values_of(staff.get(page_of(household))) | {"situations-0-ends_on": "01/03/2019"}
    saved = staff.post(page_of(household), with_situation(typed, household))
    assert saved.status_code == 302
    assert household.situations.count() == 2


def test_a_situation_that_crosses_a_closed_one_is_refused(household, staff):
    household.situations.update(ends_on=MAY)
    typed = values_of(staff.get(page_of(household)))
    refused = staff.post(page_of(household), with_situation(typed, household))
    assert "jusqu’au 01/05/2019 exclu" in errors_of(refused, "situations")[1][0]


def test_a_row_deleted_in_the_form_leaves_its_days_free(household, staff):
    typed = values_of(staff.get(page_of(household))) | {"situations-0-DELETE": "on"}
    assert staff.post(page_of(household), with_situation(typed, household)).status_code == 302
    assert household.situations.get().starts_on == MARCH


def test_a_situation_that_a_colleague_added_meanwhile_counts(household, staff):
    household.situations.update(ends_on=MARCH)
    typed = values_of(staff.get(page_of(household)))
    factories.SituationFactory(household=household, starts_on=MAY)
    refused = staff.post(page_of(household), with_situation(typed, household))
    assert "à partir du 01/05/2019" in errors_of(refused, "situations")[1][0]


def test_a_person_has_one_place_at_a_time_in_a_household(household, staff):
    person = household.memberships.get().person
    typed = values_of(staff.get(page_of(household))) | {
        "memberships-TOTAL_FORMS": "2",
        "memberships-1-id": "",
        "memberships-1-household": household.pk,
        "memberships-1-person": person.pk,
        "memberships-1-role": "CJT",
        "memberships-1-starts_on": "01/03/2019",
    }
    refused = staff.post(page_of(household), typed)
    (said,) = errors_of(refused, "memberships")[1]
    assert said.startswith("La personne a déjà une place dans le ménage ces jours-là")
    other = typed | {"memberships-1-person": factories.PersonFactory(outside_rsa=True).pk}
    assert staff.post(page_of(household), other).status_code == 302


def test_an_attachment_too(staff):
    commune = factories.CommuneFactory()
    held = commune.attachments.get()
    crossing = Attachment(
        commune=commune,
        canton=held.canton,
        commission=held.commission,
        starts_on=dt.date(2030, 1, 1),
    )
    with pytest.raises(ValidationError, match="en chevauche un autre de la commune"):
        crossing.full_clean()


def test_old_crossed_rows_stop_nobody_from_changing_something_else(household, staff):
    with transaction.atomic():
        HouseholdSituation.objects.update(ends_on=MAY)
    made_before_the_rule(household)
    typed = values_of(staff.get(page_of(household)))
    saved = staff.post(page_of(household), typed | {"number": "00000999999"})
    assert saved.status_code == 302


def made_before_the_rule(household) -> None:
    """A crossing that an older version let in."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(
                "ALTER TABLE beneficiaries_householdsituation DROP CONSTRAINT situation_no_overlap"
            )
    factories.SituationFactory(household=household, starts_on=MARCH)


@pytest.mark.parametrize("page", ["householdsituation", "membership"])
def test_the_row_s_own_page_says_it_too(page, household, staff):
    address = reverse(f"admin:beneficiaries_{page}_add")
    situation, place = household.situations.get(), household.memberships.get()
    typed = values_of(staff.get(address)) | {
        "household": household.pk,
        "person": place.person_id,
        "role": place.role,
        "starts_on": "01/03/2019",
        "right_state": "2",
        "organisation": "CAF",
        "commune": situation.commune_id,
        "family_situation": situation.family_situation,
        "applied_on": "01/01/2019",
    }
    said = staff.post(address, typed).content.decode()
    assert "chevauche" in said or "a déjà une place" in said


@pytest.mark.parametrize("ends_on", [None, MAY])
def test_days_that_touch_do_not_cross(ends_on, household):
    household.situations.update(ends_on=MARCH)
    factories.SituationFactory.build(
        household=household,
        commune=household.situations.get().commune,
        starts_on=MARCH,
        ends_on=ends_on,
    ).full_clean()


only_postgresql = pytest.mark.skipif(
    connection.vendor != "postgresql", reason="SQLite knows no exclusion constraint"
)


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_postgresql_refuses_what_no_form_has_seen(household):
    place = household.memberships.get()
    with pytest.raises(IntegrityError):
        factories.SituationFactory(household=household, starts_on=MARCH, ends_on=MAY)
    with pytest.raises(IntegrityError):
        Membership.objects.create(
            household=household, person=place.person, role="CJT", starts_on=MARCH
        )


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_order_of_writes_in_a_transaction_does_not_matter(household):
    with transaction.atomic():
        first = household.situations.get()
        factories.SituationFactory(household=household, starts_on=MARCH, ends_on=MAY)
        HouseholdSituation.objects.filter(pk=first.pk).update(ends_on=MARCH)


@only_postgresql
@pytest.mark.django_db(transaction=True)
def test_the_rule_is_made_on_rows_already_crossed(household):
    rule = next(
        each for each in HouseholdSituation._meta.constraints if isinstance(each, NoOverlap)
    )
    with connection.schema_editor() as editor:
        editor.remove_constraint(HouseholdSituation, rule)
    factories.SituationFactory(household=household, starts_on=MARCH, ends_on=MAY)
    with connection.schema_editor() as editor:
        editor.add_constraint(HouseholdSituation, rule)
    assert household.situations.count() == 2
    other = factories.HouseholdFactory(situation__starts_on=JANUARY)
    with pytest.raises(IntegrityError):
        factories.SituationFactory(household=other, starts_on=MARCH, ends_on=MAY)
