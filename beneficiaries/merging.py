"""Two records of one person become one, and can be parted again."""

from __future__ import annotations

import json
from typing import Any

from django.core import serializers
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, Value

from beneficiaries.models import Household, Identity, Membership, Merge, Person
from plics import history
from plics.models import NoOverlap, Operation, one_at_a_time

# What the kept record takes from the duplicate when it does not know it itself.
COMPLETED = [
    "birth_name", "sex", "education_level", "lives_in_priority_area", "has_vehicle",
]  # fmt: skip
ONE_PLACE = next(each for each in Membership._meta.constraints if isinstance(each, NoOverlap))


FROZEN = "Une fiche anonyme, ou dont le traitement est limité, ne se fusionne pas."


class MergeRefused(Exception):
    """The two records hold rows that cannot both stand; the message tells which."""


@transaction.atomic
def merge(*, kept: Person, duplicate: Person, by) -> Person:
    """Every row of `duplicate` becomes a row of `kept`; the emptied record goes.

    Nothing is lost: where a row cannot follow, the whole merge is refused. What each record
    was is kept, so that they can be parted.
    """
    if kept.pk == duplicate.pk:
        raise MergeRefused("Une fiche ne peut être fusionnée avec elle-même.")
    label = f"Fusion avec la fiche n° {duplicate.pk}"
    with history.operation(Operation.Kind.MERGE, label, by=by):
        join(kept, duplicate, by=by)
        history.mark(kept)
    return kept


def join(kept: Person, duplicate: Person, *, by) -> None:
    for person in both_alone(kept, duplicate):
        person.refresh_from_db()
        if person.frozen:
            raise MergeRefused(FROZEN)
    refuse_twins(kept, duplicate)
    record = Merge.objects.create(kept=kept, merged_by=by, duplicate=plain(duplicate))
    # Before its places follow: they tell in which files its names are written.
    given_up = names_given_up(kept, duplicate, record)
    record.joined = join_places(kept, duplicate, record)
    for relation in Person._meta.related_objects:
        move(relation, kept, duplicate, record)
    record.completed = complete(kept, duplicate)
    duplicate.delete()
    for identity in given_up:
        identity.save()
    try:
        kept.full_clean()
    except ValidationError as error:
        raise MergeRefused(" ".join(error.messages)) from error
    kept.save()
    record.save()


def both_alone(kept: Person, duplicate: Person) -> tuple[Person, Person]:
    """A colleague may have merged one of the two meanwhile, or be doing so."""
    found = Person.objects.filter(pk__in=[kept.pk, duplicate.pk])
    one_at_a_time(found)
    if found.count() < 2:
        raise MergeRefused("Une des deux fiches n’existe plus : elle vient d’être fusionnée.")
    return kept, duplicate


def refuse_twins(kept: Person, duplicate: Person) -> None:
    """What neither form nor file lets in does not come of a merge."""
    held = list(kept.supports.select_related("body"))
    for support in duplicate.supports.select_related("body"):
        if support.twin_refusal(held):
            raise MergeRefused(
                f"Les deux fiches sont accompagnées en même temps par « {support.body} » : fermez "
                "ou annulez d’abord un de ces accompagnements."
            )


def plain(row: Any) -> dict:
    """A row's values as JSON holds them."""
    (told,) = json.loads(serializers.serialize("json", [row]))
    return {"pk": row.pk, **told["fields"]}


def names_given_up(kept: Person, duplicate: Person, record: Merge) -> list[Identity]:
    """The next files that spell the duplicate's names, where it was seen, will mean the other."""
    seen = Q(memberships__person=duplicate) | Q(identity__person=duplicate)
    households = Household.objects.filter(seen).distinct().order_by("pk")
    files: list[int | None] = [*households.values_list("pk", flat=True)] or [None]
    names = {name: getattr(duplicate, name) for name in ("last_name", "first_name", "birth_date")}
    taken = Identity.objects.filter(**names).values_list("household", flat=True)
    return [
        Identity(person=kept, household_id=file, merge=record, **names)
        for file in files
        if file not in set(taken)
    ]


def move(relation, kept: Person, duplicate: Person, record: Merge) -> None:
    """Refuses before the database would: a person enters an action once a day."""
    field = relation.field
    model = relation.related_model
    # What was cancelled follows too.
    moved = model._base_manager.filter(**{field.name: duplicate})
    for keys, bound in unique_with(model, field.name):
        held = model._base_manager.filter(bound, **{field.name: kept}).values_list(*keys)
        if set(held).intersection(moved.filter(bound).values_list(*keys)):
            raise MergeRefused(
                "Les deux fiches ont chacune la même ligne dans "
                f"« {model._meta.verbose_name_plural} » : supprimez d’abord celle qui est en trop."
            )
    note(record, model, moved.values_list("pk", flat=True))
    history.bulk_set(moved, **{field.name: kept})


def note(record: Merge, model: type, keys) -> None:
    found = record.moved.setdefault(model._meta.label, [])  # type: ignore[attr-defined]
    found += sorted(keys)


def unique_with(model, name: str) -> list[tuple[list[Any], Q]]:
    """The other fields of each uniqueness rule in which `name` takes part, and what it bears on."""
    rules = [rule for rule in model._meta.constraints if name in getattr(rule, "fields", ())]
    return [
        # A rule may allow one row a person: all of them share this value.
        ([Value(0), *(field for field in rule.fields if field != name)], rule.condition or Q())
        for rule in rules
    ]


def join_places(kept: Person, duplicate: Person, record: Merge) -> list[dict]:
    """Two overlapping places in one household become one: the person counts once.

    Gives back, for each, what it was and what it took in.
    """
    held = list(kept.memberships.order_by("starts_on"))
    joined = []
    for place in duplicate.memberships.order_by("starts_on"):
        twins = [other for other in held if ONE_PLACE.are_crossed(place, other, "person")]
        if any(place.role != twin.role for twin in twins):
            raise MergeRefused(
                "Les deux fiches ont des rôles différents dans le même ménage aux mêmes dates : "
                "corrigez d’abord l’une des deux places dans le ménage."
            )
        if twins:
            joined.append({"own": plain(place), "taken": [plain(twin) for twin in twins]})
        note(record, Membership, [place.pk])
        place.person = kept
        for twin in twins:
            extend(place, twin)
            held.remove(twin)
            twin.delete()
        place.save()
        held.append(place)
    return joined


def extend(place: Membership, twin: Membership) -> None:
    """The place holds on the other's days too."""
    place.starts_on = min(place.starts_on, twin.starts_on)
    if place.ends_on is None or twin.ends_on is None:
        place.ends_on = None
    else:
        place.ends_on = max(place.ends_on, twin.ends_on)
    if twin.has_rights_and_duties is not None:
        place.has_rights_and_duties = twin.has_rights_and_duties


def complete(kept: Person, duplicate: Person) -> dict[str, list]:
    """What the kept record takes: by field, before and after."""
    taken = {name: getattr(duplicate, name) for name in COMPLETED}
    if not kept.memberships.exists():
        taken["commune_id"] = duplicate.commune_id
    taken = {n: v for n, v in taken.items() if v not in ("", None)}
    taken = {n: v for n, v in taken.items() if getattr(kept, n) in ("", None)}
    protected = sorted({*kept.protected_fields, *duplicate.protected_fields})
    if protected != kept.protected_fields:
        taken["protected_fields"] = protected
    changes = {name: [getattr(kept, name), value] for name, value in taken.items()}
    for name, value in taken.items():
        setattr(kept, name, value)
    return changes


# -- parting


@transaction.atomic
def part(*, merged: Merge, by) -> Person:
    """The two records are two persons after all: each has its own rows again.

    What was recorded since the merge stays with the record that was kept.
    """
    same = Merge.objects.filter(pk=merged.pk)
    one_at_a_time(same)
    if not same.exists():
        raise MergeRefused("Ces deux fiches viennent d’être séparées.")
    kept, number = merged.kept, merged.duplicate["pk"]
    if kept.frozen:
        raise MergeRefused("Une fiche anonyme, ou dont le traitement est limité, ne se sépare pas.")
    label = f"Séparation des fiches n° {kept.pk} et n° {number}"
    with history.operation(Operation.Kind.UNDO, label, by=by):
        duplicate = separate(merged, kept)
        history.mark(kept)
        history.mark(duplicate)
    return duplicate


def separate(merged: Merge, kept: Person) -> Person:
    duplicate = restored(Person, merged.duplicate)
    duplicate.save(force_insert=True)
    for relation in Person._meta.related_objects:
        model, name = relation.related_model, relation.field.name
        rows = model._base_manager.filter(pk__in=merged.moved.get(model._meta.label, []))
        history.bulk_set(rows.filter(**{name: kept}), **{name: duplicate})
    for places in merged.joined:
        part_places(places, kept, duplicate)
    for name, (before, after) in merged.completed.items():
        if getattr(kept, name, None) == after:
            setattr(kept, name, before)
    kept.save()
    merged.delete()
    return duplicate


def restored(model: type[Any], values: dict) -> Any:
    """The row as it was. Its key was never given again.

    A field lost since the merge is left out: what it held is told otherwise by now.
    """
    known = {field.name: field for field in model._meta.concrete_fields}
    fields = {known[name]: value for name, value in values.items() if name in known}
    return model(**{f.attname: f.to_python(v) for f, v in fields.items()} | {"pk": values["pk"]})


def part_places(places: dict, kept: Person, duplicate: Person) -> None:
    """Days that an import has cut since are cut from both."""
    place = Membership.objects.filter(pk=places["own"]["pk"], person=duplicate).first()
    if place is None:
        return
    end = place.ends_on
    own = restored(Membership, places["own"] | {"person": duplicate.pk})
    taken = [restored(Membership, each | {"person": kept.pk}) for each in places["taken"]]
    place.delete()
    for each in [own, *taken]:
        each.ends_on = min(filter(None, [each.ends_on, end]), default=None)
        if each.ends_on is None or each.starts_on < each.ends_on:
            each.save(force_insert=True)
