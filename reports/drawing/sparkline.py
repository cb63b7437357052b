"""A line as small as a word, beside a figure: where it comes from."""

from collections.abc import Sequence

from django.utils.safestring import SafeString, mark_safe

from reports.drawing.layout import Number, Scale
from reports.drawing.svg import clean, coordinate

WIDTH, HEIGHT = 120, 28
EDGE = 3


def sparkline(values: Sequence[Number | None], *, title: str) -> SafeString:
    """From the lowest to the highest of its values: a month without one breaks the line. Without
    any, a dashed line holds the place; `title` says why."""
    known = [float(value) for value in values if value is not None]
    if not known:
        middle = HEIGHT // 2
        return _drawing(f'<path class="none" d="M0 {middle}H{WIDTH}"/>', title)
    across = Scale(low=0, high=max(len(values) - 1, 1), start=EDGE, end=WIDTH - EDGE)
    up = Scale(low=min(known), high=max(known), start=HEIGHT - EDGE, end=EDGE)
    pieces: list[list[str]] = [[]]
    for rank, value in enumerate(values):
        if value is None:
            pieces.append([])
        else:
            pieces[-1].append(f"{coordinate(across(rank))},{coordinate(up(value))}")
    # A month between two that are not known is a point: a line of no length, with round ends.
    outline = "".join(f"M{'L'.join(p if len(p) > 1 else p * 2)}" for p in pieces if p)
    last = ""
    if values[-1] is not None:
        x, y = coordinate(across(len(values) - 1)), coordinate(up(values[-1]))
        last = f'<circle cx="{x}" cy="{y}" r="2.5"/>'
    return _drawing(f'<path d="{outline}"/>{last}', title)


def _drawing(inside: str, title: str) -> SafeString:
    return mark_safe(  # noqa: S308 - numbers, and a title that went through clean()
        f'<svg class="spark" role="img" width="{WIDTH}" height="{HEIGHT}"'
        f' viewBox="0 0 {WIDTH} {HEIGHT}"><title>{clean(title)}</title>{inside}</svg>'
    )
