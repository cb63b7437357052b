"""Writes that touch several rows of recipients, and what was known of a person on a day."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction

from beneficiaries.models import FormerName, HouseholdSituation, Membership, Person
from plics import history
from plics.models import NoOverlap

# What the kept record takes from the duplicate when it does not know it itself.
COMPLETED = ["sex", "education_level", "lives_in_priority_area", "has_vehicle"]


ONE_PLACE = next(each for each in Membership._meta.constraints if isinstance(each, NoOverlap))


class MergeRefused(Exception):
    """The two records hold rows that cannot both stand; the message tells which."""


def as_known_on(person: Person, day: dt.date) -> dict:
    """A person's circumstances that day, as a participation keeps them."""
    known = {
        "education_level": person.education_level,
        "lives_in_priority_area": person.lives_in_priority_area,
        "has_vehicle": person.has_vehicle,
        "commune": person.commune,
    }
    place = Membership.objects.on(day).filter(person=person).order_by("-starts_on").first()
    household = place.household_id if place else person.household_id
    situation = (
        HouseholdSituation.objects.on(day)
        .filter(household=household)
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


@transaction.atomic
def merge(*, kept: Person, duplicate: Person, by) -> Person:
    """Every row of `duplicate` becomes a row of `kept`; the emptied record goes.

    Nothing is lost: where a row cannot follow, the whole merge is refused.
    """
    if kept.pk == duplicate.pk:
        raise MergeRefused("Une fiche ne peut être fusionnée avec elle-même.")
    number = duplicate.pk
    keep_names(kept, duplicate)
    join_places(kept, duplicate)
    for relation in Person._meta.related_objects:
        move(relation, kept, duplicate)
    complete(kept, duplicate)
    duplicate.delete()
    try:
        kept.full_clean()
    except ValidationError as error:
        raise MergeRefused(" ".join(error.messages)) from error
    kept.save()
    history.record(by, [kept], f"Fusion avec la fiche n° {number}.")
    return kept


def keep_names(kept: Person, duplicate: Person) -> None:
    """The next files that spell the duplicate's names will mean the kept record."""
    FormerName.objects.update_or_create(
        household=duplicate.household,
        last_name=duplicate.last_name,
        first_name=duplicate.first_name,
        birth_date=duplicate.birth_date,
        defaults={"person": kept},
    )


def move(relation, kept: Person, duplicate: Person) -> None:
    """Refuses before the database would: a person enters an action once a day."""
    field = relation.field
    model = relation.related_model
    moved = model._default_manager.filter(**{field.name: duplicate})
    for keys in unique_with(model, field.name):
        held = model._default_manager.filter(**{field.name: kept}).values_list(*keys)
        if set(held).intersection(moved.values_list(*keys)):
            raise MergeRefused(
                "Les deux fiches ont chacune la même ligne dans "
                f"« {model._meta.verbose_name_plural} » : supprimez d’abord celle qui est en trop."
            )
    moved.update(**{field.name: kept})


def unique_with(model, name: str) -> list[list[str]]:
    """The other fields of each uniqueness rule in which `name` takes part."""
    rules = [rule.fields for rule in model._meta.constraints if name in getattr(rule, "fields", ())]
    return [[field for field in fields if field != name] for fields in rules]


def join_places(kept: Person, duplicate: Person) -> None:
    """Two overlapping places in one household become one: the person counts once."""
    held = list(kept.memberships.order_by("starts_on"))
    for place in duplicate.memberships.order_by("starts_on"):
        twins = [other for other in held if ONE_PLACE.are_crossed(place, other, "person")]
        if any(place.role != twin.role for twin in twins):
            raise MergeRefused(
                "Les deux fiches ont des rôles différents dans le même ménage aux mêmes dates : "
                "corrigez d’abord l’une des deux places dans le ménage."
            )
        place.person = kept
        for twin in twins:
            extend(place, twin)
            held.remove(twin)
            twin.delete()
        place.save()
        held.append(place)


def extend(place: Membership, twin: Membership) -> None:
    """The place holds on the other's days too."""
    place.starts_on = min(place.starts_on, twin.starts_on)
    if place.ends_on is None or twin.ends_on is None:
        place.ends_on = None
    else:
        place.ends_on = max(place.ends_on, twin.ends_on)
    if twin.has_rights_and_duties is not None:
        place.has_rights_and_duties = twin.has_rights_and_duties


def complete(kept: Person, duplicate: Person) -> None:
    for name in COMPLETED:
        if getattr(kept, name) in ("", None):
            setattr(kept, name, getattr(duplicate, name))
    if kept.household_id is None:
        kept.household = duplicate.household
        kept.commune = kept.commune or duplicate.commune
    kept.protected_fields = sorted({*kept.protected_fields, *duplicate.protected_fields})
