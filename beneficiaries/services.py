"""What was known of a person on a day; what a sitting decides."""

from __future__ import annotations

import datetime as dt

from beneficiaries.models import Decision, HouseholdSituation, Person


def as_known_on(person: Person, day: dt.date) -> dict:
    """A person's circumstances that day, as a participation keeps them."""
    known = {
        "education_level": person.education_level,
        "lives_in_priority_area": person.lives_in_priority_area,
        "has_vehicle": person.has_vehicle,
        "commune": person.commune,
    }
    places = person.memberships.order_by("-starts_on", "-pk")
    place = places.on(day).first() or places.filter(starts_on__lte=day).first() or places.last()
    situation = (
        HouseholdSituation.objects.on(day)
        .filter(household=place.household_id if place else None)
        .select_related("commune")
        .with_children(day)
        .first()
    )
    if situation is None:
        return known
    return known | {
        "commune": situation.commune,
        "family_situation": situation.family_situation,
        "has_children": situation.has_children,
        "rsa_applied_on": situation.applied_on,
    }


def decide(decision: Decision) -> Decision:
    decision.full_clean()
    decision.save()
    return decision
