"""What was supplied, by whom and when: the records that the horizon of figures is told from."""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
from collections.abc import Collection, Iterable

from django.db.models import Max, Min, Model
from django.utils import timezone

from actions.models import Agreement, Participation
from beneficiaries.enums import Organisation
from beneficiaries.models import (
    Decision,
    EngagementContract,
    HouseholdSituation,
    Interview,
    Sitting,
    Support,
)
from funds.models import Aid, FundBudget
from plics.models import Change, ImportRun
from reports.figures.base import Source, Timing
from reports.figures.keeping import kept, recall
from reports.figures.reading import once
from reports.figures.statements import Statement


@dataclasses.dataclass(frozen=True, kw_only=True)
class Supply:
    """Rows that somebody brings: the kinds of file they come in, and how they tell their year.

    `years` are paths to a year, or to a day of it; `beside` is where they lead out of the rows.
    """

    model: type[Model]
    noun: str
    kinds: tuple[str, ...]
    years: tuple[str, ...] = ()
    beside: tuple[type[Model], ...] = ()
    # Rows that last: known in each year from the first that they tell to the last.
    is_lasting: bool = False


STOCK = Supply(model=HouseholdSituation, noun="stock", kinds=("cnaf", "beneficiaires"))
# In the order in which they are told.
YEARLY = tuple(
    Supply(model=model, noun=noun, kinds=kinds, years=years, beside=tuple(beside),
           is_lasting=model is Support)
    for model, noun, kinds, years, *beside in (
        (Participation, "participations", ("participations", "retours"), ("agreement__year",),
         Agreement),
        (Aid, "aides", ("aides",), ("decided_on",)),
        (Sitting, "séances", ("decisions", "seances"), ("held_on",)),
        (Decision, "décisions", ("decisions",), ("sitting__held_on",), Sitting),
        (Support, "accompagnements", ("accompagnements",), ("starts_on", "ends_on")),
        (EngagementContract, "contrats", ("contrats",), ("signed_on",)),
        (Interview, "entretiens", ("entretiens",), ("held_on",)),
    )
)  # fmt: skip
BY_MODEL: dict[type[Model], Supply] = {supply.model: supply for supply in YEARLY}
# What is agreed or voted for a year, before anything happens in it.
AHEAD: dict[type[Model], Supply] = {
    model: Supply(model=model, noun="", kinds=(), years=("year",))
    for model in (Agreement, FundBudget)
}


def is_of_stock(source: Source) -> bool:
    """Counted from what payers' files tell."""
    return HouseholdSituation in source.reads and source.timing in (Timing.STOCK, Timing.MOVEMENT)


def supplies_of(sources: Iterable[Source]) -> list[Supply]:
    """What these sources are counted from, the stock first."""
    found: set[type[Model]] = set()
    for source in sources:
        found |= {STOCK.model} if is_of_stock(source) else {*source.reads} - {STOCK.model}
    return [supply for supply in (STOCK, *YEARLY) if supply.model in found]


# --- the stock -----------------------------------------------------------------------------


@kept(ImportRun)
def files_by_payer(until: dt.datetime | None = None) -> dict[str, list[dt.date]]:
    """The days of the stocks loaded, in order; until a moment, those loaded by then."""
    found: dict[str, set[dt.date]] = {}
    runs = ImportRun.objects.filter(is_stock=True)
    if until is not None:
        runs = runs.filter(imported_at__lte=until)
    for day, payers in runs.values_list("reference_date", "payers"):
        assert day is not None
        # Files loaded before it was told spoke for every payer.
        for payer in payers or Organisation.values:
            found.setdefault(payer, set()).add(day)
    return {payer: sorted(days) for payer, days in sorted(found.items())}


@kept(HouseholdSituation)
def changes_of_stock() -> tuple[dt.date, dt.date] | None:
    """The first and the last day on which a situation changes, files or not."""
    changes = HouseholdSituation.objects.aggregate(
        first=Min("starts_on"), last=Max("starts_on"), end=Max("ends_on")
    )
    first = changes.pop("first")
    return None if first is None else (first, max(filter(None, changes.values())))


# --- what belongs to a year ----------------------------------------------------------------


def years_of(*models: type[Model]) -> frozenset[int]:
    """The years that the rows of these models tell."""
    return frozenset[int]().union(*map(_years, models))


@once
def _years(model: type[Model]) -> frozenset[int]:
    supply = AHEAD.get(model) or BY_MODEL[model]
    reads = model, *supply.beside
    return recall(("years", model._meta.label), reads, lambda: _read_years(supply))


def _read_years(supply: Supply) -> frozenset[int]:
    """Out of days: asked for the year of each row, SQLite would call Python for each."""
    found = {day for path in supply.years for (day,) in _days_told(supply.model, path).rows()}
    return frozenset(getattr(day, "year", day) for day in found - {None})


@functools.cache
def _days_told(model: type[Model], path: str) -> Statement:
    return Statement.of(model._default_manager.order_by().values_list(path).distinct())


def years_known(supply: Supply) -> Collection[int]:
    found = years_of(supply.model)
    return range(min(found), max(found) + 1) if supply.is_lasting and found else found


@kept(ImportRun, *BY_MODEL)
def last_told(until: dt.datetime | None = None) -> dict[type[Model], dt.date]:
    """By kind of rows, the day of the last file that brought some, or of the last entry.

    Read from the records of imports and from the journal: the dates that rows bear say when
    something happened, not until when one was told.
    """
    runs = ImportRun.objects.order_by().values("kind")
    # A file of which every row was refused told nothing.
    runs = runs.exclude(created=0, updated=0, unchanged=0, closed=0)
    names = [model._meta.model_name for model in BY_MODEL]
    notes = Change.objects.order_by().filter(content_type__model__in=names)
    if until is not None:
        runs, notes = runs.filter(imported_at__lte=until), notes.filter(timestamp__lte=until)
    told = dict(
        runs.annotate(at=Max("imported_at"))
        .values_list("kind", "at")
        .union(
            notes.values("content_type__model")
            .annotate(at=Max("timestamp"))
            .values_list("content_type__model", "at")
        )
    )
    found = {}
    for supply in YEARLY:
        names = [*supply.kinds, supply.model._meta.model_name]
        moments = [told[name] for name in names if name in told]
        if moments:
            found[supply.model] = timezone.localtime(max(moments)).date()
    return found
