"""The pieces a chapter is declared with: a template, and what fills it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from reports.booklet import exhibits
from reports.booklet.context import Booklet
from reports.booklet.territories import by_territory
from reports.exhibits.parts import Exhibit
from reports.figures import DEPARTMENT
from reports.figures.indicators import Family
from reports.writing.places import Text
from reports.writing.places import section_key as section_key

Fill = Callable[[Booklet], dict]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Block:
    template: str
    fill: Fill


@dataclasses.dataclass(frozen=True, kw_only=True)
class ContentsEntry:
    """A line of the table of contents below a section's."""

    anchor: str
    title: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class BookletSection:
    key: str
    title: str = ""
    number: str = ""
    blocks: list[Block]
    # What it quotes: seen alone, it reads no other figure.
    families: tuple[Family, ...] = ()
    entries: list[ContentsEntry] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Chapter:
    """`kind` chooses the page it is printed on; unnumbered ones open no part."""

    key: str
    title: str
    number: str = ""
    kind: str = "chapter"
    sections: list[BookletSection]


def prose(text: Callable[[Booklet], Text]) -> Block:
    """Text typed by the staff, or the default one."""
    return Block(template="booklet/prose.html", fill=lambda b: {"text": text(b)})


def summary(
    said: Callable[[Booklet], list[str]],
    *,
    title: str = "",
    listed: Callable[[Booklet], list[str]] | None = None,
    after: Callable[[Booklet], list[str]] | None = None,
) -> Block:
    """Generated sentences, a list in the middle where one is needed."""
    return Block(
        template="booklet/summary.html",
        fill=lambda b: {
            "title": title,
            "sentences": said(b),
            "items": listed(b) if listed else [],
            "after": after(b) if after else [],
        },
    )


def shown(
    *parts: tuple[str, Callable[[Booklet], Exhibit]], title: str = "", columns: int = 1
) -> Block:
    """Exhibits, each under its own small heading."""
    return Block(
        template="booklet/exhibits.html",
        fill=lambda b: {
            "title": title,
            "columns": columns,
            "parts": [(heading.format(b=b), build(b)) for heading, build in parts],
        },
    )


def triple(code: str, *, title: str, counted: str) -> Block:
    """One breakdown three times: the département, its commissions, the cantons."""
    return shown(
        (
            "Le département",
            # As below, a group where nobody is anywhere has no row.
            lambda b: exhibits.breakdown(b, code, DEPARTMENT, counted=counted, drop_empty=True),
        ),
        (
            "Les commissions RSA",
            lambda b: by_territory(b, code, b.compared, what="par commission"),
        ),
        (
            "Les cantons {b.whose}",
            lambda b: by_territory(b, code, b.figures.now.cantons(), what="par canton"),
        ),
        title=title,
    )
