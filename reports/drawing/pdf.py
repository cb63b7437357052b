"""HTML to a tagged PDF: our own files only, and what PDF/UA asks besides."""

from __future__ import annotations

import io
import mimetypes
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import pikepdf
from django.contrib.staticfiles import finders

from reports.drawing import tags
from reports.drawing.tags import names_of_targets

# Never resolved: relative addresses of stylesheets and fonts are read from static files.
BASE = "https://plics.invalid/static/"

NO_NAMES: Mapping[str, str] = MappingProxyType({})


class ForbiddenAddress(ValueError):
    """A document may only load the application's own static files."""


def fetcher():
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class StaticFetcher(URLFetcher):
        """Hands out static files, refuses every other address."""

        def fetch(self, url, headers=None):
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

    document = weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher())
    return document.write_pdf(pdf_variant="pdf/ua-1")


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
