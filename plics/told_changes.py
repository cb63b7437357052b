"""Changes told to people: French labels, names of rows, and nothing of another territory."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.utils.text import capfirst

from plics import shown_values
from plics.models import Change, User, every_row
from plics.permissions import visible

LONG = 200  # characters of a text that tell it from another
ELSEWHERE = "hors de votre territoire"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    """A field of a change."""

    name: str
    label: str
    before: str
    after: str

    def __str__(self) -> str:
        return f"{self.label}\u00a0: {self.before} → {self.after}"


class Teller:
    """Tells changes to an account; the name of a row is asked for once."""

    def __init__(self, user: User):
        self.user = user
        self.names: dict[tuple[Any, Any], str] = {}

    def lines(self, change: Change) -> list[Line]:
        model = change.content_type.model_class()
        if model is None or change.action == Change.Action.CREATE:
            return []
        found = [
            self.line(field, value)
            for name, value in (change.changes or {}).items()
            if (field := field_of(model, name)) is not None
        ]
        return [line for line in found if line.before != line.after]

    def line(self, field: Any, value: Any) -> Line:
        if isinstance(value, dict):
            # A list of rows, as the library notes it: what came in, or went out.
            listed = ", ".join(value["objects"])
            before, after = ("", listed) if value["operation"] == "add" else (listed, "")
        else:
            before, after = (self.told(field, each) for each in value)
        return Line(
            name=field.name,
            label=capfirst(str(field.verbose_name)),
            before=shortened(before) or "vide",
            after=shortened(after) or "vide",
        )

    def told(self, field: Any, value: Any) -> str:
        if field.is_relation and value is not None:
            keys = value if isinstance(value, list) else [value]
            return ", ".join(self.name(field.related_model, key) for key in keys)
        if isinstance(field, models.JSONField):
            return told_json(value)
        return shown_values.told(field, as_value(field, value))

    def name(self, model: Any, key: Any) -> str:
        known = (model, str(key))
        if known not in self.names:
            self.names[known] = self.ask(model, key)
        return self.names[known]

    def ask(self, model: Any, key: Any) -> str:
        row = model._base_manager.filter(pk=key).first()
        if row is None:
            return f"n° {key} (supprimé)"
        if not visible(every_row(model).filter(pk=key), self.user).exists():
            return ELSEWHERE
        return str(row)

    def row(self, change: Change) -> str:
        """Which row it was: its name, or what a deleted one held."""
        model = change.content_type.model_class()
        if model is None:
            return change.object_repr
        if change.object_repr:
            return change.object_repr
        if change.action == Change.Action.DELETE:
            return ", ".join(line.before for line in self.lines(change)[:4])
        return self.name(model, change.object_id)


def of_row(row: models.Model) -> models.QuerySet[Change]:
    return Change.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=row.pk
    )


def field_of(model: Any, name: str) -> Any:
    """Nothing for what is no longer there, or is worked out from the rest."""
    try:
        field = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return field if getattr(field, "editable", False) else None


def as_value(field: Any, value: Any) -> Any:
    """What was noted, as the row would hold it."""
    if value is None or field.is_relation:
        return value
    try:
        found = field.to_python(value)
    except ValidationError:
        return value
    if isinstance(found, dt.datetime) and found.tzinfo is None:
        return found.replace(tzinfo=dt.UTC)
    return found


def told_json(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value or "")


def shortened(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def listed_before(row: models.Model, field: Any, value: Any) -> list[models.Model] | None:
    """The rows of a several-choice field before a change; none while it no longer holds.

    A file notes their keys; a form, the names of those that came in or went out.
    """
    now = list(getattr(row, field.name).all())
    every = field.related_model._default_manager.all()
    if isinstance(value, list):
        before, after = (set(keys or ()) for keys in value)
        back = list(every.filter(pk__in=before))
        return back if {each.pk for each in now} == after and len(back) == len(before) else None
    names, held = set(value["objects"]), {str(each) for each in now}
    if value["operation"] == "add":
        return [each for each in now if str(each) not in names] if names <= held else None
    gone = [each for each in every if str(each) in names]
    # Two rows of one name could not be told apart.
    return [*now, *gone] if len(gone) == len(names) and not names & held else None


def holds(row: models.Model, field: Any, value: Any) -> bool:
    """Whether the row still holds what was noted."""
    return getattr(row, field.attname) == as_value(field, value)


def may_be_put_back(row: models.Model, field: Any, value: Any) -> bool:
    if field.many_to_many:
        return value is not None and listed_before(row, field, value) is not None
    return isinstance(value, list) and holds(row, field, value[1])


def put_back_value(row: models.Model, field: Any, value: Any) -> Any:
    """The former value, as a form would first show it."""
    return listed_before(row, field, value) if field.many_to_many else as_value(field, value[0])
