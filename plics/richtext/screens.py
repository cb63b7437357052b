"""Typed texts in the administration, for who may read a row and not change it."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin
from django.db import models

from plics.richtext.fields import RichTextField
from plics.richtext.markup import plain

Column = Callable[[models.Model], str]


def as_read(model: type[models.Model], names: Sequence[Any]) -> list[Any]:
    """The fields of a form, each typed text as a column that tells its words."""
    told = words_of_texts(model)
    return [
        tuple(as_read(model, name)) if isinstance(name, (list, tuple)) else told.get(name, name)
        for name in names
    ]


@functools.cache
def words_of_texts(model: type[models.Model]) -> dict[str, Column]:
    """By name of their field; the same ones each time, since Django compares them."""
    return {
        field.name: words_of(field)
        for field in model._meta.fields
        if isinstance(field, RichTextField)
    }


def words_of(field: RichTextField) -> Column:
    @admin.display(description=field.verbose_name)
    def words(row: models.Model) -> str:
        return plain(getattr(row, field.name))

    words.__name__ = field.name
    return words
