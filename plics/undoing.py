"""Put back what a bulk action changed, and nothing that was changed since."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils import timezone

from plics import history
from plics.models import Change, Operation
from plics.told_changes import as_value, field_of, holds

GONE = "la ligne a été supprimée depuis."
TOO_LATE = "Cette action ne peut plus être annulée : elle l’a déjà été, ou date de plus d’un jour."


class UndoRefused(Exception):
    """Nothing was put back; the message says why."""


@dataclasses.dataclass
class Undone:
    restored: list[str] = dataclasses.field(default_factory=list)
    # How many rows that it had created are gone.
    removed: int = 0
    # Rows changed since, each with what forbids.
    left: list[str] = dataclasses.field(default_factory=list)


@transaction.atomic
def undo(made: Operation, *, by) -> Undone:
    """Row by row; where rows were created or deleted too, all of it or nothing."""
    made = Operation.objects.select_for_update().get(pk=made.pk)
    if not made.is_undoable:
        raise UndoRefused(TOO_LATE)
    # The latest first: each step meets what its own step had left.
    changes = list(made.changes.select_related("content_type").order_by("-pk"))
    is_whole = any(change.action != Change.Action.UPDATE for change in changes)
    with history.operation(Operation.Kind.UNDO, f"Annulation – {made.label}", by=by):
        found = undo_whole(changes) if is_whole else undo_rows(changes)
    if not found.restored:
        raise UndoRefused(f"Rien n’a été remis. {told_left(found)}")
    note_undone(made, by)
    return found


def note_undone(made: Operation, by) -> None:
    made.undone_at, made.undone_by = timezone.now(), by
    made.save(update_fields=["undone_at", "undone_by"])


def told_left(found: Undone) -> str:
    return " ; ".join(found.left)


def undo_rows(changes: list[Change]) -> Undone:
    found = Undone()
    changes = sorted(changes, key=row_key)
    for _, of_row in groupby(changes, key=row_key):
        steps = list(of_row)
        try:
            with transaction.atomic():
                rows = [put_back(step, checked=True) for step in steps]
        except (ValidationError, IntegrityError, UndoRefused) as problem:
            found.left.append(f"{name_of(steps[0])} : {reasons(problem)}")
        else:
            found.restored.append(str(rows[-1]))
    return found


def row_key(change: Change) -> tuple[int, int]:
    return change.content_type_id, change.object_id or 0


def undo_whole(changes: list[Change]) -> Undone:
    back: dict[int, Callable[[Change], Any]] = {
        Change.Action.UPDATE: put_back,
        Change.Action.CREATE: take_away,
        Change.Action.DELETE: make_again,
    }
    found = Undone()
    for change in changes:
        try:
            with transaction.atomic():
                found.restored.append(str(back[change.action](change)))
        except (ValidationError, IntegrityError, UndoRefused) as problem:
            raise UndoRefused(f"{name_of(change)} : {reasons(problem)}") from problem
    return found


def reasons(problem: Exception) -> str:
    if isinstance(problem, ValidationError):
        return " ".join(problem.messages)
    if isinstance(problem, IntegrityError):
        return "d’autres lignes en dépendent."
    return str(problem)


def locked(change: Change) -> Any:
    model: Any = change.content_type.model_class()
    row = model._base_manager.select_for_update(no_key=True).filter(pk=change.object_id).first()
    if row is None:
        raise UndoRefused(GONE)
    return row


def name_of(change: Change) -> str:
    model: Any = change.content_type.model_class()
    row = model._base_manager.filter(pk=change.object_id).first()
    return str(row or change.object_repr or f"n° {change.object_pk}")


def put_back(change: Change, *, checked: bool = False) -> models.Model:
    """`checked` as a form would be; on the way back through a merge, no step is seen alone."""
    row = locked(change)
    restore(change, row)
    if checked:
        row.full_clean()
    row.save()
    return row


def restore(change: Change, row: Any) -> None:
    """Sets the values of before, where those of after still hold."""
    if row is None:
        raise UndoRefused(GONE)
    pairs = {
        name: value for name, value in (change.changes or {}).items() if isinstance(value, list)
    }
    check_still(row, {name: after for name, (_, after) in pairs.items()})
    for name, (before, _) in pairs.items():
        field = row._meta.get_field(name)
        setattr(row, field.attname, as_value(field, before))


def check_still(row: models.Model, values: dict[str, Any]) -> None:
    changed = [
        str(field.verbose_name)
        for name, value in values.items()
        if (field := field_of(type(row), name)) is not None and not holds(row, field, value)
    ]
    if changed:
        raise UndoRefused(f"changé depuis ({', '.join(changed)}).")


def take_away(change: Change) -> str:
    row = locked(change)
    name = str(row)
    held = [
        str(relation.related_model._meta.verbose_name_plural)
        for relation in row._meta.related_objects
        if relation.related_model._base_manager.filter(**{relation.field.name: row}).exists()
    ]
    if held:
        raise UndoRefused(f"d’autres lignes en dépendent ({', '.join(held)}).")
    check_still(row, {name: after for name, (_, after) in (change.changes or {}).items()})
    # A number that somebody may hold is not given again: its row stays, with nothing on it.
    if not getattr(row, "outlives_undoing", False):
        row.delete()
    return name


def make_again(change: Change) -> models.Model:
    row = former(change)
    row.save(force_insert=True)
    return row


def former(change: Change) -> Any:
    """The deleted row, as it was."""
    model: Any = change.content_type.model_class()
    row = model(pk=change.object_id)
    for name, (before, _) in (change.changes or {}).items():
        field = model._meta.get_field(name)
        setattr(row, field.attname, as_value(field, before))
    return row
