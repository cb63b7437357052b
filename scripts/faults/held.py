"""What must not move: the figures of three years, the rows that were there, their number."""

from __future__ import annotations

import hashlib
import json

from django.apps import apps
from django.db import connection

from benchmarks.site import models
from plics.models import ImportRun
from reports.figures import Scope, evaluate
from reports.figures.catalogue import RELEASED
from reports.figures.exports import COLUMNS, encode, rows_of

YEARS = (2018, 2019, 2020)


def kept() -> list:
    """Tables of data, and what says who did what to them."""
    told = [model for model in apps.get_app_config("plics").get_models() if is_journal(model)]
    return [model for model in [*models(), ImportRun, *told] if model._meta.pk.column == "id"]


def is_journal(model) -> bool:
    return model.__name__ in ("Change", "Operation", "Trace")


def rows(up_to: dict[str, int] | None = None) -> dict[str, tuple[int, int, int]]:
    """Of each table its rows, their sum, the last key; of those up to a key where one is given."""
    found = {}
    with connection.cursor() as cursor:
        for model in kept():
            table = model._meta.db_table
            until = up_to[table] if up_to else 2**62
            cursor.execute(
                f"SELECT count(*), coalesce(sum(hashtext(t::text)::bigint), 0), "  # noqa: S608
                f'coalesce(max(id), 0) FROM "{table}" t WHERE id <= %s',
                [until],
            )
            found[table] = tuple(map(int, cursor.fetchone()))
    return found


def figures() -> str:
    """One print of every figure of the three years, every territory."""
    told = hashlib.sha256()
    for year in YEARS:
        content = encode(rows_of(evaluate(RELEASED, Scope(year=year)), None), "json", COLUMNS)
        told.update(json.dumps(json.loads(content), sort_keys=True).encode())
    return told.hexdigest()
