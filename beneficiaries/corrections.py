"""What a hand changes in the past is told among the corrections, as what a file changes is."""

from __future__ import annotations

import datetime as dt
from typing import Any

from auditlog.context import disable_auditlog
from auditlog.signals import post_log
from django.db.models import Max

from beneficiaries.models import Correction, Household, HouseholdSituation, Membership
from plics.models import Change, ImportRun, Operation

BOUNDS = ("starts_on", "ends_on")
FOREVER = dt.date.max


def watch() -> None:
    for model in (HouseholdSituation, Membership):
        post_log.connect(note, sender=model, dispatch_uid=f"corrections.{model.__name__}")


def note(sender, instance, action, changes, log_entry, **kwargs) -> None:
    """Typed by somebody, not brought by a file, whose own corrections are told by it."""
    if (
        log_entry is None
        or log_entry.actor is None
        or not is_by_hand(instance, log_entry.operation)
    ):
        return
    known = ImportRun.objects.filter(is_stock=True).aggregate(day=Max("reference_date"))["day"]
    day = first_day(instance, action, changes)
    if known is None or day > known or not Household.objects.filter(pk=instance.household_id):
        return
    before, after = ({name: pair[side] for name, pair in changes.items()} for side in (0, 1))
    # Told apart from the operation: taking it back takes back no correction.
    with disable_auditlog():
        Correction.objects.create(
            household_id=instance.household_id,
            recorded_by=log_entry.actor,
            starts_on=day,
            reason=f"À la main\u00a0: {instance}"[:400],
            before=[] if action == Change.Action.CREATE else [before],
            after=[] if action == Change.Action.DELETE else [after],
        )


def is_by_hand(row: Any, made: Operation | None) -> bool:
    """A short form that closes a row and opens the next is; so is what takes it back."""
    if made is None or made.kind == Operation.Kind.BULK:
        return True
    # The other undoing parts merged records: it moves places only, and no figure with them.
    return made.kind == Operation.Kind.UNDO and isinstance(row, HouseholdSituation)


def first_day(row: Any, action: int, changes: dict[str, Any]) -> dt.date:
    """The first day that reads otherwise; a later end changes nothing before the former one."""
    if action != Change.Action.UPDATE or set(changes) - {"ends_on"}:
        started = [row.starts_on, *days_of(changes.get("starts_on", ()))]
        return min(started)
    return min(days_of(changes["ends_on"]), default=FOREVER)


def days_of(noted: Any) -> list[dt.date]:
    return [dt.date.fromisoformat(str(day)) for day in noted if day not in (None, "")]
