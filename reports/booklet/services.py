"""Writes around editions that touch several rows."""

from django.db import transaction
from django_tasks.base import TASK_MIN_PRIORITY

from plics.background.taking_up import awaited
from plics.models import User
from reports.booklet.tasks import render_booklet
from reports.figures.publication import Reader
from reports.models import Edition, Rendering


def reader_of(user: User, *, is_awaited: bool = True) -> Reader | None:
    """Portraits that nobody has read over may name somebody: an account that may not see names
    gets the booklet of the public."""
    return (
        Reader.of(user, is_awaited=is_awaited) if user.sees_names else Reader(is_awaited=is_awaited)
    )


@transaction.atomic
def request_pdf(edition: Edition, *, by) -> Rendering:
    """Queue the edition's PDF, or join the request already waiting for the same."""
    reader = reader_of(by)
    shown = {"is_public": reader is not None, "knowing": "+".join(reader.knowing if reader else ())}
    pending = edition.renderings.filter(status__in=Rendering.PENDING, **shown)
    if edition.validated_at:
        pending = pending.filter(created_at__gte=edition.validated_at)
    for rendering in pending:
        if not is_lost(rendering):
            return rendering
    turn = turn_of(by)
    rendering = Rendering.objects.create(edition=edition, requested_by=by, **shown)
    # In the same database, and the same transaction: asked for and queued, or neither.
    render_booklet.using(priority=turn).enqueue(rendering.pk)
    return rendering


def turn_of(by) -> int:
    """Ten prints asked at once keep nobody waiting: other work goes first, then each one's first.

    A print takes as long as dozens of imports.
    """
    waiting = Rendering.objects.filter(requested_by=by, status=Rendering.Status.WAITING)
    return max(-1 - waiting.count(), TASK_MIN_PRIORITY)


def is_lost(rendering: Rendering) -> bool:
    """Pending for long, and no task will ever make it."""
    return rendering.is_stale and rendering.pk not in awaited(render_booklet)
