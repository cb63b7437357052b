"""From an edition to its HTML: one document, for the screen and for print."""

from __future__ import annotations

import base64
import dataclasses
import re
from pathlib import Path

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.safestring import SafeString, mark_safe

from plics.formatting import NBSP, THIN
from reports.booklet import texts
from reports.booklet.context import Booklet, read_booklet
from reports.booklet.failing import FIGURES, failing
from reports.booklet.outline import BookletSection, Chapter, outline
from reports.drawing.legible import legible
from reports.figures.indicators import Family
from reports.figures.publication import Reader
from reports.figures.reading import reading_once
from reports.models import Edition

SCREEN_CSS = [
    "css/fonts.css",
    "css/booklet.css",
    "css/bars.css",
    "css/screen.css",
    "css/screen-dark.css",
    "css/dashboards-charts.css",
]
PRINT_CSS = ["css/fonts-print.css", "css/booklet.css", "css/bars.css", "css/print.css"]
# For those who work on it: its pages bear that it goes no further.
RESTRICTED_CSS = [*PRINT_CSS, "css/restricted.css"]

# Where an author writes in italics.
ITALIC_CSS = "css/fonts-print-italic.css"


@dataclasses.dataclass(frozen=True, kw_only=True)
class RenderedSection:
    section: BookletSection
    html: SafeString


@dataclasses.dataclass(frozen=True, kw_only=True)
class RenderedChapter:
    chapter: Chapter
    sections: list[RenderedSection]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Page:
    """A section that has an address of its own."""

    key: str
    title: str
    chapter: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Rendered:
    """`section` is a part of it, by its key; empty, the whole."""

    is_print: bool
    section: str = ""
    html: str


class UnknownSection(Exception):
    """No section of the booklet bears this key."""


def print_html(edition: Edition, *, reader: Reader | None = None) -> str:
    """The document that becomes a PDF."""
    with reading_once():
        booklet = read_booklet(edition, reader=reader)
        css = PRINT_CSS if booklet.is_public else RESTRICTED_CSS
        html = _document(booklet, css=css, is_screen=False)
    if "<em>" in html:
        link = f'<link rel="stylesheet" href="{static(ITALIC_CSS)}">'
        html = html.replace("</head>", f"{link}</head>", 1)
    return legible(html)


def screen_html(
    edition: Edition,
    *,
    only: str | None = None,
    back: str = "",
    reader: Reader | None = None,
    editable: frozenset[str] = frozenset(),
    comment_at: str = "",
) -> str:
    """The document for a browser; `only` one section, whose figures alone are read.

    `comment_at` is where its sections lead to be commented, by who may.
    """
    with reading_once():
        return _document(
            read_booklet(edition, reader=reader, editable=editable),
            css=SCREEN_CSS,
            is_screen=True,
            only=only,
            back=back,
            comment_at=comment_at,
        )


def every_page(edition: Edition, *, reader: Reader | None, back: str) -> list[Rendered]:
    """All that is read of an edition, each with the same figures: read once.

    The document to print bears its style inside: it is laid out again as it was.
    """
    with reading_once():
        b = read_booklet(edition, reader=reader)
        chapters = outline(b)
        b.read_figures(_families(_wanted(chapters, None)))
        css = PRINT_CSS if b.is_public else RESTRICTED_CSS
        style = "\n".join(_text_of(path).replace('url("../', 'url("') for path in css)
        printed = _styled(_document(b, css=[], is_screen=False, is_read=True), style)
        keys = {key for each in _wanted(chapters, None) for key in _keys(*each)}
        return [
            Rendered(is_print=True, html=printed),
            *(
                Rendered(
                    is_print=False,
                    section=key or "",
                    html=_document(
                        b, css=SCREEN_CSS, is_screen=True, only=key, back=back, is_read=True
                    ),
                )
                for key in [None, *sorted(keys)]
            ),
        ]


def _keys(chapter: Chapter, sections: list[BookletSection]) -> list[str]:
    return [chapter.key, *(section.key for section in sections)]


def standalone_html(edition: Edition, *, reader: Reader | None = None) -> str:
    """The screen document as one file: style and fonts inside, nothing to fetch."""
    style = "\n".join(_embedded(path) for path in SCREEN_CSS)
    with reading_once():
        html = _document(read_booklet(edition, reader=reader), css=[], is_screen=True)
    return _styled(html, style)


def _styled(html: str, style: str) -> str:
    return html.replace("</head>", f"<style>{style}</style></head>", 1)


def _families(wanted: list[tuple[Chapter, list[BookletSection]]]) -> set[Family]:
    return {family for _, sections in wanted for each in sections for family in each.families}


def _document(
    b: Booklet,
    *,
    css: list[str],
    is_screen: bool,
    only: str | None = None,
    back: str = "",
    is_read: bool = False,
    comment_at: str = "",
) -> str:
    """`is_read`: its figures are, those of other parts too."""
    b.is_screen = is_screen
    chapters = outline(b)
    wanted = _wanted(chapters, only)
    if not is_read:
        with failing(FIGURES):
            b.read_figures(_families(wanted))
    context = {
        "b": b,
        "contents": chapters,
        "chapters": [_rendered(b, *each) for each in wanted],
        "css": css,
        "is_screen": is_screen,
        "is_whole": only is None,
        # As one file it has no address: neither scripts to fetch, nor a search to ask for.
        "is_served": is_screen and bool(css),
        "around": _around(chapters, only) if only else (),
        "back": back,
        "comment_at": comment_at,
        "demo_note": texts.DEMO if b.is_demo else "",
    }
    return typeset(render_to_string("booklet/document.html", context))


def _wanted(
    chapters: list[Chapter], only: str | None
) -> list[tuple[Chapter, list[BookletSection]]]:
    """The chapters and sections to print; raises UnknownSection."""
    found = []
    for chapter in chapters:
        sections = [s for s in chapter.sections if only in (None, s.key, chapter.key)]
        if sections:
            found.append((chapter, sections))
    if not found:
        raise UnknownSection(f"Partie inconnue : « {only} ».")
    return found


def _around(chapters: list[Chapter], only: str) -> tuple[Page | None, Page | None]:
    """The pages before and after what is shown alone."""
    pages = [
        Page(
            key=section.key,
            title=_called(chapter, section),
            chapter=chapter.key,
        )
        for chapter in chapters
        for section in chapter.sections
    ]
    shown = [rank for rank, page in enumerate(pages) if only in (page.key, page.chapter)]
    before = pages[shown[0] - 1] if shown[0] else None
    after = pages[shown[-1] + 1] if shown[-1] + 1 < len(pages) else None
    return before, after


def _rendered(b: Booklet, chapter: Chapter, sections: list[BookletSection]) -> RenderedChapter:
    return RenderedChapter(
        chapter=chapter,
        sections=[_section(b, chapter, each) for each in sections],
    )


def _section(b: Booklet, chapter: Chapter, section: BookletSection) -> RenderedSection:
    with failing(_called(chapter, section)):
        html = [render_to_string(each.template, {"b": b} | each.fill(b)) for each in section.blocks]
    whole = mark_safe("".join(html))  # noqa: S308 - templates escape
    return RenderedSection(section=section, html=whole)


def _called(chapter: Chapter, section: BookletSection) -> str:
    return f"{section.number or chapter.number} {section.title or chapter.title}".strip()


# --- typography ------------------------------------------------------------------------

_TEXT = re.compile(r">[^<]* [^<]*<")
# Before ; ! ? and between thousands a thin space; before : » % € and after « a full one.
# The space comes first in each: looked for alone, it is found at once.
_THIN = re.compile(r" (?:(?<=\S )(?=[;!?])|(?<=\d )(?=\d{3}\b))")
_FULL = re.compile(r" (?:(?<=\S )(?=[:»])|(?<=« )|(?<=\d )(?=[%€]))")


# « 1er », « 2e », « XXe »; in a drawing, and in what a page is called, nothing is raised.
_AS_IT_IS = re.compile(r"(<(svg|title)\b.*?</\2>)", re.S)
_ORDINAL = re.compile(r"(?<![\w.@/-])(1|\d+|[IVX]{2,}|[VX])((?<=1)(?:ers?|res?)|es?)(?![\w@])")


def typeset(html: str) -> str:
    """French spaces that never break, curved apostrophes and raised ordinals, in texts typed
    without them."""
    spaced = _TEXT.sub(lambda match: _FULL.sub(NBSP, _THIN.sub(THIN, match[0])), html)
    return raised(spaced.replace("&#x27;", "’"))


def raised(html: str) -> str:
    def in_text(match: re.Match) -> str:
        return _ORDINAL.sub(r"\1<sup>\2</sup>", match[0])

    pieces = _AS_IT_IS.split(html)
    # Every third piece is left alone, the one after it names its tag.
    texts = (re.sub(r">[^<]+(?=<)", in_text, piece) for piece in pieces[::3])
    left = [*pieces[1::3], ""]
    return "".join(f"{text}{kept}" for text, kept in zip(texts, left, strict=True))


# --- one file --------------------------------------------------------------------------

_URL = re.compile(r'url\("([^"]+)"\)')


def _text_of(path: str) -> str:
    return _file(path).read_text(encoding="utf-8")


def _file(path: str) -> Path:
    found = finders.find(path)
    assert found is not None
    return Path(found)


def _embedded(path: str) -> str:
    """A stylesheet whose fonts are written inside it."""
    file = _file(path)

    def data(match: re.Match) -> str:
        content = base64.b64encode((file.parent / match[1]).read_bytes()).decode()
        return f'url("data:font/woff2;base64,{content}")'

    return _URL.sub(data, _text_of(path))
