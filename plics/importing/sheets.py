"""Where the table of a file is: its sheet, and the line of its headers under titles."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, NamedTuple, Protocol

from plics.importing import guards
from plics.importing.headers import heading

# Reading a file starts a process each time: it loads the readers, and nothing of Django.
if TYPE_CHECKING:
    from plics.importing.fields import Field
    from plics.importing.values import Raw

# Filled lines among which the headers are looked for, on each sheet.
LOOKED_AT = 20


class Likeness(NamedTuple):
    """How much a line looks like the headers: the greater the better."""

    is_complete: bool
    known: int


NONE_KNOWN = Likeness(False, 0)
Recogniser = Callable[["Sequence[Raw]"], Likeness]


@dataclasses.dataclass(frozen=True)
class Headings:
    """What headers may be called, {heading: field}, and the fields there must be."""

    names: dict[str, str] = dataclasses.field(default_factory=dict)
    required: list[str] = dataclasses.field(default_factory=list)

    def __call__(self, cells: Sequence[Raw]) -> Likeness:
        found = {self.names.get(heading(str(cell))) for cell in cells} - {None}
        return Likeness(found.issuperset(self.required) and bool(found), len(found))


@dataclasses.dataclass(frozen=True)
class Place:
    sheet: int
    line: int
    likeness: Likeness
    is_first: bool


class Looked(Exception):
    """Enough lines were seen."""


class Peek:
    """The first filled lines of a sheet, taken as a `Collector` takes them all."""

    width = guards.COLUMN_LIMIT

    def __init__(self) -> None:
        self.lines: list[tuple[int, Sequence[Raw]]] = []

    def add(self, line: int, cells: Sequence[Raw], times: int = 1) -> None:
        if any(str(cell).strip() for cell in cells):
            self.lines.append((line, cells))
        if len(self.lines) >= LOOKED_AT:
            raise Looked


class Book(Protocol):
    def read(self, sheet: int, collector: Peek) -> bool:
        """Gives the rows of a sheet; False when there is no such sheet."""


def recogniser(fields: Sequence[Field], mapping: dict[str, str] | None = None) -> Headings:
    """Knows the headers of those fields, by their names or by what was told of them."""
    names = {
        heading(word): field.name
        for field in fields
        for word in (*field.synonyms, field.label, field.name)
    }
    names |= {heading(title): name for title, name in (mapping or {}).items() if name}
    return Headings(names, [field.name for field in fields if field.required])


def place_of_table(book: Book, recognise: Recogniser) -> Place | None:
    """The line most like the headers; else the first with two filled cells, below any title."""
    best = wide = None
    sheet = 0
    while best is None or not best.likeness.is_complete:
        peek = Peek()
        try:
            exists = book.read(sheet, peek)
        except Looked:
            exists = True
        if not exists:
            break
        for rank, (line, cells) in enumerate(peek.lines):
            found = Place(sheet, line, recognise(cells), not rank)
            if found.likeness > (best.likeness if best else NONE_KNOWN):
                best = found
            if wide is None and sum(bool(str(cell).strip()) for cell in cells) > 1:
                wide = found
        sheet += 1
    is_known = best is not None and (best.likeness.is_complete or best.likeness.known > 1)
    return best if is_known else wide
