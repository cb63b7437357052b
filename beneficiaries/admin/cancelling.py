"""Screens whose rows are cancelled with a reason rather than deleted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters as filters
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.options import ModelAdmin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.views.decorators.http import require_POST

from beneficiaries.cancelling import AlreadySo, cancel, reinstate
from beneficiaries.models.rights import frozen_refusal
from plics.guarded_forms import WithoutNir
from plics.models import Act
from plics.permissions import can_edit_data
from plics.traces.writing import show


class ReasonForm(WithoutNir, forms.Form):
    reason = forms.CharField(
        label="Motif",
        max_length=200,
        help_text="Il restera sur la ligne et dans « Corrections ».",
    )


class CancelledFilters(filters.FilterSet):
    annulees = filters.ChoiceFilter(
        label="Annulation",
        choices=[("non", "Non"), ("oui", "Oui")],
        method="in_cancelled_state",
    )

    def in_cancelled_state(self, queryset, name, value):
        return queryset.filter(cancelled_at__isnull=value == "non")


class CancellableScreen(ModelAdmin):
    """Put after `BaseAdmin`, whose questions then bear on the cancelled rows too."""

    change_form_template = "admin/cancellable_change_form.html"
    model: Any

    def get_queryset(self, request):
        return self.model.with_cancelled.order_by(*self.get_ordering(request))

    def get_list_display(self, request):
        return [*super().get_list_display(request), "cancelling"]

    @admin.display(description="annulation", ordering="cancelled_at")
    def cancelling(self, row):
        if not row.is_cancelled:
            return None
        return format_html('<span class="cancelled-row">{}</span>', row.cancel_reason)

    def get_urls(self):
        name = f"{self.opts.app_label}_{self.opts.model_name}"
        site = self.admin_site
        return [
            path("<int:pk>/annuler/", site.admin_view(self.cancel_view), name=f"{name}_cancel"),
            path(
                "<int:pk>/retablir/", site.admin_view(self.reinstate_view), name=f"{name}_reinstate"
            ),
            *super().get_urls(),
        ]

    def row_of(self, request, pk: int):
        if not can_edit_data(request.user):
            raise PermissionDenied
        row: Any = self.get_object(request, str(pk))
        if row is None:
            raise Http404
        return row

    def cancel_view(self, request, pk):
        row = self.row_of(request, pk)
        form = ReasonForm(request.POST or None)
        if form.is_valid():
            try:
                cancel(row, reason=form.cleaned_data["reason"], by=request.user)
            except AlreadySo as problem:
                self.message_user(request, str(problem), messages.ERROR)
            else:
                told = "Ligne annulée : elle ne compte plus dans les chiffres, sauf ceux arrêtés."
                self.message_user(request, told, messages.SUCCESS)
            return self.back_to(pk)
        show(request, Act.SHEET, self.model, [row.pk])
        context = {
            **self.admin_site.each_context(request),
            "title": f"Annuler\u00a0: {row}",
            "opts": self.opts,
            "form": form,
            "row": row,
        }
        return TemplateResponse(request, "admin/cancel.html", context)

    @method_decorator(require_POST)
    def reinstate_view(self, request, pk):
        row = self.row_of(request, pk)
        try:
            reinstate(row, by=request.user)
        except AlreadySo as problem:
            self.message_user(request, str(problem), messages.ERROR)
        else:
            self.message_user(request, "Ligne rétablie : elle compte à nouveau.", messages.SUCCESS)
        return self.back_to(pk)

    def back_to(self, pk):
        return redirect(f"admin:{self.opts.app_label}_{self.opts.model_name}_change", pk)


class CancelledNotDeleted:
    """Put before `BaseAdmin`: what it forbids, no role gives back."""

    def has_change_permission(self, request, obj=None):
        found: Any = super()
        return found.has_change_permission(request, obj) and not (obj and obj.is_cancelled)

    def has_delete_permission(self, request, obj=None):
        """The figures of a year that is over have counted it."""
        found: Any = super()
        return found.has_delete_permission(request, obj) and not (
            obj
            and (
                obj.is_cancelled
                or obj.counts_from.year < timezone.localdate().year
                or frozen_refusal(obj)
            )
        )

    def change_view(self, request, object_id, form_url="", extra_context=None):
        found: Any = super()
        row = self.get_object(request, object_id)  # type: ignore[attr-defined]
        context = {"cancellable": row if can_edit_data(request.user) else None, "cancelled": row}
        return found.change_view(request, object_id, form_url, context | (extra_context or {}))


class KeptOnceCounted:
    """Put before `BaseAdmin`: who lived somewhere in a year that is over counts in its figures.

    Places and situations are put right one by one, and told among the corrections; deleted with
    their person or their household, they would change the past at a stroke.
    """

    counted_by: Sequence[str] = ()

    def has_delete_permission(self, request, obj=None):
        found: Any = super()
        return found.has_delete_permission(request, obj) and not (obj and self.has_counted(obj))

    def has_counted(self, obj) -> bool:
        year = timezone.localdate().year
        return any(
            getattr(obj, rows).filter(starts_on__year__lt=year).exists() for rows in self.counted_by
        )
