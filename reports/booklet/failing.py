"""Which part of a booklet failed: its title goes with the error, whatever the error is."""

import contextlib
from collections.abc import Iterator

FIGURES = "Lecture des chiffres"
LAYOUT = "Mise en page"
_MARK = "partie du livret : "


@contextlib.contextmanager
def failing(part: str) -> Iterator[None]:
    """What fails inside failed in that part; the innermost one is told."""
    try:
        yield
    except Exception as error:
        error.add_note(f"{_MARK}{part}")
        raise


def part_of(error: BaseException) -> str:
    notes = (note for note in getattr(error, "__notes__", []) if note.startswith(_MARK))
    return next(notes, "").removeprefix(_MARK)
