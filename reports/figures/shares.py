"""The shares told of one action, which its page of the booklet may quote."""

from reports.figures.base import Measure, Ratio
from reports.figures.catalogue import CATALOGUE

OF_AGREEMENT = "agreement__action__slug"


def shares_of_an_action() -> dict[str, str]:
    """Ratios whose counted rows belong to an agreement: code → label."""
    found = {}
    for code, indicator in CATALOGUE.items():
        part = isinstance(indicator, Ratio) and CATALOGUE[indicator.numerator]
        if isinstance(part, Measure) and OF_AGREEMENT in (part.source.subject or ""):
            found[code] = indicator.label
    return found
