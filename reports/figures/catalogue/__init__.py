"""The indicators, a chapter a module."""

from reports.figures.base import Indicator
from reports.figures.catalogue import (
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

CHAPTERS = [
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
    for chapter in CHAPTERS:
        for indicator in chapter.INDICATORS:
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
