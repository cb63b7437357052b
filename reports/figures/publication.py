"""Small counts of a public document: masked in one place, ratios with their parts."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from collections.abc import Iterable

from plics.formatting import NBSP
from reports.figures import DEPARTMENT, Figures, Result
from reports.figures.base import Unit

# Counts from 1 to 4 could point at someone; 0 tells nothing that a larger table does not.
THRESHOLD = 5
SECRET = f"s.{NBSP}s."  # « secret statistique »

# Things counted that are not persons, and what is agreed or voted rather than observed.
OPEN = ("rsa.population", "action.capacity", "action.targets", "fund.budget", "pact.",
        "referent.staff", "action.dynamic_exits.target", "action.realised")  # fmt: skip

# An amount tells the one person it was granted to.
AMOUNTS = {"fund.amount": "fund.count", "fund.amount.by_nature": "fund.count.by_nature"}

# Indicators that add up to another one, printed beside them.
SPLITS = [
    ("action.milestones.rsa", "action.milestones.youth"),
    ("action.dropouts", "action.exits.completed"),
    ("action.exits.excluded", "action.exits.counted"),
]

Key = tuple


def mask(figures: Figures, threshold: int = THRESHOLD) -> Figures:
    """The same figures with small counts hidden, and what would give them back."""
    results = {_key(result): result for result in figures}
    hidden = {key for key, result in results.items() if _is_small(result, threshold)}
    _hide_complements(results, hidden)
    hidden |= _ratios_of(results, hidden, threshold)
    masked = [_masked(r) if key in hidden else r for key, r in results.items()]
    return Figures(figures.scope, figures.territories, masked)


def is_hidden(result: Result) -> bool:
    return result.value is None and result.frozen_display == SECRET


def _key(result: Result) -> Key:
    return result.code, result.territory, result.subject, result.group


def _is_count(result: Result) -> bool:
    return (
        result.value is not None
        and result.unit not in (Unit.PERCENT, Unit.EUROS)
        and not result.code.startswith(OPEN)
    )


def _is_small(result: Result, threshold: int) -> bool:
    return _is_count(result) and 0 < result.value < threshold


def _masked(result: Result) -> Result:
    return dataclasses.replace(
        result, value=None, share=None, numerator=None, denominator=None, frozen_display=SECRET
    )


# --- complements: one hidden cell of a sum is that sum minus the others ------------------


def _hide_complements(results: dict[Key, Result], hidden: set[Key]) -> None:
    """Hide a second cell in every line where only one is; lines cross, so until it holds."""
    lines = list(_lines(results.values()))
    moved = True
    while moved:
        moved = False
        for line in lines:
            if sum(_key(r) in hidden for r in line) != 1:
                continue
            visible = [r for r in line if r.value and _key(r) not in hidden]
            if visible:
                hidden.add(_key(min(visible, key=lambda r: r.value)))
                moved = True


def _lines(results: Iterable[Result]) -> Iterable[list[Result]]:
    """Cells that add up to a published total: groups, commissions, cantons, parts."""
    split_of = {code: rank for rank, codes in enumerate(SPLITS) for code in codes}
    lines = defaultdict(list)
    for result in results:
        if not _is_count(result):
            continue
        code, territory, subject, group = _key(result)
        if code in split_of:
            lines["split", split_of[code], territory, subject, group].append(result)
        if group is not None:
            lines["groups", code, territory, subject].append(result)
        if territory != DEPARTMENT:
            level = "canton" if territory.startswith("canton:") else "commission"
            lines[level, code, subject, group].append(result)
    return lines.values()


def _ratios_of(results: dict[Key, Result], hidden: set[Key], threshold: int) -> set[Key]:
    """Ratios and amounts that lean on a hidden count, or whose own parts are small counts."""
    found = set()
    for key, result in results.items():
        code, territory, subject, group = key
        leans_on = [*result.indicator.parts, AMOUNTS.get(code)]
        if any((part, territory, subject, group) in hidden for part in leans_on):
            found.add(key)
        elif result.unit is Unit.PERCENT and not code.startswith(OPEN):
            top, base = result.numerator, result.denominator
            if _is_whole(top) and _is_whole(base):
                rest = base - top
                if 0 < top < threshold or 0 < rest < threshold:
                    found.add(key)
    return found


def _is_whole(part) -> bool:
    return part is not None and part == int(part)
