"""Every sum that a reader can make of the counts, from what indicators declare.

A sum is taken as exact where it is exact in these figures, as a reader would, and as an
inequality the way it leans where it is not: nothing false is assumed, and nothing that a
reader may well guess is left out.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from reports.figures.base import DEPARTMENT, KNOWN, UNKNOWN, Unit
from reports.figures.catalogue import CATALOGUE
from reports.figures.guard.cells import Cell, Values
from reports.figures.indicators import Breakdown, Counted, Indicator, Ratio, Secrecy, Term

Terms = Sequence[tuple[Cell, int]]


class Relation(NamedTuple):
    """The terms add up to zero, or to no less."""

    terms: tuple[tuple[Cell, int], ...]
    is_exact: bool


def relations(values: Values) -> list[Relation]:
    found: dict[Relation, None] = {}
    for ways in (_lines, _declared, _of_subjects, _of_places, _of_two_years):
        for terms in ways(values):
            if relation := _exact(terms, values):
                found[relation] = None
    for terms in _parts(values):
        if relation := _at_least(terms, values):
            found[relation] = None
    return list(found)


def _exact(terms: Terms, values: Values) -> Relation | None:
    if len(terms) < 2:
        return None
    total = sum(sign * values.get(cell, 0) for cell, sign in terms)
    if total < 0:
        terms = [(cell, -sign) for cell, sign in terms]
    return Relation(tuple(terms), total == 0)


def _at_least(terms: Terms, values: Values) -> Relation | None:
    total = sum(sign * values.get(cell, 0) for cell, sign in terms)
    return Relation(tuple(terms), False) if total >= 0 else None


def _sum(whole: Cell, parts: Iterable[Cell]) -> Terms:
    return [(whole, -1), *((part, 1) for part in parts)]


# --- within one place ----------------------------------------------------------------------


def _lines(values: Values) -> Iterator[Terms]:
    """Groups add up to the known, the known and the unknown to the whole."""
    groups: dict[Cell, list[Cell]] = defaultdict(list)
    for cell in values:
        if cell.group not in (None, KNOWN, UNKNOWN):
            groups[cell._replace(group=KNOWN)].append(cell)
    for known, parts in groups.items():
        yield _sum(known, parts)
        indicator = CATALOGUE[known.code]
        assert isinstance(indicator, Breakdown)
        whole = known._replace(code=indicator.splits or "", group=None)
        if whole in values:
            yield _sum(whole, [known, known._replace(group=UNKNOWN)])


def _named(term: Term, whole: Cell) -> Cell:
    """A term of a sum: of the same group where it has groups, of the same place and subject."""
    if not isinstance(term, str):
        return whole._replace(code=term[0], group=term[1])
    has_groups = isinstance(CATALOGUE[term], Breakdown)
    return whole._replace(code=term, group=whole.group if has_groups else None)


def _declared(values: Values) -> Iterator[Terms]:
    of_groups = {
        code: indicator.group_sums()
        for code in dict.fromkeys(cell.code for cell in values)
        if isinstance(indicator := CATALOGUE[code], Counted)
    }
    for whole in values:
        ways = () if whole.group in (KNOWN, UNKNOWN) else CATALOGUE[whole.code].adds_up
        for way in (*ways, *of_groups[whole.code].get(whole.group, ())):
            parts = [_named(term, whole) for term in way]
            if all(part in values for part in parts):
                yield _sum(whole, parts)


def _parts(values: Values) -> Iterator[Terms]:
    """A part is never more than its whole."""
    wholes: dict[str, list[tuple[Term, ...]]] = {
        code: list(indicator.within) for code, indicator in CATALOGUE.items()
    }
    for ratio in CATALOGUE.values():
        if isinstance(ratio, Ratio) and ratio.unit is Unit.PERCENT and _is_of_people(ratio):
            wholes[ratio.numerator].append((ratio.denominator,))
    for part in values:
        if part.group in (KNOWN, UNKNOWN):
            continue
        for way in wholes[part.code]:
            terms = [_named(term, part) for term in way]
            if all(term in values for term in terms):
                yield _sum(part, terms)


def _is_of_people(ratio: Ratio) -> bool:
    parts: list[Indicator] = [CATALOGUE[ratio.numerator], CATALOGUE[ratio.denominator]]
    return all(part.secrecy is Secrecy.PEOPLE for part in parts)


# --- across actions, places and years ------------------------------------------------------


def _of_subjects(values: Values) -> Iterator[Terms]:
    """A figure of all actions, and what each of them shows."""
    of_place: dict[tuple[int, str, str, str | None], list[Cell]] = defaultdict(list)
    for cell in values:
        if cell.subject is not None:
            of_place[cell.year, cell.code, cell.place, cell.group].append(cell)
    told: dict[str, dict[str, str | None]] = {}
    for whole in values:
        indicator = CATALOGUE[whole.code]
        if not (isinstance(indicator, Counted) and indicator.per_subject):
            continue
        group, subjects = whole.group, None
        if indicator.subjects:
            if isinstance(indicator, Breakdown) and group in (None, KNOWN, UNKNOWN):
                continue
            if whole.code not in told:
                told[whole.code] = indicator.subjects()
            subjects, group = told[whole.code], None
        found = of_place[whole.year, indicator.per_subject, whole.place, group]
        if subjects is not None:
            found = [cell for cell in found if subjects.get(cell.subject or "", "") == whole.group]
        if found:
            yield _sum(whole, found)


def _of_places(values: Values) -> Iterator[Terms]:
    """Parts of cantons make cantons and commissions, commissions the département."""
    whole_of: tuple[Callable[[str], str], ...] = (
        lambda place: place.split("/")[0] if "/" in place else "",
        lambda place: place.split("/")[1] if "/" in place else "",
        lambda place: DEPARTMENT if not ("/" in place or ":" in place or _is_top(place)) else "",
    )
    for whole_place in whole_of:
        parts: dict[Cell, list[Cell]] = defaultdict(list)
        for cell in values:
            if place := whole_place(cell.place):
                parts[cell._replace(place=place)].append(cell)
        for whole, found in parts.items():
            if whole in values:
                yield _sum(whole, found)


def _is_top(place: str) -> bool:
    return place == DEPARTMENT


def _of_two_years(values: Values) -> Iterator[Terms]:
    """Stock of the year before + entries − exits = stock."""
    moved = [i for i in CATALOGUE.values() if isinstance(i, Counted) and i.came]
    for indicator in moved:
        for now in [cell for cell in values if cell.code == indicator.code]:
            before = now._replace(year=now.year - 1)
            came = [now._replace(code=code) for code in indicator.came]
            left = [now._replace(code=code) for code in indicator.left]
            if before in values and all(cell in values for cell in (*came, *left)):
                yield [*_sum(now, [before, *came]), *((cell, -1) for cell in left)]
