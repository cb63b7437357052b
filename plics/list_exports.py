"""A list of the administration as a file: the columns that it shows, in words, not codes."""

from __future__ import annotations

import html
from typing import Any

from django.contrib.admin.utils import label_for_field
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from import_export.fields import Field

from plics.classification import Tells, tells
from plics.exports import TableResource, as_cell, safe_text


class ShownColumn(Field):
    """What the list shows under a name: a field's value, or what its screen tells of the row."""

    def __init__(self, screen: Any, name: str):
        self.screen, self.name = screen, name
        label = label_for_field(name, screen.model, screen)
        super().__init__(attribute=name, column_name=safe_text(capfirst(str(label))), readonly=True)
        self.field = None if hasattr(screen, name) else field_of(screen.model, name)

    def __deepcopy__(self, memo: Any) -> ShownColumn:
        # The library copies the columns of each file; this one holds nothing of a file.
        return self

    def export(self, instance: Any, *, force_native_type: bool = False, **kwargs: Any) -> Any:
        return as_cell(self.told(instance), native=force_native_type)

    def told(self, row: Any) -> Any:
        if self.field is not None:
            choices = dict(self.field.flatchoices or ())
            value = getattr(row, self.name)
            return choices.get(value, value)
        if self.name == "__str__":
            return str(row)
        found = getattr(self.screen, self.name)(row)
        return html.unescape(strip_tags(found)) if isinstance(found, SafeString) else found


def field_of(model: type[models.Model], name: str) -> models.Field | None:
    try:
        found = model._meta.get_field(name)
    except FieldDoesNotExist:
        return None
    return found if isinstance(found, models.Field) else None


def may_leave(screen: Any, name: str, most: Tells) -> bool:
    """What a screen works out may name anybody: it leaves with those who take out names."""
    if most == Tells.NAME:
        return True
    is_field = not hasattr(screen, name) and field_of(screen.model, name) is not None
    return is_field and tells(screen.model, name) <= most


def shown_resource(screen: Any, request: Any, most: Tells) -> type[TableResource]:
    names = [name for name in screen.shown_names(request) if may_leave(screen, name, most)]
    columns = {f"shown_{name}": ShownColumn(screen, name) for name in names}
    return type(f"{screen.model.__name__}Shown", (TableResource,), columns)
