"""What applications do once a file is in the database: each registers its own."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction

from plics.models import ImportRun

Afterwards = Callable[[ImportRun], None]
_REGISTERED: list[Afterwards] = []


def after_import(work: Afterwards) -> Afterwards:
    """`work` is called once an import is committed; a dry run, or a refused file, calls nothing."""
    if work not in _REGISTERED:
        _REGISTERED.append(work)
    return work


def announce(run: ImportRun) -> None:
    for work in _REGISTERED:
        # The rows are in, whatever becomes of what follows: a failure is logged, no more.
        transaction.on_commit(_later(work, run), robust=True)


def _later(work: Afterwards, run: ImportRun) -> Callable[[], None]:
    def later() -> None:
        work(run)

    return later
