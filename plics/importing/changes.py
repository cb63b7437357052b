"""What a row of a file changes in a row of the database, and how it is told."""

import datetime as dt
from decimal import Decimal


def carry_into(row, values: dict) -> dict:
    """Sets the values a file carries; gives {field: (old, new)} of those that changed."""
    changes = {}
    for name, new in values.items():
        # A required relation not set yet answers with an AttributeError.
        old = getattr(row, name, None)
        if new is not None and new != "" and new != old:
            changes[name] = (old, new)
            setattr(row, name, new)
    return changes


def described(row, changes: dict) -> tuple:
    return tuple(
        (
            str(row._meta.get_field(name.removesuffix("_id")).verbose_name),
            displayed(row, name, old),
            displayed(row, name, new),
        )
        for name, (old, new) in changes.items()
    )


def displayed(row, name: str, value) -> str:
    """A value as the preview shows it."""
    if value is None:
        return ""
    if name.endswith("_id"):
        model = row._meta.get_field(name.removesuffix("_id")).related_model
        return str(model.objects.get(pk=value))
    if isinstance(value, str):
        return str(dict(row._meta.get_field(name).flatchoices or ()).get(value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, list | set):
        return ", ".join(sorted(map(str, value)))
    return str(value)
