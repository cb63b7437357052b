"""A sitting on one page: the files due, then what was decided, for the letters."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from beneficiaries.entry.sittings.due import decisions_of, due
from beneficiaries.entry.sittings.forms import (
    DecisionForm,
    Heard,
    OtherDecisionForm,
    SittingForm,
    usual_effect,
)
from beneficiaries.enums import ADULT_ROLES, PersonRole
from beneficiaries.models import Household, Membership, Sitting
from beneficiaries.services import decide
from plics import grids
from plics.models import Act
from plics.permissions import AccountRequest, can_edit_data, can_see_names
from plics.traces.writing import show

DECIDED = ("décision enregistrée", "décisions enregistrées")
MOST_DUE = 60
BLANK = 5
DUE = re.compile(r"h\d{1,17}")


def sitting_of(request: AccountRequest, pk: int) -> Sitting:
    if not (can_edit_data(request.user) and can_see_names(request.user)):
        raise PermissionDenied
    rows = Sitting.objects.visible_to(request.user)
    return get_object_or_404(rows.select_related("commission"), pk=pk)


# -- the grid


def decide_all(request: AccountRequest, pk: int) -> HttpResponse:
    sitting = sitting_of(request, pk)
    whole = SittingForm(request.POST or None, initial={"effect": usual_effect(sitting)})
    left: list[DecisionForm] = []
    if request.method == "POST":
        left = sent_rows(request, sitting, whole)
        if whole.is_valid():
            label = f"Décisions de la séance – {sitting}"
            left = grids.save_once(request, label, left, save, DECIDED)
            if not left:
                return redirect(request.path)
    reasons = due(sitting)
    rows = [*left, *proposed(request, sitting, whole, reasons, {form.prefix for form in left})]
    taken = decisions_of(sitting)
    households = [form.heard.household.pk for form in rows if form.heard]
    decided = [row.household.pk for row in taken if row.household]
    show(request, Act.LIST, Household, households + decided)
    context = grids.context_of(request, rows) | {
        "sitting": sitting,
        "whole": whole,
        "due": len(reasons),
        "decisions": list(zip(taken, heard(sitting, decided, {}), strict=True)),
        "check_url": reverse("sittings:check", args=[pk]),
        "may_export": request.user.exports_names,
    }
    return render(request, "beneficiaries/sitting.html", context)


def sent_rows(request: AccountRequest, sitting: Sitting, whole: SittingForm) -> list[DecisionForm]:
    """What was decided; rows left blank are let go."""
    options: dict[str, Any] = {
        "request": request,
        "sitting": sitting,
        "effect": effect_of(sitting, whole),
    }
    sent = grids.sent_rows(request.POST)
    keys = [int(row[1:]) for row in sent if DUE.fullmatch(row)]
    rows: list[DecisionForm] = [
        DecisionForm(request.POST, prefix=f"h{each.household.pk}", heard=each, **options)
        for each in heard(sitting, keys, due(sitting))
    ]
    rows += [
        OtherDecisionForm(request.POST, prefix=row, **options)
        for row in sent
        if grids.NEW.fullmatch(row)
    ]
    return [form for form in rows if form.has_changed()]


def proposed(
    request: AccountRequest,
    sitting: Sitting,
    whole: SittingForm,
    reasons: dict[int, str],
    shown: Collection[str],
) -> list[DecisionForm]:
    """The files due that are not in the page already, then blank rows."""
    options: dict[str, Any] = {
        "request": request,
        "sitting": sitting,
        "effect": effect_of(sitting, whole),
    }
    keys = [pk for pk in reasons if f"h{pk}" not in shown][:MOST_DUE]
    rows: list[DecisionForm] = [
        DecisionForm(prefix=f"h{each.household.pk}", heard=each, **options)
        for each in heard(sitting, keys, reasons)
    ]
    blank = grids.blank_rows(shown, BLANK)
    return [*rows, *(OtherDecisionForm(prefix=row, **options) for row in blank)]


def effect_of(sitting: Sitting, whole: SittingForm) -> dt.date:
    """A day that cannot be read saves nothing: the rows are then checked with the usual one."""
    if whole.is_bound and whole.is_valid():
        return whole.cleaned_data["effect"]
    return usual_effect(sitting)


def save(form: DecisionForm) -> None:
    decide(form.instance)


@require_POST
def check(request: AccountRequest, pk: int) -> HttpResponse:
    """The rows sent, with the checks that saving them would make."""
    sitting = sitting_of(request, pk)
    return grids.checked(sent_rows(request, sitting, SittingForm(request.POST)))


# -- who is heard of


def heard(sitting: Sitting, keys: Sequence[int], reasons: dict[int, str]) -> list[Heard]:
    """In the order of the keys; those that do not exist are let go."""
    households = Household.objects.in_bulk(keys)
    persons: dict[int, list[Membership]] = defaultdict(list)
    places = Membership.objects.on(sitting.held_on).filter(household__in=households)
    for place in places.select_related("person").order_by("pk"):
        persons[place.household_id].append(place)
    return [
        Heard(
            household=households[pk],
            about=", ".join([*names_of(persons[pk]), str(households[pk])]),
            persons=len(persons[pk]),
            reason=reasons.get(pk, ""),
        )
        for pk in keys
        if pk in households
    ]


def names_of(places: list[Membership]) -> list[str]:
    """The applicant first."""
    adults = [place for place in places if place.role in ADULT_ROLES]
    adults.sort(key=lambda place: place.role != PersonRole.APPLICANT)
    return [str(place.person) for place in adults]
