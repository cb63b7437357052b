"""What a chart shows, in a line: the same line is read aloud in its place."""

from __future__ import annotations

from reports.figures import Result, Territory
from reports.figures.indicators import Breakdown
from reports.figures.publication import is_hidden


def ranked(results: list[Result]) -> list[Result]:
    """Groups that hold someone, from the most to the fewest; the unknown are left out.

    Where some are hidden, only those that are more than all the hidden ones together.
    """
    found = sorted((r for r in results if r.share and r.value), key=lambda r: -(r.value or 0))
    if not any(map(is_hidden, results)):
        return found
    base = found[0].denominator if found else None
    if base is None:
        return []
    rest = base - sum(r.value or 0 for r in found)
    return [r for r in found if (r.value or 0) > rest]


def aged(result: Result) -> str:
    """« 26 à 35 ans » becomes « 26-35 ans » inside a sentence."""
    return result.group_label.replace(" à ", "-")


def message(results: list[Result], where: str = "") -> str:
    """What a chart shows, in a line; the same line is read aloud in its place."""
    groups = ranked(results)
    if not groups:
        return ""
    top = groups[0]
    split = top.indicator
    assert isinstance(split, Breakdown)  # noqa: S101 - groups come from nothing else
    label = top.group_label
    text = split.said.format(
        share=top.share_display,
        label=label[:1].lower() + label[1:],
        name=label,
        aged=aged(top),
        level=label.removeprefix("niveau "),
    )
    return f"{text} {where}".strip()


def leader(results: list[tuple[Territory, Result]], what: str) -> str:
    """« Part « femmes » par canton : Rai 47 % au plus bas, Sées 61 % au plus haut »."""
    known = [(t, r) for t, r in results if r.share is not None]
    # The lowest or the highest may be one of those that are hidden.
    if len(known) < 2 or any(is_hidden(r) or r.frozen_share for _, r in results):
        return what
    high = max(known, key=lambda pair: pair[1].share or 0)
    low = min(known, key=lambda pair: pair[1].share or 0)
    if high[1].share_display == low[1].share_display:
        return f"{what} : {high[1].share_display} partout"
    return (
        f"{what} : {low[0].name} {low[1].share_display} au plus bas, "
        f"{high[0].name} {high[1].share_display} au plus haut"
    )
