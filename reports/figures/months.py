"""The population month by month: households open at each month's end, entries and exits."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Iterable
from itertools import accumulate

from django.db.models import Count, Value
from django.db.models.functions import Greatest

from beneficiaries.models import HouseholdSituation
from plics.models import ImportRun
from plics.periods import Period, months_before
from reports.figures.base import Scope
from reports.figures.catalogue.movements import OPEN, ended_in, opened_in, openings
from reports.figures.geography import geography
from reports.figures.horizon import first_loaded_day, last_loaded_day, month_of_files
from reports.figures.keeping import kept

# What is counted here reads these.
READS = (HouseholdSituation, ImportRun)
Step = tuple[int, dt.date]
Movement = tuple[int, str, dt.date]
# A month of which no file was loaded has no count.
Series = list[int | None]


@dataclasses.dataclass(frozen=True, kw_only=True)
class HouseholdTrend:
    """Month ends, and for each territory the households open on each of them."""

    days: list[dt.date]
    values: dict[str, Series]


def month_ends(last: dt.date, months: int) -> list[dt.date]:
    """The `months` month ends up to `last`, oldest first."""
    first_of_next = (last + dt.timedelta(days=1)).replace(day=1)
    return [
        months_before(first_of_next, back) - dt.timedelta(days=1)
        for back in range(months - 1, -1, -1)
    ]


def known_ends(scope: Scope, months: int) -> list[dt.date]:
    """The month ends up to the scope's day, without those before or after what was loaded."""
    first, last = first_loaded_day(), last_loaded_day()
    if first is None or last is None:
        return []
    return [day for day in month_ends(min(scope.on, last), months) if day >= first]


def moving_ends(scope: Scope, months: int) -> list[dt.date]:
    """Those of the months that began after the first day known."""
    return known_ends(scope, months + 1)[1:]


def is_month_known(end: dt.date) -> bool:
    return month_of_files(end).is_known


def is_movement_known(end: dt.date) -> bool:
    """From the month's first day to its last: what moved in a month never loaded is dated of
    the next file."""
    return is_month_known(end) and is_month_known(end.replace(day=1) - dt.timedelta(days=1))


def _known(counts: Iterable[int], is_known: list[bool]) -> Series:
    return [count if each else None for count, each in zip(counts, is_known, strict=True)]


def household_trend(scope: Scope, months: int = 36) -> HouseholdTrend:
    """`rsa.households` on each month end up to the scope's day, from the first one loaded."""
    days = known_ends(scope, months)
    if not days:
        return HouseholdTrend(days=[], values={})
    ranks = {day.replace(day=1): rank for rank, day in enumerate(days)}
    places = geography(scope)
    steps = {territory.key: [0] * len(days) for territory in places.territories}
    for (commune, month), count in _steps(days[0], days[-1]).items():
        for key in places.keys(openings, commune):
            steps[key][ranks[month]] += count
    known = [is_month_known(day) for day in days]
    values = {key: _known(accumulate(each), known) for key, each in steps.items()}
    return HouseholdTrend(days=days, values=values)


@kept(HouseholdSituation, is_shared=True)
def _steps(first: dt.date, last: dt.date) -> Counter[Step]:
    """By commune and month, who came less who left; the first month has all those before."""
    came, left = (
        OPEN.filter(**{f"{field}__lte": last})
        .annotate(sign=Value(sign), day=Greatest(field, Value(first)))
        .order_by()
        .values_list("commune_id", "sign", "day")
        .annotate(n=Count("pk"))
        for sign, field in ((1, "starts_on"), (-1, "ends_on"))
    )
    found: Counter[Step] = Counter()
    # Months are made of days here: SQLite would call Python for the month of each row.
    for commune, sign, day, count in came.union(left, all=True):
        found[commune, day.replace(day=1)] += sign * count
    return found


def monthly_movements(scope: Scope, months: int = 12) -> dict[str, dict[str, Series]]:
    """By territory, entries and exits of each month up to the scope's day.

    `{"argentan": {"entries": […], "exits": […]}}`, in the order of `moving_ends`.
    """
    days = moving_ends(scope, months)
    if not days:
        return {}
    ranks = {day.replace(day=1): rank for rank, day in enumerate(days)}
    places = geography(scope)
    found = {
        territory.key: {"entries": [0] * len(days), "exits": [0] * len(days)}
        for territory in places.territories
    }
    first = days[0].replace(day=1)
    for (commune, name, month), count in _movements(first, days[-1]).items():
        for key in places.keys(openings, commune):
            found[key][name][ranks[month]] += count
    known = [is_movement_known(day) for day in days]
    return {
        key: {name: _known(counts, known) for name, counts in named.items()}
        for key, named in found.items()
    }


@kept(HouseholdSituation, is_shared=True)
def _movements(first: dt.date, last: dt.date) -> Counter[Movement]:
    days = Period(start=first, end=last)
    entries, exits = (
        rows.filter(**{elsewhere: None})
        .annotate(name=Value(name))
        .order_by()
        .values_list("commune_id", "name", day)
        .annotate(n=Count("pk"))
        for name, rows, elsewhere, day in (
            ("entries", opened_in(days), "origin_id", "starts_on"),
            ("exits", ended_in(days), "target_id", "ends_on"),
        )
    )
    found: Counter[Movement] = Counter()
    for commune, name, day, count in entries.union(exits, all=True):
        found[commune, name, day.replace(day=1)] += count
    return found
