"""Until when the application knows: the years and the day that its pages open on."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable

from django.conf import settings
from django.db.models import Max, Min, Model
from django.utils import timezone

from actions.models import Agreement, Participation
from beneficiaries.enums import Organisation
from beneficiaries.models import Decision, HouseholdSituation, Sitting
from funds.models import Aid, FundBudget
from plics.models import ImportRun
from plics.periods import stock_day
from reports.figures.base import Scope, Source, Status, Timing
from reports.figures.keeping import kept


def last_loaded_day() -> dt.date | None:
    """The last day on which the stock is known, for one payer at least."""
    return max((last for _, last in _stocks().values()), default=None)


def first_loaded_day() -> dt.date | None:
    return min((first for first, _ in _stocks().values()), default=None)


def default_year() -> int:
    loaded = last_loaded_day()
    if loaded:
        return loaded.year
    latest = Agreement.objects.order_by("-year").values_list("year", flat=True).first()
    return latest or timezone.localdate().year


def reference_day(year: int) -> dt.date:
    """The usual day, or the last one loaded while the year is not that far."""
    usual = stock_day(year)
    if usual <= timezone.localdate():
        return usual
    loaded = last_loaded_day()
    return loaded if loaded and loaded.year == year else usual


def known_years(*more: int) -> list[int]:
    """Years about which something is recorded, the latest first."""
    return sorted({*_recorded_years(), *more}, reverse=True)


@kept(Agreement, FundBudget, Sitting)
def _recorded_years() -> list[int]:
    agreed = Agreement.objects.order_by().values_list("year", flat=True)
    voted = FundBudget.objects.order_by().values_list("year", flat=True)
    held = Sitting.objects.order_by().values_list("held_on__year", flat=True)
    return list(agreed.union(voted, held))


# --- what a figure rests on ----------------------------------------------------------------

# What belongs to a year, and how its rows say which.
YEARS: dict[type[Model], str] = {
    Aid: "decided_on__year",
    Decision: "sitting__held_on__year",
    Participation: "agreement__year",
    Sitting: "held_on__year",
}


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
    days = set()
    for source in filter(is_of_stock, sources):
        days.add(scope.on)
        if source.timing is Timing.MOVEMENT:
            days.add(scope.previous().on)
    read = {model for source in sources for model in source.reads if model in YEARS}
    return Known.worst(
        [stock_known(day) for day in days]
        + [Known(status=Status.NOT_LOADED) for model in read if scope.year not in years_of(model)]
    )


def is_of_stock(source: Source) -> bool:
    """Counted from what payers' files tell."""
    return HouseholdSituation in source.reads and source.timing in (Timing.STOCK, Timing.MOVEMENT)


def stock_known(day: dt.date) -> Known:
    """Of the payers whose files had begun by that day; the one least up to date decides."""
    spans = [span for span in _stocks().values() if span[0] <= day]
    last = min((last for _, last in spans), default=None)
    if last is None or day > last + dt.timedelta(days=settings.STOCK_CARRIED_DAYS):
        return Known(status=Status.NOT_LOADED, as_of=last)
    return Known() if day <= last else Known(status=Status.CARRIED, as_of=last)


@kept(HouseholdSituation, ImportRun)
def _stocks() -> dict[str, tuple[dt.date, dt.date]]:
    """By payer, since when and until when it is known: the day of its last file.

    What was typed before the first file stays known; without any, the last change counts.
    """
    changes = HouseholdSituation.objects.aggregate(
        first=Min("starts_on"), last=Max("starts_on"), end=Max("ends_on")
    )
    begun = changes.pop("first")
    found: dict[str, tuple[dt.date, dt.date]] = {}
    runs = ImportRun.objects.filter(is_stock=True).order_by("reference_date")
    for day, payers in runs.values_list("reference_date", "payers"):
        assert day is not None
        # Files loaded before it was told spoke for every payer.
        for payer in payers or Organisation.values:
            first, _ = found.get(payer, (min(begun or day, day), day))
            found[payer] = first, day
    if found or begun is None:
        return found
    return {"": (begun, max(filter(None, changes.values())))}


@kept(Aid, Decision, Participation, Agreement, Sitting)
def years_of(model: type[Model]) -> frozenset[int]:
    """The years of which there is at least one row: one statement a model, since a page may
    read the tables of its own figures only."""
    years = model._default_manager.order_by().values_list(YEARS[model], flat=True).distinct()
    return frozenset(years)
