"""Laying pages out takes memory that is never given back: it is done in a process that ends."""

import functools
import os
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context, parent_process

import django

# Starting a process costs about a second, a document kept in memory a few megabytes.
DOCUMENTS_A_PROCESS = 20
# One at a time: with requests waiting, Python 3.11 forgets to replace a process at its end.
_turn = threading.Lock()


def prepare() -> None:
    django.setup()
    threading.Thread(target=end_with_parent, daemon=True).start()


def end_with_parent() -> None:
    """Whoever asked for a document was killed: nobody else knows of this process."""
    parent = parent_process()
    assert parent is not None
    parent.join()
    os._exit(1)


@functools.cache
def _processes() -> ProcessPoolExecutor:
    """One, started by the first document; spawned, since a fork would share connections."""
    return ProcessPoolExecutor(
        max_workers=1,
        mp_context=get_context("spawn"),
        initializer=prepare,
        max_tasks_per_child=DOCUMENTS_A_PROCESS,
    )


def apart(work: Callable[[str], bytes], html: str) -> bytes:
    """`work(html)`, done by another process; one that was killed is replaced."""
    with _turn:
        try:
            return _processes().submit(work, html).result()
        except BrokenProcessPool:
            _processes.cache_clear()
            return _processes().submit(work, html).result()
