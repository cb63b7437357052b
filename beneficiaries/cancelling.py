"""Cancel with a reason, and take it back: a correction of the past, which says so."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst

from beneficiaries.models import Correction, Membership
from beneficiaries.models.rights import frozen_refusal
from plics import history
from plics.models import Act
from plics.traces.writing import write


class AlreadySo(Exception):
    """A colleague has just cancelled the row, or taken its cancelling back; or it keeps still."""


@transaction.atomic
def cancel(row: Any, *, reason: str, by) -> Any:
    """The row leaves the live figures; what was frozen keeps it."""
    row = locked(row)
    if row.is_cancelled:
        raise AlreadySo("Cette ligne est déjà annulée.")
    row.cancelled_at, row.cancelled_by, row.cancel_reason = timezone.now(), by, reason
    return save(row, f"Annulée\u00a0: {reason}", by)


@transaction.atomic
def reinstate(row: Any, *, by) -> Any:
    """Refused where the same row was typed again meanwhile."""
    row = locked(row)
    if not row.is_cancelled:
        raise AlreadySo("Cette ligne n’est pas annulée.")
    row.cancelled_at, row.cancelled_by, row.cancel_reason = None, None, ""
    return save(row, "Rétablie", by)


def locked(row: Any) -> Any:
    return type(row)._base_manager.select_for_update(no_key=True).get(pk=row.pk)


def save(row: Any, told: str, by) -> Any:
    if why := frozen_refusal(row):
        raise AlreadySo(why)
    # A rule of today is no reason to keep a row that should not count.
    try:
        row.validate_constraints() if row.is_cancelled else row.full_clean()
    except ValidationError as problem:
        raise AlreadySo(" ".join(problem.messages)) from problem
    with history.acting(by):
        row.save(update_fields=["cancelled_at", "cancelled_by", "cancel_reason"])
    write(Act.CHANGE, type(row), [row.pk], by=by)
    described = f"{capfirst(str(row._meta.verbose_name))} «\u00a0{row}\u00a0»"
    day = row.counts_from
    Correction.objects.create(
        household_id=household_of(row, day),
        recorded_by=by,
        starts_on=day,
        reason=f"{described}. {told}"[:400],
    )
    return row


def household_of(row: Any, day: dt.date) -> int | None:
    """The row's own, else where the person had a place that day."""
    household = getattr(row, "household_id", None)
    person = getattr(row, "person_id", None)
    if household or person is None:
        return household
    places = Membership.objects.on(day).filter(person=person).order_by("-starts_on")
    return places.values_list("household", flat=True).first()
