"""HTML to a tagged PDF: our own files only, and what PDF/UA asks besides."""

from __future__ import annotations

import contextlib
import gc
import io
import mimetypes
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pikepdf
from django.contrib.staticfiles import finders

from reports.drawing import tags
from reports.drawing.tags import names_of_targets

# Never resolved: relative addresses of stylesheets and fonts are read from static files.
BASE = "https://plics.invalid/static/"

_DRAWING = re.compile(r"<svg\b.*?</svg>", re.S)
_TITLE = re.compile(r"<title>(.*?)</title>", re.S)
_CLASS = re.compile(r'<svg\b[^>]*?( class="[^"]*")')
NO_DRAWINGS: Mapping[str, bytes] = MappingProxyType({})
NO_NAMES: Mapping[str, str] = MappingProxyType({})


class ForbiddenAddress(ValueError):
    """A document may only load the application's own static files."""


def fetcher(drawings: Mapping[str, bytes] = NO_DRAWINGS):
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        """Hands out static files and the document's own drawings, refuses every other address."""

        def fetch(self, url, headers=None):
            if url in drawings:
                drawn = {"Content-Type": "image/svg+xml"}
                return URLFetcherResponse(url, body=drawings[url], headers=drawn)
            path = finders.find(url.removeprefix(BASE)) if url.startswith(BASE) else None
            if path is None:
                raise ForbiddenAddress(f"Adresse refusée : {url}")
            kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
            content = plain_font(path) if kind == "font/woff2" else Path(path).read_bytes()
            return URLFetcherResponse(url, body=content, headers={"Content-Type": kind})

    return StaticFetcher()


@cache
def plain_font(path: str) -> bytes:
    """A web font decompressed once: the renderer would do it again for each document."""
    from fontTools.ttLib import woff2

    decompressed = io.BytesIO()
    with Path(path).open("rb") as file:
        woff2.decompress(file, decompressed)
    return decompressed.getvalue()


def weasyprint_pdf(html: str) -> bytes:
    """WeasyPrint alone; imported late, since it needs libraries of the system."""
    import weasyprint

    text, drawings = without_drawings(html)
    with collector_paused():
        document = weasyprint.HTML(string=text, base_url=BASE, url_fetcher=fetcher(drawings))
        return document.write_pdf(pdf_variant="pdf/ua-1")


def without_drawings(html: str) -> tuple[str, dict[str, bytes]]:
    """Each drawing as a picture to fetch, told by its title: the same page comes out.

    Inside the page, each of its strokes would be parsed as HTML and given a style.
    """
    drawings: dict[str, bytes] = {}

    def picture(match: re.Match) -> str:
        address = f"{BASE}drawings/{len(drawings)}.svg"
        drawings[address] = match[0].encode()
        title = _TITLE.search(match[0])
        kept = _CLASS.match(match[0])
        said = title[1].replace('"', "&quot;") if title else ""
        return f'<img{kept[1] if kept else ""} alt="{said}" src="{address}">'

    return _DRAWING.sub(picture, html), drawings


@contextlib.contextmanager
def collector_paused() -> Iterator[None]:
    """Laying out makes boxes by the million that live to its end: looking them over for what
    could be thrown away takes a third of the time, and finds nothing."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


def pdf(html: str) -> bytes:
    """The finished document: same HTML, same bytes."""
    return completed(weasyprint_pdf(html), names_of_targets(html))


def completed(content: bytes, names: Mapping[str, str] = NO_NAMES) -> bytes:
    """What the renderer leaves out, `names` being what the targets of links are called."""
    with pikepdf.open(io.BytesIO(content)) as document:
        tags.complete(document, names)
        out = io.BytesIO()
        document.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return out.getvalue()
