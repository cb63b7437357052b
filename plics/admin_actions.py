"""Bulk actions that ask before they do: a page with a form, its answer posted back."""

from __future__ import annotations

from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.html import format_html

from plics.models import Act, Operation
from plics.traces.writing import show

CONFIRMED = "confirmed"
UNDONE_FROM = "Pendant un jour, la liste « Opérations » permet de l’annuler."


def is_confirmed(request) -> bool:
    return CONFIRMED in request.POST


def ask(
    model_admin, request, queryset, *, action: str, title: str, button: str, line=str, **context
):
    """The page between the list and the deed; it keeps the selection and the filters.

    `line` tells a row.
    """
    shown = list(queryset[:50])
    show(request, Act.LIST, queryset.model, [row.pk for row in shown])
    return TemplateResponse(
        request,
        "admin/confirm_action.html",
        {
            **model_admin.admin_site.each_context(request),
            "opts": model_admin.opts,
            "title": title,
            "button": button,
            "action": action,
            "count": queryset.count(),
            "rows": [line(row) for row in shown],
            "selected": request.POST.getlist(ACTION_CHECKBOX_NAME),
            "select_across": request.POST.get("select_across", "0"),
            "checkbox": ACTION_CHECKBOX_NAME,
            "confirmed": CONFIRMED,
            "media": model_admin.media,
            **context,
        },
    )


def undo_link(made: Operation) -> str:
    """What a bulk action answers with."""
    url = reverse("admin:plics_operation_change", args=[made.pk])
    return format_html('<a href="{}">Revoir ou annuler cette action</a>', url)
