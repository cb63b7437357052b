"""What leaves a page: its figures as a table, its drawings, the page itself on one sheet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from django.template.loader import render_to_string

from reports.dashboards.parts import PanelExhibit
from reports.drawing import paper
from reports.drawing.printing import apart
from reports.figures import Result, Scope, exports

COLUMNS = ["year", "date", *exports.COLUMNS]
TABLES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
DRAWINGS = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}


def download_rows(results: Iterable[tuple[Scope, Result]]) -> list[dict]:
    return [
        {"year": scope.year, "date": scope.on.isoformat(), **exports.row(result)}
        for scope, result in results
    ]


def table(exhibit: PanelExhibit, extension: str) -> bytes:
    return exports.encode(download_rows(exhibit.results), extension, COLUMNS)


def png(svg: str) -> bytes:
    extent = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert extent is not None
    width, height = extent.groups()
    context = {"svg": svg, "width": width, "height": height}
    return apart(paper.picture, render_to_string("dashboards/drawing.html", context))


def sheet(context: dict) -> bytes:
    return apart(paper.one_sheet, render_to_string("dashboards/sheet.html", context))
