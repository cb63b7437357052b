"""Pages laid out for paper, from finished HTML: `apart` runs them in a process of their own."""

from __future__ import annotations

import io
import math

from reports.drawing.pdf import BASE, completed, fetcher

# Where the sheet's template leaves room for the size of its paper.
PAPER = "/* paper */"
SMALLEST = 0.3
TRIES = 2
# In millimetres: how narrow a column may be, before the sheet is brought back to size.
COLUMN, GUTTER, MARGIN = 86, 4, 10
# Widths are written to the hundredth: rounded up, the last column would not fit on its row.
ROUNDING = 0.01
MAP = 0.7
PNG_SCALE = 2


def picture(html: str) -> bytes:
    """A page as PNG, as the booklet's renderer draws it, with the same typeface."""
    import pypdfium2

    document = pypdfium2.PdfDocument(_laid_out(html).write_pdf())
    image = document[0].render(scale=PNG_SCALE).to_pil()
    out = io.BytesIO()
    image.save(out, format="PNG", optimize=True)
    return out.getvalue()


def one_sheet(html: str) -> bytes:
    """A page on one A4 sheet: laid out on larger paper, then brought back to size."""
    too_large, scale, document = 1.0, 1.0, _on_paper(html, 1.0)
    while len(document.pages) > 1 and scale > SMALLEST:
        too_large, scale = scale, scale / math.sqrt(len(document.pages))
        document = _on_paper(html, scale)
    # As large as the sheet allows, in few tries: each lays all of it out again.
    for _ in range(TRIES if scale < 1 else 0):
        between = (scale + too_large) / 2
        larger = _on_paper(html, between)
        if len(larger.pages) > 1:
            too_large = between
        else:
            scale, document = between, larger
    return completed(document.write_pdf(zoom=scale, pdf_variant="pdf/ua-1"))


def _on_paper(html: str, scale: float):
    width, height = 210 / scale, 297 / scale
    usable = width - 2 * MARGIN
    columns = min(max(2, int(usable // COLUMN)), 3)
    one, two = (count * usable / columns - GUTTER - ROUNDING for count in (1, 2))
    # Of three columns, a table that needs two takes the third, which would stay empty.
    wide = usable - GUTTER if columns == 3 else two
    css = (
        f"@page {{ size: {width:.2f}mm {height:.2f}mm; margin: {MARGIN}mm }}"
        f"section {{ width: {one:.2f}mm }}"
        f"section.wide {{ width: {wide:.2f}mm }}"
        f"section.wide svg {{ max-width: {two:.2f}mm }}"
        # High as it is wide: larger, it would make all the rest smaller.
        f"section.map svg {{ max-width: {MAP * two:.2f}mm }}"
    )
    return _laid_out(html.replace(PAPER, css))


def _laid_out(html: str):
    """WeasyPrint, imported late: it needs libraries of the system."""
    import weasyprint

    return weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher()).render(
        pdf_variant="pdf/ua-1"
    )
