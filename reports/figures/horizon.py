"""Until when the application knows: what each figure rests on, and what its pages open on.

The records that it is told from are read in `supplies`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable

from django.conf import settings
from django.db.models import Model
from django.utils import timezone

from reports.figures.base import Scope, Source, Status, Timing
from reports.figures.reading import once
from reports.figures.supplies import (
    AHEAD,
    STOCK,
    YEARLY,
    Supply,
    changes_of_stock,
    files_by_payer,
    is_of_stock,
    supplies_of,
    years_known,
    years_of,
)

# --- what a figure rests on ----------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Known:
    """Whether what a figure is counted from was supplied; `as_of`, the last day that it was."""

    status: Status = Status.OK
    as_of: dt.date | None = None

    @classmethod
    def worst(cls, found: list[Known]) -> Known:
        for status in (Status.NOT_LOADED, Status.CARRIED):
            if alike := [each for each in found if each.status is status]:
                days = [each.as_of for each in alike if each.as_of]
                return cls(status=status, as_of=min(days, default=None))
        return cls()


def known_of(sources: Iterable[Source], scope: Scope) -> Known:
    """What is known of a figure counted from these sources: as little as of the least known."""
    sources = list(sources)
    return Known.worst(
        [stock_known(day) for day in days_of_stock(sources, scope)]
        + [Known(status=Status.NOT_LOADED) for _ in missing_from(sources, scope.year)]
    )


def days_of_stock(sources: Iterable[Source], scope: Scope) -> list[dt.date]:
    """The days on which these sources look at the stock, the latest first."""
    stocks = [source for source in sources if is_of_stock(source)]
    if not stocks:
        return []
    is_moving = any(source.timing is Timing.MOVEMENT for source in stocks)
    return [scope.on, scope.previous().on] if is_moving else [scope.on]


def missing_from(sources: Iterable[Source], year: int) -> list[Supply]:
    """What belongs to a year, and has no row of that one."""
    return [
        supply
        for supply in supplies_of(sources)
        if supply is not STOCK and year not in years_known(supply)
    ]


def stock_known(day: dt.date) -> Known:
    """Of the payers whose files had begun by that day; the one least up to date decides."""
    spans = [span for span in spans_of_stock().values() if span[0] <= day]
    last = min((last for _, last in spans), default=None)
    if last is None or day > last + dt.timedelta(days=settings.STOCK_CARRIED_DAYS):
        return Known(status=Status.NOT_LOADED, as_of=last)
    return Known() if day <= last else Known(status=Status.CARRIED, as_of=last)


@once
def spans_of_stock() -> dict[str, tuple[dt.date, dt.date]]:
    """By payer, since when and until when it is known: the day of its last file.

    What was typed before the first file stays known; without any, the last change counts.
    """
    changes, files = changes_of_stock(), files_by_payer()
    if not files:
        return {"": changes} if changes else {}
    first = min(days[0] for days in files.values())
    begun = min(changes[0], first) if changes else first
    return {payer: (min(begun, days[0]), days[-1]) for payer, days in files.items()}


# --- months --------------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class MonthOfFiles:
    """Whose files of a month were loaded, among the payers whose files had begun."""

    end: dt.date
    loaded: tuple[str, ...]
    missing: tuple[str, ...]

    @property
    def is_known(self) -> bool:
        """Before the first file, what was typed; then one file at least, and no payer long lost."""
        is_loaded = bool(self.loaded) or not self.missing
        return is_loaded and _is_known(self.end)


def month_of_files(end: dt.date) -> MonthOfFiles:
    first = end.replace(day=1)
    loaded, missing = [], []
    for payer, days in files_by_payer().items():
        if any(first <= day <= end for day in days):
            loaded.append(payer)
        elif days[0] < first:
            missing.append(payer)
    return MonthOfFiles(end=end, loaded=tuple(loaded), missing=tuple(missing))


# --- what pages open on, and offer ---------------------------------------------------------


def last_loaded_day() -> dt.date | None:
    """The last day on which the stock is known, for one payer at least."""
    return max((last for _, last in spans_of_stock().values()), default=None)


def first_loaded_day() -> dt.date | None:
    return min((first for first, _ in spans_of_stock().values()), default=None)


def default_year() -> int:
    loaded = last_loaded_day()
    if loaded:
        return loaded.year
    return max(known_years(), default=timezone.localdate().year)


def reference_day(year: int) -> dt.date:
    """The usual day, or the last one known while the files of the year are not that far."""
    usual = Scope(year=year).on
    if usual <= timezone.localdate() and _is_known(usual):
        return usual
    ends = [last for _, last in spans_of_stock().values() if last.year == year and _is_known(last)]
    return max(ends, default=usual)


def _is_known(day: dt.date) -> bool:
    return stock_known(day).status is not Status.NOT_LOADED


def known_years(
    supplies: Iterable[Supply] = (STOCK, *YEARLY), ahead: Iterable[type[Model]] = tuple(AHEAD)
) -> set[int]:
    """The years of which there is something: rows supplied, or what was agreed or voted."""
    supplies = list(supplies)
    told = [supply.model for supply in supplies if supply is not STOCK]
    stock = _years_of_stock() if STOCK in supplies else set()
    return {*years_of(*told, *ahead), *stock}


def _years_of_stock() -> set[int]:
    """A year whose only days known are after its usual one opens on nothing: it is left out."""
    first, last = first_loaded_day(), last_loaded_day()
    if first is None or last is None:
        return set()
    return {year for year in range(first.year, last.year + 1) if _is_known(reference_day(year))}


def known_days(supplies: Iterable[Supply], years: Collection[int]) -> tuple[dt.date, dt.date]:
    """The first and the last day worth asking of these years, where the stock is all there is
    to know: what was entered day by day has no day that it ends on."""
    first, last = dt.date(min(years), 1, 1), dt.date(max(years), 12, 31)
    loaded = first_loaded_day(), last_loaded_day()
    if list(supplies) != [STOCK] or loaded[0] is None or loaded[1] is None:
        return first, last
    carried = loaded[1] + dt.timedelta(days=settings.STOCK_CARRIED_DAYS)
    return max(first, loaded[0]), min(last, carried)
