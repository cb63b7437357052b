"""The filters of a list of the administration: one form, whose state is the address.

A screen names a `ListFilters`, or only fields in `list_filter`. Choices are those that the
user's own rows carry: another territory's names never show.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import django_filters as filters
from django import forms
from django.contrib import admin
from django.db import models
from django.utils.text import capfirst
from django_filters.fields import RangeField
from django_filters.filterset import remote_queryset
from django_filters.widgets import SuffixedMultiWidget


class DayInput(forms.DateInput):
    """The browser's own calendar, which speaks the address's dates."""

    def __init__(self, **attrs):
        super().__init__({"type": "date"} | attrs, format="%Y-%m-%d")


class PeriodWidget(SuffixedMultiWidget):
    suffixes = ["du", "au"]
    use_fieldset = True

    def __init__(self, attrs=None):
        super().__init__([DayInput(**{"aria-label": suffix}) for suffix in self.suffixes], attrs)

    def decompress(self, value):
        return [value.start, value.stop] if value else [None, None]


class PeriodField(RangeField):
    def __init__(self, **options):
        days = forms.DateField(required=False), forms.DateField(required=False)
        super().__init__(days, widget=PeriodWidget, require_all_fields=False, **options)

    def compress(self, days):
        start, end = days or (None, None)
        if start and end and start > end:
            raise forms.ValidationError("La fin précède le début.")
        return slice(start, end) if start or end else None


class PeriodFilter(filters.RangeFilter):
    """Two days, both included; one alone leaves the other side open."""

    field_class = PeriodField


class DayFilter(filters.DateFilter):
    def __init__(self, *args, **options):
        super().__init__(*args, widget=DayInput, **options)


class RelatedFilter(filters.ModelChoiceFilter):
    """One of the rows that those of the list point to."""

    parent: ListFilters
    field_name: str

    def get_queryset(self, request):
        carried = self.parent.queryset.order_by().values(self.field_name)
        return super().get_queryset(request).filter(pk__in=carried)


class ValuesFilter(filters.ChoiceFilter):
    """One of the values that the rows of the list carry: years, kinds of files…"""

    parent: ListFilters
    field_name: str
    tell: Callable[[Any], Any] = staticmethod(str)

    @property
    def field(self):
        rows = self.parent.queryset.order_by(f"-{self.field_name}")
        carried = list(rows.values_list(self.field_name, flat=True).distinct())
        told = [(value, self.tell(value)) for value in carried if value is not None]
        self.extra |= {"choices": told, "null_label": "Aucune valeur" if None in carried else None}
        return super().field


class YesNoFilter(filters.ChoiceFilter):
    ANSWERS = {"oui": True, "non": False}

    def __init__(self, *args, **options):
        choices = [(answer, capfirst(answer)) for answer in self.ANSWERS]
        super().__init__(*args, choices=choices, **options)

    def filter(self, queryset, value):
        return super().filter(queryset, self.ANSWERS.get(value))


class ListFilters(filters.FilterSet):
    """Base of the filters of a list; those it does not declare follow the type of the field."""

    queryset: models.QuerySet

    FILTER_DEFAULTS = filters.FilterSet.FILTER_DEFAULTS | {
        models.ForeignKey: {
            "filter_class": RelatedFilter,
            "extra": lambda field: {"queryset": remote_queryset(field)},
        },
        models.ManyToManyField: {
            "filter_class": RelatedFilter,
            "extra": lambda field: {"queryset": remote_queryset(field)},
        },
        models.BooleanField: {"filter_class": YesNoFilter},
        models.CharField: {"filter_class": ValuesFilter},
        models.PositiveSmallIntegerField: {"filter_class": ValuesFilter},
    }

    @classmethod
    def filter_for_field(cls, field, field_name, lookup_expr=None):
        made = super().filter_for_field(field, field_name, lookup_expr)
        made.label = capfirst(field.verbose_name)
        return made

    @property
    def parameters(self) -> list[str]:
        """The names that the form gives to its answers in the address."""
        widgets = {name: field.widget for name, field in self.form.fields.items()}
        return [
            widget.suffixed(name, suffix) if suffix else name
            for name, widget in widgets.items()
            for suffix in getattr(widget, "suffixes", [""])
        ]


class FormFilter(admin.ListFilter):
    """A `ListFilters` among the admin's list filters: it takes its parameters off the address,
    and search, dates, order, pages, actions and exports go on with the others."""

    title = "filtres"
    template = "admin/filter_form.html"

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        rows = model_admin.get_queryset(request)
        self.filterset = model_admin.filterset(request.GET, rows, request=request)
        self.asked = [name for name in self.filterset.parameters if any(params.pop(name, ()))]

    def has_output(self):
        return bool(self.filterset.filters)

    def expected_parameters(self):
        return self.filterset.parameters

    def queryset(self, request, queryset):
        """Nothing, while an answer is not understood: more rows than asked for could be
        exported or changed in one go."""
        if not self.filterset.is_valid():
            return queryset.none()
        return self.filterset.filter_queryset(queryset)

    def choices(self, changelist):
        """What else the address says, for the form to say again."""
        return [
            (name, value)
            for name, values in changelist.filter_params.items()
            if name not in self.filterset.parameters
            for value in values
        ]
