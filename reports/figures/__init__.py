"""Every figure of the application, declared once.

`evaluate(codes, scope)` is the only road to a figure; dashboards, booklet and exports
choose and arrange its results.
"""

from reports.figures.base import (
    DEPARTMENT,
    UNKNOWN,
    Scope,
    Territory,
    Timing,
    Unit,
)
from reports.figures.catalogue import CATALOGUE
from reports.figures.evaluate import evaluate
from reports.figures.indicators import Indicator
from reports.figures.results import Figures, Result

__all__ = [
    "CATALOGUE",
    "DEPARTMENT",
    "UNKNOWN",
    "Figures",
    "Indicator",
    "Result",
    "Scope",
    "Territory",
    "Timing",
    "Unit",
    "evaluate",
]
