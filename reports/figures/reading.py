"""What is read once: for a page (`once`), or until the data change (`kept`)."""

import functools
import hashlib
from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar

from django.core.cache import caches

from plics.freshness import stamp

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


_stamp = once(stamp)


def kept(function: Callable) -> Callable:
    """The same arguments get the same answer, in the whole process, until the data change.

    Arguments are told apart by their `repr`; answers must be plain data, since they are
    stored as a copy.
    """

    @functools.wraps(function)
    def remembered(*arguments, **named):
        state = _stamp()
        if state is None:
            return function(*arguments, **named)
        asked = repr((function.__module__, function.__qualname__, arguments, named, state))
        key = hashlib.blake2s(asked.encode()).hexdigest()
        answer = caches["figures"].get(key)
        if answer is None:
            answer = function(*arguments, **named)
            caches["figures"].set(key, answer)
        return answer

    return remembered
