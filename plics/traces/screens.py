"""Screens of the administration say what they show: a sheet, its history, a list, an export."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import ModelAdmin

from plics.models import Act
from plics.traces.subjects import is_about_persons
from plics.traces.writing import show, write


class TracedScreens(ModelAdmin):
    """Put before what answers. Rows that are about nobody leave no trace of being looked at."""

    def changelist_view(self, request, extra_context=None):
        response = super().changelist_view(request, extra_context)
        if listed := context_of(response).get("cl"):
            act = Act.SEARCH if listed.query else Act.LIST
            self.show_rows(request, act, listed.result_list)
        return response

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        response = super().changeform_view(request, object_id, form_url, extra_context)
        return self.show_row(request, Act.SHEET, response, "original")

    def delete_view(self, request, object_id, extra_context=None):
        response = super().delete_view(request, object_id, extra_context)
        return self.show_row(request, Act.SHEET, response, "object")

    def history_view(self, request, object_id, extra_context=None):
        response = super().history_view(request, object_id, extra_context)
        return self.show_row(request, Act.HISTORY, response, "object")

    def show_row(self, request, act, response, name):
        if row := context_of(response).get(name):
            self.show_rows(request, act, [row])
        return response

    def show_rows(self, request, act, rows):
        if is_about_persons(self.model):
            show(request, act, self.model, [row.pk for row in rows])

    def get_export_data(self, file_format, request, queryset, **kwargs):
        keys = queryset.order_by().values_list("pk", flat=True)
        show(request, Act.EXPORT, self.model, keys)
        # The mixin that exports comes later.
        above: Any = super()
        return above.get_export_data(file_format, request, queryset, **kwargs)

    # Called by Django in the transaction that saves; its own journal is written no more.

    def log_addition(self, request, obj, message):
        write(Act.CHANGE, self.model, [obj.pk])

    def log_change(self, request, obj, message):
        write(Act.CHANGE, self.model, [obj.pk])

    def log_deletions(self, request, queryset):
        write(Act.CHANGE, self.model, [row.pk for row in queryset])


def context_of(response) -> dict[str, Any]:
    return getattr(response, "context_data", None) or {}
