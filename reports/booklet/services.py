"""Writes around editions that touch several rows."""

import uuid

from django.db import transaction
from django.utils import timezone
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
def request_pdf(edition: Edition, *, by, batch: uuid.UUID | None = None) -> Rendering:
    """Queue the edition's PDF, or join the request already waiting for the same.

    Whoever asked for one alone does not lose it when a batch is cancelled.
    """
    reader = reader_of(by)
    knowing = "+".join(reader.knowing if reader else ())
    shown = {"is_public": reader is not None, "knowing": knowing, "batch": batch}
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


@transaction.atomic
def request_all(year: int, *, by: User) -> uuid.UUID | None:
    """Queue the PDF of each edition of a programme year, at its newest version, under one key;
    none when the year has no edition.

    A button pressed twice leads to what is already under way.
    """
    found = Edition.objects.visible_to(by).filter(programme_year=year)
    editions = found.select_related("commission").order_by("commission__name", "version")
    newest = {edition.place: edition for edition in editions}
    if not newest:
        return None
    under_way = Rendering.objects.visible_to(by).filter(
        edition__in=newest.values(), status__in=Rendering.PENDING, batch__isnull=False
    )
    for rendering in under_way:
        if not is_lost(rendering):
            return rendering.batch
    batch = uuid.uuid4()
    for edition in newest.values():
        request_pdf(edition, by=by, batch=batch)
    return batch


def cancel_waiting(batch: uuid.UUID) -> int:
    """What is being made ends; what waits will not be made: its task finds nothing to do."""
    waiting = Rendering.objects.filter(batch=batch, status=Rendering.Status.WAITING)
    return waiting.update(status=Rendering.Status.CANCELLED, ended_at=timezone.now())
