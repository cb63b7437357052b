"""Every figure of the application, declared once.

`evaluate(codes, scope)` is the only road to a figure; dashboards, booklet and exports
choose and arrange its results.
"""

from reports.indicators import (
    action_activity,
    action_profile,
    funds,
    movements,
    pact,
    participants,
    pathways,
    population,
    referents,
    steering,
)
from reports.indicators.base import (
    DEPARTMENT,
    UNKNOWN,
    Figures,
    Indicator,
    Result,
    Scope,
    Territory,
    Timing,
    Unit,
)
from reports.indicators.evaluate import evaluate

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

MODULES = [
    population,
    movements,
    pathways,
    participants,
    action_activity,
    action_profile,
    referents,
    funds,
    pact,
    steering,
]


def _catalogue() -> dict[str, Indicator]:
    """All indicators by code; a code declared twice or quoting nothing fails at import."""
    found: dict[str, Indicator] = {}
    for module in MODULES:
        for indicator in module.INDICATORS:
            if indicator.code in found:
                raise ValueError(f"indicator declared twice: {indicator.code}")
            if not (indicator.label and indicator.definition):
                raise ValueError(f"indicator without words: {indicator.code}")
            found[indicator.code] = indicator
    for indicator in found.values():
        missing = set(indicator.parts) - set(found)
        if missing:
            raise ValueError(f"{indicator.code} quotes unknown indicators: {missing}")
    return found


CATALOGUE = _catalogue()
