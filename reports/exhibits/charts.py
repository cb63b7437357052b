"""Drawings of results, in the forms that pages and booklet share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.utils.safestring import SafeString

from plics.formatting import capitalised
from reports import drawing
from reports.exhibits.rules import TerritoryGroups, share_text
from reports.figures import Result
from reports.figures.catalogue import MERGED
from reports.figures.publication import is_hidden

ORDERED = {*MERGED, *MERGED.values()}
Plotted = tuple  # a number to draw, and its display
Read = Callable[[Result], Plotted]


def plotted(result: Result) -> Plotted:
    return result.value, result.display


def plotted_share(result: Result) -> Plotted:
    return result.share, share_text(result)


def group_bars(
    results: Iterable[Result], *, title: str, width: float, read: Read = plotted
) -> SafeString:
    """One bar a group."""
    rows = []
    for result in results:
        value, display = read(result)
        label = capitalised(result.group_label)
        rows.append(drawing.Bar(label=label, value=value, display=display))
    return drawing.horizontal_bars(rows=rows, title=title, width=width)


def year_bars(
    rows: Iterable[tuple[str, Result, Result]],
    years: Sequence[str],
    *,
    title: str,
    width: float,
    read: Read = plotted,
) -> SafeString:
    """For each label, the figure of the year before and that of the year."""
    pairs = [
        (label, dict(zip(years, (read(before), read(now)), strict=True)))
        for label, before, now in rows
    ]
    return drawing.grouped_bars(rows=pairs, title=title, width=width)


def stacked_groups(
    lines: Iterable[TerritoryGroups], groups: Sequence[str], *, title: str, width: float
) -> SafeString:
    """One bar of 100 % a line; classes follow one another where they may be merged."""
    lines = list(lines)
    codes = {result.code for _, results in lines for result in results}
    rows = [
        drawing.StackRow(
            label=territory.name,
            parts=[
                drawing.StackPart(
                    label=capitalised(result.group_label),
                    share=result.share,
                    display=share_text(result),
                    is_hidden=is_hidden(result),
                )
                for result in results
                if result.group in groups
            ],
        )
        for territory, results in lines
    ]
    is_ordered = codes <= ORDERED
    return drawing.stacked_shares(rows=rows, title=title, width=width, is_ordered=is_ordered)
