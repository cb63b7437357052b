"""Take a stock back: what it created goes, what it changed is put back, all of it or nothing."""

from __future__ import annotations

from itertools import groupby
from operator import attrgetter
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import ForeignObjectRel, Q

from plics import history
from plics.importing.run import lock
from plics.models import Change, ImportRun, Operation
from plics.undoing import (
    Undone,
    UndoRefused,
    check_still,
    former,
    name_of,
    note_undone,
    restore,
)

TOO_LATE = "Ce stock ne peut plus être repris : un autre a été chargé depuis, ou il l’a déjà été."
PUT_BACK_FIRST = "Remettez-y d’abord ce que le stock avait écrit (« Historique »)."


@transaction.atomic
def take_back(made: Operation, *, by) -> Undone:
    """The last stock of its payers, under the lock of imports."""
    lock()
    made = Operation.objects.select_for_update(of=("self",)).select_related("run").get(pk=made.pk)
    if made.run is None or not is_last(made.run):
        raise UndoRefused(TOO_LATE)
    with history.operation(Operation.Kind.UNDO, f"Reprise – {made.label}", by=by):
        found = put_all_back(made)
    made.run.is_stock = False
    made.run.save(update_fields=["is_stock"])
    note_undone(made, by)
    return found


def put_all_back(made: Operation) -> Undone:
    found = Undone()
    created = [(apps.get_model(label), ranges) for label, ranges in made.created.items()]
    check_untouched(made, created)
    # From the last table written to the first: what leans on a row goes before it.
    for model, ranges in reversed(created):
        check_nothing_leans_on(model, ranges)
        keys = list(rows_of(model, ranges).values_list("pk", flat=True))
        history.bulk_delete(model, keys)
        found.removed += len(keys)
    steps = made.changes.select_related("content_type").order_by("-pk")
    # As they were written, many rows at once, from the last statement to the first.
    for _, together in groupby(steps, key=statement_of):
        changes = list(together)
        put_back(changes)
        found.restored += [str(change.pk) for change in changes]
    return found


def statement_of(change: Change) -> tuple[int, int, tuple[str, ...]]:
    return change.content_type_id, change.action, tuple(sorted(change.changes or {}))


def put_back(changes: list[Change]) -> None:
    """Changes of the same fields in rows of one table, or rows of it that were deleted."""
    model: Any = changes[0].content_type.model_class()
    if changes[0].action == Change.Action.DELETE:
        rows = [former(change) for change in changes]
        model._base_manager.bulk_create(rows, batch_size=history.KEYS)
        return
    held = {
        row.pk: row
        for keys in history.batches([int(change.object_pk) for change in changes])
        for row in model._base_manager.select_for_update(no_key=True).filter(pk__in=keys)
    }
    for change in changes:
        row = held.get(change.object_id)
        try:
            restore(change, row)
        except UndoRefused as problem:
            raise UndoRefused(f"{row or change.object_repr} : {problem}") from problem
    names = list(changes[0].changes or {})
    history.bulk_update(model, held.values(), names, batch_size=history.KEYS)


def is_last(run: ImportRun) -> bool:
    """Whether no stock was loaded since for one of its payers."""
    if not run.is_stock:
        return False
    later = ImportRun.objects.filter(is_stock=True, pk__gt=run.pk)
    return not any(
        not run.payers or not payers or set(payers) & set(run.payers)
        for payers in later.values_list("payers", flat=True)
    )


def among(ranges: list[list[int]], path: str = "pk") -> Q:
    found = Q(pk__in=[])
    for first, last in ranges:
        found |= Q(**{f"{path}__gte": first, f"{path}__lte": last})
    return found


def rows_of(model: Any, ranges: list[list[int]]) -> Any:
    return model._base_manager.filter(among(ranges)).order_by("pk")


def check_untouched(made: Operation, created: list[tuple[Any, list[list[int]]]]) -> None:
    """A row of the stock that somebody has changed since is no longer only the stock's."""
    for model, ranges in created:
        since = Change.objects.filter(
            among(ranges, "object_id"),
            content_type__app_label=model._meta.app_label,
            content_type__model=model._meta.model_name,
        ).exclude(operation=made)
        in_turn = since.select_related("content_type").order_by("object_id", "pk")
        for pk, of_row in groupby(in_turn, key=attrgetter("object_id")):
            changes = list(of_row)
            row = model._base_manager.filter(pk=pk).first()
            try:
                check_as_written(row, changes)
            except UndoRefused as problem:
                raise UndoRefused(f"{name_of(changes[0])} : {problem} {PUT_BACK_FIRST}") from None


def check_as_written(row: Any, changes: list[Change]) -> None:
    """What was changed then put back, or deleted, is in nobody's way."""
    if row is None:
        return
    written: dict[str, Any] = {}
    for change in changes:
        for name, values in (change.changes or {}).items():
            if name != "protected_fields":
                written.setdefault(name, values[0])
    check_still(row, written)


def check_nothing_leans_on(model: Any, ranges: list[list[int]]) -> None:
    for relation in model._meta.related_objects:
        if is_kept_apart(relation):
            continue
        leaning = relation.related_model._base_manager.filter(among(ranges, relation.field.name))
        if row := leaning.order_by("pk").first():
            kind = relation.related_model._meta.verbose_name_plural
            raise UndoRefused(f"Des {kind} dépendent de ce stock ({row}) : retirez-les d’abord.")


def is_kept_apart(relation: ForeignObjectRel) -> bool:
    """Names seen in files go with the person or the household they lead to."""
    return relation.related_model._meta.label == "beneficiaries.Identity"
