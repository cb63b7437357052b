"""Small counts of a public document: masked in one place, ratios with their parts."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal
from typing import TypeGuard

from plics.formatting import NBSP
from reports.figures import DEPARTMENT, Figures, Result
from reports.figures.base import Unit
from reports.figures.indicators import Secrecy, Term

# Counts from 1 to 4 could point at someone; 0 tells nothing that a larger table does not.
THRESHOLD = 5
SECRET = f"s.{NBSP}s."  # « secret statistique »

# Code, territory, subject, group.
Key = tuple[str, str, str | None, str | None]


def mask(figures: Figures, threshold: int = THRESHOLD) -> Figures:
    """The same figures with small counts hidden, and what would give them back."""
    results = {_key(result): result for result in figures}
    hidden = {key for key, result in results.items() if _is_small(result, threshold)}
    _hide_complements(results, hidden)
    hidden |= _small_ratios(results, threshold)
    hidden = _with_what_leans(results, hidden)
    masked = [_masked(r) if key in hidden else r for key, r in results.items()]
    return figures.replaced(masked)


def hidden_if_small(result: Result) -> Result:
    """For a figure that stands alone: of a series, which adds up to nothing published."""
    return _masked(result) if _is_small(result, THRESHOLD) else result


def is_hidden(result: Result) -> bool:
    return result.value is None and result.frozen_display == SECRET


def _key(result: Result) -> Key:
    return result.code, result.territory, result.subject, result.group


def _is_count(result: Result) -> bool:
    return result.value is not None and result.indicator.secrecy is Secrecy.PEOPLE


def _count(result: Result) -> Decimal | int:
    return result.value or 0


def _is_small(result: Result, threshold: int) -> bool:
    return _is_count(result) and 0 < _count(result) < threshold


def _masked(result: Result) -> Result:
    return dataclasses.replace(
        result, value=None, share=None, numerator=None, denominator=None, frozen_display=SECRET
    )


# --- complements: one hidden cell of a sum is that sum minus the others ------------------


def _hide_complements(results: dict[Key, Result], hidden: set[Key]) -> None:
    """Hide a second cell in every line where only one is; lines cross, so until it holds."""
    lines = list(_lines(results))
    moved = True
    while moved:
        moved = False
        for line in lines:
            if sum(_key(r) in hidden for r in line) != 1:
                continue
            visible = [r for r in line if r.value and _key(r) not in hidden]
            if visible:
                hidden.add(_key(min(visible, key=_count)))
                moved = True


def _lines(results: dict[Key, Result]) -> Iterable[list[Result]]:
    """Cells that add up to a published total: groups, commissions, cantons, declared sums."""
    lines: dict[tuple[object, ...], list[Result]] = defaultdict(list)
    for key, result in results.items():
        for way in result.indicator.adds_up:
            terms = [results.get(_term_key(term, key)) for term in way]
            if all(terms):
                lines["sum", key, way] = [term for term in terms if term and _is_count(term)]
        if not _is_count(result):
            continue
        code, territory, subject, group = key
        if group is not None:
            lines["groups", code, territory, subject].append(result)
        if territory != DEPARTMENT:
            level = "canton" if territory.startswith("canton:") else "commission"
            lines[level, code, subject, group].append(result)
    return lines.values()


def _term_key(term: Term, whole: Key) -> Key:
    """A term of a sum, of the same place and subject as the figure it adds up to."""
    _, territory, subject, group = whole
    code, group = (term, group) if isinstance(term, str) else term
    return code, territory, subject, group


# --- what leans on a count ---------------------------------------------------------------


def _small_ratios(results: dict[Key, Result], threshold: int) -> set[Key]:
    """Percents whose numerator, or whose rest, is a small count."""
    found = set()
    for key, result in results.items():
        top, base = result.numerator, result.denominator
        if result.unit is not Unit.PERCENT or result.indicator.secrecy is not Secrecy.LEANS:
            continue
        if _is_whole(top) and _is_whole(base):
            rest = base - top
            if 0 < top < threshold or 0 < rest < threshold:
                found.add(key)
    return found


def _with_what_leans(results: dict[Key, Result], hidden: set[Key]) -> set[Key]:
    """What is hidden, and whatever leans on it, however many steps away."""
    found = set(hidden)
    while new := {
        key
        for key, result in results.items()
        if key not in found and any((code, *key[1:]) in found for code in result.indicator.supports)
    }:
        found |= new
    return found


def _is_whole(part: Decimal | int | None) -> TypeGuard[Decimal | int]:
    return part is not None and part == int(part)
