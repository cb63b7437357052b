"""What is read once for a page; see `keeping` for what is kept until the data change."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_memory: ContextVar[dict[Any, Any] | None] = ContextVar("memory", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """What `once` functions answer is kept until the end of the block, and no longer."""
    if _memory.get() is not None:
        yield
        return
    token = _memory.set({})
    try:
        yield
    finally:
        _memory.reset(token)


def page_memory() -> dict[Any, Any]:
    """What the block in course has read; nothing, forgotten at once, outside any block."""
    memory = _memory.get()
    return {} if memory is None else memory


def once(function: Callable[P, R]) -> Callable[P, R]:
    """Inside `reading_once`, the same arguments get the same answer, without asking again."""

    @functools.wraps(function)
    def remembered(*arguments: P.args, **named: P.kwargs) -> R:
        memory = page_memory()
        key = (function.__module__, function.__qualname__, arguments, tuple(named.items()))
        if key in memory:
            answer: R = memory[key]
            return answer
        answer = memory[key] = function(*arguments, **named)
        return answer

    return remembered
