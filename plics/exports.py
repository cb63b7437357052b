"""Every list of the administration as a file: its rows as filtered, columns that people read.

import-export gives the pages; what it leaves open is closed here. Its own escaping takes
off one « = » and turns every number and date into text; its resources read all rows.
"""

from __future__ import annotations

import datetime as dt
import functools
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import models
from django.utils.text import capfirst, slugify
from django.utils.timezone import localdate, localtime
from import_export import resources
from import_export.admin import ExportMixin
from import_export.fields import Field
from import_export.formats import base_formats
from import_export.forms import ExportForm

from plics import ods_files
from plics.classification import Tells, tells
from plics.importing.model_fields import label_of
from plics.models import User
from plics.nir import masked
from plics.richtext import markup
from plics.richtext.fields import RichTextField

NEVER_EXPORTED = {"matricule_fingerprint", "password", "is_superuser", "is_staff"}
CODES = ("code", "slug", "number", "insee_code", "username")
RISKY = ("=", "+", "-", "@", "\t", "\r")
# No workbook may hold these.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
SHEET_NAME = 31
# Which columns: a script that names none gets all of them, as it always did.
ALL, SHOWN = "0", "1"
COLUMNS = [
    (SHOWN, "Celles de la liste, comme elle les écrit"),
    (ALL, "Celles des données, avec les codes que les imports relisent"),
]
NOTHING_BUT_NAMES = (
    "Tout, dans cette liste, désigne des personnes\u00a0: l’exporter demande le droit d’exporter "
    "les noms."
)


def safe_text(text: str) -> str:
    """Text that no spreadsheet takes for a formula, and that carries no NIR."""
    text = CONTROLS.sub("", masked(text))
    return f"'{text}" if text.startswith(RISKY) or text.lstrip().startswith(RISKY) else text


def as_typed(value):
    """A cell of one of our exports as it was before `safe_text`."""
    if isinstance(value, str) and value.startswith("'"):
        return value[1:] if safe_text(value[1:]) == value else value
    return value


def as_cell(value, *, native: bool):
    """A number or a date where the file knows them, else text as the French write it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.datetime):
        moment = localtime(value).replace(tzinfo=None, microsecond=0)
        return moment if native else f"{moment:%d/%m/%Y %H:%M}"
    if isinstance(value, dt.date):
        return value if native else f"{value:%d/%m/%Y}"
    if isinstance(value, int | float | Decimal):
        return value if native else str(value).replace(".", ",")
    return safe_text(str(value))


class Column(Field):
    """What is found at `path` from a row: a value, a choice's label, or several rows' names."""

    def __init__(self, path: str, label: str, *, choices=(), many=False, told=None):
        super().__init__(attribute=path, column_name=safe_text(capfirst(str(label))), readonly=True)
        self.labels, self.many, self.told = dict(choices), many, told

    def export(self, instance, *, force_native_type=False, **kwargs):
        value = self.get_value(instance)
        if self.many:
            value = ", ".join(map(str, value.all()))
        elif self.labels:
            value = self.labels.get(value, value)
        elif self.told and value:
            value = self.told(value)
        return as_cell(value, native=force_native_type)


class Csv(base_formats.CSV):
    """Semicolons and a byte order mark: what a French spreadsheet opens at once."""

    def get_title(self):
        return "CSV"

    def export_data(self, dataset, **kwargs):
        return "\ufeff" + dataset.export("csv", delimiter=";")


class Xlsx(base_formats.XLSX):
    def get_title(self):
        return "xlsx"

    def _escape_formulae(self, dataset):
        """Done cell by cell, before numbers and dates become text."""


class Ods(base_formats.ODS):
    def get_title(self):
        return "ods"

    def is_binary(self):
        return True

    def export_data(self, dataset, **kwargs):
        return ods_files.written(dataset.title or "Liste", [dataset.headers, *dataset])

    def _escape_formulae(self, dataset):
        """Done cell by cell, before numbers and dates become text."""


class FormatForm(ExportForm):
    def __init__(self, formats, resources, **kwargs):
        super().__init__(formats, resources, **kwargs)
        choices = [(str(index), made().get_title().upper()) for index, made in enumerate(formats)]
        self.fields["format"] = forms.ChoiceField(
            label="Format", choices=choices, initial="0", widget=forms.RadioSelect
        )
        self.fields["resource"].label = "Colonnes"
        if len(resources) > 1:
            self.fields["resource"].widget = forms.RadioSelect(choices=COLUMNS)
            self.initial["resource"] = SHOWN


def named_by(model, site) -> tuple[str, ...]:
    """The fields that tell which row of `model` another row points to."""
    screen = site._registry.get(model)
    if screen is not None and screen.named_by:
        return screen.named_by
    # The number of an axis, which each pact has, would not tell whose it is.
    names = {field.name for field in model._meta.concrete_fields if field.unique}
    return tuple(name for name in CODES if name in names)[:1]


def columns_of(model, site) -> dict[str, Column]:
    found: dict[str, Column] = {}
    for field in model._meta.concrete_fields:
        if field.name in NEVER_EXPORTED or isinstance(
            field, models.AutoField | models.JSONField | models.FileField
        ):
            continue
        if field.is_relation:
            found |= relation_columns(field, site)
        else:
            found[field.name] = Column(
                field.name,
                label_of(field),
                choices=field.flatchoices or (),
                told=text_of(model, site) if isinstance(field, RichTextField) else None,
            )
    for field in model._meta.many_to_many:
        if site.is_registered(field.related_model):
            found[field.name] = Column(field.name, field.verbose_name, many=True)
    return found


def text_of(model, site):
    """Words alone; for a list that a file may bring back, all that was typed."""
    is_read_again = getattr(site._registry.get(model), "import_key", ())
    return markup.source if is_read_again else markup.plain


def relation_columns(field, site) -> dict[str, Column]:
    names = named_by(field.related_model, site)
    if len(names) < 2:
        path = "__".join([field.name, *names])
        return {field.name: Column(path, field.verbose_name)}
    found = {}
    for name in names:
        path = f"{field.name}__{name}"
        label = f"{field.verbose_name} – {label_of_path(field.related_model, name)}"
        found[path] = Column(path, label)
    return found


def label_of_path(model, path: str) -> str:
    """What the end of a path is called; a mere code, by the name of what it tells."""
    label = ""
    for name in path.split("__"):
        field = model._meta.get_field(name)
        if not (label and name in CODES):
            label = field.verbose_name
        model = field.related_model
    return label


class TableResource(resources.Resource):
    @classmethod
    def get_display_name(cls):
        return cls.__name__

    def export_resource(self, instance, selected_fields=None, **kwargs):
        """All columns, always: looking each up again for each row took most of the time."""
        return [column.export(instance, **kwargs) for column in self.fields.values()]


def computed_of(model, site) -> dict[str, tuple[str, Any]]:
    """What a query tells of each row, or of the row it points to: label and expression by name."""
    found = {}
    for name, (label, tell) in getattr(site._registry.get(model), "computed", {}).items():
        found[f"computed_{name}"] = label, tell("pk")
    for field in model._meta.concrete_fields:
        screen = site._registry.get(field.related_model) if field.is_relation else None
        for name, (label, tell) in getattr(screen, "computed", {}).items():
            label = f"{field.verbose_name} – {label}"
            found[f"computed_{field.name}_{name}"] = label, tell(field.attname)
    return found


def completed_of(model, site) -> dict[str, tuple[str, Any]]:
    told = getattr(site._registry.get(model), "completed", {})
    return {f"completed_{name}": (label, tell("pk")) for name, (label, tell) in told.items()}


def all_columns_of(model, site) -> dict[str, Column]:
    told = {name: Column(name, label) for name, (label, _) in computed_of(model, site).items()}
    own = {name: Column(name, label) for name, (label, _) in completed_of(model, site).items()}
    return told | columns_of(model, site) | own


@functools.cache
def resource_of(
    model: type[models.Model], site: admin.AdminSite, most: Tells = Tells.NAME
) -> type[TableResource]:
    """With the columns that tell no more than `most`."""
    columns = all_columns_of(model, site).items()
    kept = {name: each for name, each in columns if tells(model, each.attribute) <= most}
    return type(f"{model.__name__}Resource", (TableResource,), kept)


def most_for(user: User) -> Tells:
    return Tells.NAME if user.exports_names else Tells.FIGURE


class Exported(ExportMixin, admin.ModelAdmin):
    """The rows that the list shows to this user, through the filters in force."""

    # The fields that tell a row of this list in the files of the others.
    named_by: tuple[str, ...] = ()
    # What no field says: for each name, its label and what tells it from the path of a row's key.
    computed: dict[str, tuple[str, Callable[[str], Any]]] = {}
    # The same, after the fields, in the file of this list alone.
    completed: dict[str, tuple[str, Callable[[str], Any]]] = {}
    import_export_change_list_template = None
    export_template_name = "admin/export.html"
    export_form_class = FormatForm

    def has_export_permission(self, request):
        """Whoever may read the rows on screen; readers, who see no name, have no list."""
        return self.has_view_permission(request)

    def get_export_formats(self):
        return [Xlsx, Ods, Csv]

    def get_export_resource_classes(self, request):
        return [self.exported_to(request.user)]

    def exported_to(self, user: User) -> type[TableResource]:
        model: type[models.Model] = self.model
        return resource_of(model, self.admin_site, most_for(user))

    def export_action(self, request):
        if self.has_export_permission(request) and not self.exported_to(request.user).fields:
            raise PermissionDenied(NOTHING_BUT_NAMES)
        return super().export_action(request)

    def get_export_queryset(self, request):
        columns = columns_of(self.model, self.admin_site)
        joined = {
            column.attribute.rpartition("__")[0] or column.attribute
            for name, column in columns.items()
            if self.model._meta.get_field(name.partition("__")[0]).many_to_one
        }
        many = [name for name, column in columns.items() if column.many]
        queryset = super().get_export_queryset(request)
        computed = computed_of(self.model, self.admin_site)
        computed |= completed_of(self.model, self.admin_site)
        told = {name: expression for name, (_, expression) in computed.items()}
        return queryset.select_related(*joined).prefetch_related(*many).annotate(**told)

    def get_export_filename(self, request, queryset, file_format):
        name = slugify(str(self.opts.verbose_name_plural))
        return f"{name}-{localdate():%Y-%m-%d}.{file_format.get_extension()}"

    def get_export_data(self, file_format, request, queryset, **kwargs):
        """import-export knows its own classes of formats alone: ours would lose their types."""
        native = file_format.is_binary()
        data = self.get_data_for_export(request, queryset, force_native_type=native, **kwargs)
        return file_format.export_data(data)

    def get_data_for_export(self, request, queryset, **kwargs):
        data = super().get_data_for_export(request, queryset, **kwargs)
        data.title = slugify(str(self.opts.verbose_name_plural))[:SHEET_NAME]
        return data

    def init_request_context_data(self, request, form):
        context = super().init_request_context_data(request, form)
        count = self.get_export_queryset(request).count()
        columns = [
            (title, [column.column_name for column in resource.fields.values()])
            for resource, (_, title) in zip(
                self.get_export_resource_classes(request), reversed(COLUMNS), strict=False
            )
        ]
        return context | {"title": "Exporter", "count": count, "columns": columns[::-1]}
