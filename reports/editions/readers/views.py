"""What goes with a published booklet: its data, and what their columns say."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from reports.editions.preparing import being_protected
from reports.editions.readers.access import open_to_readers
from reports.editions.readers.data import EXTENSIONS, file_name, file_of
from reports.editions.readers.data import schema as described
from reports.figures.guard.protected import NotReady
from reports.models import Edition


@open_to_readers
@require_safe
def data(
    request: HttpRequest, year: int, place: str, extension: str, version: int | None = None
) -> HttpResponse:
    """Of that version, or of the newest; before its instant, an edition has none."""
    editions = Edition.objects.published().select_related("commission")
    edition = editions.at_address(year, place, version)
    if edition is None or extension not in EXTENSIONS:
        raise Http404("Aucune édition publiée n’a ce fichier.")
    try:
        content = file_of(edition, extension)
    except NotReady as waiting:
        return being_protected(request, waiting)
    answer = HttpResponse(content, content_type=EXTENSIONS[extension])
    name = file_name(edition, extension)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@open_to_readers
@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    return JsonResponse(described(), json_dumps_params={"ensure_ascii": False, "indent": 1})
