"""What was supplied, by whom and when: the records that the horizon of figures is told from."""

from __future__ import annotations

import dataclasses
import datetime as dt
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
from reports.figures.keeping import kept


@dataclasses.dataclass(frozen=True, kw_only=True)
class Supply:
    """Rows that somebody brings: the kinds of file they come in, and how they tell their year."""

    model: type[Model]
    noun: str
    kinds: tuple[str, ...]
    years: tuple[str, ...] = ()
    # Rows that last: known in each year from the first that they tell to the last.
    is_lasting: bool = False


STOCK = Supply(model=HouseholdSituation, noun="stock", kinds=("cnaf", "beneficiaires"))
# In the order in which they are told.
YEARLY = tuple(
    Supply(model=model, noun=noun, kinds=kinds, years=years, is_lasting=model is Support)
    for model, noun, kinds, years in (
        (Participation, "participations", ("participations", "retours"), ("agreement__year",)),
        (Aid, "aides", ("aides",), ("decided_on__year",)),
        (Sitting, "séances", ("decisions", "seances"), ("held_on__year",)),
        (Decision, "décisions", ("decisions",), ("sitting__held_on__year",)),
        (Support, "accompagnements", ("accompagnements",),
         ("starts_on__year", "ends_on__year")),
        (EngagementContract, "contrats", ("contrats",), ("signed_on__year",)),
        (Interview, "entretiens", ("entretiens",), ("held_on__year",)),
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


@kept(*BY_MODEL, *AHEAD)
def years_of(*models: type[Model]) -> frozenset[int]:
    """The years that the rows of these models tell, in one statement.

    A page asks for its own models only: it is drawn again when one of those changes.
    """
    told = [
        model._default_manager.order_by().values_list(path, flat=True).distinct()
        for model in models
        for path in (AHEAD.get(model) or BY_MODEL[model]).years
    ]
    found = told[0].union(*told[1:]) if told else ()
    # PostgreSQL takes a year out of a date as a decimal, and a union makes decimals of all.
    return frozenset(int(year) for year in found if year is not None)


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
