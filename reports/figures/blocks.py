"""Statements: all that is asked of the same rows, in one, and once."""

from __future__ import annotations

import dataclasses
import functools
from collections import defaultdict
from typing import Any

from django.db.models import Aggregate, Count, Q, QuerySet, Sum

from reports.figures import flags
from reports.figures.base import Scope, Source
from reports.figures.indicators import Breakdown, Measure
from reports.figures.keeping import Shelf, find, find_shared, put
from reports.figures.reading import page_memory
from reports.figures.statements import Statement
from reports.figures.turns import turn

# The words of an aggregate, and of the rows it is asked of: what says the same is the same.
Words = tuple[Any, ...]
# What the database answers for one aggregate: the value at each place, where there is one; for
# distinct things, the things themselves.
Rows = list[tuple[Words, Any]]


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Cell:
    """One aggregate asked of a source: an indicator, or one of its groups.

    Two that ask for the same aggregate are the same to a statement.
    """

    indicator: Measure | Breakdown
    group: str | None = None
    where: Q

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cell) and self.words == other.words

    def __hash__(self) -> int:
        return hash(self.words)

    @property
    def key(self) -> tuple[str, str | None]:
        return self.indicator.code, self.group

    @functools.cached_property
    def words(self) -> Words:
        return self.indicator.field, self.indicator.distinct, repr(self.where)

    def aggregate(self, where: Q) -> Aggregate:
        if self.indicator.field:
            return Sum(self.indicator.field, filter=where)
        return Count("pk", filter=where)


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Population:
    """The rows of a source in a scope, and the words that tell them from others."""

    source: Source
    queryset: QuerySet[Any]
    words: Words

    @classmethod
    @functools.lru_cache(maxsize=256)
    def of(cls, source: Source, scope: Scope) -> Population:
        queryset = source.rows(scope).order_by()
        words = *queryset.query.sql_with_params(), *_keys(source), source.flags, source.reads
        return cls(source=source, queryset=queryset, words=words)

    @property
    def keys(self) -> list[str]:
        return _keys(self.source)


@dataclasses.dataclass(kw_only=True, eq=False)
class Block:
    """The cells asked of the same rows, grouped by place, and what the database answered."""

    population: Population
    cells: list[Cell] = dataclasses.field(default_factory=list)
    rows: dict[Words, Rows] = dataclasses.field(default_factory=dict)

    @classmethod
    def of(cls, source: Source, scope: Scope) -> Block:
        return cls(population=Population.of(source, dataclasses.replace(scope, commission=None)))

    @property
    def source(self) -> Source:
        return self.population.source

    @property
    def words(self) -> Words:
        return self.population.words

    @property
    def missing(self) -> dict[Words, Cell]:
        return {cell.words: cell for cell in self.cells if cell.words not in self.rows}

    def ask(self) -> None:
        missing = list(self.missing.values())
        numbers = tuple(cell for cell in missing if not cell.indicator.distinct)
        if numbers:
            self.rows |= _Numbers.of(self.population, numbers).ask()
        for cell in missing:
            if cell.indicator.distinct:
                self.rows[cell.words] = _things(self.population, cell)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Numbers:
    """Every aggregate in one statement, by place and subject: built once, asked many times."""

    statement: Statement
    flags: tuple[str, ...]
    # How many columns say the place.
    width: int
    # For each cell, the column of its aggregate, and the flags of its rows.
    columns: list[tuple[Cell, int, Q]]

    @classmethod
    @functools.lru_cache(maxsize=256)
    def of(cls, population: Population, cells: tuple[Cell, ...]) -> _Numbers:
        source, keys = population.source, population.keys
        cuts = [flags.cut(cell.where, source.flags) for cell in cells]
        grouped = source.flags if any(of_flags for _, of_flags in cuts) else ()
        # Cells that only their flags tell apart are one aggregate, told apart afterwards.
        aggregates: dict[Words, Aggregate] = {}
        asked = [
            (cell.indicator.field, repr(of_row))
            for cell, (of_row, _) in zip(cells, cuts, strict=True)
        ]
        for words, cell, (of_row, _) in zip(asked, cells, cuts, strict=True):
            aggregates.setdefault(words, cell.aggregate(of_row))
        names = {words: f"n{rank}" for rank, words in enumerate(aggregates)}
        queryset = population.queryset.values(*keys, *grouped).annotate(
            **{names[words]: aggregate for words, aggregate in aggregates.items()}
        )
        first = len(keys) + len(grouped)
        ranks = {words: first + rank for rank, words in enumerate(names)}
        return cls(
            statement=Statement.of(queryset.values_list(*keys, *grouped, *names.values())),
            flags=grouped,
            width=len(keys),
            columns=[
                (cell, ranks[words], of_flags)
                for cell, words, (_, of_flags) in zip(cells, asked, cuts, strict=True)
            ],
        )

    def ask(self) -> dict[Words, Rows]:
        answers = self.statement.rows()
        found = {}
        for cell, rank, of_flags in self.columns:
            here = _of_flags(answers, self.flags, self.width, of_flags)
            rows = [
                (row[: self.width], row[rank])
                for row in here
                # A sum may be nought; a count of nothing is nothing to keep.
                if row[rank] or (row[rank] is not None and cell.indicator.field)
            ]
            found[cell.words] = _added_up(rows) if self.flags else rows
        return found


def _things(population: Population, cell: Cell) -> Rows:
    found: dict[Words, set[Any]] = defaultdict(set)
    width = len(population.keys)
    for row in _things_asked(population, cell).rows():
        found[row[:width]].add(row[width:])
    return [(place, frozenset(things)) for place, things in found.items()]


@functools.lru_cache(maxsize=256)
def _things_asked(population: Population, cell: Cell) -> Statement:
    told = cell.indicator.distinct or "pk"
    paths = [*population.keys, *([told] if isinstance(told, str) else told)]
    return Statement.of(population.queryset.filter(cell.where).values_list(*paths).distinct())


def _keys(source: Source) -> list[str]:
    return [source.place, *filter(None, (source.subject, source.without))]


def _of_flags(answers: list[Words], names: tuple[str, ...], width: int, where: Q) -> list[Words]:
    """The answers whose flags meet the condition."""
    if not where:
        return answers
    groups = {row[width : width + len(names)] for row in answers}
    met = {group for group in groups if flags.holds(where, dict(zip(names, group, strict=True)))}
    return [row for row in answers if row[width : width + len(names)] in met]


def _added_up(rows: Rows) -> Rows:
    """By place: groups of the same place that only flags told apart are one again."""
    found: dict[Words, Any] = {}
    for place, value in rows:
        found[place] = found[place] + value if place in found else value
    return list(found.items())


def ask(blocks: list[Block], *, turn_of: str) -> None:
    """Completes each block with what was kept, and counts the rest: one asker at a time."""
    shelves = {block.words: Shelf(block.source.reads) for block in blocks}
    names = {block.words: shelves[block.words].key(block.words) for block in blocks}

    def complete(found: dict[str, Any]) -> list[Block]:
        for block in blocks:
            block.rows |= found.get(names[block.words], {})
        return [block for block in blocks if block.missing]

    lacking = complete(find(list(names.values())))
    if not lacking:
        return
    kept = [block for block in lacking if shelves[block.words].state is not None]
    for block in lacking:
        if block not in kept:
            block.ask()
            page_memory()[names[block.words]] = block.rows
    lacking = kept and complete(find_shared([names[block.words] for block in kept]))
    if not lacking:
        return
    with turn(turn_of) as has_waited:
        if has_waited:
            lacking = complete(find_shared([names[block.words] for block in lacking]))
        for block in lacking:
            block.ask()
        put({names[block.words]: block.rows for block in lacking}, is_shared=True)
