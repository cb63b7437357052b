"""One at a time: of all threads and processes that ask for the same work, one does it."""

from __future__ import annotations

import fcntl
import hashlib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import connection

# Longer than any count: after it, working twice is better than waiting for ever.
PATIENCE = 60.0
PAUSE = 0.02

_ROOMS = 64
_threads = [threading.Lock() for _ in range(_ROOMS)]


@contextmanager
def turn(work: str) -> Iterator[bool]:
    """Waits until nobody does this work; tells whether somebody just did.

    A turn ends with the process that took it, however it ends: no clock is needed to forget it.
    A transaction never waits, since what it holds may be what the others wait for.
    """
    if connection.in_atomic_block:
        yield False
        return
    number = int.from_bytes(hashlib.blake2s(work.encode(), digest_size=8).digest(), signed=True)
    thread = _threads[number % _ROOMS]
    has_waited = not thread.acquire(blocking=False)
    held = not has_waited or thread.acquire(timeout=PATIENCE)
    try:
        with _among_processes(number) as others:
            yield has_waited or others
    finally:
        if held:
            thread.release()


@contextmanager
def _among_processes(number: int) -> Iterator[bool]:
    if connection.vendor == "postgresql":
        with _advisory_lock(number) as has_waited:
            yield has_waited
    elif Path(database := str(connection.settings_dict["NAME"])).is_file():
        # Beside the base, where only those who may write in it may write.
        with _file_lock(Path(f"{database}-turn-{number % _ROOMS}")) as has_waited:
            yield has_waited
    else:
        # A base in memory belongs to one process.
        yield False


@contextmanager
def _advisory_lock(number: int) -> Iterator[bool]:
    with connection.cursor() as cursor:

        def is_taken() -> bool:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            return bool(cursor.fetchone()[0])

        held, has_waited = _wait(is_taken)
    try:
        yield has_waited
    finally:
        if held:
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_unlock(%s)", [number])


@contextmanager
def _file_lock(path: Path) -> Iterator[bool]:
    with path.open("w") as file:

        def is_taken() -> bool:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                return False
            return True

        _, has_waited = _wait(is_taken)
        # Closing the file ends the turn.
        yield has_waited


def _wait(is_taken: Callable[[], bool]) -> tuple[bool, bool]:
    """Whether the turn was taken in the end, and whether it had to be waited for."""
    if is_taken():
        return True, False
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        time.sleep(PAUSE)
        if is_taken():
            return True, True
    return False, True
