"""What was of a household while somebody lived there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from django.db.models import Q, QuerySet

from beneficiaries.models import Membership

Rows = TypeVar("Rows", bound=QuerySet)


def lived(rows: Rows, places: Iterable[Membership], *, start: str, end: str) -> Rows:
    """Those of `rows` that hold, from their `start` to their `end`, on a day of one of the places.

    Rows of a household, told by their `household`.
    """
    there = Q(pk__in=[])
    for place in places:
        until = Q(**{f"{start}__lt": place.ends_on}) if place.ends_on else Q()
        # An end does not count, but for what begins that day: rows of one day say it twice.
        since = (
            Q(**{f"{end}__gt": place.starts_on})
            | Q(**{f"{start}__gte": place.starts_on})
            | Q(**{f"{end}__isnull": True})
        )
        there |= Q(household=place.household_id) & since & until
    return rows.filter(there)
