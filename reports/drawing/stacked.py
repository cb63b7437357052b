"""Rows of shares to 100 %: commissions or cantons compared on one breakdown."""

import dataclasses
from collections.abc import Sequence

from django.utils.safestring import SafeString

from plics.formatting import NOT_AVAILABLE
from reports.drawing.layout import GAP, LEADING, Number, empty, label_column, legend, thickness
from reports.drawing.svg import SMALL, WIDTH, Canvas, coordinate, text_width
from reports.drawing.theme import AXIS, GROUND, INK, MUTED, UNKNOWN, Fill, ordered, series

# The part that holds what the data does not say: outlined, whatever its rank.
UNKNOWN_LABEL = "Non renseigné"
NOTE_HEIGHT = 15
# Hatched by nothing and filled with nothing: the frame shows through.
HIDDEN = Fill(name="hidden", colour=GROUND, label=INK)
PLATE = Fill(name="plate", colour=GROUND)


@dataclasses.dataclass(frozen=True, kw_only=True)
class StackPart:
    label: str
    # Percent of the row.
    share: Number | None
    display: str = NOT_AVAILABLE
    is_unknown: bool = False
    # There is someone, how many is not told: it shares what the others leave of the bar.
    is_hidden: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class StackRow:
    label: str
    parts: Sequence[StackPart]


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Segment:
    start: float
    end: float
    display: str
    fill: Fill

    @property
    def middle(self) -> float:
        return (self.start + self.end) / 2

    @property
    def room(self) -> float:
        return text_width(self.display, SMALL, strong=True)

    @property
    def holds_label(self) -> bool:
        return self.end - self.start >= self.room + 8


def stacked_shares(
    *, rows: Sequence[StackRow], title: str, width: float = WIDTH, is_ordered: bool = False
) -> SafeString:
    """One bar of 100 % a row. Shares too narrow for their figure have it underneath.

    Parts that are ordered classes go from light to dark.

    A row that adds up to less than 100 leaves the rest of its bar empty; one that adds up
    to more, by rounding, is brought back to 100.
    """
    fills = _fills(rows, is_ordered)
    if not fills:
        return empty(title=title, width=width)
    labels = label_column([row.label for row in rows], width=width)
    sheet = Canvas(title=title, width=width, css="chart-stacked")
    top = legend(sheet, [(fill, name) for name, fill in fills.items()])
    size = thickness(len(rows)) + 4
    start, end = labels.width + GAP, width - 0.5
    for row, stack in enumerate(rows):
        segments = _segments(stack, fills, start, end)
        notes = _spread([part for part in segments if not part.holds_label], start, width)
        above = max(size, labels.height(row)) / 2
        below = max(size / 2 + NOTE_HEIGHT * len(notes), above)
        middle = top + GAP / 2 + above
        sheet.lines(0, middle, labels.lines[row], leading=LEADING)
        _draw(sheet, segments, (start, middle - size / 2, end - start, size))
        _annotate(sheet, notes, middle + size / 2)
        top = middle + below + GAP / 2
    return sheet.render(top)


def _fills(rows: Sequence[StackRow], is_ordered: bool) -> dict[str, Fill]:
    """A fill for each label, in the order they first appear."""
    parts = {part.label: part for row in rows for part in row.parts}
    unknown = {name for name, part in parts.items() if part.is_unknown or name == UNKNOWN_LABEL}
    tones = iter((ordered if is_ordered else series)(len(parts) - len(unknown)))
    return {name: UNKNOWN if name in unknown else next(tones) for name in parts}


def _segments(row: StackRow, fills: dict[str, Fill], start: float, end: float) -> list[_Segment]:
    left = 100 - sum(float(part.share) for part in row.parts if part.share)
    hidden = sum(part.is_hidden for part in row.parts)
    shown = [
        (part, max(left, 0) / hidden if part.is_hidden else float(part.share or 0))
        for part in row.parts
        if part.share or part.is_hidden
    ]
    unit = (end - start) / max(100, sum(share for _, share in shown))
    segments = []
    for part, share in shown:
        stop = start + share * unit
        fill = HIDDEN if part.is_hidden else fills[part.label]
        segments.append(_Segment(start=start, end=stop, display=part.display, fill=fill))
        start = stop
    return segments


def _draw(sheet: Canvas, segments: list[_Segment], box: tuple[float, float, float, float]) -> None:
    """The bar itself: a frame that stands for 100 %, the parts, a white line between them."""
    x, y, width, height = box
    place = " ".join(
        f'{name}="{coordinate(value)}"'
        for name, value in zip(("x", "y", "width", "height"), box, strict=True)
    )
    sheet.add(f'<rect {place} class="chart-frame" fill="none" stroke="{AXIS}"/>')
    middle = y + height / 2
    if not segments:
        sheet.text(x + 6, middle, NOT_AVAILABLE, colour=MUTED, css="chart-muted")
    for part in segments:
        sheet.rect(part.start, y, part.end - part.start, height, part.fill)
        if part.start > x:
            sheet.add(
                f'<rect x="{coordinate(part.start - 0.75)}" y="{coordinate(y)}" width="1.5"'
                f' height="{coordinate(height)}" class="chart-gap" fill="{GROUND}"/>'
            )
    for part in segments:
        if part.holds_label:
            _label(sheet, part, middle)


def _label(sheet: Canvas, part: _Segment, middle: float) -> None:
    """The figure inside its part; hatchings would blur it, a white plate clears them."""
    if not part.fill.label:
        sheet.rect(part.middle - part.room / 2 - 2, middle - 7, part.room + 4, 14, PLATE)
    sheet.text(
        part.middle,
        middle,
        part.display,
        anchor="middle",
        size=SMALL,
        strong=True,
        colour=part.fill.label or INK,
        css="chart-label",
    )


def _spread(parts: list[_Segment], start: float, end: float) -> list[list[tuple[float, _Segment]]]:
    """Lines of (middle, part) under a bar, pushed apart so that no two figures touch."""
    if not parts:
        return []
    if sum(part.room + 6 for part in parts) > end - start and len(parts) > 1:
        return _spread(parts[::2], start, end) + _spread(parts[1::2], start, end)
    placed: list[tuple[float, _Segment]] = []
    limit = start
    for part in parts:
        middle = max(part.middle, limit + part.room / 2)
        placed.append((middle, part))
        limit = middle + part.room / 2 + 6
    limit = end
    for rank in range(len(placed) - 1, -1, -1):
        middle, part = placed[rank]
        middle = min(middle, limit - part.room / 2)
        placed[rank] = (middle, part)
        limit = middle - part.room / 2 - 6
    return [placed]


def _annotate(sheet: Canvas, notes: list[list[tuple[float, _Segment]]], bottom: float) -> None:
    for rank, line in enumerate(notes):
        y = bottom + NOTE_HEIGHT * rank
        for middle, part in line:
            sheet.line(part.middle, bottom, middle, y + 4, MUTED, css="chart-leader")
            sheet.text(middle, y + 10, part.display, anchor="middle", size=SMALL)
