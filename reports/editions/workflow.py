"""The steps of an edition: draft → review → validated → published, then another version.

Each is taken under a lock on its row: of two people at once, one takes it and the other is told.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from plics import formatting, history
from plics.models import Operation, User
from reports.editions.authors import may_validate
from reports.editions.documents import keep_pages, keep_texts, variants_of
from reports.editions.freezing import freeze
from reports.editions.refusals import (
    AlreadyOpen,
    AlreadyValidated,
    AuthorMayNotValidate,
    GateClosed,
    NoNote,
    NotInThatState,
    NotThatInstant,
    StillPreparing,
)
from reports.editions.steps import locked_edition, step
from reports.editions.tasks import make_documents
from reports.figures.guard.protected import NotReady
from reports.models import Edition, EditionStep

Status = Edition.Status
# A clock a little late is not an instant of the past.
TOLERATED = dt.timedelta(minutes=5)


@transaction.atomic
def send_to_review(edition: Edition, *, by: User | None) -> None:
    locked = _in_state(edition, Status.DRAFT)
    with history.acting(by):
        step(locked, Status.REVIEW, by=by)
    edition.refresh_from_db()


@transaction.atomic
def send_back(edition: Edition, *, by: User | None, note: str) -> None:
    """To be written again: from review, or once validated as long as it is not published."""
    locked = _in_state(edition, Status.REVIEW, Status.VALIDATED)
    if not note.strip():
        raise NoNote("Dites pourquoi cette édition repart en rédaction.")
    with history.acting(by):
        if locked.is_validated:
            locked.figures.all().delete()
            locked.kept_pages.all().delete()
            locked.kept_texts.all().delete()
            locked.validated_at = locked.validated_by = None
        step(locked, Status.DRAFT, by=by, note=note)
    edition.refresh_from_db()


@transaction.atomic
def validate(edition: Edition, *, by: User | None) -> int:
    """Figures, texts and documents are frozen; how many figures."""
    locked = locked_edition(edition)
    if locked.is_validated:
        raise AlreadyValidated(f"{locked} : cette édition est déjà validée.")
    if locked.status != Status.REVIEW:
        raise NotInThatState(f"{locked} : mettez d’abord cette édition en relecture.")
    if not may_validate(by, locked):
        raise AuthorMayNotValidate(
            f"{locked} : vous y avez écrit. Un autre agent la relit et la valide (réglage de "
            "l’année de programme)."
        )
    require_open_gate(locked)
    with history.acting(by):
        count = freeze(locked, by=by)
        _keep_documents(locked)
    edition.refresh_from_db()
    return count


@transaction.atomic
def publish(edition: Edition, *, by: User | None, at: dt.datetime | None = None) -> None:
    """From now on, or from an instant to come that the server alone enforces."""
    locked = _in_state(edition, Status.VALIDATED)
    now = timezone.now()
    if at is not None and at < now - TOLERATED:
        raise NotThatInstant(
            f"Une publication ne se date pas du passé : il est {formatting.instant(now)}."
        )
    locked.published_at = max(at, now) if at else now
    locked.published_by = by
    with history.acting(by):
        step(locked, Status.PUBLISHED, by=by)
    edition.refresh_from_db()


@transaction.atomic
def release(edition: Edition, *, at: dt.datetime | None = None, is_published: bool = True) -> int:
    """All steps at once, by who answers for the server and is asked nothing else."""
    count = freeze(edition)
    _keep_documents(edition, may_follow=True)
    if is_published:
        publish(edition, by=None, at=at)
    return count


@transaction.atomic
def put_off(edition: Edition, *, by: User | None) -> None:
    """Takes an instant to come away; what has been published stays so."""
    locked = _in_state(edition, Status.PUBLISHED)
    if locked.is_published:
        raise NotThatInstant(f"{locked} : déjà publiée. Une correction est une nouvelle version.")
    locked.published_at = locked.published_by = None
    with history.acting(by):
        step(locked, Status.VALIDATED, by=by)
    edition.refresh_from_db()


@transaction.atomic
def reopen(edition: Edition, *, by: User | None, note: str) -> Edition:
    """A new version, as a draft: the published one stays readable as it is."""
    locked = _in_state(edition, Status.PUBLISHED)
    if not note.strip():
        raise NoNote("Une nouvelle version dit ce qu’elle corrige.")
    if not locked.is_published:
        raise NotThatInstant(f"{locked} : pas encore publiée, elle n’a rien à corriger.")
    others = Edition.objects.filter(programme_year=locked.programme_year).at_place(locked.place)
    if later := others.filter(version__gt=locked.version).newest():
        raise AlreadyOpen(f"{locked} : la version {later.version} existe déjà.")
    version = Edition(
        commission=locked.commission,
        programme_year=locked.programme_year,
        version=locked.version + 1,
        correction_note=note.strip(),
        preamble=locked.preamble,
        participants_note=locked.participants_note,
    )
    with history.operation(Operation.Kind.BULK, f"Rouvrir {locked}"[:300], by=by):
        version.full_clean()
        version.save()
        for message in locked.messages.all():
            message.pk, message.edition = None, version
            message._state.adding = True
            message.save()
    EditionStep.objects.create(
        edition=version, before=Status.PUBLISHED, after=Status.DRAFT, made_by=by, note=note.strip()
    )
    return version


def _keep_documents(edition: Edition, *, may_follow: bool = False) -> None:
    """In the transaction that freezes: no text moves between the figures and the pages.

    What readers may have of the figures takes a minute to work out after an import: whoever is
    at a screen tries again then, a command leaves these pages to the worker.
    """
    keep_texts(edition)
    for variant in variants_of(edition):
        try:
            keep_pages(edition, variant)
        except NotReady as waiting:
            if not may_follow:
                raise StillPreparing(waiting) from waiting
            break
    # Even where one is at work: it may have just found nothing left to make.
    make_documents.enqueue(edition.pk)


def require_open_gate(edition: Edition) -> None:
    # The gate reads the booklet, whose pages read the steps.
    from reports.editions.gate import blocking

    standing = blocking(edition)
    if standing:
        told = formatting.counted(len(standing), "point reste", "points restent")
        raise GateClosed(
            f"{edition} : {told} à corriger, ou à accepter avec un motif, à la page du contrôle."
        )


def _in_state(edition: Edition, *states: str) -> Edition:
    locked = locked_edition(edition)
    if locked.status not in states:
        last = locked.steps.select_related("made_by").last()
        who = f" par {last.made_by}" if last and last.made_by else ""
        since = f" depuis le {formatting.instant(last.made_at)}{who}" if last else ""
        raise NotInThatState(f"{locked} : son état est « {locked.get_status_display()} »{since}.")
    return locked
