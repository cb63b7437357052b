"""A move, a referent, a payer changed in one short form: the old row is closed, the next opened."""

import datetime as dt

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from beneficiaries.changes import change_referent, change_situation
from beneficiaries.models import Correction, HouseholdSituation
from plics.models import Operation
from plics.undoing import undo
from tests import factories
from tests.forms import values_of

BEFORE, DAY, AFTER = (dt.date(2019, 6, number) for number in (9, 10, 11))


@pytest.fixture
def staff(client, db):
    account = factories.UserFactory(role="staff")
    client.force_login(account)
    return account


@pytest.fixture
def sees(db):
    return factories.CommuneFactory(name="Sées", insee_code="61464")


@pytest.fixture
def household(db):
    return factories.HouseholdFactory(situation__starts_on=dt.date(2019, 1, 1))


def held(household) -> list[tuple]:
    rows = household.situations.order_by("starts_on")
    return list(rows.values_list("starts_on", "ends_on", "commune__name", "right_state"))


def page_of(row, *rest) -> str:
    return reverse("changes:household", args=[row.pk, *rest])


def test_a_move_closes_the_situation_that_day_and_opens_the_same_elsewhere(household, sees, staff):
    former = household.situations.get().commune.name
    change_situation(household, on=DAY, label="Changer de commune", by=staff, commune=sees)
    assert held(household) == [
        (dt.date(2019, 1, 1), DAY, former, "2"),
        (DAY, None, "Sées", "2"),
    ]
    lives_in = [
        HouseholdSituation.objects.on(day).get(household=household).commune.name
        for day in (BEFORE, DAY, AFTER)
    ]
    assert lives_in == [former, "Sées", "Sées"]


def test_taken_back_a_move_leaves_nothing(household, sees, staff):
    factories.ImportRunFactory(reference_date=AFTER)
    before = held(household)
    made = change_situation(household, on=DAY, label="Changer", by=staff, commune=sees)
    # Of days already loaded: the end of one row and the other row.
    assert [each.starts_on for each in Correction.objects.all()] == [DAY, DAY]
    undo(Operation.objects.get(pk=made.pk), by=staff)
    assert held(household) == before
    assert Correction.objects.count() == 4


@pytest.mark.parametrize("day", [dt.date(2019, 1, 1), dt.date(2018, 12, 31)])
def test_a_change_follows_the_first_day_of_what_it_changes(day, household, sees, staff):
    with pytest.raises(ValidationError, match="un jour au moins"):
        change_situation(household, on=day, label="", by=staff, commune=sees)
    assert len(held(household)) == 1


def test_the_form_takes_a_name_or_a_code_once_whatever_the_clicks(client, staff, household, sees):
    address = page_of(household, "commune")
    sent = values_of(client.get(address)) | {"starts_on": "2019-06-10", "commune": "sees"}
    assert client.post(address, sent).status_code == 302
    assert "déjà été envoyé" in client.post(address, sent, follow=True).content.decode()
    assert [row[2] for row in held(household)][1:] == ["Sées"]
    # Back, then another name under the same token.
    again = client.post(address, sent | {"commune": "61464"}).content.decode()
    assert "Ce que vous avez changé depuis ne l’est pas" in again


def test_what_a_colleague_has_saved_is_not_undone_unseen(client, staff, household, sees):
    address = page_of(household, "commune")
    sent = values_of(client.get(address)) | {"starts_on": "2019-06-10", "commune": "Sées"}
    household.situations.update(right_state="4")
    answer = client.post(address, sent)
    assert "quelqu’un d’autre a enregistré" in answer.content.decode()
    assert len(held(household)) == 1
    client.post(address, values_of(answer))
    assert [row[3] for row in held(household)] == ["4", "4"]


def test_what_is_wrong_is_said_under_its_field(client, staff, household, sees):
    address = page_of(household, "commune")
    sent = values_of(client.get(address)) | {"starts_on": "2031-06-10", "commune": "Paris"}
    said = client.post(address, sent).content.decode()
    assert "est dans l’avenir" in said
    assert "« Paris » n’est pas une commune connue" in said
    assert len(held(household)) == 1


def test_the_payer_and_the_right_change_alike(client, staff, household):
    for what, values in [
        ("situation", {"right_state": "5", "closing_reason": "RFD", "starts_on": "2019-06-10"}),
        ("organisme", {"organisation": "MSA", "starts_on": "2019-06-11"}),
    ]:
        address = page_of(household, what)
        client.post(address, values_of(client.get(address)) | values)
    rows = household.situations.order_by("starts_on")
    told = list(rows.values_list("ends_on", "right_state", "closing_reason", "organisation"))
    assert told == [(DAY, "2", "", "CAF"), (AFTER, "5", "RFD", "CAF"), (None, "5", "RFD", "MSA")]


def test_a_support_ends_the_day_before_the_next_one(client, staff):
    factories.SupportEndReasonFactory(code="changement_referent")
    support = factories.SupportFactory()
    referent = factories.ReferentFactory()
    address = reverse("changes:referent", args=[support.person.pk])
    sent = values_of(client.get(address)) | {
        "starts_on": "2019-06-10",
        "referent": str(referent.pk),
    }
    assert client.post(address, sent).status_code == 302
    rows = support.person.supports.order_by("starts_on")
    assert list(rows.values_list("ends_on", "end_reason__code", "body", "commission")) == [
        (BEFORE, "changement_referent", support.body.pk, support.commission.pk),
        (None, None, referent.body.pk, support.commission.pk),
    ]


def test_a_referent_of_another_body_changes_nothing_at_all(staff):
    support = factories.SupportFactory()
    with pytest.raises(ValidationError, match="Ce référent est de"):
        change_referent(
            support.person,
            support=support,
            on=DAY,
            body=support.body,
            referent=factories.ReferentFactory(),
            end_reason=None,
            by=staff,
        )
    support.refresh_from_db()
    assert support.ends_on is None
    assert not Operation.objects.exists()
