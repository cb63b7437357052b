"""A drawing that leaves its page: what the page said around it goes with it."""

import re
from collections.abc import Sequence

from django.utils.safestring import SafeString

from reports.drawing.svg import SIZE, SMALL, Canvas, coordinate, wrap
from reports.drawing.theme import GROUND, INK, MUTED, Fill

MARGIN, LEADING, TITLE = 14, 16, 15
SHEET = Fill(name="sheet", colour=GROUND)


def framed(svg: str, *, title: str, lines: Sequence[str], source: str) -> SafeString:
    """The same drawing under its title, on white, above its source."""
    extent = re.search(r'width="([\d.]+)" height="([\d.]+)"', svg)
    assert extent is not None
    inner, tall = map(float, extent.groups())
    above = [(part, TITLE, INK, True) for part in wrap(title, inner, TITLE, strong=True)]
    above += [(part, SIZE, MUTED, False) for line in lines if line for part in wrap(line, inner)]
    below = [(part, SMALL, MUTED, False) for part in wrap(source, inner, SMALL)]
    top = MARGIN + len(above) * LEADING + MARGIN / 2
    height = top + tall + MARGIN / 2 + len(below) * LEADING + MARGIN
    sheet = Canvas(title=title, width=inner + 2 * MARGIN, css="chart-framed")
    sheet.rect(0, 0, sheet.width, height, SHEET)
    for first, texts in ((MARGIN, above), (top + tall + MARGIN / 2, below)):
        for rank, (text, size, colour, strong) in enumerate(texts):
            middle = first + LEADING * (rank + 0.5)
            sheet.text(MARGIN, middle, text, size=size, colour=colour, strong=strong)
    sheet.add(f'<g transform="translate({coordinate(MARGIN)} {coordinate(top)})">{svg}</g>')
    return sheet.render(height)
