"""Tells whether what something was worked out from may have changed since.

Each committed write changes the stamp of its table, kept in the database: what was worked out
under the stamps of some tables holds as long as they do, for every process that shares the
database.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterable
from functools import cache
from typing import Any

from django.apps import apps
from django.db import DatabaseError, connection, connections, transaction
from django.db.backends.base.base import NO_DB_ALIAS, BaseDatabaseWrapper
from django.db.models import Model

from plics.models import TableStamp
from plics.models.stamps import new_value

logger = logging.getLogger(__name__)

# The stamp of all tables at once: what is not known to be of one table changes them all.
EVERY = "*"

# Statements are recognised by their words, because nothing that looks simpler is as exact.
# Signals are silent about bulk_create(), update(), raw statements and half of what is written in
# many-to-many tables; a trigger would run for each of the 13,500 rows of a stock, or keep every
# other writer waiting on the stamp's row until the transaction ends. All that Django sends goes
# through one wrapper, and begins with its verb and its table.
WRITE = re.compile(
    r"\s*(?:(?:INSERT|REPLACE)(?: OR \w+)? INTO|UPDATE(?: OR \w+)?|DELETE FROM)"
    r'\s+"?(?P<table>\w+)"?(?![\w."])',
    re.IGNORECASE,
)
READ = re.compile(
    r"[\s(]*(SELECT|PRAGMA|EXPLAIN|SHOW|SET|RESET|BEGIN|START|COMMIT|SAVEPOINT|RELEASE|ROLLBACK"
    r"|DECLARE|FETCH|CLOSE|ANALYZE|VACUUM)\b",
    re.IGNORECASE,
)
QUOTED = re.compile(r'"(\w+)"')
# Sessions, accounts, tasks, journals, documents, what was kept: no figure is made of those.
UNCOUNTED = ("django_", "account_", "auth_", "auditlog_", "cache", "plics_change",
             "plics_columnmapping", "plics_mondaymail", "plics_operation", "plics_sentform",
             "plics_tablestamp", "plics_trace", "plics_upload", "plics_user",
             "reports_")  # fmt: skip
# But what an account sees of the rows, and how many it is told, hangs on this one.
COUNTED_STILL = {"plics_user_commissions"}

# One statement and no transaction: on SQLite a row just inserted may still be being read. Rows
# come in one order: two transactions committed together never wait for each other.
RENEWED = (
    'INSERT INTO "plics_tablestamp" ("table", "value") VALUES {} '
    'ON CONFLICT ("table") DO UPDATE SET "value" = excluded."value"'
)


def stamps() -> dict[str, str]:
    """The stamps of all tables, in one query; a table never written in has none."""
    return dict(TableStamp.objects.values_list("table", "value"))


def state(models: Iterable[type[Model]], read: Callable[[], dict[str, str]] = stamps) -> str | None:
    """What tells one state of these tables from another; None where nothing may be kept.

    A transaction that has written in one of them sees what may never be committed, and a table
    without a stamp changes unseen. `read` gives the stamps, from what a page has read for instance.
    """
    tables = {EVERY, *(model._meta.db_table for model in models)}
    if tables & _uncommitted(connection) or not all(map(has_stamp, tables)):
        return None
    known = read()
    return repr([(table, known.get(table)) for table in sorted(tables)])


def change_all() -> None:
    """Whatever was worked out is worked out again."""
    _renew({EVERY}, connection.alias)


class Renewal:
    """What waits for a transaction to be committed: the tables it has written in."""

    def __init__(self, alias: str, table: str):
        self.alias, self.tables = alias, {table}

    def __call__(self) -> None:
        _renew(self.tables, self.alias)


def written_table(sql: str) -> str | None:
    """The table a statement writes in, EVERY if it cannot be told, None if it only reads."""
    if ";" in sql.rstrip("; \n"):
        # One statement may hide another.
        return EVERY
    if found := WRITE.match(sql):
        table = found["table"].lower()
        if not has_stamp(table):
            return None
        return table if table in _known_tables() else EVERY
    return None if READ.match(sql) else EVERY


def has_stamp(table: str) -> bool:
    return table in COUNTED_STILL or not table.startswith(UNCOUNTED)


def models_named(sql: str) -> set[type[Model]]:
    """Those whose tables a statement reads; one whose column has the name of a table as well."""
    known = _known_tables()
    return {known[name] for name in QUOTED.findall(sql) if name in known}


@cache
def _known_tables() -> dict[str, type[Model]]:
    models = apps.get_models(include_auto_created=True)
    return {model._meta.db_table: model for model in models}


def note_writes(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    """Watches each statement of a connection: a write will change a stamp, once committed."""
    result = execute(sql, params, many, context)
    here = context["connection"]
    # The connection that creates and drops whole databases has no table of ours.
    if here.alias != NO_DB_ALIAS and (table := written_table(sql)):
        _await(here, table)
    return result


def _waiting(here: BaseDatabaseWrapper) -> list[tuple[set[str], Renewal]]:
    """A savepoint that is rolled back takes away what was to be done after it."""
    return [
        (savepoints, done)
        for savepoints, done, *_ in here.run_on_commit
        if isinstance(done, Renewal)
    ]


def _await(here: BaseDatabaseWrapper, table: str) -> None:
    for savepoints, renewal in _waiting(here):
        # What waits for an inner savepoint already released may still vanish with an outer one
        # that this write survives: only what vanishes no sooner than this write serves it.
        if savepoints <= set(here.savepoint_ids):
            renewal.tables.add(table)
            return
    transaction.on_commit(Renewal(here.alias, table), using=here.alias)


def _uncommitted(here: BaseDatabaseWrapper) -> set[str]:
    """Tables in which this connection's transaction has written."""
    found: set[str] = set().union(*(renewal.tables for _, renewal in _waiting(here)))
    return {*_known_tables(), EVERY} if EVERY in found else found


def _renew(tables: set[str], alias: str) -> None:
    here = connections[alias]
    values = [value for table in sorted(tables) for value in (table, new_value())]
    try:
        with here.cursor() as cursor:
            cursor.execute(RENEWED.format(", ".join(["(%s, %s)"] * len(tables))), values)
    except DatabaseError:
        # The write itself is done. While the very first migrations run, there is no stamp yet;
        # afterwards, figures are counted again within the hour all the same.
        if TableStamp._meta.db_table in here.introspection.table_names():
            logger.exception("the stamps of the data were not renewed")


def watch(sender: object, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    # PostgreSQL makes and drops a base from a connection to none, which nothing can name again.
    if connection.alias in connections.settings and note_writes not in connection.execute_wrappers:
        connection.execute_wrappers.append(note_writes)
