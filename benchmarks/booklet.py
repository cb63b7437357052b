"""The booklet of Argentan: laid out, its figures, and one section on screen."""

from __future__ import annotations

import io
from functools import partial

import pikepdf
import weasyprint

from benchmarks import site
from benchmarks.harness import Line, Part, medians, statements, tell, timed, within
from benchmarks.pace import pace, plain_document, seconds_for
from plics.formatting import number
from reports.booklet.context import read_booklet
from reports.booklet.outline import outline
from reports.booklet.render import print_html, screen_html
from reports.drawing.pdf import pdf
from reports.editions.freezing import edition_of

YEAR, COMMISSION = 2020, "argentan"
LAYOUT, SECTION = 2, 0.05
FIGURES_SECONDS, FIGURES_QUERIES = 0.3, 20
TIMES = 3


def main() -> None:
    edition = edition_of(YEAR, COMMISSION)
    tell([figures(edition)])
    tell(document(edition))


def figures(edition) -> Line:
    """Figures counted since the last change, charts and templates made for the occasion."""
    site.change()
    with statements() as sent_first:
        first = timed(partial(print_html, edition))
    (seconds,) = medians(partial(print_html, edition))
    with statements() as sent:
        print_html(edition)
    aside = f"{number(first, 2)} s et {len(sent_first)} requêtes après un changement"
    return within(
        "booklet.figures",
        Part(measured=seconds, budget=seconds_for(FIGURES_SECONDS), unit="s", digits=2),
        Part(measured=len(sent), budget=FIGURES_QUERIES, unit="requêtes"),
        of=f"chiffres déjà comptés, graphiques et gabarits ({aside})",
    )


def document(edition) -> list[Line]:
    """The whole against a plain document of as many pages, a section against the whole."""
    pages = len(pikepdf.open(io.BytesIO(pdf(print_html(edition)))).pages)
    plain = plain_document(pages)
    whole, bare = medians(
        lambda: pdf(print_html(edition)),
        weasyprint.HTML(string=plain).write_pdf,
        times=TIMES,
        warm=False,
    )
    keys = [
        section.key for chapter in outline(read_booklet(edition)) for section in chapter.sections
    ]
    shown = [partial(screen_html, edition, only=key) for key in keys]
    seen = dict(zip(keys, medians(*shown, times=TIMES), strict=True))
    slowest = max(seen, key=seen.__getitem__)
    return [
        Line(
            name="booklet.layout",
            ratio=whole / bare,
            budget=LAYOUT,
            reference=f"document simple de {pages} pages, {number(bare, 2)} s "
            f"(le livret : {number(whole, 2)} s) ; machine {number(pace(), 1)} fois plus lente "
            "que celle où les budgets en secondes furent fixés",
        ),
        Line(
            name="booklet.section",
            ratio=seen[slowest] / whole,
            budget=SECTION,
            reference=f"le livret entier ; partie « {slowest} », la plus lente de {len(seen)} : "
            f"{number(1000 * seen[slowest])} ms",
        ),
    ]


if __name__ == "__main__":
    main()
