"""The door through which files are read: by a process apart, within bounds, then gone.

Whatever a file holds, this process keeps its memory and its time; the other one is stopped
at the bounds of `plics.importing.guards`, and its file refused.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from lxml import etree

from plics.importing import guards
from plics.importing.child import HEAVY
from plics.importing.errors import FileRefused, TooHeavy
from plics.importing.markup import MarkupRefused
from plics.importing.sheets import Headings
from plics.importing.tables import Table
from plics.nir import MASK, without_nir

if TYPE_CHECKING:
    from plics.importing.tables import Row

CHILD = [sys.executable, "-X", "utf8", "-m", "plics.importing.child"]
# Neither our secrets nor the address of the database: what the interpreter needs to start.
KEPT = ("PATH", "LD_LIBRARY_PATH", "HOME", "LANG")
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)


class ReaderFailed(Exception):
    """A fault of ours in the process that reads: its trace is in the journal."""


def read_table(path: Path, headings: Headings | None = None) -> Table:
    """The table that those headings tell on the sheets of a file, else the first one."""
    rows: list[Row] = []
    found: dict[str, Any] = {}
    asked = dataclasses.asdict(headings or Headings())
    for answer in answers("table", path, headings=asked):
        rows += [(line, cells) for line, cells in answer.pop("rows", ())]
        found |= answer
    # A file without headers has its first row there.
    header = [without_nir(title, MASK) for title in found["header"]]
    return Table(header, rows, found["notes"], found["line"])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    """An element of a stream, and what it was read with."""

    element: etree._Element
    line: int
    root: dict[str, str]
    share: float  # of the file, read so far


def elements(path: Path, *tags: str) -> Iterator[Found]:
    root: dict[str, str] = {}
    for answer in answers("elements", path, tags=tags):
        root = answer.get("root", root)
        if text := answer.get("element"):
            element = etree.fromstring(text, PARSER)
            yield Found(element=element, line=answer["line"], root=root, share=answer["share"])


def features(path: Path) -> list[Any]:
    """The features of a GeoJSON file, as they stand in it."""
    return [answer["feature"] for answer in answers("collection", path) if "feature" in answer]


def answers(read: str, path: Path, **asked: Any) -> Iterator[dict[str, Any]]:
    """What the process that reads says, line by line; raises what refuses the file."""
    guards.check_size(path, guards.XML_LIMIT)
    hook = day_or_itself if read == "table" else None
    asked |= {"read": read, "path": str(path.resolve())}
    with subprocess.Popen(  # noqa: S603
        CHILD,
        cwd=settings.BASE_DIR,
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    ) as child:
        assert child.stdin and child.stdout
        try:
            with contextlib.suppress(BrokenPipeError):
                child.stdin.write(f"{json.dumps(asked)}\n".encode())
                child.stdin.close()
            for line in child.stdout:
                answer = json.loads(line, object_hook=hook)
                if "end" in answer:
                    return
                raise_refusal(answer)
                yield answer
        finally:
            child.kill()
    # It went without saying that it was done.
    if child.returncode == HEAVY or child.returncode < 0:
        raise TooHeavy(
            "sa lecture a été arrêtée, faute de mémoire ou de temps ; rien n’a été écrit. "
            "Recopiez ses lignes dans un nouveau fichier, ou envoyez-le en plusieurs parties"
        )
    raise ReaderFailed(read)


def raise_refusal(answer: dict[str, Any]) -> None:
    if "refused" in answer:
        raise FileRefused(answer["refused"], line=answer["line"], field=answer["field"])
    if "malformed" in answer:
        raise MarkupRefused(answer["malformed"], answer["line"])


def day_or_itself(found: dict[str, Any]) -> Any:
    return dt.datetime.fromisoformat(found["day"]) if list(found) == ["day"] else found
