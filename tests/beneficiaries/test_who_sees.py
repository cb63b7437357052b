"""One rule: this person, this day, this account."""

import datetime as dt

import pytest
from django.urls import reverse

from beneficiaries.models import HouseholdSituation, Membership, Person
from plics.models import User
from tests import factories as f

BEFORE, MOVE, AFTER = dt.date(2019, 6, 1), dt.date(2019, 7, 1), dt.date(2019, 8, 1)


@pytest.fixture
def argentan(db):
    return f.CommissionFactory(slug="argentan")


@pytest.fixture
def flers(db):
    return f.CommissionFactory(slug="flers")


def coordinator(commission):
    return f.UserFactory(role="coordinator", commissions=[commission])


def moved(home_before, home_after) -> Person:
    """Somebody who went from one household to the other."""
    person = f.PersonFactory(household=home_before, membership__ends_on=MOVE)
    f.MembershipFactory(person=person, household=home_after, starts_on=MOVE)
    return person


def seen(person, account, day=None) -> bool:
    return person in Person.objects.visible_to(account, day)


def test_who_moved_is_of_where_they_live_now(argentan, flers):
    person = moved(f.HouseholdFactory(commission=argentan), f.HouseholdFactory(commission=flers))
    assert not seen(person, coordinator(argentan))
    assert seen(person, coordinator(flers))


def test_a_past_day_is_of_where_they_lived_that_day_too(argentan, flers):
    person = moved(f.HouseholdFactory(commission=argentan), f.HouseholdFactory(commission=flers))
    assert not seen(person, coordinator(flers), BEFORE)
    assert seen(person, coordinator(flers), AFTER)
    assert not seen(person, coordinator(argentan), BEFORE)
    both = f.UserFactory(role="coordinator", commissions=[argentan, flers])
    assert seen(person, both, BEFORE)


def test_who_left_the_rsa_is_of_where_they_lived_last(argentan, flers):
    left = f.PersonFactory(commission=argentan, membership__ends_on=MOVE)
    assert seen(left, coordinator(argentan)) and seen(left, coordinator(argentan), BEFORE)
    assert not seen(left, coordinator(flers))


def test_a_child_of_two_homes_is_seen_from_both(argentan, flers):
    child = f.PersonFactory(commission=argentan, membership__role="ENF")
    second = f.HouseholdFactory(commission=flers)
    f.MembershipFactory(person=child, household=second, role="ENF")
    assert seen(child, coordinator(argentan)) and seen(child, coordinator(flers))


def test_outside_the_rsa_it_is_the_persons_own_commune(argentan, flers):
    person = f.PersonFactory(outside_rsa=True, commission=argentan)
    assert seen(person, coordinator(argentan)) and not seen(person, coordinator(flers))


def test_everyone_is_seen_by_the_staff_and_nobody_by_a_reader(argentan):
    person = f.PersonFactory(commission=argentan)
    assert seen(person, f.UserFactory(), BEFORE)
    assert not seen(person, f.UserFactory(role="reader", commissions=[argentan]), BEFORE)


def test_places_and_situations_follow_the_same_rule(argentan, flers):
    home = f.HouseholdFactory(commission=argentan)
    person = moved(home, f.HouseholdFactory(commission=flers))
    assert not Membership.objects.visible_to(coordinator(argentan)).filter(person=person).exists()
    situation = home.situations.get()
    assert situation in HouseholdSituation.objects.visible_to(coordinator(argentan))
    HouseholdSituation.objects.update(ends_on=MOVE)
    f.SituationFactory(household=home, commission=flers, starts_on=MOVE)
    assert situation not in HouseholdSituation.objects.visible_to(coordinator(argentan))


@pytest.mark.parametrize("page", ["householdsituation", "membership", "person"])
def test_lists_and_exports_tell_no_number_of_a_household_that_left(page, argentan, flers, client):
    person = f.PersonFactory(commission=argentan, household__situation__ends_on=MOVE)
    f.SituationFactory(household=person.household, commission=flers, starts_on=MOVE)
    stays = f.PersonFactory(commission=argentan).household
    account = coordinator(argentan)
    User.objects.filter(pk=account.pk).update(may_export_names=True)
    client.force_login(account)
    route = f"admin:beneficiaries_{page}"
    exported = client.post(reverse(f"{route}_export"), {"format": "2", "resource": ""})
    for told in (client.get(reverse(f"{route}_changelist")), exported):
        text = told.content.decode("utf-8-sig")
        assert stays.number in text
        assert person.household.number not in text


def test_the_page_of_a_household_no_longer_names_who_went_elsewhere(argentan, flers, client):
    home = f.HouseholdFactory(commission=argentan)
    gone = moved(home, f.HouseholdFactory(commission=flers))
    stays = f.PersonFactory(household=home, membership__role="CJT")
    client.force_login(coordinator(argentan))
    address = reverse("admin:beneficiaries_household_change", args=[home.pk])
    page = client.get(address).content.decode()
    assert stays.last_name in page and gone.last_name not in page
