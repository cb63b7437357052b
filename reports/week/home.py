"""The page after sign-in, by role: what moved, what to do and with whom, or booklets."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Model
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from actions.models import Action, Agreement, Axis, Provider
from actions.returns.services import to_confirm
from beneficiaries.models import Commission
from plics import formatting
from plics.admin_history import address
from plics.days import happened
from plics.models import Act, User
from plics.permissions import AccountRequest, can_read_data, can_see_names
from plics.traces.writing import show
from reports.figures import Scope
from reports.figures.counting import reads_of
from reports.figures.horizon import default_year, reference_day
from reports.figures.keeping import kept_count, recall
from reports.figures.reading import reading_once
from reports.models import Edition
from reports.week import lists, moved, office, recorded, returns
from reports.week.moved import Sentence
from reports.week.office import Line
from reports.week.places import LEFT, FreePlaces, free_places
from reports.week.recorded import RECORDED, last_monday, last_visit
from reports.week.sittings import next_sittings
from reports.week.today import current_day

PER_PAGE = 100
# What a workplace is counted from, and what it names.
TOLD = [*moved.FIGURES, LEFT]
SHOWN: set[type[Model]] = {Agreement, Action, Axis, Provider}


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlaceOfWork:
    """A territory that an account works on: a coordinator's commission, or the département."""

    title: str
    sentences: list[Sentence]
    places: FreePlaces


def home(request: AccountRequest) -> HttpResponse:
    with reading_once():
        return render(request, "reports/home.html", told(request))


def told(request: AccountRequest) -> dict[str, Any]:
    user = request.user
    editions = Edition.objects.visible_to(user).select_related("commission")
    if not can_read_data(user):
        return {"editions": editions, **(of_the_month() if user.reads_figures else {})}
    day = current_day()
    commissions = list(user.commissions.all())
    context: dict[str, Any] = {
        "editions": editions,
        "works": True,
        "commissions": commissions,
        "day": day,
        "is_past": day < timezone.localdate(),
        "workplaces": workplaces(user, commissions, day),
        "sittings": next_sittings(user, day),
        "lists": to_work_through(user, day),
        **since(request),
    }
    if user.sees_everything:
        context |= {
            "waiting": waiting(request),
            "stocks": office.stocks(),
            "returns": returns.awaited(user, day),
            "quality": office.quality(user, day.year),
        }
    return context


def workplaces(user: User, commissions: list[Commission], day: dt.date) -> list[PlaceOfWork]:
    if user.sees_everything:
        scopes = {"ensemble du département": Scope(year=day.year, on=day)}
    else:
        scopes = {
            f"commission {each.of_form}": Scope(year=day.year, on=day, commission=each.slug)
            for each in commissions
        }
    return [
        recall(
            ("workplace", title, scope), reads_of(TOLD) | SHOWN, partial(workplace, title, scope)
        )
        for title, scope in scopes.items()
    ]


def workplace(title: str, scope: Scope) -> PlaceOfWork:
    return PlaceOfWork(title=title, sentences=moved.sentences(scope), places=free_places(scope))


def to_work_through(user: User, day: dt.date) -> list[Line]:
    """The working lists in which something waits."""
    found = lists.counts(user, day)
    return [
        Line(text=each.sentence(found[each.slug]), url=reverse("week:list", args=[each.slug]))
        for each in lists.lists_for(user)
        if found[each.slug]
    ]


class SinceForm(forms.Form):
    depuis = forms.DateField(
        label="Depuis le",
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={"invalid": "Ce jour n’existe pas : tapez-le comme 23/11/2026."},
        validators=[happened],
    )


def since(request: AccountRequest) -> dict[str, Any]:
    """What was recorded since the day asked; else since the last visit, or since Monday."""
    user, today = request.user, timezone.localdate()
    monday, visit = last_monday(today), last_visit(user, today)
    usual = visit or monday
    form = SinceForm(request.GET if request.GET.get("depuis") else {"depuis": usual.isoformat()})
    day = form.cleaned_data["depuis"] if form.is_valid() else usual
    counts = recorded.counts(user, day) if can_see_names(user) else {}
    return {
        "since": day,
        "since_form": form,
        "monday": monday,
        "visit": visit,
        "recorded": [
            Line(
                text=formatting.counted(count, RECORDED[slug].one, RECORDED[slug].many),
                url=f"{reverse('week:recorded', args=[slug])}?depuis={day.isoformat()}",
            )
            for slug, count in counts.items()
        ],
        "files": recorded.files(day),
    }


@require_safe
def recorded_rows(request: AccountRequest, slug: str) -> HttpResponse:
    """The rows of a line of « Depuis », the last recorded first."""
    if not can_see_names(request.user):
        raise PermissionDenied("Les listes nominatives demandent le droit de voir les noms.")
    kind = RECORDED.get(slug)
    form = SinceForm(request.GET)
    if kind is None or not form.is_valid() or form.cleaned_data["depuis"] is None:
        raise Http404("Cette liste n’existe pas.")
    day = form.cleaned_data["depuis"]
    rows = kind.rows(request.user, day).select_related().order_by("-pk")
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    show(request, Act.LIST, kind.model, [row.pk for row in page])
    lines = [(str(row), address(kind.model, row.pk)) for row in page]
    context = {"kind": kind, "day": day, "page": page, "lines": lines}
    return render(request, "week/recorded.html", context)


def waiting(request: AccountRequest) -> list[tuple[str, str]]:
    """What the lists of the administration say waits: its index tells the same."""
    # Ours: see `plics.apps`.
    site: Any = admin.site
    found = site.waiting(request, kept_count)
    if received := len(to_confirm(request.user)):
        count = formatting.counted(received, "retour de structure", "retours de structures")
        found.append((f"{count} à confirmer", reverse("returns:agreements")))
    return found


def of_the_month() -> dict[str, Any]:
    """What dashboards open on, for who gets figures alone."""
    year = default_year()
    scope = Scope(year=year, on=reference_day(year))
    return {"day": scope.on, "published": moved.published(scope)}
