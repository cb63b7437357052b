"""The working lists, in the order of a coordinator's work, and how many rows each has."""

from __future__ import annotations

import datetime as dt
import functools
from collections.abc import Iterable
from contextlib import suppress
from functools import partial

from django.apps import apps
from django.core.exceptions import EmptyResultSet
from django.db.models import CharField, Count, Model, QuerySet, Value
from django.utils.timezone import localdate

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
    of the data changes, or what the account may see.

    Not under the words of the statement: writing them takes longer than all the rest of home."""
    slugs = [each.slug for each in lists_for(user)]
    asked = ("lists", user.pk, user.role, user.sees_everything, slugs, day, localdate())
    return recall(asked, reads_of_lists(), partial(counted, user, day))


@functools.cache
def reads_of_lists() -> list[type[Model]]:
    """Whatever their rows may come from: more tables than they read, never fewer."""
    data = [apps.get_app_config(label) for label in ("beneficiaries", "actions", "funds")]
    kinds = [kind for each in data for kind in each.get_models(include_auto_created=True)]
    return [*kinds, User.commissions.through]


def counted(user: User, day: dt.date) -> dict[str, int]:
    rows = {each.slug: each.rows(user, day) for each in lists_for(user)}
    found: dict[str, int] = {}
    if rows:
        with suppress(EmptyResultSet):
            found = dict(_united(rows.items()))
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
