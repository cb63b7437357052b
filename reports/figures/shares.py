"""The shares told of one action, which its page of the booklet may quote."""

from reports.figures.catalogue import CATALOGUE, printed
from reports.figures.indicators import Family, Printed, Ratio


def shares_of_an_action() -> dict[str, str]:
    """Code → label."""
    return {
        code: CATALOGUE[code].label
        for code in printed(Printed.EVALUATED, [Family.ACTIONS])
        if isinstance(CATALOGUE[code], Ratio)
    }
