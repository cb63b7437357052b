"""What an exhibit is made of, on a page and in the booklet."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable


@dataclasses.dataclass(frozen=True, kw_only=True)
class TableCell:
    """`url` leads to the names behind the figure, for those who may read them."""

    display: str
    url: str = ""
    css: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class TableRow:
    label: str
    cells: list[TableCell]
    url: str = ""
    css: str = ""

    @classmethod
    def of_texts(cls, label: str, texts: Iterable[str], **more: str) -> TableRow:
        """Cells that lead nowhere."""
        return cls(label=label, cells=[TableCell(display=text) for text in texts], **more)


@dataclasses.dataclass(frozen=True, kw_only=True)
class ExhibitTable:
    head: list[str]
    rows: list[TableRow]
    caption: str = ""
    css: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Exhibit:
    """`title` tells what is seen, `subtitle` what is measured, where and when."""

    title: str
    subtitle: str = ""
    chart: str = ""
    table: ExhibitTable | None = None
    source: str = ""
    notes: list[str] = dataclasses.field(default_factory=list)
    css: str = ""
