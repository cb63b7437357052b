"""What a form showed when it was opened: it travels with the form, signed, as short digests.

Compared under a lock with what the row holds when the form comes back, it tells what was saved
in between; no model needs a column for it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from plics import formatting
from plics.richtext import markup
from plics.richtext.fields import RichTextField, RichTextFormField

NAME = "_shown"
SALT = "plics.shown_values"
Digests = dict[str, dict[str, str]]


def canonical(value: Any) -> str:
    """The same text for the same value, whether a row holds it or a form read it."""
    if value is None:
        return ""
    if isinstance(value, models.Model):
        return str(value.pk)
    if isinstance(value, (list, tuple, set, models.QuerySet)):
        return json.dumps([canonical(each) for each in value])
    if isinstance(value, dict):
        return json.dumps(value, sort_keys=True)
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    return str(value).replace("\r\n", "\n").strip()


def digest(field: forms.Field, value: Any) -> str:
    text = canonical(value)
    if isinstance(field, (forms.MultipleChoiceField, forms.ModelMultipleChoiceField)):
        # Ticked in any order.
        text = json.dumps(sorted(json.loads(text))) if text else "[]"
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def key(row: models.Model) -> str:
    return f"{row._meta.label_lower}:{row.pk}"


def watched(form: forms.BaseModelForm) -> dict[str, forms.Field]:
    """Fields that somebody may have changed here and elsewhere."""
    # An inline form names its row and its owner in fields of its own.
    links = (forms.models.InlineForeignKeyField,)
    pk = form.instance._meta.pk
    return {
        name: field
        for name, field in form.fields.items()
        if not field.disabled
        and not isinstance(field, links)
        and (pk is None or name != pk.name)
        and name in form.initial
    }


def shown_in(shown: Iterable[forms.BaseModelForm]) -> Digests:
    found: Digests = {}
    for form in shown:
        if form.instance.pk is not None:
            of_row = found.setdefault(key(form.instance), {})
            for name, field in watched(form).items():
                of_row[name] = digest(field, form.initial[name])
    return found


def signed(shown: Digests) -> str:
    return signing.dumps(shown, salt=SALT, compress=True)


def read(text: str) -> Digests:
    """What cannot be read was shown by nobody: whatever differs will then be asked about."""
    try:
        return signing.loads(text, salt=SALT)
    except signing.BadSignature:
        return {}


def typed(form: forms.BaseModelForm, name: str) -> Any:
    """What came back for a field: as a value where it reads as one, else as it was typed."""
    field = form.fields[name]
    raw = form[name].data
    try:
        return field.to_python(raw)
    except ValidationError:
        return raw


def told(field: forms.Field | models.Field, value: Any) -> str:
    """A value as French readers write it."""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if value in (None, "", [], ()):
        return "vide"
    if isinstance(field, (RichTextField, RichTextFormField)):
        return markup.source(markup.to_html(str(value)))
    if isinstance(value, dt.datetime):
        return f"{timezone.localtime(value):%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return formatting.number(value, max(0, -int(value.as_tuple().exponent)), trim=True)
    if isinstance(value, (models.QuerySet, list, tuple, set)):
        return ", ".join(told(field, each) for each in value)
    if isinstance(field, forms.ModelChoiceField) and not isinstance(value, models.Model):
        return told_row(field, value)
    return str(labels(field).get(str(value), value))


def labels(field: Any) -> dict[str, Any]:
    if isinstance(field, models.Field):
        pairs = field.flatchoices
    elif isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        pairs = [pair for group in choices for pair in flat(group)]
    else:
        pairs = []
    return {str(value): label for value, label in pairs}


def flat(group: tuple) -> list[tuple]:
    value, label = group
    return list(label) if isinstance(label, (list, tuple)) else [(value, label)]


def told_row(field: forms.ModelChoiceField, pk: Any) -> str:
    queryset = field.queryset
    row = queryset.model._base_manager.filter(pk=pk).first() if queryset is not None else None
    return str(row or pk)
