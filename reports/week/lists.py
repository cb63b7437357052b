"""The working lists, in the order of a coordinator's work, and how many rows each has."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from functools import partial

from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Count, QuerySet, Value

from plics import freshness
from plics.models import User
from reports.figures.keeping import recall
from reports.week import actions, money, support
from reports.week.working import WorkingList

LISTS: dict[str, WorkingList] = {
    each.slug: each for each in (*support.LISTS, *actions.LISTS, *money.LISTS)
}


def lists_for(user: User) -> list[WorkingList]:
    return [each for each in LISTS.values() if each.is_for(user)]


def counts(user: User, day: dt.date) -> dict[str, int]:
    """How many rows each list of this account has, by slug: one statement, kept until a table
    that it reads changes."""
    rows = {each.slug: each.rows(user, day) for each in lists_for(user)}
    if not rows:
        return {}
    try:
        asked = _united(rows.items())
        words = asked.query.sql_with_params()
    except EmptyResultSet:
        return dict.fromkeys(rows, 0)
    reads = freshness.models_named(words[0])
    found: dict[str, int] = recall(("lists", *words), reads, partial(dict, asked))
    return dict.fromkeys(rows, 0) | found


def _united(rows: Iterable[tuple[str, QuerySet]]) -> QuerySet:
    counted = [
        each.model._base_manager.filter(pk__in=each.order_by().values("pk"))
        .order_by()
        .annotate(named=Value(slug, output_field=CharField()))
        .values("named")
        .annotate(counted=Count("pk"))
        .values_list("named", "counted")
        for slug, each in rows
    ]
    return counted[0].union(*counted[1:], all=True)
