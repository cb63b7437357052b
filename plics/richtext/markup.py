"""The HTML of a typed text: which little of it is kept, and its way from and to plain text.

A text is stored in one form only, so that two texts which read the same are the same: paragraphs,
headings and lists one after the other, no blank between them.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from html.parser import HTMLParser

import nh3
from django.utils.html import escape

# What stands for what others write: a text pasted from a word processor keeps its emphasis.
SAME = {"b": "strong", "i": "em", **{f"h{level}": "h5" for level in range(1, 7)}}
MARKS = {"strong", "em", "sup", "small", "a"}
LISTS = {"ul", "ol"}
LINES = {"p", "h5"}
# `small` is a footnote, written where it is called.
TAGS = {*MARKS, *LISTS, *LINES, *SAME, "li", "br", "span"}
FIGURE = "data-figure"
SHARED = "data-shared"
ATTRIBUTES = {"a": {"href"}, "span": {FIGURE}, "p": {SHARED}}
SCHEMES = {"http", "https", "mailto"}
# Gone with what they hold, which nobody wrote to be read.
SWALLOWED = {
    "script", "style", "svg", "math", "template", "iframe", "object", "noscript", "title",
    "textarea", "select",
}  # fmt: skip
LISTS_DEEP = 3
BLANKS = re.compile(r"[ \t\r\n\f]+")
IS_HTML = re.compile(rf"</?({'|'.join(sorted(TAGS))})(\s[^<>]*)?/?>", re.IGNORECASE)


@dataclasses.dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    children: list[Element | str] = dataclasses.field(default_factory=list)


Node = Element | str


class _Reader(HTMLParser):
    """Makes a tree of what nh3 has put in order: every tag is closed."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Element("", {})
        # A tag that is read through holds the place of the element around it.
        self.open = [self.root]
        self.tags: list[str] = []
        self.around: Counter[str] = Counter()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        tag = SAME.get(tag, tag)
        here = self.open[-1]
        if tag == "br":
            here.children.append(Element("br", {}))
            return
        made = here
        if not self.is_read_through(tag):
            made = Element(tag, {name: value or "" for name, value in attrs})
            here.children.append(made)
        self.open.append(made)
        self.tags.append(tag)
        self.around[tag] += 1

    def is_read_through(self, tag: str) -> bool:
        """What says nothing more than what is around it; nobody types lists deeper than that."""
        if tag in LISTS:
            return sum(self.around[each] for each in LISTS) >= LISTS_DEEP
        if tag == "li":
            return self.open[-1].tag == "li"
        return any(self.around[each] for each in (LINES if tag in LINES else {tag}))

    def handle_endtag(self, tag: str) -> None:
        if tag != "br" and self.tags:
            self.open.pop()
            self.around[self.tags.pop()] -= 1

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def cleaned(html: str) -> str:
    """The text as it is stored, with nothing in it that a page should not hold."""
    return "".join(_blocks(tree(html)))


def tree(html: str) -> list[Node]:
    safe = nh3.clean(
        html,
        tags=TAGS,
        attributes=ATTRIBUTES,
        clean_content_tags=SWALLOWED,
        url_schemes=SCHEMES,
        attribute_filter=_kept_attribute,
        link_rel=None,
    )
    reader = _Reader()
    reader.feed(safe)
    reader.close()
    return reader.root.children


def _kept_attribute(tag: str, name: str, value: str) -> str | None:
    """A link without a scheme would lead into this site, from a document read elsewhere."""
    if name == "href" and value.partition(":")[0].strip().lower() not in SCHEMES:
        return None
    return value.strip()


def _blocks(nodes: Iterable[Node]) -> Iterator[str]:
    run: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and node.tag in {*LINES, *LISTS, "li"}:
            yield from _line("p", run)
            run = []
            yield from _block(node)
        else:
            run.append(node)
    yield from _line("p", run)


def _block(node: Element) -> Iterator[str]:
    if node.tag in LISTS:
        items = "".join(_item(each) for each in node.children)
        if items:
            yield f"<{node.tag}>{items}</{node.tag}>"
    elif shared := node.attributes.get(SHARED):
        yield f'<p {SHARED}="{escape(shared)}"></p>'
    elif node.tag == "li":
        yield from _blocks(node.children)
    else:
        yield from _line(node.tag, node.children)


def _line(tag: str, nodes: list[Node]) -> Iterator[str]:
    if html := _trimmed(_inline(nodes)):
        yield f"<{tag}>{html}</{tag}>"


def _item(node: Node) -> str:
    """A line of a list; the paragraphs that an editor puts in it are read through."""
    if isinstance(node, str):
        return f"<li>{text}</li>" if (text := _trimmed(_inline([node]))) else ""
    if node.tag in LISTS:
        return f"<li>{''.join(_block(node))}</li>"
    parts: list[str] = []
    for block in _blocks(node.children):
        line = re.fullmatch(r"<(p|h5)>(.*)</\1>", block)
        if line and parts and not parts[-1].startswith("<ul>"):
            parts.append("<br>")
        parts.append(line[2] if line else block)
    return f"<li>{''.join(parts)}</li>" if parts else ""


def _inline(nodes: Iterable[Node]) -> str:
    return "".join(map(_in_line, nodes))


def _in_line(node: Node) -> str:
    if isinstance(node, str):
        return escape(BLANKS.sub(" ", node))
    if node.tag == "br":
        return "<br>"
    if node.tag == "span" and (reference := node.attributes.get(FIGURE)):
        return f'<span {FIGURE}="{escape(reference)}"></span>'
    inner = _inline(node.children)
    if node.tag not in MARKS or not inner.strip():
        return inner
    if node.tag != "a":
        return f"<{node.tag}>{inner}</{node.tag}>"
    href = node.attributes.get("href")
    return f'<a href="{escape(href)}">{inner}</a>' if href else inner


def _trimmed(html: str) -> str:
    """Neither blanks nor line ends at either end."""
    return re.sub(r"^(\s|<br>)+|(\s|<br>)+$", "", html)


# --- plain text ------------------------------------------------------------------------


def from_plain(text: str) -> str:
    """A paragraph a line; « - » makes a list, « ### » a heading."""
    html: list[str] = []
    items: list[str] = []

    def flush() -> None:
        if items:
            html.append(f"<ul>{''.join(items)}</ul>")
            items.clear()

    for line in map(str.strip, text.splitlines()):
        if line.startswith(("- ", "• ")):
            items.append(f"<li>{escape(line[2:])}</li>")
            continue
        flush()
        if line.startswith("### "):
            html.append(f"<h5>{escape(line[4:])}</h5>")
        elif line:
            html.append(f"<p>{escape(line)}</p>")
    flush()
    return cleaned("".join(html))


def to_html(text: str) -> str:
    """What somebody typed or a file holds, with or without tags."""
    return cleaned(text) if IS_HTML.search(text) else from_plain(text)


def plain(html: str, *, figure: Callable[[str], str] = lambda reference: "…") -> str:
    """The words of a text, a line each paragraph: what checks, exports and reviews read."""
    return "\n".join(_plain_blocks(tree(html), figure))


def _plain_blocks(nodes: Iterable[Node], figure: Callable[[str], str]) -> Iterator[str]:
    run: list[Node] = []
    for node in nodes:
        if isinstance(node, Element) and node.tag in {*LINES, *LISTS}:
            yield from _plain_line("", run, figure)
            run = []
            if node.tag in LINES:
                yield from _plain_line("### " * (node.tag == "h5"), node.children, figure)
            else:
                yield from _plain_list(node, figure)
        else:
            run.append(node)
    yield from _plain_line("", run, figure)


def _plain_list(node: Element, figure: Callable[[str], str]) -> Iterator[str]:
    items = [each for each in node.children if isinstance(each, Element)]
    for rank, item in enumerate(items, start=1):
        sign = f"{rank}. " if node.tag == "ol" else "- "
        for line in _plain_blocks(item.children, figure):
            yield line if line.startswith("- ") else f"{sign}{line}"
            sign = "- "


def _plain_line(start: str, nodes: Iterable[Node], figure: Callable[[str], str]) -> Iterator[str]:
    if text := "".join(_words(node, figure) for node in nodes).strip():
        yield start + text


def _words(node: Node, figure: Callable[[str], str]) -> str:
    if isinstance(node, str):
        return node
    if node.tag == "br":
        return " "
    if reference := node.attributes.get(FIGURE):
        return figure(reference)
    inner = "".join(_words(each, figure) for each in node.children)
    return f" ({inner.strip()})" if node.tag == "small" else inner


def source(html: str) -> str:
    """A text as somebody may type it again: plain where that says all of it, else its tags."""
    text = plain(html)
    return text if from_plain(text) == html else html


# --- what a text refers to -------------------------------------------------------------

_REFERRED = re.compile(rf'({FIGURE}|{SHARED})="([^"]*)"')


def figures_in(html: str) -> list[str]:
    return _referred(FIGURE, html)


def shared_in(html: str) -> list[str]:
    return _referred(SHARED, html)


def _referred(name: str, html: str) -> list[str]:
    return [value for found, value in _REFERRED.findall(html) if found == name]
