"""Words looked for in a booklet, as somebody reads it: its HTML, live or stored, is all there is.

Nothing is indexed: what an account may not read is not in the document that it is given.
"""

from __future__ import annotations

import dataclasses
import re
import unicodedata
from collections.abc import Iterator
from html.parser import HTMLParser

MOST = 60
AROUND = 90
# What reads as one passage.
PASSAGES = {"p", "li", "tr", "dd", "dt", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6"}
HEADINGS = {f"h{rank}": rank for rank in range(1, 7)}
SILENT = {"svg", "script", "style", "nav"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Passage:
    """`anchor` is the nearest place above it that an address may lead to."""

    anchor: str
    trail: str
    text: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    """A passage cut around the first word met, in pieces that are marked or not."""

    anchor: str
    trail: str
    pieces: list[tuple[str, bool]]


class _Passages(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[Passage] = []
        self.anchor = ""
        self.trail: dict[int, str] = {}
        self.inside = self.silent = 0
        self.open: list[tuple[str, list[str]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        self.inside += tag == "main"
        self.silent += tag in SILENT
        if self.inside and not self.silent and known.get("id") and tag != "main":
            self.anchor = known["id"] or ""
        if tag in PASSAGES:
            self.open.append((tag, []))
        elif self.open:
            self.open[-1][1].append(" ")

    def handle_endtag(self, tag: str) -> None:
        self.inside -= tag == "main"
        self.silent -= tag in SILENT
        if self.open and self.open[-1][0] == tag:
            self._close(tag, " ".join("".join(self.open.pop()[1]).split()))
        elif self.open:
            self.open[-1][1].append(" ")

    def handle_data(self, data: str) -> None:
        if self.inside and not self.silent and self.open:
            self.open[-1][1].append(data)

    def _close(self, tag: str, text: str) -> None:
        if not text:
            return
        if rank := HEADINGS.get(tag):
            self.trail = {kept: told for kept, told in self.trail.items() if kept < rank}
            self.trail[rank] = text
        self.found.append(
            Passage(anchor=self.anchor, trail=" › ".join(self.trail.values()), text=text)
        )


def passages(html: str) -> list[Passage]:
    reader = _Passages()
    reader.feed(html)
    return reader.found


def folded(text: str) -> str:
    """Without accents nor capitals, letter for letter, so that places in it are those of the
    text."""
    return "".join(unicodedata.normalize("NFD", each)[0].casefold()[:1] or each for each in text)


def words_of(sought: str) -> list[str]:
    return [word for word in re.findall(r"[\w’'-]+", folded(sought)) if len(word) > 1]


def find(html: str, sought: str) -> list[Found]:
    """The passages that hold all these words, in the order of the booklet."""
    words = words_of(sought)
    return list(_found(html, words)) if words else []


def _found(html: str, words: list[str]) -> Iterator[Found]:
    for passage in passages(html):
        text = folded(passage.text)
        if all(word in text for word in words):
            yield Found(anchor=passage.anchor, trail=passage.trail, pieces=_cut(passage, words))


def _cut(passage: Passage, words: list[str]) -> list[tuple[str, bool]]:
    text = folded(passage.text)
    spans = sorted(m.span() for word in set(words) for m in re.finditer(re.escape(word), text))
    start = max(0, spans[0][0] - AROUND)
    end = min(len(text), spans[0][1] + AROUND)
    pieces, at = [("… " if start else "", False)], start
    for first, last in spans:
        if first >= at and last <= end:
            pieces += [(passage.text[at:first], False), (passage.text[first:last], True)]
            at = last
    pieces += [(passage.text[at:end], False), (" …" if end < len(text) else "", False)]
    return [piece for piece in pieces if piece[0]]
