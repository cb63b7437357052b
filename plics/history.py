"""Every change is kept, before → after, whatever makes it: a form, a file, a bulk action, a merge.

Rows that are saved or deleted one by one are noted by the library (django-auditlog). Bulk writes
send no signal: they go through the functions of this module, which read the rows once more
before writing them. Rows that a file creates are told by its operation, not one by one.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator
from contextvars import ContextVar
from typing import Any

from auditlog.context import disable_auditlog
from auditlog.registry import auditlog
from auditlog.signals import pre_log
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models

from plics.models import Act, Change, ImportRun, Operation
from plics.traces.writing import write

# A list of keys must stay under the number of variables a database takes in one statement.
KEYS = 500
# Never noted: secrets, what is no one's change, outlines of communes (heavy, and never typed).
UNTOLD = {"password", "last_login", "matricule_fingerprint", "outline"}
UPDATE, DELETE, CREATE = Change.Action.UPDATE, Change.Action.DELETE, Change.Action.CREATE

_actor: ContextVar[Callable[[], Any] | None] = ContextVar("actor", default=None)
_operation: ContextVar[Operation | None] = ContextVar("operation", default=None)


# -- who acts, and what for


def middleware(get_response):
    def respond(request):
        with _held(_actor, lambda: getattr(request, "user", None)):
            return get_response(request)

    return respond


@contextlib.contextmanager
def _held(variable: ContextVar, value) -> Iterator[None]:
    token = variable.set(value)
    try:
        yield
    finally:
        variable.reset(token)


def acting(by) -> contextlib.AbstractContextManager[None]:
    return _held(_actor, lambda: by)


@contextlib.contextmanager
def operation(
    kind: str, label: str, *, by=None, run: ImportRun | None = None
) -> Iterator[Operation]:
    """What is written inside is one deed; to be entered within the deed's transaction."""
    made = Operation.objects.create(kind=kind, label=label[:300], made_by=by, run=run)
    with acting(by), _held(_operation, made):
        yield made
    if made.created:
        made.save(update_fields=["created"])
    if made.run is None and not made.changes.exists():
        made.delete()
        return
    files = (Operation.Kind.IMPORT, Operation.Kind.RETURN)
    write(Act.IMPORT if kind in files else Act.CHANGE, Operation, [made.pk], by=by)


def current() -> Operation | None:
    return _operation.get()


def signature() -> dict[str, Any]:
    read = _actor.get()
    actor = read() if read else None
    if actor is not None and not actor.is_authenticated:
        actor = None
    return {"actor": actor, "operation": _operation.get()}


def is_author(account, row) -> bool:
    """Whether this account made the row, in a form or through a service; not from a file."""
    kept = Change.objects.filter(
        content_type=ContentType.objects.get_for_model(row), object_id=row.pk
    )
    files = (Operation.Kind.IMPORT, Operation.Kind.RETURN)
    made = kept.filter(actor=account.pk, action=CREATE).exclude(operation__kind__in=files)
    # Those made before this journal was kept are in Django's own.
    before = LogEntry.objects.filter(
        user=account.pk,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        action_flag=ADDITION,
    )
    return made.exists() or before.exists()


# -- the library's part


def follow(kinds: Iterable[type[models.Model]]) -> None:
    for model in kinds:
        auditlog.register(
            model,
            include_fields=[field.name for field in noted(model)],
            m2m_fields=[field.name for field in model._meta.many_to_many],
        )


def noted(model: type[models.Model]) -> list[Any]:
    return [
        field
        for field in model._meta.concrete_fields
        if not field.primary_key and field.name not in UNTOLD
    ]


def watch() -> None:
    pre_log.connect(is_told, dispatch_uid="plics.history")


def is_told(sender, instance, action, **kwargs) -> bool:
    """A creation by nobody in particular is told by what made it: a file, a command."""
    return action != CREATE or signature() != {"actor": None, "operation": None}


# -- bulk writes


def bulk_create(model: Any, rows: Iterable[Any], *, batch_size: int) -> list[Any]:
    """As Django's; the operation keeps which rows it created, to take them back."""
    created = model._base_manager.bulk_create(rows, batch_size=batch_size)
    made = current()
    if made is not None and created:
        ranges = made.created.setdefault(model._meta.label, [])
        ranges += together(sorted(row.pk for row in created))
    return created


def bulk_add(model: Any, rows: Iterable[Any]) -> None:
    """As forms add them: each is told by its own line, whatever made it."""
    made = model._base_manager.bulk_create(rows, batch_size=KEYS)
    after = held(model, [row.pk for row in made], [field.name for field in noted(model)])
    came = {pk: {name: [None, plain(v)] for name, v in new.items()} for pk, new in after.items()}
    note(model, came, action=CREATE)


def together(keys: list[int]) -> list[list[int]]:
    """Keys that follow each other, as their first and last."""
    found: list[list[int]] = []
    for key in keys:
        if found and key == found[-1][1] + 1:
            found[-1][1] = key
        else:
            found.append([key, key])
    return found


def bulk_update(model: Any, rows: Iterable[Any], names: Iterable[str], *, batch_size: int) -> None:
    """As Django's."""
    rows = list(rows)
    if not rows:
        return
    fields = [model._meta.get_field(name) for name in names]
    names = [field.name for field in fields]
    before = held(model, [row.pk for row in rows], names)
    model._base_manager.bulk_update(rows, names, batch_size=batch_size)
    after = {row.pk: {f.name: getattr(row, f.attname) for f in fields} for row in rows}
    note(model, {pk: differences(before[pk], after[pk]) for pk in after if pk in before})


def bulk_set(rows: models.QuerySet, **values: Any) -> None:
    """As `update`, with plain values."""
    model: Any = rows.model
    before = {found.pop("pk"): found for found in rows.order_by().values("pk", *values)}
    rows.update(**values)
    after = {
        name: value.pk if isinstance(value, models.Model) else value
        for name, value in values.items()
    }
    note(model, {pk: differences(old, after) for pk, old in before.items()})


def bulk_delete(model: Any, keys: list[int]) -> None:
    """Of rows on which nothing hangs."""
    names = [field.name for field in noted(model)]
    before = held(model, keys, names)
    # Noted here, in one statement rather than one a row.
    with disable_auditlog():
        for batch in batches(keys):
            model._base_manager.filter(pk__in=batch).delete()
    gone = {pk: {name: [plain(v), None] for name, v in old.items()} for pk, old in before.items()}
    note(model, gone, action=DELETE)


def note(model: Any, changes: dict[int, dict[str, list]], *, action: int = UPDATE) -> None:
    """`changes` by row: {field: [before, after]}."""
    kind = ContentType.objects.get_for_model(model)
    signed = signature()
    Change.objects.bulk_create(
        [
            Change(
                content_type=kind,
                object_pk=str(pk),
                object_id=pk,
                action=action,
                changes=changed,
                **signed,
            )
            for pk, changed in changes.items()
            if changed
        ],
        batch_size=KEYS,
    )


def mark(row: models.Model) -> None:
    """The operation is told by the history of this row, whatever it changed of it."""
    Change.objects.create(
        content_type=ContentType.objects.get_for_model(row),
        object_pk=str(row.pk),
        object_id=row.pk,
        object_repr=str(row),
        action=UPDATE,
        changes={},
    )


def held(model: Any, keys: list[int], names: list[str]) -> dict[int, dict[str, Any]]:
    return {
        found.pop("pk"): found
        for batch in batches(keys)
        for found in model._base_manager.filter(pk__in=batch).order_by().values("pk", *names)
    }


def differences(before: dict[str, Any], after: dict[str, Any]) -> dict[str, list]:
    return {
        name: [plain(old), plain(after[name])] for name, old in before.items() if old != after[name]
    }


def plain(value: Any) -> Any:
    """As the library writes it: JSON's own values, text for the others."""
    return (
        value if isinstance(value, (type(None), bool, int, float, str, list, dict)) else str(value)
    )


def batches(keys: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(keys), KEYS):
        yield keys[start : start + KEYS]
