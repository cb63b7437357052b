"""The history page of a row: who changed what, when, how; and its former values."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.contrib.admin.models import LogEntry
from django.contrib.admin.options import ModelAdmin, get_content_type_for_model
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.forms.models import _get_foreign_key
from django.http import Http404
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, reverse
from django.utils.text import capfirst

from plics import told_changes
from plics.admin_entry import PUT_BACK
from plics.models import Change, Operation, every_row
from plics.permissions import visible
from plics.told_changes import Line, Teller

PAGE = 50
MADE = {
    Change.Action.CREATE: "Ajout",
    Change.Action.UPDATE: "",
    Change.Action.DELETE: "Suppression",
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Entry:
    """A line of the page: one change, of the row or of one of its parts."""

    at: dt.datetime
    who: str
    operation: Operation | None = None
    subject: str = ""
    lines: list[tuple[Line, str]] = dataclasses.field(default_factory=list)
    text: str = ""


class HistoryPages(ModelAdmin):
    def history_view(self, request, object_id, extra_context=None):
        row = self.get_object(request, object_id)
        if row is None:
            raise Http404
        if not self.has_view_or_change_permission(request, row):
            raise PermissionDenied
        found: list[Any] = [*self.changes_of(request, row), *old_entries(row)]
        found.sort(key=told_at, reverse=True)
        page = Paginator(found, PAGE).get_page(request.GET.get("p"))
        teller = Teller(request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": f"Historique\u00a0: {row}",
            "opts": self.opts,
            "object": row,
            "page": page,
            "entries": [self.entry(request, each, row, teller) for each in page],
            "preserved_filters": self.get_preserved_filters(request),
        }
        return TemplateResponse(
            request, "admin/object_history.html", context | (extra_context or {})
        )

    def changes_of(self, request, row) -> list[Change]:
        """The row's own, and those of the rows typed on its page, deleted ones included."""
        asked = Q(content_type=get_content_type_for_model(row), object_id=row.pk)
        for inline in self.get_inline_instances(request, row):
            owner = _get_foreign_key(self.model, inline.model, fk_name=inline.fk_name)
            held: QuerySet = inline.model._base_manager.filter(**{owner.name: row})
            of_part = Q(object_id__in=held.values("pk")) | Q(
                **{f"changes__{owner.name}__0": row.pk}
            )
            asked |= of_part & Q(content_type=get_content_type_for_model(inline.model))
        return list(
            Change.objects.filter(asked).select_related("actor", "operation__run", "content_type")
        )

    def entry(self, request, found: Change | LogEntry, row, teller: Teller) -> Entry:
        if isinstance(found, LogEntry):
            who = found.user.get_full_name() or found.user.username
            return Entry(at=found.action_time, who=who, text=found.get_change_message())
        is_own = found.object_id == row.pk and found.content_type.model_class() is type(row)
        return Entry(
            at=found.timestamp,
            who=name_of(found),
            operation=found.operation,
            subject="" if is_own else subject(found, teller),
            text=MADE[found.action],
            lines=[
                (line, self.put_back_link(request, found, line)) for line in teller.lines(found)
            ],
        )

    def put_back_link(self, request, change: Change, line: Line) -> str:
        """The form of the row with the former value typed in it, while it may be put back."""
        model: Any = change.content_type.model_class()
        if change.action != Change.Action.UPDATE or not self.admin_site.is_registered(model):
            return ""
        value = (change.changes or {}).get(line.name)
        row = visible(every_row(model).filter(pk=change.object_id), request.user).first()
        field = model._meta.get_field(line.name)
        if row is None or not told_changes.may_be_put_back(row, field, value):
            return ""
        screen = self.admin_site.get_model_admin(model)
        if not screen.has_change_permission(request, row):
            return ""
        if line.name not in screen.get_form(request, row, change=True).base_fields:
            return ""
        return f"{address(model, row.pk)}?{PUT_BACK}={change.pk}&champ={line.name}"


def told_at(found: Change | LogEntry) -> dt.datetime:
    return found.timestamp if isinstance(found, Change) else found.action_time


def old_entries(row) -> QuerySet[LogEntry]:
    """What Django's own journal told before this one was kept."""
    return LogEntry.objects.filter(
        content_type=get_content_type_for_model(row), object_id=str(row.pk)
    ).select_related("user")


def name_of(change: Change) -> str:
    return (change.actor.get_full_name() or change.actor.username) if change.actor else ""


def subject(change: Change, teller: Teller) -> str:
    model: Any = change.content_type.model_class()
    return f"{capfirst(str(model._meta.verbose_name))} «\u00a0{teller.row(change)}\u00a0»"


def address(model: Any, pk: Any) -> str:
    """The page of a row, where there is one."""
    try:
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_change", args=[pk])
    except NoReverseMatch:
        return ""
