"""Booklets on the site: the list, the page, the PDF made in the background."""

from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from plics.permissions import can_edit_data
from reports.booklet import searching
from reports.booklet.messages import outdated, titles_by_section
from reports.booklet.render import UnknownSection
from reports.booklet.services import is_lost, reader_of, request_pdf
from reports.editions.documents import kept_pdf, variant_for
from reports.editions.preparing import being_protected
from reports.editions.readers.access import open_to_readers, reading_account
from reports.editions.readers.data import EXTENSIONS
from reports.editions.readers.shelf import next_release, shelves
from reports.editions.serving import html_for
from reports.figures.guard.protected import NotReady
from reports.models import Edition, Rendering

# In the address of a page shown beside the form of one of its texts.
FRAME = "cadre"


def visible_edition(request, year: int, place: str, version: int | None = None) -> Edition:
    """That version, or the newest of those that the account may see."""
    editions = Edition.objects.visible_to(reading_account(request)).select_related("commission")
    found = editions.at_address(year, place, version)
    if found is None:
        raise Http404("Aucune édition de ce nom ne vous est ouverte.")
    return found


@open_to_readers
@require_safe
def editions(request):
    account = reading_account(request)
    found = Edition.objects.visible_to(account).select_related("commission")
    context = {
        "editions": found,
        # In review, for the readers named before its publication.
        "others": not account.works_on_data and found.exclude(pk__in=Edition.objects.published()),
        # Those still worked on: what is validated has its PDF kept.
        "years": sorted(
            {each.programme_year for each in found if not each.is_validated}
            if can_edit_data(account)
            else (),
            reverse=True,
        ),
        "shelves": shelves(reader_of(account)),
        "extensions": EXTENSIONS,
        "next_release": next_release(),
    }
    return render(request, "reports/editions.html", context)


@open_to_readers
@require_safe
def preview(request, year: int, place: str, version: int | None = None, section: str | None = None):
    """The booklet as a page; one section alone reads its own figures only."""
    edition = visible_edition(request, year, place, version)
    try:
        html = html_for(reading_account(request), edition, section)
    except UnknownSection as error:
        raise Http404(str(error)) from None
    except NotReady as waiting:
        return framed(request, being_protected(request, waiting))
    return framed(request, HttpResponse(html))


def framed(request, response: HttpResponse) -> HttpResponse:
    """Shown beside the form of one of its texts: in a page of this site, and of no other."""
    if FRAME not in request.GET:
        return response
    response._csp_replace = {"frame-ancestors": ["'self'"]}  # type: ignore[attr-defined]
    response["X-Frame-Options"] = "SAMEORIGIN"
    return response


@open_to_readers
@require_safe
def search(request, year: int, place: str, version: int | None = None):
    """Words in the booklet, as this account reads it."""
    edition = visible_edition(request, year, place, version)
    sought = request.GET.get("q", "").strip()[:100]
    is_asked = bool(searching.words_of(sought))
    try:
        account = reading_account(request)
        found = searching.find(html_for(account, edition), sought) if is_asked else []
    except NotReady as waiting:
        return being_protected(request, waiting)
    context = {
        "edition": edition,
        "sought": sought,
        "too_short": not is_asked,
        "count": len(found),
        "found": found[: searching.MOST],
    }
    return render(request, "reports/found.html", context)


@require_safe
def messages(request, year: int, place: str):
    """What stands over each figure, and where an author may replace it."""
    edition = visible_edition(request, year, place)
    if not can_edit_data(request.user):
        raise PermissionDenied
    context = {
        "edition": edition,
        "outdated": outdated(edition),
        "sections": titles_by_section(edition),
    }
    return render(request, "reports/messages.html", context)


@open_to_readers
@require_safe
def frozen_pdf(request, year: int, place: str, version: int):
    """The PDF of a validated edition, for who asks: the same bytes for ever."""
    edition = visible_edition(request, year, place, version)
    found = kept_pdf(edition, variant_for(edition, reader_of(reading_account(request))))
    if found is None:
        raise Http404("Ce document n’est pas encore prêt.")
    answer = HttpResponse(bytes(found.content), content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{edition.file_name}"'
    answer["ETag"] = f'"{found.sha256}"'
    return answer


@require_POST
def make_pdf(request, year: int, place: str, version: int | None = None):
    edition = visible_edition(request, year, place, version)
    if kept_pdf(edition, variant_for(edition, reader_of(request.user))):
        return redirect("reports:kept_pdf", year, place, edition.version)
    return redirect("reports:rendering", pk=request_pdf(edition, by=request.user).pk)


def visible_rendering(request, pk: int) -> Rendering:
    renderings = Rendering.objects.visible_to(request.user)
    return get_object_or_404(renderings.select_related("edition__commission"), pk=pk)


@require_safe
def rendering(request, pk: int):
    """Tells how far the PDF is; the page reloads itself until it is there."""
    found = visible_rendering(request, pk)
    context = {"rendering": found, "is_lost": is_lost(found)}
    return render(request, "reports/rendering.html", context)


@require_safe
def download(request, pk: int):
    found = visible_rendering(request, pk)
    if found.status != Rendering.Status.DONE:
        raise Http404("Ce document n’est pas encore prêt.")
    name = found.edition.file_name
    return FileResponse(found.file.open("rb"), as_attachment=True, filename=name)
