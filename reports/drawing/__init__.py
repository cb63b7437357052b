"""Charts: one function per form, plain data in, one self-contained `<svg>` out.

`title` is the message of the chart, read aloud in its place. Figures arrive already
written (`display`): a chart chooses no rounding and computes no share.
"""

from reports.drawing.bars import Bar, grouped_bars, horizontal_bars
from reports.drawing.funnel import FunnelStep, funnel
from reports.drawing.stacked import StackPart, StackRow, stacked_shares
from reports.drawing.trend import Point, TrendLine, trend_line

__all__ = [
    "Bar",
    "FunnelStep",
    "TrendLine",
    "StackPart",
    "Point",
    "StackRow",
    "funnel",
    "grouped_bars",
    "horizontal_bars",
    "stacked_shares",
    "trend_line",
]
