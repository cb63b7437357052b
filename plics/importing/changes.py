"""What a row of a file changes in a row of the database, and how it is told."""

import datetime as dt
from decimal import Decimal
from typing import Any

from django.db.models import Field, Model


def carry_into(row: Model, values: dict[str, Any]) -> dict[str, tuple[Any, Any]]:
    """Sets the values a file carries; gives {field: (old, new)} of those that changed."""
    changes = {}
    for name, new in values.items():
        # A required relation not set yet answers with an AttributeError.
        old = getattr(row, name, None)
        if new is not None and new != "" and new != old:
            changes[name] = (old, new)
            setattr(row, name, new)
    return changes


def described(row: Model, changes: dict[str, tuple[Any, Any]]) -> tuple[tuple[str, str, str], ...]:
    return tuple(
        (
            str(field_of(row, name).verbose_name),
            displayed(row, name, old),
            displayed(row, name, new),
        )
        for name, (old, new) in changes.items()
    )


def field_of(row: Model | type[Model], name: str) -> Field[Any, Any]:
    found = row._meta.get_field(name.removesuffix("_id"))
    assert isinstance(found, Field)
    return found


def model_of(relation: Field[Any, Any]) -> type[Model]:
    """Of the rows that a relation points to."""
    assert relation.related_model is not None
    return relation.related_model


def displayed(row: Model, name: str, value: object) -> str:
    """A value as the preview shows it."""
    if value is None:
        return ""
    if name.endswith("_id"):
        return str(model_of(field_of(row, name))._default_manager.get(pk=value))
    if isinstance(value, str):
        return str(dict(field_of(row, name).flatchoices or ()).get(value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, list | set):
        return ", ".join(sorted(map(str, value)))
    return str(value)
