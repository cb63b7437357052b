"""The change history that the administration shows, fed by services too: before → after."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib.admin.models import ADDITION, CHANGE, DELETION, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.text import capfirst

from plics.shown_values import told

LONG = 200  # characters of a text that tell it from another


def record(by, rows, message: str) -> None:
    LogEntry.objects.log_actions(by.pk, rows, CHANGE, message)


def record_creation(by, rows, message: str) -> None:
    """Rows that a service made for somebody, who is their author."""
    LogEntry.objects.log_actions(by.pk, rows, ADDITION, message)


def record_changes(by, changes: Iterable[tuple[Any, str]], message: str) -> None:
    """Each row with what it changed."""
    for row, change in changes:
        record(by, [row], "\n".join(filter(None, [message, change])))


def is_author(account, row) -> bool:
    """Whether this account made the row, in a form or through a service."""
    return LogEntry.objects.filter(
        user=account.pk,
        content_type=ContentType.objects.get_for_model(row),
        object_id=str(row.pk),
        action_flag=ADDITION,
    ).exists()


def values_of(row: models.Model, names: Iterable[str]) -> dict[str, Any]:
    return {name: getattr(row, name) for name in names}


def changes(row: models.Model, before: dict[str, Any]) -> str:
    """« Sortie : vide → 31/10/2019 », a line for each field that changed."""
    lines = []
    for name, old in before.items():
        field: Any = row._meta.get_field(name)
        if (new := getattr(row, name)) != old:
            lines.append(arrow(field.verbose_name, told(field, old), told(field, new)))
    return "\n".join(lines)


def arrow(label: Any, old: str, new: str) -> str:
    return f"{capfirst(str(label))}\u00a0: {shortened(old)} → {shortened(new)}"


def shortened(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]}…"


# -- what a form changed


def of_form(form: Any) -> list[str]:
    return [
        arrow(form[name].label, told(field, form.initial.get(name)), told(field, new))
        for name, field, new in (
            (name, form.fields[name], form.cleaned_data.get(name)) for name in form.changed_data
        )
        if name in form.cleaned_data and not is_secret(field)
    ]


def is_secret(field: forms.Field) -> bool:
    return isinstance(field.widget, forms.PasswordInput)


def of_formset(formset: Any) -> list[str]:
    """Rows added, changed and deleted of an inline, each told by its name."""
    kind = formset.model._meta.verbose_name
    added = [f"Ajout – {kind}\u00a0: {row}" for row in formset.new_objects]
    forms_of = {form.instance.pk: form for form in formset.initial_forms}
    changed = [
        f"{capfirst(kind)} «\u00a0{row}\u00a0» – {line}"
        for row, _ in formset.changed_objects
        for line in of_form(forms_of[row.pk])
    ]
    gone = [f"Suppression – {kind}\u00a0: {whole(row)}" for row in formset.deleted_objects]
    return added + changed + gone


def whole(row: models.Model) -> str:
    """All that a row held, for a day when it is asked about."""
    fields = [field for field in row._meta.fields if field.editable and not field.primary_key]
    held = ((field, getattr(row, field.name)) for field in fields)
    told_values = (
        f"{field.verbose_name} {shortened(told(field, value))}"
        for field, value in held
        if value not in (None, "")
    )
    return f"{row} ({', '.join(told_values)})"


def record_deletions(by, rows: Iterable[models.Model]) -> None:
    for row in rows:
        LogEntry.objects.log_actions(
            by.pk, [row], DELETION, f"Supprimé\u00a0: {whole(row)}", single_object=True
        )
