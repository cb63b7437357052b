"""The rows that a step of an edition locks and writes."""

from __future__ import annotations

from plics.models import User
from reports.models import Edition, EditionStep


def locked_edition(edition: Edition) -> Edition:
    """As the database has it, held to the end of the transaction: of two, one comes first."""
    return Edition.objects.select_for_update(of=("self",)).get(pk=edition.pk)


def step(edition: Edition, after: str, *, by: User | None, note: str = "") -> EditionStep:
    """The edition, with what was written on it, is saved in its new state."""
    made = EditionStep(
        edition=edition, before=edition.status, after=after, made_by=by, note=note.strip()
    )
    edition.status = after
    edition.save()
    made.save()
    return made
