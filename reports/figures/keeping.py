"""What was worked out is kept until the tables it was read from change.

In the process's memory first, then, for what is costly, in the database, where the other
processes find it. Answers are plain data: numbers, texts, dates and what holds them.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import pickle
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

from django.core.cache import caches
from django.core.exceptions import EmptyResultSet
from django.db import DatabaseError, connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from plics import freshness
from reports.figures.reading import once, page_memory
from reports.figures.turns import turn
from reports.models import KeptAnswer

P = ParamSpec("P")
R = TypeVar("R")
Reads = Iterable[type[Model]]

# What is written past Django, by hand in the database, shows after this all the same.
HELD_FOR = dt.timedelta(hours=1)
# SQLite has one writer at a time: sharing an answer does not wait for an import to end.
SHARED_WITHIN = 100

_afresh: ContextVar[bool] = ContextVar("afresh", default=False)
_stamps = once(freshness.stamps)


@contextmanager
def afresh() -> Iterator[None]:
    """Inside, all is worked out from the data, and nothing from what was before."""
    token = _afresh.set(True)
    try:
        yield
    finally:
        _afresh.reset(token)


def forget() -> None:
    """As if nothing had ever been worked out, in this process and in those that share."""
    caches["figures"].clear()
    KeptAnswer.objects.all().delete()


class Shelf:
    """Answers under their names, all read from the same tables in the same state.

    Where nothing may be kept, they last as long as the page.
    """

    def __init__(self, reads: Reads):
        self.state = None if _afresh.get() else freshness.state(reads, _stamps)

    def key(self, asked: object) -> str:
        text = repr((asked, self.state))
        return hashlib.blake2s(text.encode(), digest_size=16).hexdigest()


def find(keys: Collection[str]) -> dict[str, Any]:
    """What this process remembers."""
    memory = page_memory()
    found = {key: memory[key] for key in keys if key in memory}
    packed = caches["figures"].get_many([key for key in keys if key not in found])
    return found | {key: _unpacked(value) for key, value in packed.items()}


def find_shared(keys: Collection[str]) -> dict[str, Any]:
    """What another process may have worked out; this one remembers it from now on."""
    if not keys or connection.in_atomic_block:
        return {}
    now = timezone.now()
    recent = KeptAnswer.objects.filter(kept_at__gt=now - HELD_FOR, key__in=keys)
    found = {}
    for key, value, kept_at in recent.values_list("key", "value", "kept_at"):
        # PostgreSQL gives a view of its own buffer.
        packed = bytes(value)
        found[key] = _unpacked(packed)
        left = HELD_FOR - (now - kept_at)
        caches["figures"].set(key, packed, left.total_seconds())
    return found


def put(answers: Mapping[str, Any], *, is_shared: bool) -> None:
    # Packed once for both: an answer may hold thousands of rows.
    packed = {key: pickle.dumps(value) for key, value in answers.items()}
    caches["figures"].set_many(packed)
    # What is written inside a transaction would wait for its end, or vanish with it.
    if is_shared and packed and not connection.in_atomic_block:
        _share(packed)


def _unpacked(value: bytes) -> Any:
    # Written by `put` alone, in a memory and a table that nobody else may write in.
    return pickle.loads(value)  # noqa: S301


def _share(packed: Mapping[str, bytes]) -> None:
    now = timezone.now()
    rows = [KeptAnswer(key=key, value=value, kept_at=now) for key, value in sorted(packed.items())]
    try:
        with _hasty():
            # What is too old is read no more: once in a while is enough to throw it away.
            if caches["figures"].add("swept", True, HELD_FOR.total_seconds()):
                KeptAnswer.objects.filter(kept_at__lt=now - HELD_FOR).delete()
            KeptAnswer.objects.bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["key"],
                update_fields=["value", "kept_at"],
            )
    except DatabaseError:
        # Nobody is deprived: this process has the answer, another one works it out again.
        return


@contextmanager
def _hasty() -> Iterator[None]:
    """On SQLite, a base that is being written in refuses at once instead of keeping us."""
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        usual = cursor.execute("PRAGMA busy_timeout").fetchone()[0]
        cursor.execute(f"PRAGMA busy_timeout = {SHARED_WITHIN}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {usual}")


def recall(asked: object, reads: Reads, make: Callable[[], R], *, is_shared: bool = False) -> R:
    """The answer kept for what is asked, or the one that `make` gives, kept from now on.

    Things asked are told apart by their `repr`. A shared answer is worked out by one process
    at a time: `make` itself asks for none.
    """
    shelf = Shelf(reads)
    key = shelf.key(asked)
    found: dict[str, R] = find([key])
    if key in found:
        return found[key]
    if shelf.state is None:
        answer = page_memory()[key] = make()
        return answer
    if not is_shared:
        return _made(key, make, is_shared=False)
    found = find_shared([key])
    if key in found:
        return found[key]
    with turn(key) as has_waited:
        if has_waited:
            found = find_shared([key])
        return found[key] if key in found else _made(key, make, is_shared=True)


def kept_count(rows: QuerySet[Any, Any]) -> int:
    """How many rows, counted again once a table that their statement names has changed.

    Its words say whose rows they are: an account limited to its commissions asks for others.
    """
    try:
        words = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    return recall(("count", *words), freshness.models_named(words[0]), rows.count)


def kept_values(rows: QuerySet[Any, Any]) -> list[Any]:
    """Plain values, as `kept_count` counts: read again once a table that they come from changes."""
    try:
        words = rows.query.sql_with_params()
    except EmptyResultSet:
        return []
    return recall(("values", *words), freshness.models_named(words[0]), lambda: list(rows))


def _made(key: str, make: Callable[[], R], *, is_shared: bool) -> R:
    answer = make()
    put({key: answer}, is_shared=is_shared)
    return answer


def kept(
    *reads: type[Model], is_shared: bool = False
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """A function whose answers are kept until one of the tables it reads changes."""

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def remembered(*arguments: P.args, **named: P.kwargs) -> R:
            asked = (function.__module__, function.__qualname__, arguments, named)
            return recall(asked, reads, lambda: function(*arguments, **named), is_shared=is_shared)

        remembered.reads = reads  # type: ignore[attr-defined]
        return remembered

    return decorate
