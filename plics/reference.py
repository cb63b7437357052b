"""Reference rows come once: what the staff changed since is never overwritten."""

from typing import Any

from django.db import models

from plics.models import Department


def add_missing(model: type[models.Model], key: str, rows: list[dict[str, Any]]) -> None:
    """Create the rows whose `key` is not there yet, in the file's order."""
    known = set(model._default_manager.values_list(key, flat=True))
    ordered = any(field.name == "order" for field in model._meta.fields)
    model._default_manager.bulk_create(
        model(**({"order": rank} if ordered else {}) | row)
        for rank, row in enumerate(rows, start=1)
        if row[key] not in known
    )


def load_department(lists: dict) -> None:
    add_missing(Department, "code", [lists["department"]])
