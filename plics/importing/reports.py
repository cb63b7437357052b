"""What an import did or would do, and the refused rows as a file to correct."""

import csv
import dataclasses
import datetime as dt
import io
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Protocol

from plics.formatting import plural
from plics.importing import values
from plics.importing.errors import FileRefused, Guarded, HeadersRefused, NothingGood, french
from plics.importing.fields import REASON, RowError
from plics.importing.headers import heading
from plics.importing.values import Raw, as_text
from plics.models import ImportRun
from plics.nir import masked

NUMERIC = re.compile(r"-?[\d\s.,]+")
CREATED, UPDATED, UNCHANGED, CLOSED = "created", "updated", "unchanged", "closed"
# Of persons that the file has no row of: not one of its counts.
LEFT = "left"
NAMED_LINES = 10
COMPANION = "Ligne acceptée, jointe pour que le ménage reste complet"


@dataclasses.dataclass(frozen=True)
class RowChange:
    """One row of the preview: `fields` lists (name, old, new)."""

    kind: str
    label: str
    line: int | None = None
    fields: tuple[tuple[str, object, object], ...] = ()


class RejectFile(Protocol):
    """Refused rows, as a file of the kind that was sent."""

    suffix: str

    def __len__(self) -> int: ...

    def content(self) -> bytes: ...


@dataclasses.dataclass
class Report:
    kind: str
    file_name: str
    reference_date: dt.date | None = None
    is_dry_run: bool = False
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    closed: int = 0
    refused: int = 0
    is_refused_whole: bool = False
    can_be_forced: bool = False
    lacks_columns: bool = False
    # Where each known column stands in the file.
    columns: dict[str, int] = dataclasses.field(default_factory=dict)
    # The very same bytes came in before.
    is_repeat: bool = False
    errors: list[RowError] = dataclasses.field(default_factory=list)
    header: list[str] = dataclasses.field(default_factory=list)
    messages: list[str] = dataclasses.field(default_factory=list)
    changes: list[RowChange] = dataclasses.field(default_factory=list)
    reject: RejectFile | None = None
    rejects_path: Path | None = None
    run: ImportRun | None = None

    def say(self, message: str) -> None:
        self.messages.append(french(message))

    def say_lines(self, message: str, lines: Sequence[int]) -> None:
        """Something told of several lines, of which the first are named."""
        if lines:
            named = ", ".join(map(str, lines[:NAMED_LINES]))
            more = "…" if len(lines) > NAMED_LINES else ""
            self.say(f"{message} : {plural(len(lines), 'ligne')} {named}{more}.")

    def refuse_whole(self, refusal: FileRefused) -> None:
        """Nothing is written: whatever was counted until then is forgotten."""
        self.created = self.updated = self.unchanged = self.closed = 0
        self.is_refused_whole, self.changes, self.run = True, [], None
        if not isinstance(refusal, NothingGood):
            self.reject = None
        if self.rejects_path:
            self.rejects_path.unlink(missing_ok=True)
            self.rejects_path = None
        self.can_be_forced = isinstance(refusal, Guarded)
        self.lacks_columns = isinstance(refusal, HeadersRefused)
        self.errors.insert(0, RowError(line=refusal.line, field=refusal.field,
                                       message=refusal.message))  # fmt: skip

    def sort_errors(self) -> None:
        self.errors.sort(key=lambda error: (error.line is not None, error.line or 0))

    @property
    def did_something(self) -> bool:
        return bool(self.created + self.updated + self.unchanged + self.closed)

    @property
    def is_refused(self) -> bool:
        return self.is_refused_whole or (bool(self.errors) and not self.did_something)

    def as_json(self) -> dict[str, Any]:
        return {
            "created": self.created,
            "updated": self.updated,
            "unchanged": self.unchanged,
            "closed": self.closed,
            "errors": [error.as_json() for error in self.errors],
            "rejects": str(self.rejects_path) if self.rejects_path else None,
            "refused": self.refused,
            "messages": self.messages,
        }


class Rejects:
    """Refused rows under the columns of their file, with the reason last."""

    suffix = ".csv"

    def __init__(self, header: list[str]):
        self.kept = [i for i, title in enumerate(header) if heading(title) != heading(REASON)]
        self.header = [header[index] for index in self.kept]
        self.rows: dict[int, tuple[Sequence[Raw], str]] = {}

    def add(self, line: int, cells: Sequence[Raw], reason: str) -> None:
        if line in self.rows and self.rows[line][1] != COMPANION:
            reason = f"{self.rows[line][1]} {reason}"
        self.rows[line] = (cells, reason)

    def __len__(self) -> int:
        return len(self.rows)

    def content(self) -> bytes:
        """UTF-8 with its mark and semicolons: what a French spreadsheet opens at once."""
        text = io.StringIO()
        writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
        writer.writerow([*(safe(title) for title in self.header), REASON])
        for _, (cells, reason) in sorted(self.rows.items()):
            row = [cells[index] if index < len(cells) else "" for index in self.kept]
            writer.writerow([*map(safe, row), safe(reason)])
        return text.getvalue().encode("utf-8-sig")


def safe(cell: Raw) -> str:
    """A cell as text that no spreadsheet takes for a formula and that carries no NIR."""
    text = masked(written(cell))
    return f"'{text}" if is_risky(text) else text


def written(cell: Raw) -> str:
    """A cell as its parser will read it again, to the value it first had."""
    if isinstance(cell, str):
        return cell
    if isinstance(cell, float) and not cell.is_integer():
        short = repr(round(cell, 2))
        # What was computed is rounded, what was typed is not: the digits tell which it was.
        computed = f"{cell:.{values.COMPUTED_DIGITS}f}"
        return (short if float(short) == cell else computed).replace(".", ",")
    return as_text(cell)


def is_risky(text: str) -> bool:
    """Quotes in front count for nothing, so that one more is always what `typed` takes off."""
    bare = text.lstrip("' \t\r\n")
    if bare[:1] == "-":
        return not NUMERIC.fullmatch(bare) or bare != text
    return bare[:1] in ("=", "+", "@") or text[:1] in ("\t", "\r")


def typed(cell: Raw) -> Raw:
    """A cell of a reject file as it was before `safe`."""
    if isinstance(cell, str) and cell[:1] == "'" and is_risky(cell[1:]):
        return cell[1:]
    return cell
