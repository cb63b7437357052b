"""The lint of pages: each fault is found on its page, and named; a sound page has none."""

import pytest

from reports.booklet.lint import lint
from reports.drawing.pdf import pdf

STYLE = """@page { size: A4; margin: 24mm 20mm 20mm } body { font: 10pt/14pt "Source Sans 3" }
h1 { break-before: page; margin: 0; font-size: 20pt; line-height: 24pt } p { margin: 0 }
div { height: 150mm } h2 { font-size: 12pt; line-height: 14pt; margin: 0 }"""
CHART = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="200" height="40"><title>{}</title>'
    '<rect width="90" height="9"/><text x="95" y="20" font-size="13">{}</text></svg>'
)
FULL = "<div></div><p>Une page assez pleine.</p>"


def faults(*pages: str) -> list[tuple[int, str]]:
    """Of a chapter of these pages, that a last one ends."""
    html = "".join(f'<section style="break-after: page">{page}</section>' for page in pages)
    fonts = '<link rel="stylesheet" href="css/fonts-print.css">'
    whole = f'<html lang="fr"><head><title>Essai</title>{fonts}<style>{STYLE}</style></head>'
    content = pdf(f"{whole}<body><h1>Chapitre</h1>{FULL}<h2>Partie</h2>{html}<p>Fin.</p>")
    return [(fault.page, fault.code) for fault in lint(content)]


@pytest.mark.parametrize(
    ("page", "code"),
    [
        ("<div style='height: 90mm'></div><p>Peu.</p>", "nearly-empty"),
        ("<div style='height: 241mm'></div><h2>Titre</h2>", "heading-alone"),
        (f"{FULL}<p style='margin-left: 160mm; white-space: nowrap'>Trop long.</p>", "outside"),
        (f"{FULL}<p style='font-size: 6.9pt'>Petit.</p>", "too-small"),
        (f"{FULL}<p>□</p>", "no-glyph"),
        (FULL + CHART.format("Un message", "Rai"), "no-value"),
        (FULL + CHART.format("", "12"), "no-alternative"),
    ],
)
def test_each_fault_is_found_on_its_page(page, code):
    assert faults(FULL, page) == [(3, code)]


def test_pages_at_the_edge_of_each_rule_are_sound():
    pages = [
        "<div style='height: 105mm'></div><p>Assez.</p>",
        "<div style='height: 225mm'></div><h2>Titre</h2><p>Et sa suite.</p>",
        f"{FULL}<p style='margin-left: 150mm; white-space: nowrap'>Tient.</p>",
        f"{FULL}<p style='font-size: 7pt'>Petit.</p><p style='font-size: 9pt'>1<sup>er</sup></p>",
        FULL
        + CHART.format("Un message", "12")
        + CHART.format("Rien de connu", "n. d.")
        + CHART.format("Tout caché", "s. s."),
    ]
    assert faults(*pages) == []


def test_the_last_page_of_a_chapter_may_be_short():
    assert faults("<p>Peu.</p>", "<h1>Autre chapitre</h1>" + FULL) == []
