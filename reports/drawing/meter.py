"""A bar in the cell of a table, with marks across it: what a row is compared with.

It is drawn in percent of its cell, stretched to it by the page, and says nothing aloud: the
figure stands beside it. Its colours are the page's, which knows light and dark.
"""

from collections.abc import Iterable

from django.utils.safestring import SafeString, mark_safe

from reports.drawing.layout import Number, Scale
from reports.drawing.svg import clean, coordinate

HEIGHT = 10


def meter(value: Number | None, scale: Scale, marks: Iterable[tuple[str, Number]]) -> SafeString:
    """`marks` are the values to set across the bar, each after its class."""
    zero = scale(0)
    bar = "" if not value else _bar(zero, scale(value))
    across = "".join(
        f'<path class="{clean(css)}" d="M{coordinate(scale(mark))} 0v{HEIGHT}"/>'
        for css, mark in marks
    )
    return mark_safe(  # noqa: S308 - numbers, and classes that went through clean()
        f'<svg class="meter" viewBox="0 0 100 {HEIGHT}" preserveAspectRatio="none"'
        f' aria-hidden="true">{bar}{across}</svg>'
    )


def _bar(zero: float, end: float) -> str:
    # A value too small for its bar to be seen still shows as a hairline.
    start, length = coordinate(min(zero, end)), coordinate(max(abs(end - zero), 0.5))
    return f'<path d="M{start} 2h{length}v6H{start}z"/>'
