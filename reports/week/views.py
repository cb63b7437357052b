"""The working lists of the week, and each of them."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from plics import formatting
from plics.models import Act, User
from plics.permissions import can_read_data
from reports.figures.reading import reading_once
from reports.tables.asked import PER_PAGE, AskedRows, search_of
from reports.tables.files import file_of, offered
from reports.week import marks
from reports.week.lists import LISTS, WorkingList, counts, lists_for
from reports.week.today import current_day


@require_safe
@reading_once()
def index(request):
    if not can_read_data(request.user):
        raise PermissionDenied
    day = current_day()
    found = counts(request.user, day)
    lists = [(each, found[each.slug]) for each in lists_for(request.user)]
    context = {"lists": lists, "where": on_day(day)}
    return render(request, "week/index.html", context)


def list_view(view):
    """A list of persons asks for the right to see names."""

    @functools.wraps(view)
    def guarded(request, slug, **kwargs):
        if not can_read_data(request.user):
            raise PermissionDenied
        shown = LISTS.get(slug)
        if shown is None:
            raise Http404("Cette liste n’existe pas.")
        if not shown.is_for(request.user):
            raise PermissionDenied("Les listes nominatives demandent le droit de voir les noms.")
        with reading_once():
            return view(request, shown, **kwargs)

    return guarded


def asked_of(request, shown: WorkingList) -> AskedRows:
    day = current_day()
    rows, table = shown.prepared(request.user, day), shown.table
    if has_marks(shown, request.user):
        rows = marks.with_marks(rows, shown.slug)
        table = dataclasses.replace(table, columns=[*table.columns, *marks.COLUMNS])
    return AskedRows(table, rows, day, request)


def has_marks(shown: WorkingList, user: User) -> bool:
    """Notes may name somebody: a list of no person leaves without them, for who may take out
    no name."""
    return shown.table.is_of_persons or user.exports_names


@require_http_methods(["GET", "HEAD", "POST"])
@list_view
def working_list(request, shown):
    if "search" in request.POST:
        return search_of(request)
    ticked = ticked_in(request)
    form = marks.MarkForm.blank() if has_marks(shown, request.user) else None
    if form and request.method == "POST":
        form = marks.MarkForm(request.POST)
        if form.is_valid() and ticked:
            return marked(request, shown, form.cleaned_data, ticked)
        if not ticked:
            messages.error(request, "Cochez les lignes auxquelles une suite est donnée.")
    asked = asked_of(request, shown)
    asked.trace(Act.SEARCH if asked.words else Act.LIST, asked.lines)
    context = context_of(shown, asked) | {"form": form, "ticked": ticked}
    return render(request, "week/list.html", context)


def ticked_in(request) -> set[int]:
    return {int(key) for key in request.POST.getlist("row")[:PER_PAGE] if key.isdecimal()}


def marked(request, shown: WorkingList, told: dict, ticked: set[int]):
    """Rows that the account sees in the list now: what left it meanwhile is left alone."""
    rows = shown.rows(request.user, current_day()).filter(pk__in=ticked)
    made = marks.mark(shown, rows, told, by=request.user)
    messages.success(request, f"{formatting.counted(made, 'ligne marquée', 'lignes marquées')}.")
    if left := len(ticked) - made:
        messages.warning(
            request,
            f"{formatting.counted(left, 'ligne laissée', 'lignes laissées')}\u00a0: hors de la "
            "liste à présent, ou d’une personne anonyme ou dont le traitement est limité.",
        )
    return redirect(request.get_full_path())


def context_of(shown: WorkingList, asked: AskedRows) -> dict:
    return {
        "list": shown,
        "asked": asked,
        "where": on_day(asked.day),
        "print_address": reverse("week:print", args=[shown.slug]),
        "formats": offered(shown.table, asked.request.user, "week:export", shown.slug),
    }


def on_day(day: dt.date) -> str:
    told = formatting.day(day)
    is_today = day == timezone.localdate()
    return f"Aujourd’hui, {told}" if is_today else f"Au {told}, dernier jour connu"


@require_safe
@list_view
def printed(request, shown):
    asked = asked_of(request, shown)
    asked.trace(Act.PRINT, asked.every_line)
    context = context_of(shown, asked) | {
        "title": shown.title,
        "back": reverse("week:list", args=[shown.slug]) + asked.address(),
    }
    return render(request, "tables/print.html", context)


@require_safe
@list_view
def exported(request, shown, extension):
    asked = asked_of(request, shown)
    return file_of(asked, extension, name=f"{shown.slug}-{asked.day.isoformat()}")
