"""Horizontal bars: one value a row, or one a year."""

import dataclasses
from collections.abc import Mapping, Sequence

from django.utils.safestring import SafeString

from plics.formatting import NOT_AVAILABLE
from reports.drawing.layout import (
    GAP,
    LEADING,
    Labels,
    Number,
    Scale,
    empty,
    label_column,
    legend,
    thickness,
)
from reports.drawing.svg import SIZE, WIDTH, Canvas, Style, text_width
from reports.drawing.theme import AXIS, CURRENT, EARLIER, INK, MUTED, PLAIN, PREVIOUS, Fill

# Displayed value by series: « 2018 » → (6932, "6 932").
Values = Mapping[str, tuple[Number | None, str]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bar:
    label: str
    value: Number | None
    display: str = NOT_AVAILABLE
    # The row the page is about, among those it is compared with.
    emphasis: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Stroke:
    """One bar to draw, with the text at its end."""

    value: Number | None
    display: str
    fill: Fill
    strong: bool = False

    @property
    def room(self) -> float:
        return text_width(self.display, strong=self.strong) + 6


def horizontal_bars(*, rows: Sequence[Bar], title: str, width: float = WIDTH) -> SafeString:
    """One bar a row; negative values go to the left of zero."""
    if not rows:
        return empty(title=title, width=width)
    compared = any(bar.emphasis for bar in rows)
    fills = [PLAIN if compared and not bar.emphasis else CURRENT for bar in rows]
    strokes = [
        [_Stroke(value=bar.value, display=bar.display, fill=fill, strong=bar.emphasis)]
        for bar, fill in zip(rows, fills, strict=True)
    ]
    strong = [row for row, bar in enumerate(rows) if bar.emphasis]
    labels = label_column([bar.label for bar in rows], width=width, strong=strong)
    sheet = Canvas(title=title, width=width, css="chart-bars")
    return sheet.render(_draw(sheet, labels, strokes, thickness(len(rows)), top=0))


def grouped_bars(
    *, rows: Sequence[tuple[str, Values]], title: str, width: float = WIDTH
) -> SafeString:
    """Bars of up to three series a row, the last one (the current year) standing out."""
    names = list(dict.fromkeys(name for _, values in rows for name in values))
    if not names:
        return empty(title=title, width=width)
    if len(names) > 3:
        raise ValueError(f"Au plus trois séries par ligne, {len(names)} demandées.")
    fills = dict(zip(names, [EARLIER, PREVIOUS, CURRENT][-len(names) :], strict=True))
    strokes = [
        [
            _Stroke(value=value, display=display, fill=fills[name], strong=name == names[-1])
            for name in names
            for value, display in [values.get(name, (None, NOT_AVAILABLE))]
        ]
        for _, values in rows
    ]
    labels = label_column([label for label, _ in rows], width=width)
    sheet = Canvas(title=title, width=width, css="chart-grouped")
    top = legend(sheet, [(fills[name], name) for name in names])
    size = 13 if len(rows) <= 15 else 11
    return sheet.render(_draw(sheet, labels, strokes, size, top=top))


def _scale(labels: Labels, strokes: list[list[_Stroke]], width: float) -> Scale:
    """Zero and the longest bars placed so that every figure holds at a bar's end."""
    every = [stroke for row in strokes for stroke in row]
    start = labels.width + GAP
    if any(stroke.value is not None and stroke.value < 0 for stroke in every):
        start += max(stroke.room for stroke in every if (stroke.value or 0) < 0)
    end = width - max(stroke.room for stroke in every)
    return Scale.over([stroke.value for stroke in every], start, max(end, start + 40))


def _draw(
    sheet: Canvas, labels: Labels, strokes: list[list[_Stroke]], size: float, *, top: float
) -> float:
    """Rows from `top` down; returns the height reached."""
    scale = _scale(labels, strokes, sheet.width)
    first = top
    for row, bars in enumerate(strokes):
        height = max(size * len(bars), labels.height(row)) + GAP
        middle = top + height / 2
        strong = len(bars) == 1 and bars[0].strong
        sheet.lines(0, middle, labels.lines[row], leading=LEADING, strong=strong)
        start = middle - size * len(bars) / 2
        for rank, bar in enumerate(bars):
            _bar(sheet, scale, bar, start + rank * size, size)
        top += height
    sheet.line(scale(0), first, scale(0), top, AXIS, css="chart-axis")
    return top


def _bar(sheet: Canvas, scale: Scale, bar: _Stroke, y: float, size: float) -> None:
    zero, middle = scale(0), y + size / 2
    style: Style = {"size": min(SIZE, size + 1), "strong": bar.strong}
    if bar.value is None:
        style |= {"colour": MUTED, "css": "chart-muted"}
        sheet.text(zero + 5, middle, bar.display, **style)
        return
    end = scale(bar.value)
    negative = end < zero
    if bar.value:
        # A value too small for its bar to be seen still shows as a hairline.
        length = max(abs(end - zero), 1)
        sheet.rect(zero - length if negative else zero, y + 1, length, size - 2, bar.fill)
    style |= {"colour": INK, "anchor": "end" if negative else "start"}
    sheet.text(end + (-5 if negative else 5), middle, bar.display, **style)
