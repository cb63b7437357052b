"""The columns of a table that is one model's rows: read and told by the type of each field."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import models
from django.utils.text import capfirst, slugify

from plics import days
from plics.importing import values as cell
from plics.importing.changes import model_of
from plics.importing.errors import Invalid, shown
from plics.importing.fields import Field
from plics.importing.lookups import Lookup
from plics.richtext import markup, rules
from plics.richtext.fields import RichTextField

# « au » alone tells nothing at the head of a column.
LABELS = {"valid_to": "en vigueur jusqu’au"}
AnyField = models.Field[Any, Any]
# How a cell is read, and what is expected there.
Reading = tuple[Callable[[cell.Raw], Any], str]
NEVER_READ = models.AutoField[Any, Any] | models.JSONField | models.FileField


def label_of(field: AnyField) -> str:
    return capfirst(LABELS.get(field.name, str(field.verbose_name)))


def columns_to_read(model: type[models.Model]) -> dict[str, Field]:
    """By name of the model's fields; made anew for each file, whose rows they look up."""
    fields = [f for f in model._meta.fields if f.editable and not isinstance(f, NEVER_READ)]
    return {field.name: column_to_read(field) for field in fields}


def column_to_read(field: AnyField) -> Field:
    parse, expected = reading(field)
    return Field(
        name=slugify(label_of(field)).replace("-", "_"),
        parse=parse,
        label=label_of(field),
        help=". ".join(filter(None, [expected, str(field.help_text).rstrip(".")])),
        required=not (field.null or field.blank or field.has_default()),
    )


def reading(field: AnyField) -> Reading:
    if field.is_relation:
        return relation(field)
    if field.choices:
        return cell.choice(field.flatchoices), ", ".join(
            str(value) for value, _ in field.flatchoices
        )
    for kind, made in READINGS.items():
        if isinstance(field, kind):
            return made(field)
    raise TypeError(f"{field} has no way to be read")


def decimal(field: AnyField) -> Reading:
    assert isinstance(field, models.DecimalField)
    whole = field.max_digits - field.decimal_places
    return cell.decimal(places=field.decimal_places, maximum=10**whole - 1), "un nombre"


# The first that fits: a slug is text too.
READINGS: dict[type[AnyField], Callable[[Any], Reading]] = {
    models.SlugField: lambda field: (cell.slug, "minuscules sans accent, chiffres et tirets"),
    models.CharField: lambda field: (
        cell.text(field.max_length),
        f"{field.max_length} caractères au plus",
    ),
    RichTextField: lambda field: (
        text_to_print,
        "texte\u00a0; chaque ligne de la cellule est un paragraphe",
    ),
    models.TextField: lambda field: (
        paragraphs,
        "texte\u00a0; chaque ligne de la cellule est gardée",
    ),
    models.BooleanField: lambda field: (cell.yes_no, "oui ou non"),
    models.DateField: lambda field: (date_reader(field), cell.DATE_EXPECTED),
    models.PositiveSmallIntegerField: lambda field: (cell.integer(), "un nombre entier"),
    models.DecimalField: decimal,
}


def date_reader(field: AnyField) -> Callable[[Any], Any]:
    """Holds a file to the bounds that the model's own validators give the forms."""
    if days.happened in field.validators:
        return cell.past_date
    return cell.planned_date if days.foreseen in field.validators else cell.date


def paragraphs(raw: cell.Raw) -> str:
    value = str(raw).strip()
    cell.refuse_formula(value)
    return value


def text_to_print(raw: cell.Raw) -> str:
    value = paragraphs(raw)
    if refused := rules.too_long(value):
        raise Invalid(refused)
    return markup.to_html(value)


class Related:
    """The row that a cell names; the rows are read at the first cell of a file."""

    def __init__(self, model: type[models.Model]):
        self.model = model
        self.lookup: Lookup[models.Model] | None = None

    def __call__(self, raw: cell.Raw) -> models.Model:
        if self.lookup is None:
            self.lookup = lookup_in(self.model)
        return self.lookup(cell.as_text(raw))


def lookup_in(model: type[models.Model]) -> Lookup[models.Model]:
    """Finds the row of a list that a cell names, by its code or its name."""
    what = f"dans la liste « {model._meta.verbose_name_plural} »"
    return Lookup(what, model._default_manager.all(), code_of, str)


def code_of(row: models.Model) -> str:
    """What names a row in files: its code where it has one."""
    found = (getattr(row, name, None) for name in ("code", "slug"))
    return next(filter(None, found), str(row))


def relation(field: AnyField) -> Reading:
    model = model_of(field)
    name = model._meta.verbose_name
    return Related(model), f"code ou nom\u00a0: {shown(name)}"
