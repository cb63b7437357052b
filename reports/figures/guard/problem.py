"""Cells and relations as numbers: cells that are always equal are one variable."""

from __future__ import annotations

import dataclasses
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from typing import Generic, TypeVar

from reports.figures.base import DEPARTMENT, KNOWN
from reports.figures.catalogue import CATALOGUE, MERGED
from reports.figures.guard.cells import Cell, Values
from reports.figures.guard.relations import Relation
from reports.figures.indicators import Counted

# Without its base a line keeps its counts and loses its shares.
BASE_WEIGHT = 1.5
# Totals are what a reader comes for; those of a commission or of the département most of all.
TOTAL_WEIGHT = 2.0
HEADLINE_WEIGHT = 40.0
WHOLE_WEIGHT = 1.5
# Shown where most of the finer classes are hidden, and nowhere else.
MERGED_WEIGHT = 0.7
MERGED_CODES = {*MERGED.values()}

T = TypeVar("T")


@dataclasses.dataclass(kw_only=True)
class Variable:
    """Cells that show the same count."""

    cells: list[Cell]
    value: int
    weight: float
    is_small: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    """A relation between variables, and what it leaves beyond zero."""

    terms: dict[int, int]
    is_exact: bool
    slack: int


@dataclasses.dataclass(kw_only=True)
class Problem:
    variables: list[Variable]
    rows: list[Row]

    def components(self, among: Callable[[int], bool] = lambda rank: True) -> list[Problem]:
        """Problems that share no variable, the others of which are held as they are."""
        group: Groups[int] = Groups()
        rows = []
        for row in self.rows:
            terms = {rank: sign for rank, sign in row.terms.items() if among(rank)}
            if terms:
                rows.append(dataclasses.replace(row, terms=terms))
                group.join(list(terms))
        members: dict[int, list[int]] = defaultdict(list)
        for rank in filter(among, range(len(self.variables))):
            members[group.of(rank)].append(rank)
        of_group: dict[int, list[Row]] = defaultdict(list)
        for row in rows:
            of_group[group.of(next(iter(row.terms)))].append(row)
        return [self._only(ranks, of_group[key]) for key, ranks in members.items()]

    def _only(self, ranks: list[int], rows: list[Row]) -> Problem:
        place = {rank: position for position, rank in enumerate(ranks)}
        return Problem(
            variables=[self.variables[rank] for rank in ranks],
            rows=[
                dataclasses.replace(row, terms={place[r]: sign for r, sign in row.terms.items()})
                for row in rows
            ],
        )


class Groups(Generic[T]):
    """Which things belong together, as they are joined."""

    def __init__(self) -> None:
        self._parent: dict[T, T] = {}

    def of(self, thing: T) -> T:
        path = []
        while (parent := self._parent.get(thing, thing)) != thing:
            path.append(thing)
            thing = parent
        for passed in path:
            self._parent[passed] = thing
        return thing

    def join(self, things: list[T]) -> None:
        first = self.of(things[0])
        for thing in things[1:]:
            self._parent[self.of(thing)] = first


def problem(
    values: Values, relations: Iterable[Relation], threshold: int, known: Collection[Cell] = ()
) -> Problem:
    """`known` are cells that the reader has anyway; a zero is printed, hence known too."""
    relations = list(relations)
    fixed = _fixed(values, relations, known)
    alike = _alike(values, relations, fixed)
    members: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in values:
        if cell not in fixed:
            members[alike.of(cell)].append(cell)
    variables = [
        Variable(
            cells=cells,
            value=values[first],
            weight=_weight(cells, values[first]),
            is_small=any(_is_small(cell, values, threshold) for cell in cells),
        )
        for first, cells in members.items()
    ]
    ranks = {cell: rank for rank, variable in enumerate(variables) for cell in variable.cells}
    rows = {}
    for relation in relations:
        row = _row(relation, values, ranks)
        if row:
            rows[tuple(sorted(row.terms.items())), row.is_exact] = row
    return Problem(variables=variables, rows=list(rows.values()))


def _is_small(cell: Cell, values: Values, threshold: int) -> bool:
    """Itself, or those whom it is of."""
    indicator = CATALOGUE[cell.code]
    persons = indicator.persons if isinstance(indicator, Counted) else ""
    of = values.get(cell._replace(code=persons), 0) if persons else 0
    return values[cell] < threshold or 0 < of < threshold


def _fixed(values: Values, relations: list[Relation], known: Collection[Cell]) -> set[Cell]:
    """What is known, and what is all that a sum of known ones leaves open."""
    fixed = {cell for cell, value in values.items() if value == 0}.union(known)
    found = bool(known)
    while found:
        found = False
        for relation in relations:
            free = [c for c, _ in relation.terms if c in values and c not in fixed]
            if relation.is_exact and len(free) == 1:
                fixed.add(free[0])
                found = True
    return fixed


def _alike(values: Values, relations: list[Relation], fixed: set[Cell]) -> Groups[Cell]:
    """Cells that are the only two left of a sum: a total and its one group."""
    found: Groups[Cell] = Groups()
    for relation in relations:
        free = [
            (cell, sign) for cell, sign in relation.terms if cell in values and cell not in fixed
        ]
        if not relation.is_exact or len(free) != 2:
            continue
        (one, sign), (other, opposite) = free
        if sign == -opposite and values[one] == values[other]:
            found.join([one, other])
    return found


def _row(relation: Relation, values: Values, ranks: dict[Cell, int]) -> Row | None:
    terms: dict[int, int] = defaultdict(int)
    slack = 0
    for cell, sign in relation.terms:
        slack += sign * values.get(cell, 0)
        if cell in ranks:
            terms[ranks[cell]] += sign
    kept = {rank: sign for rank, sign in terms.items() if sign}
    return Row(terms=kept, is_exact=relation.is_exact, slack=slack) if kept else None


def _weight(cells: Collection[Cell], value: int) -> float:
    """What it costs a reader not to have it: a row each, more for totals and large counts."""
    # A merged class that is one of the finer costs no more than it, or totals would go first.
    told = [cell for cell in cells if cell.code not in MERGED_CODES] or cells
    bases = any(cell.group == KNOWN for cell in told)
    rows = [_row_weight(cell) for cell in told if cell.group != KNOWN]
    return sum(rows) * (1 + math.log10(value) / 10) + BASE_WEIGHT * bases


def _row_weight(cell: Cell) -> float:
    if cell.code in MERGED_CODES:
        return MERGED_WEIGHT
    weight = WHOLE_WEIGHT if cell.place == DEPARTMENT else 1.0
    if cell.group is not None:
        return weight
    is_headline = cell.subject is None and ":" not in cell.place
    return weight * (HEADLINE_WEIGHT if is_headline else TOTAL_WEIGHT)
