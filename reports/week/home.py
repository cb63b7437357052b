"""The page after sign-in, by role: what moved, what to do and with whom, or booklets."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.contrib import admin
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from actions.returns.services import to_confirm
from beneficiaries.models import Commission
from plics import formatting
from plics.models import User
from plics.permissions import AccountRequest, can_read_data
from reports.figures import Scope
from reports.figures.horizon import default_year, reference_day, working_day
from reports.figures.keeping import kept_count
from reports.figures.reading import reading_once
from reports.models import Edition
from reports.week import moved, office
from reports.week.moved import Sentence
from reports.week.places import FreePlaces, free_places
from reports.week.sittings import next_sittings


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
    day = working_day()
    commissions = list(user.commissions.all())
    context: dict[str, Any] = {
        "editions": editions,
        "works": True,
        "commissions": commissions,
        "day": day,
        "is_past": day < timezone.localdate(),
        "workplaces": workplaces(user, commissions, day),
        "sittings": next_sittings(user, day),
    }
    if user.sees_everything:
        context |= {
            "waiting": waiting(request),
            "stocks": office.stocks(),
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
        PlaceOfWork(title=title, sentences=moved.sentences(scope), places=free_places(scope))
        for title, scope in scopes.items()
    ]


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
