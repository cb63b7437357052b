"""What is counted in the database: each aggregate once, folded into each scope's territories.

No statement depends on the commission asked: rows are counted by commune or by commission,
and only folding knows territories. What was counted is kept by the words of its statement
(see `keeping`), so that pages, booklets and exports of all commissions share it.
"""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any, cast

from django.db.models import Model, Q
from django.utils.functional import SimpleLazyObject

from plics.models import ImportRun
from reports.figures.base import DEPARTMENT, Scope, Source
from reports.figures.blocks import Block, Cell, Words, ask
from reports.figures.catalogue import CATALOGUE
from reports.figures.geography import FOLDED_BY, Place, geography
from reports.figures.groups import LISTED, load_nomenclatures
from reports.figures.indicators import Breakdown, Indicator, Lists, Measure, MedianDays, YearOnYear
from reports.figures.supplies import is_of_stock

Number = Decimal | int | None
Folded = dict[Place, Number]

# SQLite adds decimals as binary fractions: what is below this is noise.
EXACT = Decimal("0.000001")


@dataclasses.dataclass(kw_only=True)
class Counts:
    """Values by (code, group) and place, and the labels of each breakdown's groups."""

    values: dict[tuple[str, str | None], Folded]
    labels: dict[str, dict[str, str]]


def counts(codes: Iterable[str], scope: Scope) -> Counts:
    """What the results of `codes` are made of, those of their parts included."""
    run = Counting(scope)
    run.measure(codes)
    return Counts(values=run.values, labels=run.labels)


def exact(value: Decimal | float | None) -> Number:
    """Counts stay integers; sums lose the binary noise."""
    if value is None or isinstance(value, int):
        return value
    return Decimal(value).quantize(EXACT).normalize()


def with_parts(codes: Iterable[str]) -> list[Indicator]:
    found: dict[str, Indicator] = {}
    waiting = list(codes)
    while waiting:
        code = waiting.pop()
        if code not in found:
            found[code] = CATALOGUE[code]
            waiting += found[code].parts
    return list(found.values())


def reads_of(codes: Iterable[str]) -> set[type[Model]]:
    """The models whose rows decide what these figures are, in any territory."""
    sources = sources_of(codes)
    loaded = {ImportRun} if any(map(is_of_stock, sources)) else set()
    return {*FOLDED_BY, *LISTED, *loaded}.union(*(source.reads for source in sources))


def sources_of(codes: Iterable[str]) -> set[Source]:
    """What these figures are counted from, their parts included."""
    return set(_by_source(with_parts(codes)))


def _by_source(needed: Iterable[Indicator]) -> dict[Source, list[Measure | Breakdown]]:
    found: dict[Source, list[Measure | Breakdown]] = defaultdict(list)
    for indicator in needed:
        if isinstance(indicator, Measure | Breakdown):
            found[indicator.source].append(indicator)
    return found


class Counting:
    def __init__(self, scope: Scope):
        self.scope = scope
        # What is asked of the database is the same for all commissions.
        self.everywhere = dataclasses.replace(scope, commission=None)
        self.geography = geography(scope)
        # Read only if a breakdown asks for them.
        self.lists = cast(Lists, SimpleLazyObject(load_nomenclatures))
        self.values: dict[tuple[str, str | None], Folded] = {}
        self.labels: dict[str, dict[str, str]] = {}
        # For all sources placed alike: ranks of the territories, and that of each row's place.
        self._alike: dict[Words, tuple[dict[tuple[Place, ...], int], dict[Words, int]]] = (
            defaultdict(lambda: ({}, {}))
        )

    def measure(self, codes: Iterable[str]) -> None:
        needed = with_parts(codes)
        blocks: dict[Words, Block] = {}
        for source, indicators in _by_source(needed).items():
            block = Block.of(source, self.scope)
            block = blocks.setdefault(block.words, block)
            for counted in indicators:
                block.cells += self._cells(counted)
        ask(list(blocks.values()), turn_of=repr(self.everywhere))
        for block in blocks.values():
            self._fold(block)
        for indicator in needed:
            if isinstance(indicator, YearOnYear):
                self._measure_before(indicator)
            elif isinstance(indicator, Measure) and indicator.published:
                self._publish(indicator)

    def _cells(self, indicator: Measure | Breakdown) -> Iterator[Cell]:
        where = indicator.where(self.scope) if indicator.where else Q()
        yield Cell(indicator=indicator, where=where)
        if isinstance(indicator, Breakdown):
            groups = indicator.groups(self.scope, self.lists)
            self.labels[indicator.code] = {group.code: group.label for group in groups}
            for group in groups:
                yield Cell(indicator=indicator, group=group.code, where=where & group.where)

    def _fold(self, block: Block) -> None:
        # Rows that count for the same territories are put together first: they are many.
        source = block.source
        alike, ranks = self._alike[source.by, bool(source.subject), bool(source.without)]
        for cell in block.cells:
            parts: dict[int, list[Any]] = defaultdict(list)
            for keys, value in block.rows[cell.words]:
                if keys not in ranks:
                    ranks[keys] = alike.setdefault(self._places(block, keys), len(alike))
                parts[ranks[keys]].append(value)
            places = list(alike)
            found: dict[Place, list[Any]] = defaultdict(list)
            for rank, values in parts.items():
                part = _together(cell.indicator, values)
                for place in places[rank]:
                    found[place].append(part)
            self.values[cell.key] = {
                place: self._told(cell.indicator, _together(cell.indicator, values))
                for place, values in found.items()
            }

    def _told(self, indicator: Measure | Breakdown, value: Any) -> Number:
        if isinstance(indicator, MedianDays):
            return exact(indicator.told(value, self.scope.on))
        return len(value) if isinstance(value, frozenset) else exact(value)

    def _places(self, block: Block, keys: Words) -> tuple[Place, ...]:
        """The territories that a row counts for, with what it is about."""
        source = block.source
        subject = keys[1] if source.subject else None
        second = keys[-1] if source.without else None
        apart = () if second is None else self.geography.keys(source, second)
        found = self.geography.keys(source, keys[0])
        return tuple((key, subject) for key in found if key not in apart)

    def _measure_before(self, change: YearOnYear) -> None:
        """What a change starts from: the same measure, on the same day of the year before."""
        before = counts((change.of,), self.scope.previous())
        self.values[change.code, None] = before.values[change.of, None]

    def _publish(self, measure: Measure) -> None:
        published = self.geography.published[measure.published]
        if published is not None:
            self.values[measure.code, None][DEPARTMENT, None] = published


def _together(indicator: Measure | Breakdown, values: list[Any]) -> Any:
    if len(values) == 1:
        return values[0]
    if indicator.distinct:
        # One thing counted once in each territory, however many rows it has there.
        return frozenset().union(*values)
    if indicator.fold == "same":
        return values[0] if len(set(values)) == 1 else None
    return sum(values)
