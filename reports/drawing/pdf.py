"""HTML to a tagged PDF: our own files only, and what PDF/UA asks besides."""

from __future__ import annotations

import io
import mimetypes
from functools import cache
from pathlib import Path

import pikepdf
from django.contrib.staticfiles import finders
from pikepdf import Array, Dictionary, Name, Object

# Never resolved: relative addresses of stylesheets and fonts are read from static files.
BASE = "https://plics.invalid/static/"


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
    return completed(weasyprint_pdf(html))


def completed(content: bytes) -> bytes:
    """Say which header cells head a column or a row, and what links are for."""
    with pikepdf.open(io.BytesIO(content)) as document:
        root = document.Root.get(Name.StructTreeRoot)
        if root is not None:
            _complete_tables(root)
        for page in document.pages:
            for annotation in page.get(Name.Annots, []):
                _complete_link(annotation)
        out = io.BytesIO()
        document.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return out.getvalue()


def _complete_tables(root: Object) -> None:
    """Walk the tree; a TH inside THead heads its column, another one its row."""
    waiting = [(root, False)]
    while waiting:
        element, in_head = waiting.pop()
        kind = element.get(Name.S)
        if kind == Name.TH:
            scope = Name.Column if in_head else Name.Row
            element[Name.A] = Dictionary(O=Name.Table, Scope=scope)
            continue
        in_head = in_head or kind == Name.THead
        children = element.get(Name.K)
        if isinstance(children, Dictionary):
            waiting.append((children, in_head))
        elif isinstance(children, Array):
            waiting += [(child, in_head) for child in children if isinstance(child, Dictionary)]


def _complete_link(annotation: Object) -> None:
    """Printed with the page (flag 4), and announced with words of its own."""
    annotation[Name.F] = 4
    if Name.Contents not in annotation:
        uri = annotation.get(Name.A, Dictionary()).get(Name.URI)
        words = str(uri) if uri is not None else "Aller à la partie citée"
        annotation[Name.Contents] = pikepdf.String(words)
