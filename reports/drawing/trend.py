"""A line over months, for up to three territories or populations."""

import dataclasses
import datetime as dt
import math
from collections.abc import Sequence

from django.utils.safestring import SafeString

from plics import formatting
from reports.drawing.layout import GAP, Number, Scale, empty
from reports.drawing.svg import SIZE, SMALL, WIDTH, Canvas, Style, coordinate, text_width, wrap
from reports.drawing.theme import AXIS, GRID, MUTED, SERIES

HEIGHT = 220
TOP = 16
BOTTOM = 40
DASHES = ["", "7 4", "2 3"]
SHORT_MONTHS = [
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
]  # fmt: skip


@dataclasses.dataclass(frozen=True, kw_only=True)
class Point:
    # Any day of the month.
    month: dt.date
    value: Number | None
    display: str = formatting.NOT_AVAILABLE

    @property
    def figure(self) -> Number:
        """Of a month that has one."""
        assert self.value is not None
        return self.value

    @property
    def rank(self) -> int:
        return self.month.year * 12 + self.month.month - 1


@dataclasses.dataclass(frozen=True, kw_only=True)
class TrendLine:
    label: str
    points: Sequence[Point]

    @property
    def known(self) -> list[Point]:
        return [point for point in self.points if point.value is not None]


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Frame:
    """Months to x, values to y, and the values ruled across."""

    x: Scale
    y: Scale
    ticks: list[float]
    # The axis, from the figures of the rules to the room kept for the lines' names.
    left: float
    right: float

    def place(self, point: Point) -> tuple[float, float]:
        return self.x(point.rank), self.y(point.figure)


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Box:
    """Room taken by a label, so that the next ones keep clear of it."""

    left: float
    right: float
    middle: float

    def meets(self, other: "_Box") -> bool:
        apart = self.left > other.right + 4 or other.left > self.right + 4
        return not apart and abs(self.middle - other.middle) < SIZE + 2


def trend_line(
    *, lines: Sequence[TrendLine], title: str, width: float = WIDTH, height: float = HEIGHT
) -> SafeString:
    """Lines named at their right end; a month without a figure breaks its line.

    The vertical axis starts from zero unless every value stands in the upper half: its
    figures are printed, and two strokes across its base say that it is cut.
    """
    if len(lines) > len(DASHES):
        raise ValueError(f"Au plus {len(DASHES)} courbes, {len(lines)} demandées.")
    drawn = [line for line in lines if line.known]
    if not drawn:
        return empty(title=title, width=width)
    sheet = Canvas(title=title, width=width, css="chart-trend")
    names = [wrap(line.label, width * 0.22, SMALL) if line.label else [] for line in drawn]
    frame = _frame(drawn, names, width, height)
    _rules(sheet, frame)
    _months(sheet, frame, height)
    for rank, line in enumerate(drawn):
        _curve(sheet, frame, line, rank)
    taken = _ends(sheet, frame, drawn, names)
    for line in drawn:
        _figures(sheet, frame, line, taken, extremes=len(drawn) == 1)
    return sheet.render(height)


def _ticks(values: list[float]) -> list[float]:
    """Three to six round values that hold the figures."""
    low, high = min(values), max(values)
    low = low if low > high / 2 else min(0.0, low)
    whole = all(value == int(value) for value in values)
    unit = 10.0 ** math.floor(math.log10((high - low) / 5 or max(abs(high), 1) / 5))
    unit = max(unit, 1.0) if whole else unit
    step = next(unit * times for times in (1, 2, 5, 10) if unit * times * 5 >= high - low)
    first, last = math.floor(low / step), math.ceil(high / step)
    return [rank * step for rank in range(first, max(last, first + 1) + 1)]


def _frame(lines: list[TrendLine], names: list[list[str]], width: float, height: float) -> _Frame:
    points = [point for line in lines for point in line.known]
    ticks = _ticks([float(point.figure) for point in points])
    months = [point.rank for line in lines for point in line.points]
    ends = [text_width(name, SMALL) for lines in names for name in lines]
    ends += [text_width(line.known[-1].display, strong=True) for line in lines]
    left = max(text_width(_tick_text(tick, ticks), SMALL) for tick in ticks) + GAP
    start, end = left + 14, width - max(ends) - 2 * GAP
    # A lone month has its mark at the right end, beside its name.
    low = min(months) - (len(set(months)) == 1)
    return _Frame(
        x=Scale(low=low, high=max(months), start=start, end=end),
        y=Scale(low=ticks[0], high=ticks[-1], start=height - BOTTOM, end=TOP),
        ticks=ticks,
        left=left,
        right=end,
    )


def _tick_text(tick: float, ticks: list[float]) -> str:
    places = max(0, -math.floor(math.log10(ticks[1] - ticks[0]) + 1e-9))
    return formatting.number(round(tick, places), places)


def _rules(sheet: Canvas, frame: _Frame) -> None:
    for tick in frame.ticks:
        y = frame.y(tick)
        base = tick == frame.ticks[0]
        css = "chart-axis" if base else "chart-grid"
        sheet.line(frame.left, y, frame.right + 4, y, AXIS if base else GRID, css=css)
        style: Style = {"anchor": "end", "size": SMALL, "colour": MUTED, "css": "chart-muted"}
        sheet.text(frame.left - GAP, y, _tick_text(tick, frame.ticks), **style)
    if frame.ticks[0] > 0:
        foot = frame.y(frame.ticks[0])
        for x in (frame.left + 3, frame.left + 7):
            sheet.line(x, foot + 4, x + 3, foot - 4, AXIS, css="chart-axis chart-cut")


def _months(sheet: Canvas, frame: _Frame, height: float) -> None:
    """Names of the months that fit; the year under the first of each year."""
    first, last = int(frame.x.low), int(frame.x.high)
    space = (frame.x.end - frame.x.start) / max(1, last - first)
    step = next((step for step in (1, 2, 3, 6, 12) if step * space >= 36), 12)
    years = math.ceil(36 / (12 * space)) if space else 1
    shown = [rank for rank in range(first, last + 1) if rank % step == 0] or [first]
    style: Style = {"anchor": "middle", "size": SMALL, "colour": MUTED, "css": "chart-muted"}
    base, seen = height - BOTTOM, None
    for rank in shown:
        x, year = frame.x(rank), rank // 12
        if step == 12 and year % years:
            continue
        sheet.line(x, base, x, base + 4, AXIS, css="chart-axis")
        sheet.text(x, base + 13, SHORT_MONTHS[rank % 12], **style)
        if year != seen:
            sheet.text(x, base + 28, str(year), **style)
        seen = year


def _curve(sheet: Canvas, frame: _Frame, line: TrendLine, rank: int) -> None:
    tone = SERIES[rank]
    dash = f' stroke-dasharray="{DASHES[rank]}"' if DASHES[rank] else ""
    pieces: list[list[tuple[float, float]]] = [[]]
    for point in line.points:
        if point.value is None:
            pieces.append([])
        else:
            pieces[-1].append(frame.place(point))
    outline = "".join(
        "M" + "L".join(f"{coordinate(x)},{coordinate(y)}" for x, y in piece)
        for piece in pieces
        if len(piece) > 1
    )
    if outline:
        sheet.add(
            f'<path d="{outline}" class="chart-{tone.name}-line" fill="none"'
            f' stroke="{tone.colour}" stroke-width="2.25" stroke-linejoin="round"{dash}/>'
        )
    dots = [piece[0] for piece in pieces if len(piece) == 1] + [frame.place(line.known[-1])]
    for x, y in dict.fromkeys(dots):
        sheet.add(
            f'<circle cx="{coordinate(x)}" cy="{coordinate(y)}" r="3.5"'
            f' class="chart-{tone.name}" fill="{tone.colour}"/>'
        )


def _ends(
    sheet: Canvas, frame: _Frame, lines: list[TrendLine], names: list[list[str]]
) -> list[_Box]:
    """The last figure and the name of each line, from top to bottom, never closer than a line."""
    order = sorted(range(len(lines)), key=lambda rank: frame.place(lines[rank].known[-1])[1])
    heights = [SIZE + 3 + 13 * len(names[rank]) for rank in order]
    middles = [frame.place(lines[rank].known[-1])[1] for rank in order]
    limit = 0.0
    for place, height in enumerate(heights):
        middles[place] = max(middles[place], limit + SIZE / 2)
        limit = middles[place] - SIZE / 2 + height
    # Clear of the names of the months, under the axis.
    limit = frame.y.start + 4
    for place in range(len(heights) - 1, -1, -1):
        middles[place] = min(middles[place], limit - heights[place] + SIZE / 2)
        limit = middles[place] - SIZE / 2
    x = frame.x.end + GAP
    for place, rank in enumerate(order):
        sheet.text(x, middles[place], lines[rank].known[-1].display, strong=True)
        below = middles[place] + 14 + 13 * (len(names[rank]) - 1) / 2
        sheet.lines(x, below, names[rank], leading=13, size=SMALL)
    return [_Box(left=x, right=sheet.width, middle=middle) for middle in middles]


def _figures(
    sheet: Canvas, frame: _Frame, line: TrendLine, taken: list[_Box], *, extremes: bool
) -> None:
    """The first figure, and of a lone line its highest and lowest, where there is room."""
    known = line.known
    chosen = [known[0]]
    if extremes:
        chosen += [max(known, key=lambda point: point.figure)]
        chosen += [min(known, key=lambda point: point.figure)]
    for point in dict.fromkeys(chosen):
        if point == known[-1]:
            continue
        x, y = frame.place(point)
        # The lowest has its figure underneath, unless it stands on the axis.
        lowest = extremes and point == chosen[-1] and y + SIZE + 7 < frame.y.start
        half = text_width(point.display, SMALL) / 2
        box = _Box(left=x - half, right=x + half, middle=y + (13 if lowest else -11))
        if any(box.meets(other) for other in taken):
            continue
        taken.append(box)
        style: Style = {"anchor": "middle", "size": SMALL, "halo": True, "css": "chart-label"}
        sheet.text(x, box.middle, point.display, **style)
