"""How far a task is: one line in a file beside the upload.

A row of the database would not do: the import is one transaction, and what it writes is
seen only at its end. The file's date is also the task's last sign of life.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

from plics.importing.importer import COMPARING, READING, WRITING
from plics.models import Upload

# Share of the whole, in percent, at the start and at the end of each stage.
SPANS = {READING: (0, 40), COMPARING: (40, 80), WRITING: (80, 100)}


@dataclasses.dataclass(frozen=True)
class Progress:
    stage: str = READING
    percent: int = 0


def path_of(upload: Upload) -> Path:
    return Path(f"{upload.file.path}.avancement")


def teller(upload: Upload) -> Callable[[str, int, int], None]:
    """What `run_import` calls as it goes."""
    path = path_of(upload)

    def tell(stage: str, done: int, total: int) -> None:
        start, end = SPANS[stage]
        percent = start + (end - start) * done // max(total, 1)
        with contextlib.suppress(OSError):
            path.write_text(f"{percent} {stage}", encoding="utf-8")

    return tell


def progress_of(upload: Upload) -> Progress:
    try:
        percent, stage = path_of(upload).read_text(encoding="utf-8").split()
    except (OSError, ValueError):
        return Progress()
    return Progress(stage, int(percent))


def is_silent(upload: Upload, since: dt.datetime) -> bool:
    try:
        return path_of(upload).stat().st_mtime < since.timestamp()
    except (OSError, ValueError):
        return True


def forget(upload: Upload) -> None:
    path_of(upload).unlink(missing_ok=True)
