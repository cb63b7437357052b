"""What `make bench-growth` measured, as one drawing for the documentation."""

from __future__ import annotations

import re

from plics.formatting import number
from reports.dashboards.pages import PAGES
from reports.drawing import grouped_bars
from reports.drawing.theme import FONTS, GROUND, INK

WIDTH, MARGIN, HEADING = 640, 16, 30


def drawn(measures: dict) -> str:
    """Two charts, one under the other: first views in seconds, views again in milliseconds."""
    charts = [
        ("Première vue d’une page après un changement des données (secondes)", "first", 1, 2),
        ("La même page revue (millisecondes)", "again", 1000, 0),
    ]
    parts, top = [], MARGIN
    for title, what, scale, digits in charts:
        chart = grouped_bars(rows=rows(measures, what, scale, digits), title=title, width=WIDTH)
        parts += [heading(title, top), placed(chart, top + HEADING)]
        top += HEADING + height(chart) + MARGIN
    wide = WIDTH + 2 * MARGIN
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide}" height="{top:g}"'
        f' viewBox="0 0 {wide} {top:g}" font-family="{FONTS}">'
        f'<rect width="100%" height="100%" fill="{GROUND}"/>{"".join(parts)}</svg>\n'
    )


def rows(measures: dict, what: str, scale: int, digits: int) -> list[tuple[str, dict]]:
    """A bar for each size on the row of each page."""
    found = []
    for slug in measures[1]:
        values = {size: scale * getattr(pages[slug], what) for size, pages in measures.items()}
        bars = {f"{size} ×": (value, number(value, digits)) for size, value in values.items()}
        found.append((PAGES[slug].title, bars))
    return found


def heading(title: str, top: float) -> str:
    place = f'x="{MARGIN}" y="{top + 16:g}"'
    return f'<text {place} font-size="15" font-weight="600" fill="{INK}">{title}</text>'


def height(chart: str) -> float:
    return float(re.search(r' height="([\d.]+)"', chart)[1])


def placed(chart: str, top: float) -> str:
    return chart.replace("<svg ", f'<svg x="{MARGIN}" y="{top:g}" ', 1)
