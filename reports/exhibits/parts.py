"""What an exhibit is made of, on a page and in the booklet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from decimal import Decimal
from html import escape
from itertools import groupby
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from reports.figures import Result, Scope

# Where nothing is to be told.
NO_OBJECT = "–"

# Columns that hold side by side on a telephone, but for those that give way (`shares`).
NARROW = 4


def _linked(text: str, url: str) -> str:
    text = escape(text)
    return f'<a href="{escape(url)}">{text}</a>' if url else text


def _of_class(css: str) -> str:
    return f' class="{escape(css)}"' if css else ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class TableCell:
    """`url` leads to the names behind the figure, for those who may read them.

    `number` is what a spreadsheet computes with, rounded as it is shown: none where a sign
    or words stand. `figure` is the one shown, or compared; `beside` stands in brackets; `bar`
    is drawn before it. `pieces` are the parts of a text, each with where it leads.
    """

    display: str
    url: str = ""
    css: str = ""
    number: Decimal | int | None = None
    unit: str = ""
    figure: tuple[Scope, Result] | None = None
    beside: TableCell | None = None
    bar: SafeString | str = ""
    pieces: tuple[tuple[str, str], ...] = ()
    # What is said of the figure on a line below it, each with what a file calls it.
    under: tuple[tuple[str, TableCell], ...] = ()

    @classmethod
    def of_pieces(cls, pieces: Iterable[tuple[str, str]]) -> TableCell:
        told = tuple(pieces)
        return cls(display="".join(text for text, _ in told), pieces=told, css="text")

    @property
    def has_links(self) -> bool:
        return bool(self.url) or any(url for _, url in self.pieces)

    @property
    def brackets(self) -> str:
        """« (−4,9 %) », or nothing where it is not known."""
        is_told = self.beside is not None and self.beside.number is not None
        return f"({self.beside.display})" if self.beside and is_told else ""

    @property
    def shown(self) -> str:
        told = f"{self.display} {self.brackets}".rstrip()
        return f"{told} ({self.below})" if self.below else told

    @property
    def below(self) -> str:
        """« 1er · +3 points »; nothing where all is without object."""
        return " · ".join(cell.display for _, cell in self.under if cell.display != NO_OBJECT)

    @property
    def html(self) -> str:
        told = self.pieces or ((self.display, self.url),)
        linked = "".join(_linked(text, url) for text, url in told)
        shown = f"{linked} {escape(self.brackets)}".rstrip()
        below = f"<small>{escape(self.below)}</small>" if self.below else ""
        return f"<td{_of_class(self.css)}>{self.bar}{shown}{below}</td>"


@dataclasses.dataclass(frozen=True, kw_only=True)
class TableRow:
    """`code` is what its label is to machines, in the files that leave a page; `group` the heading
    that it stands under, with those that follow it."""

    label: str
    cells: list[TableCell]
    url: str = ""
    css: str = ""
    code: str = ""
    group: str = ""

    @classmethod
    def of_texts(cls, label: str, texts: Iterable[str], **more: str) -> TableRow:
        """Cells that lead nowhere."""
        return cls(label=label, cells=[TableCell(display=text) for text in texts], **more)

    @property
    def html(self) -> str:
        head = f'<th scope="row">{_linked(self.label, self.url)}</th>'
        cells = "".join(cell.html for cell in self.cells)
        return f"<tr{_of_class(self.css)}>{head}{cells}</tr>\n"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExhibitTable:
    head: list[str]
    rows: list[TableRow]
    caption: str = ""
    css: str = ""

    @property
    def has_links(self) -> bool:
        """A frame that scrolls is reached by a keyboard through what it holds, or by itself."""
        return any(row.url or any(cell.has_links for cell in row.cells) for row in self.rows)

    @property
    def is_wide(self) -> bool:
        """Of more columns than a telephone holds."""
        return len(self.head) > NARROW and not self.css

    @property
    def html_rows(self) -> SafeString:
        """Written here: of a page of hundreds of cells, a template takes a third of the time."""
        parts = [self._part(title, rows) for title, rows in groupby(self.rows, lambda r: r.group)]
        return mark_safe("</tbody>\n<tbody>".join(parts))  # noqa: S308 - texts are escaped

    def _part(self, title: str, rows: Iterable[TableRow]) -> str:
        """Rows under their heading, in a body of their own."""
        head = f'<th scope="rowgroup" colspan="{len(self.head)}">{escape(title)}</th>'
        above = f'<tr class="group">{head}</tr>\n' if title else ""
        return above + "".join(row.html for row in rows)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Dress:
    """Under a figure: an example (« Lecture »), its population (« Champ »), its source."""

    reading: str = ""
    field: str = ""
    source: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Exhibit:
    """`title` tells what is seen, `subtitle` what is measured, where and when."""

    title: str
    subtitle: str = ""
    # On a page, where the title names what is measured: what is seen.
    message: str = ""
    chart: str = ""
    table: ExhibitTable | None = None
    dress: Dress | None = None
    notes: list[str] = dataclasses.field(default_factory=list)
    # In a browser, what its figures are made of.
    explained: list[Any] = dataclasses.field(default_factory=list)
    css: str = ""
