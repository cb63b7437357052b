"""Pages of records: who sees them is said by the rule of persons and households alone."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from beneficiaries.models import Attachment, Commune, Household, Person
from plics import searches
from plics.limits import TYPED
from plics.models import Act
from plics.permissions import (
    AccountRequest,
    can_administer,
    can_edit_data,
    can_give_whole_file,
    can_see_names,
)
from plics.traces.search import seen_by
from plics.traces.writing import show, write
from plics.way_back import way_back
from reports.figures.reading import reading_once
from reports.records import adding, finding, timeline
from reports.records.standing import (
    Standing,
    commune_on,
    facts_of_person,
    facts_of_situation,
    members,
)
from reports.week.today import current_day

DAY = "date"


def asked_day(request: AccountRequest) -> dt.date | None:
    """The day in the address, if there is one."""
    text = request.GET.get(DAY, "")
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text)
    except ValueError as unread:
        raise Http404("Cette date n’existe pas.") from unread


def default_day() -> dt.date:
    with reading_once():
        return current_day()


@require_safe
def person(request: AccountRequest, pk: int) -> HttpResponse:
    if not can_see_names(request.user):
        raise PermissionDenied
    asked = asked_day(request)
    rows = Person.objects.visible_to(request.user, asked).select_related("commune")
    found = get_object_or_404(rows, pk=pk)
    show(request, Act.SHEET, Person, [found.pk])
    day = asked or default_day()
    events = timeline.of_person(found, request.user)
    standing = Standing(events=events, day=day)
    may_add = can_edit_data(request.user) and not found.frozen
    context = shared(request, events, day) | {
        "person": found,
        "back": way_back(request),
        "facts": facts_of_person(found, standing),
        "under_way": standing.under_way,
        "additions": adding.additions(request, adding.TO_PERSON, known_of(found, standing))
        if may_add
        else [],
        "changes": adding.changes_of_person(
            request, found.pk, [place.household_id for place in standing.places]
        )
        if may_add
        else [],
        "may_edit": may_edit(found, request.user),
        "may_give_file": can_give_whole_file(request.user),
        "seen_by": seen_by(request.user, found.pk),
    }
    return render(request, "records/person.html", context)


@require_safe
def household(request: AccountRequest, pk: int) -> HttpResponse:
    if not can_see_names(request.user):
        raise PermissionDenied
    found = get_object_or_404(Household.objects.visible_to(request.user), pk=pk)
    show(request, Act.SHEET, Household, [found.pk])
    day = asked_day(request) or default_day()
    events = timeline.of_household(found, request.user)
    standing = Standing(events=events, day=day)
    persons = [place.person_id for place in standing.places]
    is_open = can_edit_data(request.user) and not found.anonymised_on
    context = shared(request, events, day) | {
        "household": found,
        "facts": facts_of_situation(standing.situation_of(found.pk)),
        "members": members(standing, timeline.accompanied(persons, request.user)),
        "under_way": standing.under_way,
        "additions": adding.additions(request, adding.TO_HOUSEHOLD, {"household": found.pk})
        if is_open
        else [],
        "changes": adding.changes_of_household(request, found.pk) if is_open else [],
        "may_edit": is_open,
    }
    return render(request, "records/household.html", context)


def shared(request: AccountRequest, events: list[timeline.Event], day: dt.date) -> dict[str, Any]:
    return {"events": events, "day": day, "is_past": day < timezone.localdate()}


def may_edit(found: Person, user: Any) -> bool:
    """The record itself: of who is restricted, an administrator lifts that."""
    if found.anonymised_on:
        return False
    return can_administer(user) if found.restricted_on else can_edit_data(user)


def known_of(found: Person, standing: Standing) -> dict[str, Any]:
    """What the forms of the page are filled with."""
    commune = commune_on(found, standing)
    supports = standing.running(timeline.SUPPORT)
    return {
        "person": found.pk,
        "household": next((place.household_id for place in standing.places), None),
        "commission": commission_of(commune, standing.day),
        "body": supports[0].row.body_id if supports else None,
    }


def commission_of(commune: Commune | None, day: dt.date) -> int | None:
    attached = Attachment.objects.in_force(day).filter(commune=commune)
    return attached.values_list("commission", flat=True).first() if commune else None


@require_http_methods(["GET", "HEAD", "POST"])
def search(request: AccountRequest) -> HttpResponse:
    """Sent by POST: what is typed is in no address and no log, its token is."""
    if not can_see_names(request.user):
        raise PermissionDenied
    if request.method == "POST":
        token = searches.remember(request.session, request.POST.get("search", "").strip())
        return redirect(f"{request.path}?{TYPED}={token}")
    token = request.GET.get(TYPED, "")
    term = searches.recall(request.session, token) if token.startswith(searches.MARK) else ""
    context: dict[str, Any] = {
        "sought": term,
        "problem": finding.problem_with(term) if term else "",
    }
    if term and not context["problem"]:
        day = default_day()
        found = finding.found_for(term, request.user, day)
        persons = [line.row.pk for line in found.persons]
        if found.only:
            write(Act.SEARCH, type(found.only), [found.only.pk])
            return redirect(found.only)
        show(request, Act.SEARCH, Person, persons)
        if found.households:
            show(request, Act.SEARCH, Household, [line.row.pk for line in found.households])
        context |= {"found": found, "day": day}
    return render(request, "records/search.html", context)
