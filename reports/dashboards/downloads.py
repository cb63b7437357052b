"""What leaves a page: its tables in four formats, its drawings, the page itself on one sheet."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from decimal import Decimal

import tablib
from django.template.loader import render_to_string

from plics import formatting
from plics.exports import safe_text
from reports.dashboards.described import DEFINITION_HEAD, About
from reports.dashboards.tabular import Value
from reports.drawing import paper
from reports.drawing.framing import framed
from reports.drawing.printing import apart

CSV, JSON = "text/csv; charset=utf-8", "application/json"
TABLES = {
    "csv": CSV,
    # What each column of the CSV means, for machines: a Table Schema.
    "schema.json": JSON,
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "json": JSON,
}
# What each is called on a page, where its extension does not tell.
NAMES = {"schema.json": "Description du CSV"}
DRAWINGS = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}


def offered(types: dict[str, str]) -> list[tuple[str, str]]:
    return [(extension, NAMES.get(extension, extension.upper())) for extension in types]


def table(about: About, extension: str) -> bytes:
    return WRITERS[extension](about)


def _csv(about: About) -> bytes:
    """As the French write numbers; the byte order mark tells Excel that accents are UTF-8."""
    text = io.StringIO()
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow(map(safe_text, about.names))
    lines.writerows([_french(value) for value in row] for row in about.rows)
    return text.getvalue().encode("utf-8-sig")


def _french(value: Value) -> str:
    return safe_text(value) if isinstance(value, str) else str(value).replace(".", ",")


def _book(file_format: str) -> Callable[[About], bytes]:
    def written(about: About) -> bytes:
        book = tablib.Databook(
            [
                _sheet("Tableau", about.names, about.rows),
                _sheet("Définitions", DEFINITION_HEAD, about.definitions),
            ]
        )
        content: bytes = book.export(file_format)
        return content

    return written


def _sheet(title: str, head: list[str], rows: list[list[Value]]) -> tablib.Dataset:
    """Numbers stay numbers; no text is taken for a formula."""
    sheet = tablib.Dataset(headers=[safe_text(name) for name in head], title=title)
    for row in rows:
        sheet.append([safe_text(value) if isinstance(value, str) else value for value in row])
    return sheet


def _json(about: About) -> bytes:
    data = [dict(zip(about.names, map(_plain, row), strict=True)) for row in about.rows]
    return _dumped(about.described(decimal=".") | {"data": data})


def _schema(about: About) -> bytes:
    """What stands beside the CSV and tells how to read it."""
    dialect = {"delimiter": ";", "lineTerminator": "\r\n"}
    beside = {"path": f"{about.name}.csv", "encoding": "utf-8", "dialect": dialect}
    return _dumped(about.described(decimal=",") | beside)


def _plain(value: Value) -> str | int | float:
    return float(value) if isinstance(value, Decimal) else value


def _dumped(content: dict) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()


WRITERS: dict[str, Callable[[About], bytes]] = {
    "csv": _csv,
    "schema.json": _schema,
    "xlsx": _book("xlsx"),
    "ods": _book("ods"),
    "json": _json,
}


def drawing(about: About, chart: str, extension: str) -> bytes:
    """A picture that goes alone says itself what it shows, of whom, when, and from where."""
    lines = [about.exhibit.subtitle, formatting.capitalised(about.where)]
    svg = framed(chart, title=about.title, lines=lines, source=f"Source : {about.source}.")
    return svg.encode() if extension == "svg" else png(svg)


def png(svg: str) -> bytes:
    extent = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert extent is not None
    width, height = extent.groups()
    context = {"svg": svg, "width": width, "height": height}
    return apart(paper.picture, render_to_string("dashboards/drawing.html", context))


# The renderer of paper gives a drawing no style of the page around it.
ON_PAPER = (
    "<style>path{fill:#12436d}.before{stroke:#f46a25;stroke-width:2.5}"
    ".limit{stroke:#76838f;stroke-width:1}.target{stroke:#1a6638;stroke-width:4}</style>"
)


def sheet(context: dict) -> bytes:
    html = render_to_string("dashboards/sheet.html", context)
    styled = re.sub(r'(<svg class="meter"[^>]*>)', rf"\1{ON_PAPER}", html)
    return apart(paper.one_sheet, styled)
