"""Rows of one household, or of one person, joined to each other straight."""

from __future__ import annotations

from typing import Any

from django.db.models import DO_NOTHING, Model
from django.db.models.fields.related import ForeignObject


class Joined(ForeignObject):
    """Rows of `to` that have the same `key` as this one, in queries alone: it holds no column.

    Through the household or the person itself, each join would read one more table, of a
    million rows where there are as many households, to learn nothing.
    """

    # Several rows may share the key: a query narrows them, to a day for instance.
    requires_unique_target = False
    # Nobody types it: a row's own validation does not ask for it.
    generated = True

    def __init__(self, to: str, key: str):
        super().__init__(
            to,
            DO_NOTHING,
            from_fields=[key],
            to_fields=[key],
            related_name="+",
            null=True,
            editable=False,
            serialize=False,
        )

    def contribute_to_class(self, cls: type[Model], name: str, *args: Any, **kwargs: Any) -> None:
        super().contribute_to_class(cls, name, private_only=True)
