"""Two or three parts of a whole, as a ring."""

import dataclasses
import math
from collections.abc import Sequence

from django.utils.safestring import SafeString

from plics.formatting import NOT_AVAILABLE
from reports.drawing.layout import LEADING, Number, empty
from reports.drawing.svg import SIZE, Sheet, coordinate, text_width, wrap
from reports.drawing.theme import GROUND, MUTED, Fill, series

RADIUS = 78
HOLE = 48
MARGIN = 16
MOST = 3


@dataclasses.dataclass(frozen=True, kw_only=True)
class Slice:
    label: str
    value: Number | None
    display: str = NOT_AVAILABLE


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Arc:
    start: float
    end: float
    fill: Fill
    lines: list[str]

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    @property
    def on_right(self) -> bool:
        return math.sin(self.middle) >= 0

    @property
    def height(self) -> float:
        return len(self.lines) * LEADING


def donut(
    *,
    slices: Sequence[Slice],
    title: str,
    centre: str = "",
    centre_label: str = "",
    width: float = 420,
) -> SafeString:
    """A ring from noon, clockwise, each part named beside it; `centre` tells the whole."""
    if len(slices) > MOST:
        raise ValueError(f"Un anneau montre {MOST} parts au plus ; au-delà, des barres.")
    if not sum(max(0, part.value or 0) for part in slices):
        return empty(title=title, width=width)
    arcs = _arcs(slices, (width / 2 - RADIUS - 24) - 4)
    height = max(2 * RADIUS + 2 * MARGIN, sum(arc.height + 6 for arc in arcs) + MARGIN)
    sheet = Sheet(title=title, width=width, css="chart-donut")
    middle = (width / 2, height / 2)
    for arc in arcs:
        if arc.end > arc.start:
            sheet.path(_ring(middle, arc), arc.fill)
    _gaps(sheet, middle, [arc for arc in arcs if arc.end > arc.start])
    _centre(sheet, middle, centre, centre_label)
    for on_right in (True, False):
        _labels(sheet, middle, [arc for arc in arcs if arc.on_right is on_right])
    return sheet.render(height)


def _arcs(slices: Sequence[Slice], room: float) -> list[_Arc]:
    total = sum(float(part.value or 0) for part in slices)
    arcs, start = [], 0.0
    for part, fill in zip(slices, series(len(slices)), strict=True):
        end = start + float(part.value or 0) / total * 2 * math.pi
        lines = [part.display, *wrap(part.label, room)]
        arcs.append(_Arc(start=start, end=end, fill=fill, lines=lines))
        start = end
    return arcs


def _at(middle: tuple[float, float], radius: float, angle: float) -> tuple[float, float]:
    return middle[0] + radius * math.sin(angle), middle[1] - radius * math.cos(angle)


def _point(middle: tuple[float, float], radius: float, angle: float) -> str:
    x, y = _at(middle, radius, angle)
    return f"{coordinate(x)},{coordinate(y)}"


def _ring(middle: tuple[float, float], arc: _Arc) -> str:
    """The outline of a part, in pieces: an arc of a full turn has no ends to draw between."""
    pieces = max(1, math.ceil((arc.end - arc.start) / (math.pi / 2)))
    angles = [arc.start + (arc.end - arc.start) * step / pieces for step in range(pieces + 1)]
    outward = "".join(f"A{RADIUS},{RADIUS},0,0,1,{_point(middle, RADIUS, a)}" for a in angles[1:])
    inward = "".join(
        f"A{HOLE},{HOLE},0,0,0,{_point(middle, HOLE, angle)}" for angle in angles[-2::-1]
    )
    return (
        f"M{_point(middle, RADIUS, angles[0])}{outward}L{_point(middle, HOLE, angles[-1])}{inward}Z"
    )


def _gaps(sheet: Sheet, middle: tuple[float, float], arcs: list[_Arc]) -> None:
    """A white line between neighbours, whatever their tones."""
    for arc in arcs if len(arcs) > 1 else []:
        inner, outer = _at(middle, HOLE, arc.start), _at(middle, RADIUS, arc.start)
        sheet.line(*inner, *outer, GROUND, css="chart-gap")


def _centre(sheet: Sheet, middle: tuple[float, float], figure: str, label: str) -> None:
    if not figure:
        return
    lines = wrap(label, HOLE * 1.6, 11) if label else []
    top = middle[1] - len(lines) * 6
    # The figure takes the size that fits in the hole.
    size = min(22, 22 * HOLE * 1.7 / text_width(figure, 22, strong=True))
    sheet.text(middle[0], top, figure, anchor="middle", size=size, strong=True)
    below = top + size / 2 + 8 + (len(lines) - 1) * 6
    style = {"anchor": "middle", "size": 11, "colour": MUTED, "css": "chart-muted"}
    sheet.lines(middle[0], below, lines, leading=12, **style)


def _labels(sheet: Sheet, middle: tuple[float, float], arcs: list[_Arc]) -> None:
    """Names of one side, from top to bottom, never closer than their own height."""
    arcs = sorted(arcs, key=lambda arc: -math.cos(arc.middle))
    heights = [_at(middle, RADIUS + 8, arc.middle)[1] for arc in arcs]
    tops = _spaced([y - arc.height / 2 for y, arc in zip(heights, arcs, strict=True)], arcs, middle)
    for arc, top in zip(arcs, tops, strict=True):
        side = 1 if arc.on_right else -1
        anchor = "start" if arc.on_right else "end"
        x = middle[0] + side * (RADIUS + 24)
        start = _at(middle, RADIUS + 1, arc.middle)
        bend = top + LEADING / 2
        sheet.line(*start, x - side * 4, bend, MUTED, css="chart-leader")
        for rank, line in enumerate(arc.lines):
            y = top + LEADING / 2 + rank * LEADING
            sheet.text(x, y, line, anchor=anchor, strong=rank == 0, size=SIZE)


def _spaced(tops: list[float], arcs: list[_Arc], middle: tuple[float, float]) -> list[float]:
    placed, limit = [], 2.0
    for top, arc in zip(tops, arcs, strict=True):
        placed.append(max(top, limit))
        limit = placed[-1] + arc.height + 6
    limit = 2 * middle[1] - 2
    for rank in range(len(placed) - 1, -1, -1):
        placed[rank] = min(placed[rank], limit - arcs[rank].height)
        limit = placed[rank] - 6
    return placed
