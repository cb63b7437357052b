"""Writes around editions that touch several rows."""

from django.db import transaction

from reports.booklet.tasks import render_booklet
from reports.models import Edition, Rendering


@transaction.atomic
def request_pdf(edition: Edition, *, by) -> Rendering:
    """Queue the edition's PDF, or join the request already waiting for it."""
    for rendering in edition.renderings.filter(status__in=Rendering.PENDING):
        if not rendering.is_stale:
            return rendering
    rendering = Rendering.objects.create(edition=edition, requested_by=by)
    transaction.on_commit(lambda: render_booklet.enqueue(rendering.pk))
    return rendering
