"""What booklets published before: where figures moved since, who reads both can compare them.

A release is a table of its own, set beside today's and tied to it wherever a count has not moved:
what was shown of it is known, what was hidden stays hidden, and what moved is protected in both.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import json
import zlib
from collections.abc import Collection, Iterable

from reports.figures.guard.cells import Cell, Values
from reports.figures.guard.hiding import Hidden, hide
from reports.figures.guard.relations import Relation
from reports.models import Release

# The years of a release, as the solver gets them: no sum of today's goes through them.
APART = 10_000
# Releases of a day that are held together, three for each of four commissions: those that moved
# since add their counts to what is solved.
REMEMBERED = 12


@dataclasses.dataclass(kw_only=True)
class Released:
    """The counts of former releases, what was shown of them, and those that have not moved."""

    values: Values = dataclasses.field(default_factory=dict)
    known: set[Cell] = dataclasses.field(default_factory=set)
    hidden: set[Cell] = dataclasses.field(default_factory=set)
    unmoved: list[Relation] = dataclasses.field(default_factory=list)

    def add(self, values: Values, hidden: Collection[Cell], now: Values) -> None:
        moved = any(now.get(cell) != value for cell, value in values.items())
        apart = APART * (1 + max((cell.year for cell in self.values), default=0) // APART)
        for cell, value in values.items():
            cells = [cell] if now.get(cell) == value else []
            if moved:
                then = cell._replace(year=cell.year + apart)
                self.values[then] = value
                self.unmoved += [Relation(((each, 1), (then, -1)), True) for each in cells]
                cells.append(then)
            (self.hidden if cell in hidden else self.known).update(cells)
        self.hidden -= self.known

    def hidden_of(
        self,
        now: Values,
        threshold: int,
        known: Iterable[Cell] = (),
        already: frozenset[Cell] = frozenset(),
    ) -> Hidden:
        """What to hide of today's counts, for who may compare them with these."""
        found = hide(
            now | self.values,
            threshold,
            known=[*known, *self.known],
            already=already | self.hidden,
            unmoved=self.unmoved,
        )
        return Hidden(cells=_of_today(found.cells), exposed=_of_today(found.exposed))


def released(day: dt.date, knowing: Iterable[str], now: Values) -> Released:
    """What booklets told of that day to those who know so much, set beside what it is now."""
    found = Released()
    for release in Release.objects.filter(day=day, knowing=key_of(knowing))[:REMEMBERED]:
        found.add(values_from(release.values), cells_from(release.hidden), now)
    return found


def _of_today(cells: Iterable[Cell]) -> frozenset[Cell]:
    return frozenset(cell for cell in cells if cell.year < APART)


def key_of(knowing: Iterable[str]) -> str:
    return "+".join(sorted(knowing))


def packed(cells: Iterable[Cell]) -> bytes:
    return zlib.compress(json.dumps(sorted(cells, key=str)).encode())


def cells_from(value: bytes | memoryview) -> frozenset[Cell]:
    return frozenset(Cell(*each) for each in json.loads(zlib.decompress(bytes(value))))


def packed_values(values: Values) -> bytes:
    return zlib.compress(json.dumps([[*cell, value] for cell, value in values.items()]).encode())


def values_from(value: bytes | memoryview) -> Values:
    return {Cell(*cell): count for *cell, count in json.loads(zlib.decompress(bytes(value)))}
