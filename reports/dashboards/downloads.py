"""What leaves a page: its figures as a table, its drawings, the page itself on one sheet."""

from __future__ import annotations

import io
import math
import re
from collections.abc import Iterable

from django.template.loader import render_to_string

from reports import exports
from reports.booklet.pdf import BASE, completed, fetcher
from reports.dashboards.exhibits import Exhibit
from reports.indicators import Result, Scope

COLUMNS = ["year", "date", *exports.COLUMNS]
TABLES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}
DRAWINGS = {"svg": "image/svg+xml; charset=utf-8", "png": "image/png"}
SMALLEST = 0.3
# In millimetres: how narrow a column may be, before the sheet is brought back to size.
COLUMN, GUTTER, MARGIN = 86, 4, 10
PNG_SCALE = 2


def rows_of(results: Iterable[tuple[Scope, Result]]) -> list[dict]:
    return [
        {"year": scope.year, "date": scope.on.isoformat(), **exports.row(result)}
        for scope, result in results
    ]


def table(exhibit: Exhibit, extension: str) -> bytes:
    return exports.encode(rows_of(exhibit.results), extension, COLUMNS)


def png(svg: str) -> bytes:
    """The drawing as the booklet's renderer draws it, with the same typeface."""
    import pypdfium2

    width, height = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg).groups()
    context = {"svg": svg, "width": width, "height": height}
    html = render_to_string("dashboards/drawing.html", context)
    document = pypdfium2.PdfDocument(_laid_out(html).write_pdf())
    image = document[0].render(scale=PNG_SCALE).to_pil()
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True)
    return out.getvalue()


def _laid_out(html: str):
    """WeasyPrint, imported late: it needs libraries of the system."""
    import weasyprint

    return weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher()).render(
        pdf_variant="pdf/ua-1"
    )


def sheet(context: dict) -> bytes:
    """A page on one A4 sheet: laid out on larger paper, then brought back to size."""
    scale, document = 1.0, _on_paper(context, 1.0)
    if len(document.pages) > 1:
        scale = 1 / math.sqrt(len(document.pages))
        document = _on_paper(context, scale)
    while len(document.pages) > 1 and scale > SMALLEST:
        scale *= 0.9
        document = _on_paper(context, scale)
    return completed(document.write_pdf(zoom=scale, pdf_variant="pdf/ua-1"))


def _on_paper(context: dict, scale: float):
    width, height = 210 / scale, 297 / scale
    usable = width - 2 * MARGIN
    columns = max(2, int(usable // COLUMN))
    paper = {
        "width": f"{width:.2f}mm",
        "height": f"{height:.2f}mm",
        "margin": f"{MARGIN}mm",
        "column": f"{usable / columns - GUTTER:.2f}mm",
        "two": f"{2 * usable / columns - GUTTER:.2f}mm",
        # Of three columns, a table that needs two takes the third, which would stay empty.
        "wide": f"{(2 if columns != 3 else 3) * usable / columns - GUTTER:.2f}mm",
    }
    return _laid_out(render_to_string("dashboards/sheet.html", context | {"paper": paper}))
