"""The indicators, a chapter a module."""

import functools
from collections.abc import Collection

from reports.figures.catalogue import (
    action_capacity,
    action_costs,
    action_day,
    action_flows,
    action_profile,
    action_work,
    driving_licence,
    funds,
    movements,
    pact,
    participants,
    pathways,
    population,
    referents,
    steering,
    together,
    together_funds,
    waiting_lists,
    waits,
)
from reports.figures.catalogue.merged import SUFFIX as MERGED_SUFFIX
from reports.figures.catalogue.merged import with_merged
from reports.figures.catalogue.to_date import SUFFIX, twins
from reports.figures.indicators import Breakdown, Counted, Family, Indicator, Printed, Secrecy

CHAPTERS = [
    population,
    movements,
    pathways,
    waits,
    participants,
    action_capacity,
    action_day,
    waiting_lists,
    action_flows,
    action_costs,
    action_work,
    driving_licence,
    action_profile,
    referents,
    funds,
    pact,
    steering,
    together,
    together_funds,
]


def _catalogue() -> dict[str, Indicator]:
    """All indicators by code; one declared twice, or quoting nothing, fails at import."""
    found: dict[str, Indicator] = {}
    declared = with_merged(each for chapter in CHAPTERS for each in chapter.INDICATORS)
    for indicator in [*declared, *twins(declared)]:
        if indicator.code in found:
            raise ValueError(f"indicator declared twice: {indicator.code}")
        if not (indicator.label and indicator.definition):
            raise ValueError(f"indicator without words: {indicator.code}")
        found[indicator.code] = indicator
    for indicator in found.values():
        missing = _quoted(indicator) - set(found)
        if missing:
            raise ValueError(f"{indicator.code} quotes unknown indicators: {missing}")
    return found


def _quoted(indicator: Indicator) -> set[str]:
    """The codes of others that a declaration names."""
    terms = {term for way in (*indicator.adds_up, *indicator.within) for term in way}
    codes = {term if isinstance(term, str) else term[0] for term in terms}
    codes |= {*indicator.parts, *indicator.supports}
    if isinstance(indicator, Counted):
        one = indicator.per_subject, indicator.persons
        codes |= {*indicator.came, *indicator.left, *one} - {""}
    if isinstance(indicator, Breakdown) and indicator.splits:
        codes.add(indicator.splits)
    return codes


CATALOGUE = _catalogue()


def printed(where: Printed, families: Collection[Family] = tuple(Family)) -> list[str]:
    """The codes that the booklet may quote there, in the order of the catalogue."""
    return [
        indicator.code
        for indicator in CATALOGUE.values()
        if indicator.printed & where and indicator.family in families
    ]


def rests_on_what_was_agreed(code: str) -> bool:
    indicator = CATALOGUE[code]
    agreed = indicator.secrecy is Secrecy.AGREED
    return agreed or any(map(rests_on_what_was_agreed, indicator.parts))


@functools.cache
def is_internal(code: str) -> bool:
    """Whether it is for those who see persons alone: no reader gets it, not even hidden."""
    indicator = CATALOGUE[code]
    return indicator.secrecy is Secrecy.INTERNAL or any(map(is_internal, indicator.parts))


def root(indicator: Indicator) -> Counted:
    """The count that a figure starts from: its rows, its date and its base are told of it."""
    while not isinstance(indicator, Counted):
        indicator = CATALOGUE[indicator.parts[0]]
    return indicator


def dating(indicator: Indicator) -> Counted:
    """The count whose days a figure is told to cover: what it was set against is of the year."""
    while not isinstance(indicator, Counted):
        parts = [CATALOGUE[code] for code in indicator.parts]
        indicator = next((each for each in parts if each.secrecy is not Secrecy.AGREED), parts[0])
    return indicator


def roots(indicator: Indicator) -> list[Counted]:
    """All the counts that a figure rests on, the one it starts from first."""
    if isinstance(indicator, Counted):
        return [indicator]
    found = [counted for part in indicator.parts for counted in roots(CATALOGUE[part])]
    return list({counted.code: counted for counted in found}.values())


# What a reader may get, once protected.
RELEASED = [code for code in CATALOGUE if not is_internal(code)]
# Coarser classes of a breakdown.
MERGED = {
    code: code + MERGED_SUFFIX
    for code, each in CATALOGUE.items()
    if isinstance(each, Breakdown) and each.merged
}
# The same counted to the reference day, for a figure of the year that a dashboard shows.
TO_DATE = {code: code + SUFFIX for code, each in CATALOGUE.items() if each.to_date}
