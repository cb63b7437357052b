"""What is counted in the database: one aggregate per source, folded into territories."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.functional import SimpleLazyObject

from reports.figures.base import DEPARTMENT, Scope, Source, Timing
from reports.figures.catalogue import CATALOGUE
from reports.figures.geography import Place, geography
from reports.figures.groups import load_nomenclatures
from reports.figures.indicators import Breakdown, Indicator, Measure, YearOnYear
from reports.figures.reading import kept, once

Number = Decimal | int | None

# SQLite adds decimals as binary fractions: what is below this is noise.
EXACT = Decimal("0.000001")


@dataclasses.dataclass(kw_only=True)
class Counts:
    """Values by (code, group) and place, and the labels of each breakdown's groups."""

    values: dict[tuple[str, str | None], dict[Place, Number]]
    labels: dict[str, dict[str, str]]


@kept
def counts(codes: tuple[str, ...], scope: Scope) -> Counts:
    """What the results of `codes` are made of, those of their parts included."""
    run = Counting(scope)
    run.measure(codes)
    return Counts(values=run.values, labels=run.labels)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cell:
    """One aggregate asked of a source: an indicator, or one of its groups."""

    indicator: Measure | Breakdown
    group: str | None = None
    where: Q

    @property
    def key(self) -> tuple:
        return self.indicator.code, self.group

    @property
    def aggregate(self):
        if self.indicator.field:
            return Sum(self.indicator.field, filter=self.where)
        return Count("pk", filter=self.where)

    def folded(self, values: list) -> Number:
        if self.indicator.fold == "same":
            return exact(values[0]) if len(set(values)) == 1 else None
        return exact(sum(values))


@dataclasses.dataclass(frozen=True)
class Reading:
    """A query by its words: the same words are not read twice for one page."""

    sql: str
    rows: QuerySet = dataclasses.field(compare=False)


@once
def _read_once(reading: Reading) -> list:
    return list(reading.rows)


def _read(rows: QuerySet, timing: Timing) -> Iterable:
    """What does not depend on the year is the same for the year before."""
    return _read_once(Reading(str(rows.query), rows)) if timing is Timing.LASTING else rows


def exact(value) -> Number:
    """Counts stay integers; sums lose the binary noise."""
    if value is None or isinstance(value, int):
        return value
    return Decimal(value).quantize(EXACT).normalize()


class Counting:
    def __init__(self, scope: Scope):
        self.scope, self.catalogue = scope, CATALOGUE
        self.geography = geography(scope)
        self.lists = SimpleLazyObject(load_nomenclatures)
        self.values: dict[tuple, dict[Place, Number]] = {}
        self.labels: dict[str, dict[str, str]] = {}

    def measure(self, codes: Iterable[str]) -> None:
        cells: dict[str, list[Cell]] = defaultdict(list)
        needed = self._with_parts(codes)
        for indicator in needed:
            if isinstance(indicator, YearOnYear):
                self._measure_before(indicator)
            elif isinstance(indicator, Measure | Breakdown):
                cells[indicator.source.name] += self._cells(indicator)
        for wanted in cells.values():
            source = wanted[0].indicator.source
            self._ask(source, [cell for cell in wanted if not cell.indicator.distinct])
            for cell in wanted:
                if cell.indicator.distinct:
                    self._ask_distinct(source, cell)
        for indicator in needed:
            if isinstance(indicator, Measure) and indicator.published:
                published = getattr(self.geography, indicator.published)
                if published is not None:
                    self.values[indicator.code, None][DEPARTMENT, None] = published

    def _with_parts(self, codes: Iterable[str]) -> list[Indicator]:
        found: dict[str, Indicator] = {}
        waiting = list(codes)
        while waiting:
            code = waiting.pop()
            if code not in found:
                found[code] = self.catalogue[code]
                waiting += found[code].parts
        return list(found.values())

    def _cells(self, indicator: Measure | Breakdown) -> Iterator[Cell]:
        where = indicator.where(self.scope) if indicator.where else Q()
        yield Cell(indicator=indicator, where=where)
        if isinstance(indicator, Breakdown):
            groups = indicator.groups(self.scope, self.lists)
            self.labels[indicator.code] = {group.code: group.label for group in groups}
            for group in groups:
                yield Cell(indicator=indicator, group=group.code, where=where & group.where)

    def _ask(self, source: Source, cells: list[Cell]) -> None:
        """Every aggregate of a source in one query, by place and subject."""
        if not cells:
            return
        keys = [source.place, *filter(None, (source.subject, source.without))]
        aggregates = {f"n{rank}": cell.aggregate for rank, cell in enumerate(cells)}
        found: list[dict[Place, list]] = [defaultdict(list) for _ in cells]
        rows = source.rows(self.scope).order_by().values(*keys).annotate(**aggregates)
        for row in _read(rows.values_list(*keys, *aggregates), source.timing):
            subject = row[1] if source.subject else None
            second = row[len(keys) - 1] if source.without else None
            apart = () if second is None else self.geography.keys(source, second)
            places = [
                (key, subject) for key in self.geography.keys(source, row[0]) if key not in apart
            ]
            for values, value in zip(found, row[len(keys) :], strict=True):
                if value is not None:
                    for place in places:
                        values[place].append(value)
        for cell, values in zip(cells, found, strict=True):
            self.values[cell.key] = {place: cell.folded(all_) for place, all_ in values.items()}

    def _ask_distinct(self, source: Source, cell: Cell) -> None:
        """One thing counted once in each territory, however many rows it has there."""
        keys = [source.place, cell.indicator.distinct]
        keys += [source.subject] if source.subject else []
        found: dict[Place, set] = defaultdict(set)
        rows = source.rows(self.scope).filter(cell.where).order_by().values_list(*keys).distinct()
        for place, thing, *subject in rows:
            for key in self.geography.keys(source, place):
                found[key, subject[0] if subject else None].add(thing)
        self.values[cell.key] = {place: len(things) for place, things in found.items()}

    def _measure_before(self, change: YearOnYear) -> None:
        """What a change starts from: the same measure, on the same day of the year before."""
        before = counts((change.of,), self.scope.previous())
        self.values[change.code, None] = before.values[change.of, None]
