"""The journal: what was changed at once, with its button to undo it; every change, one by one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path
from django.utils.decorators import method_decorator
from django.utils.html import format_html, format_html_join
from django.utils.text import capfirst
from django.views.decorators.http import require_POST
from django_filters.fields import ModelChoiceField

from plics import formatting
from plics.admin import BaseAdmin, ReadOnly
from plics.admin_history import MADE, address
from plics.admin_site import Task
from plics.filters import ListFilters, RelatedFilter
from plics.models import Change, Operation
from plics.permissions import can_edit_data
from plics.taking_back import is_last, take_back
from plics.told_changes import Teller
from plics.undoing import Undone, UndoRefused, undo

SHOWN = 200


class Journal(ReadOnly, BaseAdmin):
    task = Task.SETTINGS

    def has_view_permission(self, request, obj=None):
        return can_edit_data(request.user) and self.is_met_by(request.user)


class KindChoice(ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return capfirst(obj.name)


class KindFilter(RelatedFilter):
    field_class = KindChoice


class ChangeFilters(ListFilters):
    content_type = KindFilter(
        field_name="content_type", label="Liste", queryset=ContentType.objects.order_by("model")
    )

    class Meta:
        model = Change
        fields = ["action", "content_type", "actor"]


@admin.register(Operation)
class OperationAdmin(Journal):
    is_secondary = True
    list_display = ["made_at", "label", "kind", "made_by", "undone_at"]
    list_display_links = ["label"]
    list_filter = ["kind", "made_by"]
    list_select_related = ["made_by"]
    date_hierarchy = "made_at"
    search_fields = ["label"]
    fields = ["label", "kind", "made_at", "made_by", "run", "undone_at", "undone_by"]
    change_form_template = "admin/plics/operation/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.undo_view)
        return [path("<int:pk>/annuler/", view, name="plics_operation_undo"), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        made = self.get_object(request, object_id)
        context = {
            "operation": made,
            "told": self.told(request, made) if made else [],
            "may_be_taken_back": made and made.is_stock and is_last(made.run),
        }
        return super().change_view(request, object_id, form_url, context | (extra_context or {}))

    def told(self, request, made: Operation) -> list[tuple]:
        teller = Teller(request.user)
        changes = made.changes.select_related("content_type")[:SHOWN]
        return [
            (
                change.content_type.name,
                teller.row(change),
                page_of(change),
                MADE[change.action],
                teller.lines(change),
            )
            for change in changes
        ]

    @method_decorator(require_POST)
    def undo_view(self, request, pk):
        if not self.has_view_permission(request):
            raise PermissionDenied
        made = get_object_or_404(Operation, pk=pk)
        try:
            found = (take_back if made.is_stock else undo)(made, by=request.user)
        except UndoRefused as refusal:
            self.message_user(request, str(refusal), messages.ERROR)
        else:
            self.tell(request, found)
        return redirect("admin:plics_operation_change", pk)

    def tell(self, request, found: Undone) -> None:
        count = formatting.counted(len(found.restored), "ligne remise", "lignes remises")
        if found.removed:
            count += " et " + formatting.counted(found.removed, "retirée", "retirées")
        self.message_user(request, f"Action annulée\u00a0: {count}.", messages.SUCCESS)
        if found.left:
            left = "\u00a0; ".join(found.left[:20])
            self.message_user(request, f"Laissé tel quel\u00a0: {left}", messages.WARNING)


@admin.register(Change)
class ChangeAdmin(Journal):
    is_secondary = True
    list_display = ["timestamp", "actor", "made_by", "action", "kind", "row"]
    list_display_links = ["timestamp"]
    filterset_class = ChangeFilters
    list_select_related = ["actor", "operation", "content_type"]
    date_hierarchy = "timestamp"
    search_fields = ["object_repr", "operation__label"]
    readonly_fields = ["made_by", "kind", "row", "values"]
    fields = [
        "timestamp",
        "actor",
        "made_by",
        "kind",
        "row",
        "action",
        "values",
    ]

    def get_queryset(self, request):
        self.teller = Teller(request.user)
        return super().get_queryset(request)

    @admin.display(description="par")
    def made_by(self, change):
        return change.operation or "à la main"

    @admin.display(description="liste", ordering="content_type")
    def kind(self, change):
        return change.content_type.name

    @admin.display(description="ligne")
    def row(self, change):
        text, url = self.teller.row(change), page_of(change)
        return format_html('<a href="{}">{}</a>', url, text) if url else text

    @admin.display(description="avant → après")
    def values(self, change):
        lines = ((line,) for line in self.teller.lines(change))
        return format_html_join("", "<div>{}</div>", lines) or "–"


def page_of(change: Change) -> str:
    if change.action == Change.Action.DELETE:
        return ""
    return address(change.content_type.model_class(), change.object_id)
