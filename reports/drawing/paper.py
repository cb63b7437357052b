"""Pages laid out for paper, from finished HTML: `apart` runs them in a process of their own."""

from __future__ import annotations

import io

from reports.drawing.pdf import BASE, completed, fetcher

# Where the sheet's template leaves room for the size of its paper.
PAPER = "/* paper */"
MARGIN = 8
A4, A3 = (210, 297), (297, 420)
# What the smallest text of the sheet, of 8 pt, may become: 7 pt; what a sheet of little may take.
SMALLEST, LARGEST = 0.875, 1.4
TRIES = 2
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
    """A page on one sheet, as large as it allows: A4, or A3 where text would be under 7 pt; pages
    of A3 if it must be."""
    paper, scale = A4, SMALLEST
    document = _on_paper(html, paper, scale)
    if len(document.pages) > 1:
        paper, document = A3, _on_paper(html, A3, scale)
    too_large = LARGEST
    # In few tries: each lays all of it out again.
    for _ in range(TRIES if len(document.pages) == 1 else 0):
        between = (scale + too_large) / 2
        larger = _on_paper(html, paper, between)
        if len(larger.pages) > 1:
            too_large = between
        else:
            scale, document = between, larger
    return completed(document.write_pdf(zoom=scale, pdf_variant="pdf/ua-1"))


def _on_paper(html: str, paper: tuple[int, int], scale: float):
    """On paper as much larger as it is then brought back to size."""
    width, height = (side / scale for side in paper)
    css = f"@page {{ size: {width:.2f}mm {height:.2f}mm; margin: {MARGIN / scale:.2f}mm }}"
    return _laid_out(html.replace(PAPER, css))


def _laid_out(html: str):
    """WeasyPrint, imported late: it needs libraries of the system."""
    import weasyprint

    return weasyprint.HTML(string=html, base_url=BASE, url_fetcher=fetcher()).render(
        pdf_variant="pdf/ua-1"
    )
