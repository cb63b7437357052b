"""Reads one file within bounds, and says what it finds: run by `plics.importing.apart`.

What is asked comes as a line of JSON, what is found leaves as others. The process has no
connection, no secret and no Django: a file that breaks it, or takes it over, gets nothing.
"""

from __future__ import annotations

import datetime as dt
import gc
import json
import os
import sys
import traceback
from collections.abc import Callable, Iterable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from lxml import etree

from plics.importing import guards
from plics.importing.errors import FileRefused
from plics.importing.markup import MarkupRefused, stream
from plics.importing.sheets import Headings
from plics.importing.tables import read_into

if TYPE_CHECKING:
    from plics.importing.tables import Row

BATCH = 500
# Past its memory it may not be able to say anything: its exit code does.
HEAVY = 3


def say(**found: Any) -> None:
    sys.stdout.write(f"{json.dumps(found, default=dated)}\n")


def dated(value: dt.datetime) -> dict[str, str]:
    return {"day": value.isoformat()}


class Sent:
    """Rows that leave by the pipe, some hundreds at a time."""

    def __init__(self) -> None:
        self.waiting: list[Row] = []

    def extend(self, rows: Iterable[Row], /) -> None:
        for row in rows:
            self.waiting.append(row)
            if len(self.waiting) >= BATCH:
                self.send()

    def send(self) -> None:
        say(rows=self.waiting)
        self.waiting = []


def table(path: Path, headings: dict[str, Any]) -> None:
    rows = Sent()
    header, line, notes = read_into(rows, path, Headings(**headings))
    rows.send()
    say(header=header, line=line, notes=notes)


def elements(path: Path, tags: list[str]) -> None:
    """Each element of a stream with its line; the attributes of the root first."""
    size = path.stat().st_size
    with path.open("rb") as file:
        for count, element in enumerate(stream(file, *tags, limit=guards.DOSSIER_LIMIT)):
            if not count:
                say(root=dict(element.getroottree().getroot().attrib))
            text = etree.tostring(element, encoding="unicode", with_tail=False)
            say(element=text, line=element.sourceline, share=file.tell() / size)


def collection(path: Path) -> None:
    """The features of a GeoJSON file."""
    problem = "Le fichier n’est pas du GeoJSON lisible."
    try:
        content = json.loads(path.read_bytes(), parse_constant=refuse_constant)
    except json.JSONDecodeError as error:
        raise FileRefused(f"{problem[:-1]}, ou il est tronqué.", line=error.lineno) from None
    except (UnicodeDecodeError, RecursionError, ValueError):
        raise FileRefused(problem) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise FileRefused("Le fichier n’est pas une collection de contours GeoJSON.")
    for feature in features:
        say(feature=feature)


def refuse_constant(name: str) -> None:
    raise ValueError(name)


READERS: dict[str, Callable[..., None]] = {
    "table": table,
    "elements": elements,
    "collection": collection,
}


def main() -> None:
    guards.bind_process()
    # What is read leaves at once, or stays to the end: nothing is to be collected.
    gc.disable()
    asked = json.loads(sys.stdin.readline())
    read, path = READERS[asked.pop("read")], Path(asked.pop("path"))
    try:
        read(path, **asked)
    except FileRefused as refusal:
        say(refused=refusal.message, line=refusal.line, field=refusal.field)
    except MarkupRefused as refusal:
        say(malformed=refusal.problem, line=refusal.line)
    except (MemoryError, RecursionError):
        os._exit(HEAVY)
    say(end=True)
    sys.stdout.flush()


def told_without_values(
    kind: type[BaseException], _problem: BaseException, trace: TracebackType | None
) -> None:
    """A fault of ours goes to the journal, where nothing that was read may be written."""
    sys.stderr.write(f"{''.join(traceback.format_tb(trace))}{kind.__name__}\n")


if __name__ == "__main__":
    sys.excepthook = told_without_values
    main()
