"""Whom a row is about: the persons that a trace counts, found through the row's own keys."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models

from plics.models import Change, Operation

# How many relations may part a row from the person or the household it is about.
FAR = 3
BATCH = 500

# Told by the application that has them, which this one does not import.
_known: dict[str, Any] = {}


def learn(*, person: Any, household: Any, places: Any) -> None:
    """`places` says which persons a household holds, or held."""
    _known.update(person=person, household=household, places=places)
    path_to_subject.cache_clear()


@functools.cache
def path_to_subject(model: type[models.Model]) -> tuple[str, str] | None:
    """« person » or « household », and the way there; None for rows about nobody."""
    ways: list[tuple[Any, tuple[str, ...]]] = [(model, ())]
    for reached, way in ways:
        for what in ("person", "household"):
            if reached is _known[what]:
                return what, "__".join(way) or "pk"
        if len(way) < FAR:
            ways += [
                (field.related_model, (*way, field.name))
                for field in reached._meta.concrete_fields
                if field.many_to_one or field.one_to_one
            ]
    return None


def is_about_persons(model: type[models.Model]) -> bool:
    return model in (Change, Operation) or path_to_subject(model) is not None


def persons_of(model: Any, keys: Iterable[Any]) -> list[int]:
    """Keys of the persons that these rows are about; of a household, all it has held."""
    keys = list(keys)
    if model is Operation:
        changes = Change.objects.filter(operation__in=keys)
        return persons_of(Change, changes.values_list("pk", flat=True))
    if model is Change:
        return persons_of_changes(keys)
    found = path_to_subject(model)
    if found is None:
        return []
    what, way = found
    if way != "pk":
        keys = values(model, "pk", keys, way)
    if what == "household":
        keys = values(_known["places"], "household", keys, "person")
    return sorted(set(keys))


def persons_of_changes(keys: list[Any]) -> list[int]:
    rows: dict[int, list[Any]] = {}
    for batch in batches(keys):
        changed = Change.objects.filter(pk__in=batch).order_by()
        for kind, key in changed.values_list("content_type", "object_id"):
            rows.setdefault(kind, []).append(key)
    found: set[int] = set()
    for kind, changed_keys in rows.items():
        model = ContentType.objects.get_for_id(kind).model_class()
        found |= set(persons_of(model, changed_keys)) if model else set()
    return sorted(found)


def values(model: Any, name: str, keys: list[Any], way: str) -> list[int]:
    return [
        value
        for batch in batches(keys)
        for value in model._base_manager.filter(**{f"{name}__in": batch})
        .order_by()
        .values_list(way, flat=True)
        .distinct()
        if value is not None
    ]


def batches(keys: list[Any]) -> Iterable[list[Any]]:
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
