"""Figures that readers wait for: worked out behind the site, and told meanwhile."""

from __future__ import annotations

import datetime as dt

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django_tasks import task

from beneficiaries.models import Commission
from plics.background.taking_up import is_awaited
from reports.figures import Scope
from reports.figures.guard.protected import NotReady, protected
from reports.figures.horizon import known_years, reference_day
from reports.models import ProtectedSet

WAIT = 5  # seconds before the page asks again


def being_protected(request: HttpRequest, waiting: NotReady) -> HttpResponse:
    """Rather than figures that tell too much: a page that comes back by itself."""
    protect_soon(waiting)
    answer = render(request, "reports/preparing.html", {"wait": WAIT}, status=503)
    answer["Retry-After"] = str(WAIT)
    # Expected, hence not told in the log as a failure of the server.
    answer._has_been_logged = True  # type: ignore[attr-defined]
    return answer


def protect_soon(waiting: NotReady) -> None:
    keys = Commission.objects.filter(slug__in=waiting.knowing).order_by("slug")
    on = waiting.scope.on
    asked = waiting.scope.year, on.month, on.day, *keys.values_list("pk", flat=True)
    if not is_awaited(protect, *asked):
        protect.enqueue(*asked)


@task()
def protect(year: int, month: int, day: int, *commissions: int) -> None:
    slugs = Commission.objects.filter(pk__in=commissions).values_list("slug", flat=True)
    protected(Scope(year=year, on=dt.date(year, month, day)), slugs)


@task()
def protect_all() -> None:
    """What an import changed is protected again before anybody asks; the rest holds."""
    for year in sorted(known_years()):
        for on in {Scope(year=year).on, reference_day(year)}:
            protected(Scope(year=year, on=on))
    for known in ProtectedSet.objects.exclude(knowing=""):
        protected(Scope(year=known.day.year, on=known.day), known.knowing.split("+"))
