"""How a list of the administration is searched and filtered: its address tells it all."""

from __future__ import annotations

import functools
from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ALL_VAR, ChangeList
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import QueryDict
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.html import format_html
from django_filters.filterset import filterset_factory

from plics import formatting, nir, searches
from plics.accents import Reads
from plics.attention import PARAMETER, Attention, AttentionFilter
from plics.exports import Exported, most_for
from plics.filters import FormFilter, ListFilters
from plics.list_exports import shown_resource

NEVER_FILTERED = {"matricule_fingerprint", "password"}
NO_SUCH_LIST = (
    "L’adresse demandait une page ou un filtre qui n’existe pas\u00a0: voici toute la liste."
)


# Columns that name somebody.
NAMED = ("person", "household")


# Numbers that count nothing: « 2019 », « action 12 ».
UNCOUNTED = ("year", "number")


def page_link(found):
    return found and format_html('<a href="{}">{}</a>', found.get_absolute_url(), found)


@functools.cache
def number_column(field: models.Field) -> Callable[[models.Model], str | None]:
    """« 12 500,50 », to the right: Django writes « 12500,50 », to the left."""
    places = getattr(field, "decimal_places", 0)
    is_amount = "€" in str(field.verbose_name)

    @admin.display(description=str(field.verbose_name), ordering=field.name)
    def column(row: Any) -> str | None:
        value = getattr(row, field.name)
        return None if value is None else formatting.number(value, places, trim=not is_amount)

    # The list makes classes of it, which its style sheet knows.
    column.__name__ = f"{field.name} number"
    return column


def is_counted(field: models.Field) -> bool:
    return (
        isinstance(field, models.IntegerField | models.DecimalField)
        and not isinstance(field, models.AutoField)
        and not field.choices
        and not field.name.endswith(UNCOUNTED)
    )


def filled_in(query: QueryDict) -> QueryDict:
    """Without the empty answers that a form sends along; « all » stands there alone."""
    kept = QueryDict(mutable=True)
    for name, values in query.lists():
        if found := [value for value in values if value or name == ALL_VAR]:
            kept.setlist(name, found)
    return kept


class PrivateChangeList(ChangeList):
    def get_queryset(self, request, exclude_parameters=None):
        self.query = searches.recall(request.session, self.query)
        return super().get_queryset(request, exclude_parameters)


class NarrowedList(Exported):
    """Searched and filtered by its address, in which no name shows."""

    # What the list is narrowed by; without one, each field of `list_filter`.
    filterset_class: type[ListFilters] | None = None
    # What waits in it, told on the index too.
    attention: Sequence[Attention] = ()
    show_facets = admin.ShowFacets.NEVER

    @cached_property
    def filterset(self) -> type[ListFilters]:
        """The filters it declares or one for each field of `list_filter`, then what waits."""
        declared = self.filterset_class or filterset_factory(
            self.model, ListFilters, [str(name) for name in self.list_filter]
        )
        waiting = {PARAMETER: AttentionFilter(self.attention)} if self.attention else {}
        return type(declared.__name__, (declared,), waiting)

    def shown_names(self, request) -> list[Any]:
        """The columns, by the names that the screen declares."""
        return list(super().get_list_display(request))

    def get_list_display(self, request):
        """Whom a row names leads to their page; another column, to the row."""
        return [
            f"{name}_page" if name in NAMED else self.told_as_french(name)
            for name in self.shown_names(request)
        ]

    def told_as_french(self, name: Any) -> Any:
        fields = {field.name: field for field in self.opts.concrete_fields}
        is_own = not hasattr(self, name)
        return (
            number_column(fields[name])
            if is_own and name in fields and is_counted(fields[name])
            else name
        )

    def get_list_display_links(self, request, list_display):
        if self.list_display_links or len(list_display) == 1:
            return super().get_list_display_links(request, list_display)
        pages = {f"{name}_page" for name in NAMED}
        return [name for name in list_display if name not in pages][:1]

    @admin.display(description="personne", ordering="person")
    def person_page(self, row):
        return page_link(row.person)

    @admin.display(description="ménage", ordering="household")
    def household_page(self, row):
        return page_link(row.household)

    def get_export_resource_classes(self, request):
        """All that is known of the rows, then the columns of the list."""
        shown = shown_resource(self, request, most_for(request.user))
        return [*super().get_export_resource_classes(request), *([shown] if shown.fields else [])]

    def get_list_filter(self, request):
        return [FormFilter]

    def get_search_fields(self, request):
        return [f"{name}__{Reads.lookup_name}" for name in super().get_search_fields(request)]

    def lookup_allowed(self, lookup, value, request=None):
        if NEVER_FILTERED.intersection(lookup.split("__")):
            return False
        if lookup in self.filterset.base_filters:
            return True
        return super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request, **kwargs):
        return PrivateChangeList

    def changelist_view(self, request, extra_context=None):
        if request.method == "POST" and "search" in request.POST:
            return self.redirect_to_search(request)
        if request.method == "GET" and (answers := filled_in(request.GET)) != request.GET:
            return redirect(f"{request.path}?{answers.urlencode()}")
        return super().changelist_view(request, extra_context)

    def get_changelist_instance(self, request):
        try:
            return super().get_changelist_instance(request)
        except IncorrectLookupParameters:
            self.message_user(request, NO_SUCH_LIST, messages.WARNING)
            raise

    def export_action(self, request):
        try:
            return super().export_action(request)
        except IncorrectLookupParameters:
            self.message_user(request, NO_SUCH_LIST, messages.WARNING)
            return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist")

    def redirect_to_search(self, request):
        if not self.has_view_permission(request):
            raise PermissionDenied
        query = QueryDict(mutable=True)
        query.update(request.GET)
        query.pop("q", None)
        query.pop("p", None)
        term = request.POST["search"].strip()
        if nir.holds_nir(term):
            self.message_user(request, nir.REFUSED, messages.ERROR)
        elif term:
            query["q"] = searches.remember(request.session, term)
        return redirect(f"{request.path}?{query.urlencode()}")
