"""The names behind a figure: on screen, on paper, in a file."""

from __future__ import annotations

import dataclasses

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from plics import formatting
from plics.models import Act
from reports.dashboards import listings
from reports.dashboards.asked import AskedPage, asked_page
from reports.dashboards.page_figures import NARROWED
from reports.dashboards.pages import PAGES
from reports.dashboards.views import dashboard_view, understood
from reports.figures import CATALOGUE
from reports.figures.indicators import Breakdown, Measure
from reports.tables.asked import AskedRows, search_of
from reports.tables.files import file_of, offered

# In the address: the page that led to the list.
ORIGIN = "de"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Listed:
    indicator: Measure | Breakdown
    asked: AskedPage
    behind: listings.Behind
    rows: AskedRows


def listed(request) -> Listed:
    if not request.user.sees_names:
        raise PermissionDenied("Les listes nominatives demandent le droit de voir les noms.")
    asked = asked_page(request, NARROWED)
    if not asked.sees_names:
        raise Http404("Aucune commission de ce nom parmi les vôtres.")
    named = CATALOGUE.get(request.GET.get("indicateur", ""))
    indicator = listings.listed_measure(named, asked.scope) if named else None
    if indicator is None or indicator is not named:
        raise Http404("Cet indicateur n’a pas de liste.")
    subject, group = request.GET.get("objet") or None, request.GET.get("groupe") or None
    try:
        behind = listings.behind(indicator, asked, subject=subject, group=group)
    except listings.UnknownPart as unknown:
        raise Http404("Cette catégorie n’existe pas.") from unknown
    rows = AskedRows(behind.listing, behind.rows, asked.scope.on, request)
    return Listed(indicator=indicator, asked=asked, behind=behind, rows=rows)


def where_and_when(found: Listed) -> str:
    when = found.asked.scope.caption(found.indicator.source.timing)
    return formatting.capitalised(f"{found.asked.where}, {when}")


def way_back(request, asked: AskedPage) -> tuple[str, str] | None:
    """The page that led here, narrowed as this list is."""
    page = PAGES.get(request.GET.get(ORIGIN, ""))
    if page is None:
        return None
    changes = {"action": request.GET.get("objet", "")} if "action" in page.filters else {}
    address = reverse("dashboards:page", args=[page.slug])
    return page.title, address + asked.address(keep=page.filters, **changes)


@require_http_methods(["GET", "HEAD", "POST"])
@understood
def listing(request):
    """The persons, households or aids that a figure counts."""
    if request.method == "POST":
        return search_of(request)
    found = listed(request)
    rows = found.rows
    rows.trace(Act.SEARCH if rows.words else Act.LIST, rows.lines)
    context = {
        "indicator": found.indicator,
        "where": where_and_when(found),
        "behind": found.behind,
        "asked": rows,
        "back": way_back(request, found.asked),
        "print_address": reverse("dashboards:listing_print"),
        "formats": offered(rows.table, request.user, "dashboards:listing_file"),
    }
    return render(request, "dashboards/listing.html", context)


@dashboard_view
def listing_print(request):
    found = listed(request)
    rows = found.rows
    rows.trace(Act.PRINT, rows.every_line)
    context = {
        "title": found.indicator.label,
        "where": where_and_when(found),
        "asked": rows,
        "back": reverse("dashboards:listing") + rows.address(),
    }
    return render(request, "tables/print.html", context)


@dashboard_view
def listing_file(request, extension):
    found = listed(request)
    name = "-".join([found.indicator.code.replace(".", "-"), found.asked.on.isoformat()])
    return file_of(found.rows, extension, name=name)
