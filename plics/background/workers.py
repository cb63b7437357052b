"""Which workers live: each holds a lock on a file, which the system lets go when it dies.

A row would say that a worker lived, not that it lives, and could not be renewed while an
import holds the database. The date of the file is the last sign of life.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import fcntl
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from django.conf import settings

BEAT = 5  # seconds between two signs of life


def folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "executeurs"


@contextlib.contextmanager
def known_as(worker: str) -> Iterator[None]:
    """This process is that worker, for as long as it lives."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    path, done = folder() / worker, threading.Event()
    with held(path):
        threading.Thread(target=give_signs, args=(path, done), daemon=True).start()
        try:
            yield
        finally:
            done.set()


def held(path: Path) -> IO[str]:
    """The file, locked; another worker may take it for a dead one's before it is."""
    file = path.open("w")
    fcntl.flock(file, fcntl.LOCK_EX)
    with contextlib.suppress(FileNotFoundError):
        if os.path.samestat(os.fstat(file.fileno()), path.stat()):
            return file
    file.close()
    return held(path)


def give_signs(path: Path, done: threading.Event) -> None:
    while not done.wait(BEAT):
        with contextlib.suppress(OSError):
            os.utime(path)


def is_alive(worker: str) -> bool:
    try:
        with (folder() / worker).open() as file:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


@dataclasses.dataclass(frozen=True)
class Outage:
    """No worker lives; the last one was seen `since`, or never."""

    since: dt.datetime | None


def outage() -> Outage | None:
    seen = known()
    if any(is_alive(path.name) for path in seen):
        return None
    last = max((path.stat().st_mtime for path in seen), default=None)
    return Outage(None if last is None else dt.datetime.fromtimestamp(last, dt.UTC))


def known() -> list[Path]:
    return list(folder().iterdir()) if folder().is_dir() else []


def forget_dead() -> None:
    for path in known():
        if not is_alive(path.name):
            path.unlink(missing_ok=True)
