"""A table written as an OpenDocument sheet: the library builds a tree of objects for each cell, and
takes twenty seconds where a list of persons takes one as text."""

from __future__ import annotations

import datetime as dt
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any
from xml.sax.saxutils import escape, quoteattr

TYPE = "application/vnd.oasis.opendocument.spreadsheet"
NAMES = " ".join(
    f'xmlns:{prefix}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for prefix, name in (
        ("office", "office"),
        ("table", "table"),
        ("text", "text"),
        ("style", "style"),
        ("number", "datastyle"),
        ("manifest", "manifest"),
    )
)
DAY = """<number:date-style style:name="jour"><number:day number:style="long"/><number:text>/\
</number:text><number:month number:style="long"/><number:text>/</number:text><number:year \
number:style="long"/>{time}</number:date-style>"""
TIME = """<number:text> </number:text><number:hours number:style="long"/><number:text>:\
</number:text><number:minutes number:style="long"/>"""
STYLES = (
    DAY.format(time="")
    + DAY.replace('"jour"', '"instant"').format(time=TIME)
    + "".join(
        f'<style:style style:name="{name}" style:family="table-cell" style:data-style-name='
        f'"{name.lower()}"/>'
        for name in ("Jour", "Instant")
    )
)
# Spaces that follow one another would be read as one.
SPACES = re.compile(r" {2,}")


def written(title: str, rows: Iterable[Sequence[Any]]) -> bytes:
    """The bytes of a file of one sheet, the same for the same rows."""
    parts = {"META-INF/manifest.xml": manifest(), "content.xml": "".join(content(title, rows))}
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # First and uncompressed: programs know the file by it.
        archive.writestr(zipfile.ZipInfo("mimetype"), TYPE)
        for path, xml in parts.items():
            # Without the hour at which it was written.
            archive.writestr(zipfile.ZipInfo(path), xml, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def manifest() -> str:
    entries = "".join(
        f'<manifest:file-entry manifest:full-path="{path}" manifest:media-type="{kind}"/>'
        for path, kind in (("/", TYPE), ("content.xml", "text/xml"))
    )
    return f'<manifest:manifest {NAMES} manifest:version="1.2">{entries}</manifest:manifest>'


def content(title: str, rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    yield f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES} '
    yield f'office:version="1.2"><office:automatic-styles>{STYLES}</office:automatic-styles>'
    yield f"<office:body><office:spreadsheet><table:table table:name={quoteattr(title)}>"
    for row in rows:
        yield "<table:table-row>"
        yield from map(cell, row)
        yield "</table:table-row>"
    yield "</table:table></office:spreadsheet></office:body></office:document-content>"


def cell(value: Any) -> str:
    if value is None or value == "":
        return "<table:table-cell/>"
    if isinstance(value, dt.datetime):
        return of_type("date", f"{value:%d/%m/%Y %H:%M}", value.isoformat(), style="Instant")
    if isinstance(value, dt.date):
        return of_type("date", f"{value:%d/%m/%Y}", value.isoformat(), style="Jour")
    if isinstance(value, bool):
        return of_type("boolean", "VRAI" if value else "FAUX", str(value).lower())
    if isinstance(value, int | float | Decimal):
        return of_type("float", str(value), str(value))
    return of_type("string", str(value))


def of_type(kind: str, words: str, value: str = "", *, style: str = "") -> str:
    name = {"date": "date-value", "float": "value", "boolean": "boolean-value"}.get(kind)
    told = f' office:{name}="{value}"' if name else ""
    told += f' table:style-name="{style}"' if style else ""
    return f'<table:table-cell office:value-type="{kind}"{told}>{text(words)}</table:table-cell>'


def text(words: str) -> str:
    """A paragraph a line."""
    lines = escape(words).replace("\t", "<text:tab/>").split("\n")
    return "".join(f"<text:p>{SPACES.sub(spaces, line)}</text:p>" for line in lines)


def spaces(found: re.Match[str]) -> str:
    return f' <text:s text:c="{len(found[0]) - 1}"/>'
