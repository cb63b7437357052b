"""Cells that carry the bar of their share: a chart and its table made one.

The bar is the background of the cell, of one of fifty lengths: it makes no box of its own, says
nothing aloud, and tells no more of a share than what is written over it.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from reports.exhibits import rules
from reports.exhibits.parts import TableCell
from reports.figures import Result

# `bars.css` has one class a length.
LENGTHS = 50


def largest(results: Iterable[Result]) -> Decimal:
    """The share whose bar fills its cell: the same scale for all cells of a table."""
    return max((each.share for each in results if each.share), default=Decimal(0))


def bar(result: Result, top: Decimal) -> str:
    """The classes of its cell; where no share is told there is no bar."""
    if not result.share or not top:
        return ""
    return f"bar b{max(1, round(result.share * LENGTHS / top))}"


def counted(result: Result, top: Decimal) -> TableCell:
    """« 728 (51 %) », over its bar."""
    share = rules.share_cell(result)
    is_told = share not in (rules.NO_OBJECT, result.display)
    shown = f"{result.display} ({share})" if is_told else result.display
    return TableCell(display=shown, css=bar(result, top))
