"""« Depuis lundi »: what was recorded since a day, by hand or by file, from the history."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import partial

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet
from django.utils import timezone

from actions.models import Agreement, Participation
from beneficiaries.models import Decision, EngagementContract, Orientation, Sitting, Support
from funds.models import Aid
from plics.models import Act, Change, ImportRun, Operation, Trace, User
from plics.permissions import visible
from reports.figures.keeping import recall
from reports.quality.base import SCOPED_BY

CREATE, UPDATE = Change.Action.CREATE, Change.Action.UPDATE


@dataclasses.dataclass(frozen=True, kw_only=True)
class Recorded:
    """Rows that came; with a `field`, those of which it was told."""

    slug: str
    title: str
    one: str
    many: str
    model: type[Model]
    field: str = ""

    def rows(self, user: User, since: dt.date) -> QuerySet:
        """As they are now, among those that the account may see."""
        rows: QuerySet = visible(self.model._default_manager.all(), user)
        came = self._created(since)
        if not self.field:
            return rows.filter(came)
        # A key that JSON holds as null; a correction of a day already told is no news.
        noted = self._notes(since, UPDATE).filter(**{f"changes__{self.field}__0": None})
        is_told = came | Q(pk__in=noted.values("object_id"))
        return rows.filter(is_told, **{f"{self.field}__isnull": False})

    def _notes(self, since: dt.date, action: int) -> QuerySet[Change]:
        kind = ContentType.objects.get_for_model(self.model)
        notes = Change.objects.order_by().filter(timestamp__gte=beginning(since), action=action)
        return notes.filter(content_type=kind)

    def _created(self, since: dt.date) -> Q:
        """A file tells which rows it created by its operation, not one by one."""
        found = Q(pk__in=self._notes(since, CREATE).values("object_id"))
        made = Operation.objects.filter(made_at__gte=beginning(since), undone_at=None)
        for created in made.values_list("created", flat=True):
            for first, last in created.get(self.model._meta.label, []):
                found |= Q(pk__range=(first, last))
        return found


RECORDED: dict[str, Recorded] = {
    each.slug: each
    for each in (
        Recorded(slug="entrees", title="Entrées en action", one="entrée en action",
                 many="entrées en action", model=Participation),
        Recorded(slug="sorties", title="Sorties d’action", one="sortie d’action",
                 many="sorties d’action", model=Participation, field="exited_on"),
        Recorded(slug="orientations", title="Orientations", one="orientation",
                 many="orientations", model=Orientation, field="notified_on"),
        Recorded(slug="contrats", title="Contrats signés", one="contrat signé",
                 many="contrats signés", model=EngagementContract),
        Recorded(slug="fins", title="Fins d’accompagnement", one="fin d’accompagnement",
                 many="fins d’accompagnement", model=Support, field="ends_on"),
        Recorded(slug="decisions", title="Décisions", one="décision", many="décisions",
                 model=Decision),
        Recorded(slug="aides", title="Aides décidées", one="aide décidée", many="aides décidées",
                 model=Aid, field="decided_on"),
    )
}  # fmt: skip
# What is read beside the history, each write of which comes with one of these.
READS: set[type[Model]] = {
    *(each.model for each in RECORDED.values()),
    ImportRun,
    Agreement,
    Sitting,
    *SCOPED_BY,
}


def beginning(day: dt.date) -> dt.datetime:
    return timezone.make_aware(dt.datetime.combine(day, dt.time.min))


def counts(user: User, since: dt.date) -> dict[str, int]:
    """By slug, without what did not happen."""
    asked = "recorded", since, user.pk, user.role
    found: dict[str, int] = recall(asked, READS, partial(_counted, user, since))
    return found


def _counted(user: User, since: dt.date) -> dict[str, int]:
    found = {slug: each.rows(user, since).count() for slug, each in RECORDED.items()}
    return {slug: count for slug, count in found.items() if count}


def files(since: dt.date) -> int:
    return ImportRun.objects.filter(imported_at__gte=beginning(since)).count()


# --- since when ----------------------------------------------------------------------------


def last_monday(today: dt.date) -> dt.date:
    """On a Monday, that of the week that ends."""
    return today - dt.timedelta(days=today.weekday() or 7)


def last_visit(user: User, today: dt.date) -> dt.date | None:
    """The last day before this one on which the account came in; traces are kept for a time."""
    signed = Trace.objects.filter(account=user.pk, act=Act.SIGN_IN, done_at__lt=beginning(today))
    last = signed.order_by("-done_at").values_list("done_at", flat=True).first()
    return timezone.localtime(last).date() if last else None
