"""What charts made of rows share: the column of labels, the scale, the legend."""

import dataclasses
from collections.abc import Iterable, Sequence
from decimal import Decimal

from django.utils.safestring import SafeString

from reports.drawing.svg import SIZE, SMALL, WIDTH, Canvas, Style, coordinate, text_width, wrap
from reports.drawing.theme import MUTED, Fill

Number = int | float | Decimal

GAP = 8
LEADING = 14
EMPTY_HEIGHT = 48


@dataclasses.dataclass(frozen=True, kw_only=True)
class Labels:
    """Labels of the rows, wrapped, and the width of the column that holds them."""

    width: float
    lines: list[list[str]]

    def height(self, row: int) -> float:
        return len(self.lines[row]) * LEADING


def label_column(
    labels: Sequence[str], *, width: float, strong: Iterable[int] = (), size: float = SIZE
) -> Labels:
    """The narrowest column where every label holds on two lines, up to half the chart.

    Labels that fit on one line in two fifths of the chart stay on one line. Nothing is
    ever cut: past half the chart, a label takes the lines it needs.
    """
    heavy = set(strong)

    def wrapped(limit: float) -> list[list[str]]:
        return [wrap(text, limit, size, strong=row in heavy) for row, text in enumerate(labels)]

    natural = max(text_width(text, size, strong=row in heavy) for row, text in enumerate(labels))
    limit = natural if natural <= width * 0.4 else width * 0.25
    lines = wrapped(limit)
    while max(map(len, lines)) > 2 and limit < width / 2:
        limit = min(limit * 1.1, width / 2)
        lines = wrapped(limit)
    used = max(
        text_width(line, size, strong=row in heavy)
        for row, set_ in enumerate(lines)
        for line in set_
    )
    return Labels(width=used, lines=lines)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scale:
    """Values to positions along an axis that always holds zero."""

    low: float
    high: float
    start: float
    end: float

    @classmethod
    def over(cls, values: Iterable[Number | None], start: float, end: float) -> "Scale":
        known = [float(value) for value in values if value is not None]
        return cls(low=min([0, *known]), high=max([0, *known]), start=start, end=end)

    def __call__(self, value: Number) -> float:
        extent = self.high - self.low or 1
        return self.start + (float(value) - self.low) / extent * (self.end - self.start)


def thickness(rows: int) -> float:
    """Bars thin down so that twenty-four rows hold on a printed page."""
    return 18 if rows <= 8 else 15 if rows <= 15 else 12


def swatch(sheet: Canvas, x: float, y: float, fill: Fill) -> None:
    """A small rectangle of the fill, its middle at `y`."""
    sheet.rect(x, y - 6, 18, 12, fill)


def legend(sheet: Canvas, entries: Sequence[tuple[Fill, str]], *, y: float = 0) -> float:
    """Swatches and names in lines across the chart, from `y`; returns where they end."""
    x = 0.0
    middle = y + 8
    for fill, name in entries:
        lines = wrap(name, sheet.width - 26, SMALL)
        need = 24 + max(text_width(line, SMALL) for line in lines)
        if x and x + need > sheet.width:
            x, middle = 0.0, middle + 18
        swatch(sheet, x, middle, fill)
        for rank, line in enumerate(lines):
            sheet.text(x + 24, middle + rank * LEADING, line, size=SMALL)
        middle += (len(lines) - 1) * LEADING
        x += need + 18
    return middle + 16


def empty(*, title: str, width: float = WIDTH) -> SafeString:
    """What stands in place of a chart without data: said, not left blank."""
    sheet = Canvas(title=title, width=width, css="chart-empty")
    outline = f'width="{coordinate(width - 1)}" height="{EMPTY_HEIGHT - 1}"'
    sheet.add(
        f'<rect x="0.5" y="0.5" {outline} fill="none" class="chart-frame" stroke="{MUTED}"'
        ' stroke-dasharray="3 3"/>'
    )
    middle: Style = {"anchor": "middle", "colour": MUTED, "css": "chart-muted"}
    sheet.text(width / 2, EMPTY_HEIGHT / 2, "Aucune donnée", **middle)
    return sheet.render(EMPTY_HEIGHT)
