import datetime as dt

import pytest

from beneficiaries.merging import MergeRefused, merge
from beneficiaries.models import Membership, Person
from beneficiaries.services import as_known_on
from tests import factories
from tests.factories.catalogue import by_model

DAY = dt.date(2019, 3, 15)


@pytest.fixture
def staff(db):
    return factories.UserFactory()


@pytest.mark.parametrize(
    "relation", Person._meta.related_objects, ids=lambda relation: relation.name
)
def test_merging_moves_every_row_of_the_duplicate(relation, staff):
    kept, duplicate = factories.PersonFactory(), factories.PersonFactory(membership=None)
    row = by_model()[relation.related_model](**{relation.field.name: duplicate})
    merge(kept=kept, duplicate=duplicate, by=staff)
    row.refresh_from_db()
    assert getattr(row, relation.field.name) == kept
    assert not Person.objects.filter(pk=duplicate.pk).exists()


def test_merging_refuses_two_entries_the_same_day_and_changes_nothing(staff):
    entry = factories.ParticipationFactory()
    duplicate = factories.PersonFactory()
    factories.ParticipationFactory(
        person=duplicate, agreement=entry.agreement, entered_on=entry.entered_on
    )
    aid = factories.AidFactory(person=duplicate)
    with pytest.raises(MergeRefused, match="participations"):
        merge(kept=entry.person, duplicate=duplicate, by=staff)
    aid.refresh_from_db()
    assert aid.person == duplicate
    assert duplicate.memberships.count() == 1


def places(household, *intervals, role="ENF"):
    person = factories.PersonFactory(household=household, membership=None)
    for starts_on, ends_on in intervals:
        factories.MembershipFactory(
            person=person, household=household, role=role, starts_on=starts_on, ends_on=ends_on
        )
    return person


@pytest.mark.parametrize(
    "ends_on, is_refused", [(None, True), (dt.date(2019, 3, 2), True), (dt.date(2019, 3, 1), False)]
)
def test_merging_refuses_one_body_that_would_accompany_twice_at_once(staff, ends_on, is_refused):
    kept, duplicate = factories.PersonFactory(), factories.PersonFactory()
    first = factories.SupportFactory(person=kept, starts_on=dt.date(2019, 1, 1), ends_on=ends_on)
    factories.SupportFactory(person=duplicate, body=first.body, starts_on=dt.date(2019, 3, 1))
    if is_refused:
        with pytest.raises(MergeRefused, match=f"en même temps par « {first.body} »"):
            merge(kept=kept, duplicate=duplicate, by=staff)
    else:
        merge(kept=kept, duplicate=duplicate, by=staff)
    assert kept.supports.count() == (1 if is_refused else 2)


def test_overlapping_places_in_one_household_become_one_that_covers_both(staff):
    household = factories.HouseholdFactory()
    kept = places(household, (dt.date(2018, 1, 1), dt.date(2019, 1, 1)))
    duplicate = places(household, (dt.date(2018, 6, 1), None))
    merge(kept=kept, duplicate=duplicate, by=staff)
    place = Membership.objects.get(person=kept)
    assert (place.starts_on, place.ends_on) == (dt.date(2018, 1, 1), None)


def test_places_that_follow_each_other_stay_two(staff):
    household = factories.HouseholdFactory()
    kept = places(household, (dt.date(2018, 1, 1), dt.date(2019, 1, 1)))
    duplicate = places(household, (dt.date(2019, 1, 1), None))
    merge(kept=kept, duplicate=duplicate, by=staff)
    assert Membership.objects.filter(person=kept).count() == 2


def test_merging_refuses_two_roles_at_once_in_one_household(staff):
    household = factories.HouseholdFactory()
    kept = places(household, (DAY, None), role="DEM")
    duplicate = places(household, (DAY, None), role="CJT")
    with pytest.raises(MergeRefused, match="rôles différents"):
        merge(kept=kept, duplicate=duplicate, by=staff)


def test_merging_completes_what_the_kept_record_does_not_know(staff):
    kept = factories.PersonFactory(outside_rsa=True, sex="", education_level="1204")
    duplicate = factories.PersonFactory(sex="2", education_level="1206", has_vehicle=False)
    household = duplicate.household
    merge(kept=kept, duplicate=duplicate, by=staff)
    kept.refresh_from_db()
    assert (kept.sex, kept.education_level, kept.has_vehicle) == ("2", "1204", False)
    assert kept.memberships.get().household == household


def test_a_record_cannot_be_merged_with_itself(staff):
    person = factories.PersonFactory()
    with pytest.raises(MergeRefused):
        merge(kept=person, duplicate=person, by=staff)


def test_circumstances_are_those_of_the_day_asked_not_of_today(db):
    person = factories.PersonFactory(education_level="1204", household__situation=None)
    before, after = factories.CommuneFactory(), factories.CommuneFactory()
    factories.SituationFactory(
        household=person.household,
        starts_on=dt.date(2018, 1, 1),
        ends_on=dt.date(2019, 6, 1),
        commune=before,
        family_situation="VIM",
        applied_on=dt.date(2017, 12, 4),
    )
    factories.SituationFactory(
        household=person.household,
        starts_on=dt.date(2019, 6, 1),
        commune=after,
        family_situation="SEF",
    )
    assert as_known_on(person, DAY) == {
        "education_level": "1204",
        "lives_in_priority_area": None,
        "has_vehicle": None,
        "commune": before,
        "family_situation": "VIM",
        "has_children": False,
        "rsa_applied_on": dt.date(2017, 12, 4),
    }


def test_a_child_counts_while_it_lives_in_the_household(db):
    person = factories.PersonFactory()
    factories.MembershipFactory(
        household=person.household,
        person=factories.PersonFactory(household=person.household, membership=None),
        role="ENF",
        starts_on=dt.date(2019, 1, 1),
        ends_on=dt.date(2019, 4, 1),
    )
    assert as_known_on(person, DAY)["has_children"] is True
    assert as_known_on(person, dt.date(2019, 4, 1))["has_children"] is False


def test_outside_the_rsa_only_the_person_is_known(db):
    person = factories.PersonFactory(outside_rsa=True)
    known = as_known_on(person, DAY)
    assert known["commune"] == person.commune
    assert "rsa_applied_on" not in known
