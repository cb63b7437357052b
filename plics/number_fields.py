"""Numbers as the French write them: « 12 500,50 », with any of the spaces."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.db import models

SPACES = re.compile(r"(?<=\d)[ \u00a0\u202f\u2009](?=\d)")


def closed_up(value: Any) -> Any:
    return SPACES.sub("", value) if isinstance(value, str) else value


class FrenchDecimalField(forms.DecimalField):
    def to_python(self, value):
        return super().to_python(closed_up(value))


class FrenchIntegerField(forms.IntegerField):
    def to_python(self, value):
        return super().to_python(closed_up(value))


def number_widget(keyboard: str, size: int) -> forms.TextInput:
    """Not the browser's own for numbers, which takes no space and, in English, no comma."""
    return forms.TextInput({"inputmode": keyboard, "size": size})


def options_for(field: models.Field) -> dict[str, Any]:
    """How a model's number is typed in a form; nothing for other fields, or a choice of numbers."""
    if field.choices:
        return {}
    if isinstance(field, models.DecimalField):
        return {
            "form_class": FrenchDecimalField,
            "localize": True,
            "widget": number_widget("decimal", 12),
        }
    if isinstance(field, models.IntegerField) and not isinstance(field, models.AutoField):
        return {
            "form_class": FrenchIntegerField,
            "widget": number_widget("numeric", 8),
        }
    return {}
