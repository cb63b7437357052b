"""A form sent twice saves once, and says so."""

import datetime as dt

import pytest
from django.urls import reverse

from beneficiaries.models import Interview, Person
from plics import sent_once
from plics.models import SentForm
from tests import factories
from tests.forms import values_of

ADD_INTERVIEW = reverse("admin:beneficiaries_interview_add")
ADD_PERSON = reverse("admin:beneficiaries_person_add")


@pytest.fixture
def staff(client, db):
    client.force_login(factories.UserFactory())
    return client


@pytest.fixture
def interview(staff):
    """An interview typed on its form, not yet sent."""
    like = factories.InterviewFactory.build(held_on=dt.date(2019, 3, 4))
    return values_of(staff.get(ADD_INTERVIEW)) | {
        "person": factories.PersonFactory().pk,
        "kind": factories.InterviewKindFactory().pk,
        "body": factories.ReferentBodyFactory().pk,
        "commission": factories.CommissionFactory().pk,
        "held_on": f"{like.held_on:%d/%m/%Y}",
    }


def test_a_second_sending_leads_to_the_row_made_by_the_first(interview, staff):
    staff.post(ADD_INTERVIEW, interview)
    made = Interview.objects.get()
    again = staff.post(ADD_INTERVIEW, interview, follow=True)
    assert Interview.objects.count() == 1
    assert again.redirect_chain[-1][0] == reverse(
        "admin:beneficiaries_interview_change", args=[made.pk]
    )
    assert "avait déjà été envoyé" in again.content.decode()


@pytest.mark.parametrize("button", ["_save", "_continue", "_addanother"])
def test_whatever_the_button(button, interview, staff):
    for _ in range(3):
        staff.post(ADD_INTERVIEW, interview | {button: "x"})
    assert Interview.objects.count() == 1


def test_changed_after_back_it_asks_before_it_makes_another(interview, staff):
    staff.post(ADD_INTERVIEW, interview)
    page = staff.post(ADD_INTERVIEW, interview | {"held_on": "05/03/2019"})
    assert "a déjà été envoyé une fois" in page.content.decode()
    assert Interview.objects.count() == 1
    staff.post(ADD_INTERVIEW, values_of(page))
    assert Interview.objects.count() == 2


def test_a_refused_form_may_be_sent_again(interview, staff):
    refused = staff.post(ADD_INTERVIEW, interview | {"held_on": ""})
    assert not SentForm.objects.exists()
    # Else the script would have F5 ask for an empty form instead of sending this one again.
    assert "data-answer" in refused.content.decode()
    assert "data-answer" not in staff.get(ADD_INTERVIEW).content.decode()
    staff.post(ADD_INTERVIEW, interview)
    assert Interview.objects.count() == 1


def test_two_pages_opened_apart_make_two_rows(interview, staff):
    staff.post(ADD_INTERVIEW, interview)
    other = values_of(staff.get(ADD_INTERVIEW))["_once"]
    staff.post(ADD_INTERVIEW, interview | {"_once": other, "held_on": "05/03/2019"})
    assert Interview.objects.count() == 2


def test_the_same_words_from_a_page_opened_apart_are_asked_about(interview, staff):
    """Without scripts, Back gives a new page that holds what was typed."""
    staff.post(ADD_INTERVIEW, interview)
    other = values_of(staff.get(ADD_INTERVIEW))["_once"]
    page = staff.post(ADD_INTERVIEW, interview | {"_once": other})
    assert "a déjà été envoyé une fois" in page.content.decode()
    assert Interview.objects.count() == 1
    staff.post(ADD_INTERVIEW, values_of(page))
    assert Interview.objects.count() == 2


def test_a_token_means_nothing_to_another_account(interview, staff, client):
    staff.post(ADD_INTERVIEW, interview)
    client.force_login(factories.UserFactory())
    client.post(ADD_INTERVIEW, interview)
    assert Interview.objects.count() == 2


def test_a_row_made_then_deleted_may_be_made_again(interview, staff):
    staff.post(ADD_INTERVIEW, interview)
    Interview.objects.all().delete()
    staff.post(ADD_INTERVIEW, interview)
    assert Interview.objects.count() == 1


def test_a_person_added_beside_a_field_is_added_once(staff):
    typed = values_of(staff.get(ADD_PERSON, {"_popup": "1"})) | {
        "last_name": "PETIT",
        "first_name": "Anne",
        "birth_date": "02/01/1980",
    }
    first = staff.post(ADD_PERSON, typed)
    again = staff.post(ADD_PERSON, typed)
    assert Person.objects.count() == 1
    assert first.context_data["popup_response_data"] == again.context_data["popup_response_data"]


def test_a_change_sent_twice_adds_its_new_rows_once(staff):
    agreement = factories.AgreementFactory()
    address = reverse("admin:actions_agreement_change", args=[agreement.pk])
    kind = factories.TargetKindFactory()
    typed = values_of(staff.get(address)) | {
        "targets-TOTAL_FORMS": "1",
        "targets-0-kind": kind.pk,
        "targets-0-value": "4",
    }
    for _ in range(2):
        page = staff.post(address, typed, follow=True)
    assert agreement.targets.count() == 1
    assert "rien ne l’a été une seconde fois" in page.content.decode()


def test_tokens_are_forgotten_after_two_days(interview, staff):
    staff.post(ADD_INTERVIEW, interview)
    sent_once.forget_old()
    assert SentForm.objects.count() == 1
    SentForm.objects.update(sent_at=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    sent_once.forget_old()
    assert not SentForm.objects.exists()
