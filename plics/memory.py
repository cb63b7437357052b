"""The collector of unused memory, where it only costs."""

import contextlib
import gc
from collections.abc import Iterator


@contextlib.contextmanager
def uncollected() -> Iterator[None]:
    """For long work that keeps what it makes until its end: rows read, compared, written.

    The collector would go through them again and again and find nothing to free; an import
    spent a third of its time on it.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
