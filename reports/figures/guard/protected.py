"""The protected set of a day's figures: solved once, read by everything a reader gets.

It holds as long as the figures do, whatever else changes in the database: what was published
of a past year stays hidden in the same way.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
import functools
import hashlib
import time
from collections.abc import Iterable
from pathlib import Path

from beneficiaries.models import HouseholdSituation
from plics import freshness
from reports.figures.base import KNOWN, Scope
from reports.figures.catalogue import CATALOGUE
from reports.figures.counting import reads_of
from reports.figures.guard.cells import Cell, Values, counted, read
from reports.figures.guard.hiding import Hidden
from reports.figures.guard.releases import cells_from, key_of, packed, packed_values, released
from reports.figures.indicators import YearOnYear
from reports.figures.reading import once, reading_once
from reports.figures.results import Figures
from reports.models import ProgrammeYear, ProtectedSet, Release

Knowing = tuple[str, ...]


class NotReady(Exception):
    """The figures of a day changed: what may be shown of them is still to be worked out."""

    def __init__(self, scope: Scope, knowing: Knowing):
        super().__init__(scope, knowing)
        self.scope, self.knowing = scope, knowing


@dataclasses.dataclass(frozen=True, kw_only=True)
class Protected:
    """Cells of a year that are hidden, those of the year before that it is compared with too."""

    cells: frozenset[Cell]
    threshold: int
    # Of the figures that it protects.
    digest: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Figures:
    """What a protected set is made from."""

    values: Values
    before: Protected | None
    threshold: int
    digest: str

    def small(self, year: int) -> int:
        of_year = (value for cell, value in self.values.items() if cell.year == year)
        return sum(0 < value < self.threshold for value in of_year)


NOTHING: frozenset[Cell] = frozenset()
# So few small counts that a page may wait for them: less than a second.
QUICK = 750
FEW_ROWS = 2000
# Figures that are set beside those of the year before.
COMPARED = {each.of for each in CATALOGUE.values() if isinstance(each, YearOnYear)}


def protected(scope: Scope, knowing: Iterable[str] = (), *, is_awaited: bool = True) -> Protected:
    """The protected set of the scope's day, solved now if it is not, or NotReady."""
    with reading_once():
        return _protected(scope.year, scope.on, tuple(sorted(knowing)), is_awaited)


def is_ready(scope: Scope, knowing: Knowing) -> bool:
    """Whether the set of these very figures is stored: told without counting any."""
    state = _state(scope.year)
    stored = ProtectedSet.objects.filter(day=scope.on, knowing=key_of(knowing))
    return bool(state) and stored.filter(state=state).exists()


@once
def _protected(year: int, on: dt.date, knowing: Knowing, is_awaited: bool) -> Protected:
    scope = Scope(year=year, on=on)
    threshold = ProgrammeYear.threshold_of(year + 1)
    state = _state(year)
    stored = ProtectedSet.objects.filter(day=on, knowing=key_of(knowing)).first()
    if stored and state and stored.state == state:
        return _kept(stored, threshold)
    if not is_awaited and state and not _is_quick(stored):
        # Even counting, to find that nothing moved, takes seconds: it is the worker's.
        raise NotReady(scope, knowing)
    figures = _figures(scope, knowing, threshold, is_awaited)
    if stored and stored.digest == figures.digest:
        if state:
            ProtectedSet.objects.filter(pk=stored.pk).update(state=state)
        return _kept(stored, threshold)
    if not is_awaited and figures.small(year) > QUICK:
        raise NotReady(scope, knowing)
    return _solved(scope, knowing, figures, state)


def _is_quick(stored: ProtectedSet | None) -> bool:
    """Whether a page may wait, as far as is known before anything is counted."""
    if stored:
        small: float = stored.report["small"]
        return small <= QUICK
    return not HouseholdSituation.objects.order_by()[FEW_ROWS : FEW_ROWS + 1].exists()


def _kept(stored: ProtectedSet, threshold: int) -> Protected:
    cells = cells_from(stored.hidden)
    return Protected(cells=cells, threshold=threshold, digest=stored.digest)


def _solved(scope: Scope, knowing: Knowing, figures: _Figures, state: str) -> Protected:
    started = time.monotonic()
    known = [cell for cell in figures.values if cell.place.split("/")[0] in knowing]
    already = NOTHING
    if figures.before:
        # What was shown of the year before is known, what was hidden stays so.
        already = figures.before.cells
        last_year = (cell for cell in figures.values if cell.year < scope.year)
        known += [cell for cell in last_year if cell not in already]
    published = released(scope.on, knowing, figures.values)
    found = published.hidden_of(figures.values, figures.threshold, known, already)
    cells = frozenset(c for c in found.cells if c.year == scope.year or c.code in COMPARED)
    ProtectedSet.objects.update_or_create(
        day=scope.on,
        knowing=key_of(knowing),
        defaults={
            "digest": figures.digest,
            "state": state,
            "hidden": packed(cells),
            "report": _report(figures, cells, found, time.monotonic() - started),
        },
    )
    return Protected(cells=cells, threshold=figures.threshold, digest=figures.digest)


def protected_frozen(
    figures: Figures, knowing: Knowing = (), *, is_awaited: bool = True
) -> Protected:
    """What is hidden of figures that were frozen, given to be read: once, and never otherwise.

    They are those of today until the data move; then they are protected beside those of today,
    which are read as well. Once given they wait for nothing, whatever moves.
    """
    scope = figures.scope
    values = counted(figures, scope)
    told = sorted((str(cell), count) for cell, count in values.items())
    key = {"day": scope.on, "knowing": key_of(knowing), "digest": _digest(scope.commission, told)}
    release = Release.objects.filter(**key).first()
    if release:
        threshold = ProgrammeYear.threshold_of(scope.year + 1)
        cells = cells_from(release.hidden)
        return Protected(cells=cells, threshold=threshold, digest=release.digest)
    today = protected(scope, knowing, is_awaited=is_awaited)
    live = read(dataclasses.replace(scope, commission=None))
    cells = today.cells
    if any(live.get(cell) != value for cell, value in values.items()):
        published = released(scope.on, knowing, values)
        published.add(live, today.cells, values)
        known = [cell for cell in values if cell.place.split("/")[0] in knowing]
        of_year = published.hidden_of(values, today.threshold, known).cells
        cells = of_year.union(cell for cell in today.cells if cell.year != scope.year)
    kept = {"values": packed_values(values), "hidden": packed(cells)}
    release, _ = Release.objects.get_or_create(**key, defaults=kept)
    return dataclasses.replace(today, cells=cells_from(release.hidden), digest=release.digest)


def _digest(*things: object) -> str:
    return hashlib.blake2s(repr(things).encode(), digest_size=16).hexdigest()


@functools.cache
def _rules() -> str:
    """The text of what decides: a set that other rules solved is solved again."""
    figures = Path(__file__).parent.parent
    texts = [
        figures / "indicators.py",
        *figures.glob("guard/*.py"),
        *figures.glob("catalogue/*.py"),
    ]
    return _digest([path.read_bytes() for path in sorted(texts)])


def _figures(scope: Scope, knowing: Knowing, threshold: int, is_awaited: bool) -> _Figures:
    values = read(scope)
    before = None
    previous = scope.previous()
    last_year = read(previous)
    if any(last_year.values()):
        before = _protected(previous.year, previous.on, knowing, is_awaited)
        values |= last_year
    marked = (sorted((str(cell), n) for cell, n in values.items()), threshold, knowing)
    hidden_before = sorted(map(str, before.cells)) if before else None
    digest = _digest(_rules(), marked, hidden_before)
    return _Figures(values=values, before=before, threshold=threshold, digest=digest)


def _state(year: int) -> str:
    """Of the tables that figures are counted from, and of the thresholds; "" if unsettled."""
    tables = freshness.state(reads_of(CATALOGUE))
    if tables is None:
        return ""
    thresholds = ProgrammeYear.objects.filter(year__lte=year + 1).order_by("year")
    asked = tables, list(thresholds.values_list("year", "secrecy_threshold"))
    return _digest(_rules(), *asked)


def _report(
    figures: _Figures, cells: frozenset[Cell], found: Hidden, seconds: float
) -> dict[str, float]:
    """What the staff may want to know of it."""
    year = max(cell.year for cell in figures.values)
    counts = [c for c in figures.values if c.group != KNOWN and c.year == year]
    small = [cell for cell in counts if 0 < figures.values[cell] < figures.threshold]
    return {
        "counts": len(counts),
        "small": len(small),
        "hidden": sum(cell in cells for cell in counts),
        "exposed": len(found.exposed),
        "seconds": round(seconds, 1),
    }
