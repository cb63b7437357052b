"""From places to exits: steps that narrow, one under the other."""

import dataclasses
from collections.abc import Sequence

from django.utils.safestring import SafeString

from plics.formatting import NOT_AVAILABLE
from reports.drawing.layout import GAP, LEADING, Number, Scale, empty, label_column
from reports.drawing.svg import SMALL, WIDTH, Canvas, Style, coordinate, text_width, wrap
from reports.drawing.theme import CURRENT, GRID, GROUND, INK, MUTED, Fill

BAR = 26
NECK = 14
SLOPE = Fill(name="slope", colour=GRID)


@dataclasses.dataclass(frozen=True, kw_only=True)
class FunnelStep:
    label: str
    value: Number | None
    display: str = NOT_AVAILABLE
    # What the step is of the one before, in the caller's words: « 84 % des orientés ».
    note: str = ""


def funnel(*, steps: Sequence[FunnelStep], title: str, width: float = WIDTH) -> SafeString:
    """Centred bars joined by slopes; a step without a figure breaks the slope."""
    if not steps:
        return empty(title=title, width=width)
    sheet = Canvas(title=title, width=width, css="chart-funnel")
    labels = label_column([step.label for step in steps], width=width)
    notes = [wrap(step.note, width * 0.22, SMALL) if step.note else [] for step in steps]
    margin = max([0.0, *(text_width(line, SMALL) + GAP for lines in notes for line in lines)])
    left, right = labels.width + GAP, width - margin
    reach = Scale.over([step.value for step in steps], 0, right - left)
    halves = [None if step.value is None else reach(step.value) / 2 for step in steps]
    centre, top = (left + right) / 2, 0.0
    edge: tuple[float, float] | None = None
    for row, step in enumerate(steps):
        height = max(BAR, labels.height(row), len(notes[row]) * LEADING)
        middle = top + height / 2
        sheet.lines(0, middle, labels.lines[row], leading=LEADING)
        style: Style = {"size": SMALL, "colour": MUTED, "css": "chart-muted"}
        sheet.lines(right + GAP, middle, notes[row], leading=LEADING, **style)
        half = halves[row]
        if edge and half is not None:
            _slope(sheet, centre, edge, (half, middle - BAR / 2))
        edge = None if half is None else (half, middle + BAR / 2)
        _bar(sheet, centre, middle, half, step)
        top += height + NECK
    return sheet.render(top - NECK)


def _slope(
    sheet: Canvas, centre: float, above: tuple[float, float], below: tuple[float, float]
) -> None:
    corners = [
        (centre - above[0], above[1]),
        (centre + above[0], above[1]),
        (centre + below[0], below[1]),
        (centre - below[0], below[1]),
    ]
    outline = "L".join(f"{coordinate(x)},{coordinate(y)}" for x, y in corners)
    sheet.path(f"M{outline}Z", SLOPE)


def _bar(sheet: Canvas, centre: float, middle: float, half: float | None, step: FunnelStep) -> None:
    """The figure inside its bar if it holds, else to the right of it."""
    if half is None:
        style: Style = {"anchor": "middle", "colour": MUTED, "css": "chart-muted"}
        sheet.text(centre, middle, step.display, **style)
        return
    if step.value:
        half = max(half, 0.5)
        sheet.rect(centre - half, middle - BAR / 2, 2 * half, BAR, CURRENT)
    if text_width(step.display, strong=True) + 10 <= 2 * half:
        style = {"anchor": "middle", "colour": GROUND, "css": "chart-label", "strong": True}
        sheet.text(centre, middle, step.display, **style)
    else:
        sheet.text(centre + half + 5, middle, step.display, strong=True, colour=INK)
