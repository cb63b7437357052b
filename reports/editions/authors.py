"""Who wrote an edition, as the journal of changes knows: they are not who validates it."""

from __future__ import annotations

from collections.abc import Iterator

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet

from actions.models import Agreement, CaseStory, CaseStoryBlock, SheetBlock
from plics import history
from plics.models import Change, User
from reports.models import AuthorMessage, Edition, ProgrammeYear

# What the steps of an edition write on it: taking one is not writing.
OF_STEPS = {
    "status", "validated_at", "validated_by", "published_at", "published_by", "readers",
    "correction_note",
}  # fmt: skip


def may_validate(account: User | None, edition: Edition) -> bool:
    """Nobody in particular is a command, run by who answers for the server."""
    if account is None or not ProgrammeYear.of(edition.programme_year).needs_second_agent:
        return True
    return not has_written(account, edition)


def has_written(account: User, edition: Edition) -> bool:
    """Since it is there: a text of it, one of its actions' sheets or portraits, a message."""
    changes = Change.objects.filter(actor=account.pk).filter(_of_texts(edition))
    # What an operation created was taken over or loaded, not written.
    changes = changes.exclude(action=history.CREATE, operation__isnull=False)
    edition_kind = ContentType.objects.get_for_model(Edition).pk
    for kind, action, changed in changes.values_list("content_type", "action", "changes"):
        if kind != edition_kind:
            return True
        if action == history.UPDATE and set(changed or ()) - OF_STEPS:
            return True
    return False


def _of_texts(edition: Edition) -> Q:
    found = Q(pk__in=())
    for rows in _texts(edition):
        kind = ContentType.objects.get_for_model(rows.model)
        found |= Q(content_type=kind, object_id__in=rows.values("pk"))
    return found


def _texts(edition: Edition) -> Iterator[QuerySet[Model]]:
    agreements = agreements_of(edition).values("pk")
    yield Edition.objects.filter(pk=edition.pk)
    yield AuthorMessage.objects.filter(edition=edition.pk)
    yield SheetBlock.objects.filter(agreement__in=agreements)
    yield CaseStory.objects.filter(agreement__in=agreements)
    yield CaseStoryBlock.objects.filter(story__agreement__in=agreements)


def agreements_of(edition: Edition) -> QuerySet[Agreement]:
    """Those whose sheets its booklet prints."""
    return Agreement.objects.filter(
        commission=edition.commission_id, year__in=[edition.evaluation_year, edition.programme_year]
    )
