"""Age pyramid: two populations back to back."""

import dataclasses
from collections.abc import Sequence

from django.utils.safestring import SafeString

from plics.formatting import NOT_AVAILABLE
from reports.drawing.layout import LEADING, Number, Scale, empty, swatch
from reports.drawing.svg import WIDTH, Sheet, text_width, wrap
from reports.drawing.theme import CURRENT, MUTED, SERIES, Fill

HEAD = 24
ROW = 24
BAR = 18
LEFT, RIGHT = SERIES[1], CURRENT


@dataclasses.dataclass(frozen=True, kw_only=True)
class PyramidRow:
    label: str
    left: Number | None
    right: Number | None
    left_display: str = NOT_AVAILABLE
    right_display: str = NOT_AVAILABLE


def pyramid(
    *,
    rows: Sequence[PyramidRow],
    title: str,
    left: str = "Femmes",
    right: str = "Hommes",
    width: float = WIDTH,
) -> SafeString:
    """Rows from the youngest, drawn upwards; both sides share one scale."""
    if not rows:
        return empty(title=title, width=width)
    sheet = Sheet(title=title, width=width, css="chart-pyramid")
    labels = [wrap(row.label, width * 0.3) for row in rows]
    column = max(text_width(line) for lines in labels for line in lines) + 20
    room = 6 + max(
        text_width(display) for row in rows for display in (row.left_display, row.right_display)
    )
    values = [value for row in rows for value in (row.left, row.right)]
    reach = Scale.over(values, 0, (width - column) / 2 - room)
    sides = [
        _Side(edge=(width - column) / 2, direction=-1, fill=LEFT),
        _Side(edge=(width + column) / 2, direction=1, fill=RIGHT),
    ]
    for side, name in zip(sides, (left, right), strict=True):
        _head(sheet, side, name)
    top: float = HEAD
    for row, lines in zip(reversed(rows), reversed(labels), strict=True):
        height = max(ROW, len(lines) * LEADING + 6)
        middle = top + height / 2
        sheet.lines(width / 2, middle, lines, leading=LEADING, anchor="middle")
        _bar(sheet, sides[0], middle, reach, row.left, row.left_display)
        _bar(sheet, sides[1], middle, reach, row.right, row.right_display)
        top += height
    return sheet.render(top)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Side:
    """Where a side's bars begin, and whether they grow to the left or to the right."""

    edge: float
    direction: int
    fill: Fill

    @property
    def anchor(self) -> str:
        return "end" if self.direction < 0 else "start"


def _head(sheet: Sheet, side: _Side, name: str) -> None:
    x = side.edge if side.direction > 0 else side.edge - 18
    swatch(sheet, x, HEAD / 2 - 2, side.fill)
    text = side.edge + side.direction * 24
    sheet.text(text, HEAD / 2 - 2, name, anchor=side.anchor, strong=True)


def _bar(
    sheet: Sheet, side: _Side, middle: float, reach: Scale, value: Number | None, display: str
) -> None:
    length = 0.0 if value is None else reach(value)
    if value:
        # A value too small for its bar to be seen still shows as a hairline.
        length = max(length, 1)
        x = side.edge if side.direction > 0 else side.edge - length
        sheet.rect(x, middle - BAR / 2, length, BAR, side.fill)
    tone = {"colour": MUTED, "css": "chart-muted"} if value is None else {}
    end = side.edge + side.direction * (length + 5)
    sheet.text(end, middle, display, anchor=side.anchor, **tone)
