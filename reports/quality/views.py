"""The page of checks of a year, and the rows behind each."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from beneficiaries.models import Commission
from plics.models import Act
from plics.permissions import can_edit_data, can_see_names
from plics.traces.writing import show
from reports.figures.horizon import default_year, known_years
from reports.figures.reading import reading_once
from reports.figures.supplies import YEARLY
from reports.quality.base import Severity, count_suspects
from reports.quality.checks import CHECKS, CHECKS_BY_CODE, of_severity
from reports.quality.listings import LISTINGS

PER_PAGE = 50
FIRST_YEAR, LAST_YEAR = 1990, 2100


@require_safe
def latest(request):
    """The year that the dashboards open on."""
    return redirect("quality:year", default_year())


@require_safe
@reading_once()
def overview(request, year: int):
    check_access(request.user, year)
    found = count_suspects(CHECKS, year, request.user)
    sections = [
        (severity.value, [(check, found[check.code]) for check in ranked if found[check.code]])
        for severity in Severity
        for ranked in [of_severity(severity)]
    ]
    context = {
        "year": year,
        "years": sorted({*known_years(YEARLY), year}, reverse=True),
        "commissions": commissions_named(request.user),
        "sections": sections,
        "waiting": sum(len(checks) for _, checks in sections),
        "clear": [check for check in CHECKS if not found[check.code]],
    }
    return render(request, "quality/overview.html", context)


@require_safe
def suspect_rows(request, year: int, code: str):
    check_access(request.user, year)
    check = CHECKS_BY_CODE.get(code)
    if check is None:
        raise Http404("Cette vérification n’existe pas.")
    listing = LISTINGS[check.model]
    suspects = listing.prepare(check.rows(year, request.user).select_related(*listing.related))
    ordered = suspects.order_by(*(check.model._meta.ordering or ()), "pk")
    page = Paginator(ordered, PER_PAGE).get_page(request.GET.get("page"))
    show(request, Act.LIST, check.model, [row.pk for row in page])
    context = {
        "year": year,
        "check": check,
        "tool": tool(check, year, request.user),
        "headings": listing.headings,
        "page": page,
        "lines": listing.lines(page),
    }
    return render(request, "quality/rows.html", context)


def check_access(user, year: int) -> None:
    """Checks name persons: who gets figures alone has no business here."""
    if not can_see_names(user):
        raise PermissionDenied
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Http404("Année hors limites.")


def tool(check, year: int, user) -> tuple[str, str] | None:
    """(label, address), for those who may change what it shows."""
    if check.tool is None or not can_edit_data(user):
        return None
    label, route, query = check.tool
    return label, reverse(route) + (f"?{query.format(year=year)}" if query else "")


def commissions_named(user) -> list[Commission]:
    """Those a coordinator's page is limited to; empty for who sees everything."""
    return [] if user.sees_everything else list(user.commissions.all())
