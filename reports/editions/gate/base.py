"""What a rule reads, and what it finds."""

from __future__ import annotations

import dataclasses
import enum
import hashlib
from collections.abc import Iterator
from functools import cached_property

from actions.models import SheetBlock
from plics.formatting import NBSP
from reports.booklet.context import ActionPages, Booklet, read_booklet
from reports.figures.indicators import Family
from reports.models import Edition
from reports.writing.places import Text


class Level(enum.Enum):
    STOPS = "stops"
    WARNS = "warns"

    @property
    def label(self) -> str:
        return {"stops": "Ce qui arrête", "warns": "Ce qui avertit"}[self.value]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Finding:
    """`where` is the address that mends it; `key` changes as soon as an acceptance of what was
    found would no longer be of the same thing."""

    code: str
    level: Level
    text: str
    where: str
    key: str
    # A warning is accepted; of what stops, what is true of the year and cannot be mended.
    is_acceptable: bool


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rule:
    """`told` is said once over its findings."""

    code: str
    title: str
    level: Level
    told: str
    is_acceptable: bool = False

    def finding(self, text: str, *, where: str, key: str) -> Finding:
        return Finding(
            code=self.code,
            level=self.level,
            text=text,
            where=where,
            key=key,
            is_acceptable=self.is_acceptable or self.level is Level.WARNS,
        )


def digest(*parts: object) -> str:
    return hashlib.blake2s(repr(parts).encode(), digest_size=8).hexdigest()


@dataclasses.dataclass(frozen=True, kw_only=True, eq=False)
class Printed:
    """A part of a sheet that the booklet prints."""

    pages: ActionPages
    block: SheetBlock

    def address(self, edition: Edition) -> str:
        """The page where it is written."""
        return Text("fiche", self.block).address(edition)

    @property
    def name(self) -> str:
        return f"{self.pages.action.title}{NBSP}: « {self.block.heading} »"


class Draft:
    """An edition as its booklet would print it today, read once for all rules."""

    def __init__(self, edition: Edition):
        self.edition = edition

    @cached_property
    def booklet(self) -> Booklet:
        booklet = read_booklet(self.edition)
        booklet.read_figures(list(Family))
        return booklet

    @cached_property
    def printed(self) -> list[Printed]:
        return list(self._printed())

    def _printed(self) -> Iterator[Printed]:
        for pages in self.booklet.sheets:
            for block in pages.blocks.values():
                yield Printed(pages=pages, block=block)
