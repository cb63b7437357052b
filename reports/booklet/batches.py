"""All editions of a year in one go: asked for, followed, cancelled."""

from __future__ import annotations

import dataclasses
import uuid

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from plics import formatting
from plics.permissions import AccountRequest, can_edit_data
from reports.booklet.services import cancel_waiting, is_lost, request_all
from reports.models import Rendering

Status = Rendering.Status


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    rendering: Rendering
    is_lost: bool
    last_good: Rendering | None


@require_POST
def make_all(request: AccountRequest, year: int) -> HttpResponse:
    if not can_edit_data(request.user):
        raise PermissionDenied
    batch = request_all(year, by=request.user)
    if batch is None:
        raise Http404("Aucune édition n’est ouverte pour cette année.")
    return redirect("reports:batch", batch)


@require_safe
def batch_page(request: AccountRequest, batch: uuid.UUID) -> HttpResponse:
    """How far each is; the page reloads itself until none is left."""
    found = renderings_of(request, batch)
    lines = [
        Line(rendering=each, is_lost=is_lost(each), last_good=last_good(request, each))
        for each in found
    ]
    context = {
        "batch": batch,
        "year": found[0].edition.programme_year,
        "lines": lines,
        "done": sum(rendering.status == Status.DONE for rendering in found),
        "is_under_way": any(line.rendering.is_pending and not line.is_lost for line in lines),
        "can_cancel": any(each.status == Status.WAITING for each in found),
    }
    return render(request, "reports/batch.html", context)


@require_POST
def cancel(request: AccountRequest, batch: uuid.UUID) -> HttpResponse:
    renderings_of(request, batch)
    number = cancel_waiting(batch)
    messages.success(
        request,
        f"{formatting.counted(number, 'livret annulé', 'livrets annulés')}."
        if number
        else "Plus rien n’attendait : rien n’a été annulé.",
    )
    return redirect("reports:batch", batch)


def renderings_of(request: AccountRequest, batch: uuid.UUID) -> list[Rendering]:
    if not can_edit_data(request.user):
        raise PermissionDenied
    found = Rendering.objects.visible_to(request.user).filter(batch=batch)
    if not found:
        raise Http404("Cette production n’existe pas.")
    return list(found.select_related("edition__commission").order_by("pk"))


def last_good(request: AccountRequest, rendering: Rendering) -> Rendering | None:
    """The newest document of the same edition made before this one; of a draft, not once it is
    validated."""
    if rendering.status == Status.DONE:
        return None
    made = Rendering.objects.visible_to(request.user).filter(
        status=Status.DONE, edition=rendering.edition, pk__lt=rendering.pk
    )
    if rendering.edition.validated_at:
        made = made.filter(created_at__gte=rendering.edition.validated_at)
    return made.order_by("-pk").first()
