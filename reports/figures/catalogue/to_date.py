"""What is counted of a year, counted to the reference day: dashboards stand under a day.

The code of the year keeps its meaning; its twin ends in `.to_date` and is made of the same
declaration. A reader may not choose a day, and gets figures of the year alone: the year less
what was counted to a day would be what one person did since.
"""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet

from reports.figures.base import Scope, Source, Timing
from reports.figures.indicators import (
    Breakdown,
    Counted,
    Group,
    Groups,
    Indicator,
    Lists,
    Printed,
    Secrecy,
    Where,
)

SUFFIX = ".to_date"
TOLD = "Compté du 1er janvier au jour de référence."
# Fields that name another figure, whose twin is meant where it has one.
QUOTING = ("numerator", "denominator", "whole", "taken", "splits")
# No reader adds up what no reader gets.
NOT_ADDED_UP: dict[str, Any] = {
    "adds_up": (),
    "within": (),
    "group_sums": dict,
    "per_subject": "",
    "persons": "",
    "subjects": None,
}


def twins(indicators: Iterable[Indicator]) -> list[Indicator]:
    dated = {indicator.code: indicator for indicator in indicators if indicator.to_date}
    return [_twin(indicator, {*dated}) for indicator in dated.values()]


def _twin(indicator: Indicator, dated: set[str]) -> Indicator:
    told = indicator.to_date
    assert told is not None
    quoted = {name: getattr(indicator, name, None) for name in QUOTING}
    changes: dict[str, Any] = {
        name: f"{code}{SUFFIX}" for name, code in quoted.items() if code in dated
    }
    if isinstance(indicator, Counted):
        changes |= _counted(indicator)
    return dataclasses.replace(
        indicator,
        code=indicator.code + SUFFIX,
        label=told.label or indicator.label,
        definition=f"{indicator.definition} {TOLD}",
        # The booklet knows no day.
        printed=Printed.NOWHERE,
        to_date=None,
        **changes,
    )


def _counted(indicator: Counted) -> dict[str, Any]:
    where, is_open = indicator.where, indicator.secrecy is Secrecy.OPEN
    changes = NOT_ADDED_UP | {
        "source": _source(indicator.source),
        "where": where and _where(where),
        "secrecy": Secrecy.OPEN if is_open else Secrecy.INTERNAL,
        "leans_on": "",
    }
    if isinstance(indicator, Breakdown):
        changes |= {"groups": _groups(indicator.groups), "merged": ()}
    return changes


@functools.cache
def _source(source: Source) -> Source:
    def rows(scope: Scope) -> QuerySet[Any]:
        return source.rows(scope.to_date())

    return dataclasses.replace(
        source, name=f"{source.name}_to_date", rows=rows, timing=Timing.TO_DATE
    )


@functools.cache
def _where(where: Where) -> Where:
    return lambda scope: where(scope.to_date())


def _groups(groups: Groups) -> Groups:
    def dated(scope: Scope, lists: Lists) -> list[Group]:
        return groups(scope.to_date(), lists)

    return dated
