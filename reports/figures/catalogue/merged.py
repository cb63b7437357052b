"""Coarser classes of a breakdown, for tables of which most would be hidden.

They are figures of their own, published beside the classes that they add up, so that the guard
knows all that a reader could take away from them.
"""

from __future__ import annotations

import dataclasses
import functools
import operator
from collections.abc import Iterable

from reports.figures.base import KNOWN, UNKNOWN, Scope
from reports.figures.indicators import (
    Breakdown,
    Group,
    Groups,
    GroupSums,
    Indicator,
    Lists,
    MergedClass,
    Sums,
)

SUFFIX = ".merged"
TOLD = "Classes regroupées, montrées là où la plupart des plus fines seraient secrètes."


def with_merged(indicators: Iterable[Indicator]) -> list[Indicator]:
    """Each breakdown, then its merged classes."""
    found: list[Indicator] = []
    for indicator in indicators:
        found.append(indicator)
        if isinstance(indicator, Breakdown) and indicator.merged:
            found.append(_merged(indicator, indicator.merged))
    return found


def _merged(finer: Breakdown, classes: tuple[MergedClass, ...]) -> Breakdown:
    return dataclasses.replace(
        finer,
        code=finer.code + SUFFIX,
        label=f"{finer.label} (classes regroupées)",
        definition=f"{finer.definition} {TOLD}",
        groups=_groups(finer.groups, classes),
        group_sums=_sums(finer.code, classes),
        # What the classes of all actions add up to, the finer ones tell.
        per_subject="",
        # Classes are not of one width: the largest is no news.
        said="{name} : {part}",
        to_date=None,
        merged=(),
    )


def _groups(finer: Groups, classes: tuple[MergedClass, ...]) -> Groups:
    def groups(scope: Scope, lists: Lists) -> list[Group]:
        wheres = {group.code: group.where for group in finer(scope, lists)}
        return [
            Group(
                code=each.code,
                label=each.label,
                where=functools.reduce(operator.or_, (wheres[code] for code in each.groups)),
            )
            for each in classes
        ]

    return groups


def _sums(code: str, classes: tuple[MergedClass, ...]) -> GroupSums:
    """Each class of its groups; the known and the unknown are the same people."""
    found: dict[str | None, Sums] = {group: (((code, group),),) for group in (KNOWN, UNKNOWN)}
    found |= {each.code: (tuple((code, group) for group in each.groups),) for each in classes}
    return lambda: found
