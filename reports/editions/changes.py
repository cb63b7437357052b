"""The page of what changed from a version of an edition to another."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from plics.permissions import AccountRequest
from reports.booklet.services import reader_of
from reports.editions.differences import MOST, figure_changes, has_texts, text_changes
from reports.editions.documents import reader_for, variant_for
from reports.editions.preparing import being_protected
from reports.figures.guard.protected import NotReady
from reports.models import Edition


@require_safe
def changes(request: AccountRequest, year: int, place: str, version: int) -> HttpResponse:
    """With the version before it, or the one asked: both are those the account may see."""
    seen = Edition.objects.visible_to(request.user).select_related("commission")
    after = seen.at_address(year, place, version)
    asked = request.GET.get("avec", "")
    number = int(asked) if asked.isdecimal() and len(asked) < 5 else version - 1
    before = seen.at_address(year, place, number)
    if after is None or before is None or before == after:
        raise Http404("Il n’y a pas deux versions à comparer.")
    # As the pages kept of each: who knows more than they tell reads no more here.
    variant = variant_for(after, reader_of(request.user))
    reader = reader_for(after, variant, is_awaited=False)
    try:
        figures = figure_changes(before, after, reader)
    except NotReady as waiting:
        return being_protected(request, waiting)
    is_whole = reader is None
    known = has_texts(before) and has_texts(after)
    context = {
        "before": before,
        "after": after,
        "count": len(figures),
        "figures": figures[:MOST],
        "has_texts": known,
        "texts": text_changes(before, after, is_whole=is_whole) if known else [],
    }
    return render(request, "reports/changes.html", context)
