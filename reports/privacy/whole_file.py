"""All that is held of a person, to be given to them (GDPR 15 and 20), with how it came to be so.

Of their household, what was true while they lived there; of others, nothing. What was done is
told with its day, not with the agent who did it.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.text import capfirst

from actions.models import PassedMilestone, TakenStep
from beneficiaries.lived import lived
from beneficiaries.models import Decision, HouseholdSituation, Membership, Merge, Person
from plics.models import Change, User, every_row
from plics.shown_values import told
from plics.told_changes import Teller

# What leads to the person themselves, or is made for the machine.
LEFT_OUT = {"person", "kept", "number_key", "matricule_fingerprint"}
MADE = {
    Change.Action.CREATE: "ajout",
    Change.Action.UPDATE: "modification",
    Change.Action.DELETE: "suppression",
}


@dataclasses.dataclass(frozen=True)
class Row:
    key: int
    # French label → value as the database holds it, and as the French write it.
    values: dict[str, Any]
    shown: dict[str, str]


@dataclasses.dataclass(frozen=True)
class Held:
    """The rows of one list."""

    title: str
    model: type[models.Model]
    rows: list[Row]


@dataclasses.dataclass(frozen=True)
class WholeFile:
    person: Person
    lists: list[Held]
    history: list[dict[str, Any]]

    def as_json(self) -> dict[str, Any]:
        return {
            "établi le": timezone.localdate().isoformat(),
            "données": {held.title: [row.values for row in held.rows] for held in self.lists},
            "historique": self.history,
        }


def whole_file(person: Person, *, by: User) -> WholeFile:
    lists = [held for held in held_of(person) if held.rows]
    return WholeFile(person, lists, list(history_of(lists, by)))


def held_of(person: Person) -> Iterator[Held]:
    yield held(Person, [person])
    for relation in Person._meta.related_objects:
        model = relation.related_model
        yield held(model, every_row(model).filter(**{relation.field.name: person}))
    for model in (PassedMilestone, TakenStep):
        yield held(model, model.objects.filter(participation__person=person))
    places = list(Membership.objects.filter(person=person))
    situations = HouseholdSituation.objects.all()
    yield held(HouseholdSituation, lived(situations, places, start="starts_on", end="ends_on"))
    held_on = "sitting__held_on"
    yield held(Decision, lived(every_row(Decision).all(), places, start=held_on, end=held_on))


def held(model: Any, rows: Any) -> Held:
    return Held(
        capfirst(str(model._meta.verbose_name_plural)), model, [row_of(row) for row in rows]
    )


def row_of(row: models.Model) -> Row:
    values, shown = {}, {}
    for field in (*row._meta.concrete_fields, *row._meta.many_to_many):
        if field.primary_key or field.name in LEFT_OUT or field.related_model is User:
            continue
        label = capfirst(str(field.verbose_name))
        value = value_of(row, field)
        if value not in (None, "", [], {}):
            values[label], shown[label] = value, told(field, value)
    return Row(row.pk, values, shown)


def value_of(row: Any, field: Any) -> Any:
    if field.many_to_many:
        return [str(each) for each in getattr(row, field.name).all()]
    if field.related_model:
        found = getattr(row, field.name)
        return None if found is None else str(found)
    if field.choices:
        return getattr(row, f"get_{field.name}_display")()
    value = getattr(row, field.name)
    if isinstance(row, Merge) and isinstance(value, dict):
        return {name: each for name, each in value.items() if each not in (None, "", [])}
    return value


def history_of(lists: list[Held], by: User) -> Iterator[dict[str, Any]]:
    teller = Teller(by)
    kinds = ContentType.objects.get_for_models(*(held.model for held in lists))
    asked = Q(pk__in=[])
    for found in lists:
        keys = [row.key for row in found.rows]
        asked |= Q(content_type=kinds[found.model], object_id__in=keys)
    for owner in ("person", "kept"):
        # Of rows deleted since.
        key = lists[0].rows[0].key
        asked |= Q(action=Change.Action.DELETE, **{f"changes__{owner}__0__in": [key, str(key)]})
    titles = {held.model: held.title for held in lists}
    changes = (
        Change.objects.filter(asked).select_related("content_type").order_by("timestamp", "pk")
    )
    for change in changes:
        model: Any = change.content_type.model_class()
        yield {
            "le": moment(change.timestamp),
            "liste": titles.get(model) or capfirst(str(model._meta.verbose_name_plural)),
            "acte": MADE.get(change.action, ""),
            "changements": [
                {"champ": line.label, "avant": line.before, "après": line.after}
                for line in teller.lines(change)
            ],
        }


def moment(at: dt.datetime) -> str:
    return timezone.localtime(at).isoformat(timespec="minutes")
