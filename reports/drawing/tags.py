"""What PDF/UA asks of a tagged document and the renderer leaves out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape

import pikepdf
from django.utils.html import strip_tags
from pikepdf import Array, Dictionary, Name, Object

# Parts are known by the name that they bear, or by their heading, anything else by its own words.
_TARGET = re.compile(r'<(\w+)[^>]* id="([^"]+)"[^>]*>')
_PARTS = {"section", "article", "div", "header", "main", "figure"}
_NAMED = re.compile(r' data-name="([^"]*)"')
_HEADING = re.compile(r"<(h[1-6]|figcaption)\b.*?</\1>", re.S)
_LINK = re.compile(r'<a [^>]*?href="#([^"]+)"')
LONGEST = 90
HEADINGS: list[Object] = [Name.H1, Name.H2, Name.H3, Name.H4, Name.H5, Name.H6]


def names_of_targets(html: str) -> dict[str, str]:
    """What each anchor that a link leads to is called."""
    wanted = set(_LINK.findall(html))
    names = {}
    for target in _TARGET.finditer(html):
        tag, anchor = target.groups()
        if anchor in wanted and anchor not in names:
            named = _NAMED.search(target[0])
            names[anchor] = unescape(named[1]) if named else _name(html, tag, target)
    return names


def _name(html: str, tag: str, target: re.Match) -> str:
    if tag in _PARTS:
        found = _HEADING.search(html, target.end())
        content = found[0] if found else ""
    else:
        content = html[target.end() :].partition(f"</{tag}>")[0]
    words = " ".join(strip_tags(content).split())
    return words if len(words) <= LONGEST else words[:LONGEST].rpartition(" ")[0] + "…"


def complete(document: pikepdf.Pdf, names: Mapping[str, str]) -> None:
    """Header cells say what they head, headings skip no level, a link is announced once and
    says where it leads."""
    root = document.Root.get(Name.StructTreeRoot)
    if root is None:
        return
    repeated = _walk(root)
    for page in document.pages:
        if Name.Annots not in page:
            continue
        kept = [link for link in page.Annots if link.objgen not in repeated]
        page.Annots = Array(kept)
        for link in kept:
            _describe(link, names)
    if repeated:
        _forget(root, repeated)


def _walk(root: Object) -> set[tuple[int, int]]:
    """Gives cells their scope; returns the annotations of boxes that stand inside a link.

    The renderer gives one to every box that a link holds: a reader would hear the same link
    again for each.
    """
    repeated: set[tuple[int, int]] = set()
    levels = Levels()
    waiting = [(root, False, False)]
    while waiting:
        element, in_head, in_link = waiting.pop()
        kind = element.get(Name.S)
        if kind in HEADINGS:
            element[Name.S] = HEADINGS[levels.of(HEADINGS.index(kind))]
        elif kind == Name.TH:
            attributes = element.get(Name.A, Dictionary(O=Name.Table))
            attributes[Name.Scope] = Name.Column if in_head else Name.Row
            element[Name.A] = attributes
        if in_link:
            repeated |= _without_links(element)
            if kind == Name.Link:
                element[Name.S] = Name.Span
        in_head = in_head or kind == Name.THead
        in_link = in_link or kind == Name.Link
        children = element.get(Name.K)
        if isinstance(children, Dictionary):
            waiting.append((children, in_head, in_link))
        elif isinstance(children, Array):
            inside = [(c, in_head, in_link) for c in children if isinstance(c, Dictionary)]
            waiting += reversed(inside)
    return repeated


class Levels:
    """Levels of headings as their nesting: authors type one where it fits, not where it counts."""

    def __init__(self) -> None:
        self.open: list[int] = []

    def of(self, level: int) -> int:
        while self.open and self.open[-1] >= level:
            self.open.pop()
        self.open.append(level)
        return len(self.open) - 1


def _without_links(element: Object) -> set[tuple[int, int]]:
    children = element.get(Name.K)
    if not isinstance(children, Array):
        return set()
    links = [c for c in children if isinstance(c, Dictionary) and c.get(Name.Type) == Name.OBJR]
    if links:
        gone = {link.objgen for link in links}
        kept = [c for c in children if not isinstance(c, Dictionary) or c.objgen not in gone]
        element[Name.K] = Array(kept)
    return {link.Obj.objgen for link in links}


def _describe(link: Object, names: Mapping[str, str]) -> None:
    """Printed with the page (flag 4), and announced with words of its own."""
    link[Name.F] = 4
    if Name.Dest in link:
        name = names.get(str(link.Dest))
        link[Name.Contents] = pikepdf.String(f"Aller à : {name}" if name else "Aller à ce passage")


def _forget(root: Object, repeated: set[tuple[int, int]]) -> None:
    """The tree no longer leads to annotations that are gone."""
    numbers = root.ParentTree.Nums
    kept = []
    for position in range(0, len(numbers), 2):
        key, value = numbers[position], numbers[position + 1]
        if isinstance(value, Array) or not _is_repeated(value):
            kept += [key, value]
    root.ParentTree[Name.Nums] = Array(kept)


def _is_repeated(element: Object) -> bool:
    """Its own annotation was taken from it."""
    children = element.get(Name.K)
    return not any(
        isinstance(child, Dictionary) and child.get(Name.Type) == Name.OBJR
        for child in (children if isinstance(children, Array) else [])
    )
