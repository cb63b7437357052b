"""Lists that do not change while a page is made, read once for all its figures."""

import functools
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar

_memory: ContextVar[dict | None] = ContextVar("memory", default=None)


@contextmanager
def reading_once():
    """What `once` functions answer is kept until the end of the block, and no longer."""
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def once(function: Callable) -> Callable:
    """Inside `reading_once`, the same arguments get the same answer, without asking again."""

    @functools.wraps(function)
    def remembered(*arguments):
        memory = _memory.get()
        if memory is None:
            return function(*arguments)
        key = (function.__module__, function.__qualname__, *arguments)
        if key not in memory:
            memory[key] = function(*arguments)
        return memory[key]

    return remembered
