"""How long traces are kept, and the one door through which they go."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Iterator
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from plics.models import Trace

# The triggers ask for it: a function that this process gives SQLite, a setting of PostgreSQL's.
SQLITE_FUNCTION = POSTGRESQL_SETTING = "plics_forgets"
_forgetting: ContextVar[bool] = ContextVar("forgetting", default=False)


def kept_since(now: dt.datetime) -> dt.datetime:
    """The same day, so many months before; the last of its month where there is none."""
    months = now.year * 12 + now.month - 1 - settings.TRACES_MONTHS
    year, month = months // 12, months % 12 + 1
    last = (dt.date(year + month // 12, month % 12 + 1, 1) - dt.timedelta(days=1)).day
    return now.replace(year=year, month=month, day=min(now.day, last))


def due(now: dt.datetime | None = None) -> QuerySet[Trace]:
    """Those that the purge removes."""
    return Trace.objects.filter(done_at__lt=kept_since(now or timezone.now()))


def purge(now: dt.datetime | None = None) -> int:
    """Forgets what is too old; how many."""
    with forgetting():
        return due(now).delete()[0]


@contextlib.contextmanager
def forgetting() -> Iterator[None]:
    token = _forgetting.set(True)
    try:
        with transaction.atomic():
            tell_postgresql("on")
            yield
            tell_postgresql("off")
    finally:
        _forgetting.reset(token)


def tell_postgresql(state: str) -> None:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL plics.{POSTGRESQL_SETTING} = {state}")


def teach_sqlite(connection, **kwargs) -> None:
    if connection.vendor == "sqlite":
        connection.connection.create_function(SQLITE_FUNCTION, 0, _forgetting.get)
