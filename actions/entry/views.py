"""A group on one page: who enters an action, then what came of each."""

from __future__ import annotations

import re
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import Q
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from actions import services
from actions.entry import lists
from actions.entry.forms import EntryForm, FollowUpForm, GroupForm, refuse_twice
from actions.enums import Audience
from actions.models import Agreement, Participation
from plics import grids
from plics.admin_entry import lock
from plics.bodies import takes_files
from plics.importing.errors import FileRefused
from plics.models import Act
from plics.permissions import AccountRequest, can_edit_data, can_see_names
from plics.traces.writing import show

ENTERED = ("entrée enregistrée", "entrées enregistrées")
FOLLOWED = ("participation mise à jour", "participations mises à jour")
READ = "La liste est dans la grille, rien n’est encore enregistré : relisez, puis enregistrez."
# The button that puts a list in the grid; Enter in the day of the group presses it too.
READS = "_read"
NO_LIST = "Aucune liste n’a été mise dans la grille, et rien n’est enregistré."
GONE = "Des lignes ont été annulées ou retirées entre-temps : elles ne sont plus dans la grille."
# Still inside, or gone nobody said how.
TO_FOLLOW = Q(exited_on=None) | Q(outcome=None, is_dropout=False)
PER_PAGE = 100
# The row of a participation, by its key.
KNOWN = re.compile(r"p\d{1,17}")


def agreement_of(request: AccountRequest, pk: int) -> Agreement:
    if not (can_edit_data(request.user) and can_see_names(request.user)):
        raise PermissionDenied
    rows = Agreement.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("action__provider", "commission"), pk=pk)


# -- entries


@takes_files
def enter(request: AccountRequest, pk: int) -> HttpResponse:
    agreement = agreement_of(request, pk)
    data = request.POST.copy()
    group = GroupForm(data or None, request.FILES or None)
    rows: list[EntryForm] = []
    if request.method == "POST":
        rows = entry_rows(request, agreement, group, data)
        if read_list(group, data, [form.prefix for form in rows]):
            rows = entry_rows(request, agreement, group, data)
            messages.info(request, READ)
        elif READS in request.POST:
            messages.info(request, NO_LIST)
        elif group.is_valid():
            label = f"Saisir un groupe – {agreement}"
            rows = grids.save_once(request, label, rows, save_entry, ENTERED)
            if not rows:
                return redirect(request.path)
    found = [form.instance.person_id for form in rows if form.instance.person_id]
    show(request, Act.LIST, Participation.person.field.related_model, found)
    blank = [
        EntryForm(prefix=row, request=request, instance=Participation(agreement=agreement))
        for row in grids.blank_rows(form.prefix for form in rows)
    ]
    return shown(request, "actions/group.html", agreement, [*rows, *blank], group=group)


def read_list(group: GroupForm, data: QueryDict, typed: list[str]) -> bool:
    """Whether a list was put in the grid, after the rows typed there; those left blank give way."""
    if not group.is_valid() or not (group.cleaned_data["text"] or group.cleaned_data["file"]):
        return False
    try:
        found = lists.of(group.cleaned_data["text"], group.cleaned_data["file"], typed=len(typed))
    except FileRefused as refused:
        group.add_error("file" if group.cleaned_data["file"] else "text", refused.message)
        return False
    new = grids.blank_rows(data.getlist(grids.ROW), len(found))
    data.setlist(grids.ROW, [*typed, *new])
    for cells, row in zip(found, new, strict=True):
        for name, value in ({"audience": Audience.RSA} | cells).items():
            data[f"{row}-{name}"] = value
    data["text"] = ""
    return True


def entry_rows(
    request: AccountRequest, agreement: Agreement, group: GroupForm, data: QueryDict
) -> list[EntryForm]:
    """What was typed; rows left blank are let go."""
    day = group.cleaned_data.get("day") if group.is_valid() else None
    made = (
        EntryForm(
            data, prefix=row, day=day, request=request, instance=Participation(agreement=agreement)
        )
        for row in grids.sent_rows(data)
        if grids.NEW.fullmatch(row)
    )
    rows = [form for form in made if form.has_changed()]
    refuse_twice(rows)
    return rows


def save_entry(form: EntryForm) -> None:
    services.enter(form.instance)


# -- what came of each


def follow(request: AccountRequest, pk: int) -> HttpResponse:
    agreement = agreement_of(request, pk)
    refused: list[FollowUpForm] = []
    if request.method == "POST":
        with transaction.atomic():
            # What a colleague has just saved is compared with what the page showed.
            lock(Participation.objects.filter(agreement=agreement, pk__in=sent_keys(request)))
            rows = sent_back(request, agreement)
            if len(rows) < len(sent_keys(request)):
                messages.warning(request, GONE)
            label = f"Suivre un groupe – {agreement}"
            refused = grids.save_once(request, label, rows, save_follow_up, FOLLOWED)
        if not refused:
            return redirect(request.get_full_path())
    wanted = participations_of(agreement)
    if "toutes" not in request.GET:
        wanted = wanted.filter(TO_FOLLOW)
    page = Paginator(wanted, PER_PAGE).get_page(request.GET.get("page"))
    # What was saved leaves the list and its pages move: those refused come first on any of them.
    kept = {form.prefix for form in refused}
    others = [
        FollowUpForm(prefix=f"p{row.pk}", request=request, instance=row)
        for row in page
        if f"p{row.pk}" not in kept
    ]
    found = [*refused, *others]
    show(request, Act.LIST, Participation, [form.instance.pk for form in found])
    return shown(request, "actions/group_follow_up.html", agreement, found, page=page)


def participations_of(agreement: Agreement):
    rows = Participation.objects.filter(agreement=agreement)
    rows = rows.select_related("person", "agreement__action", "outcome")
    return rows.prefetch_related("milestones__milestone", "taken_steps__step").order_by(
        "person__last_name", "person__first_name", "entered_on"
    )


def sent_keys(request: AccountRequest) -> list[str]:
    return [row[1:] for row in grids.sent_rows(request.POST) if KNOWN.fullmatch(row)]


def sent_back(request: AccountRequest, agreement: Agreement) -> list[FollowUpForm]:
    keys = sent_keys(request)
    rows = list(participations_of(agreement).filter(pk__in=keys))
    return [
        FollowUpForm(request.POST, prefix=f"p{row.pk}", request=request, instance=row)
        for row in rows
    ]


def save_follow_up(form: FollowUpForm) -> None:
    services.follow_up(form.instance, form.passed, form.taken)


# -- both


@require_POST
def check(request: AccountRequest, pk: int) -> HttpResponse:
    """The rows sent, with the checks that saving them would make."""
    agreement = agreement_of(request, pk)
    if sent_keys(request):
        return grids.checked(sent_back(request, agreement))
    return grids.checked(entry_rows(request, agreement, GroupForm(request.POST), request.POST))


def shown(
    request: AccountRequest, template: str, agreement: Agreement, rows: list[Any], **context: Any
) -> HttpResponse:
    context |= grids.context_of(request, rows)
    context |= {"agreement": agreement, "check_url": reverse("groups:check", args=[agreement.pk])}
    return render(request, template, context)
