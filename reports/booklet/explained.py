"""What the figures of an exhibit are made of, unfolded under it in a browser.

Out of the results that it shows, as this reader sees them: what is hidden is explained no further.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from decimal import Decimal

from plics import formatting
from plics.formatting import NBSP
from reports.booklet.context import Booklet
from reports.figures import CATALOGUE, Result
from reports.figures.base import Status, Unit
from reports.figures.indicators import Breakdown, Counted, Indicator, Ratio

UNITS = {Unit.PERCENT: "%", Unit.EUROS: "€", Unit.CAPACITY: "celle de la convention"}

# More territories than these are read in the table above.
MOST = 12


@dataclasses.dataclass(frozen=True, kw_only=True)
class Explained:
    """An indicator; `parts` are what its figures were worked out from, a territory each."""

    label: str
    definition: str
    unit: str
    base: str
    numerator: str = ""
    denominator: str = ""
    parts: list[str] = dataclasses.field(default_factory=list)
    known: str = ""


def unit_of(indicator: Indicator) -> str:
    return UNITS.get(indicator.unit, indicator.unit.label)


def base_of(indicator: Indicator) -> str:
    """What is counted; for a share, the definition of what it is a share of."""
    if isinstance(indicator, Counted):
        return indicator.source.base
    parts = [CATALOGUE[part] for part in indicator.parts[:2]]
    if isinstance(indicator, Ratio):
        return parts[1].definition
    return f"{' ÷ '.join(part.label for part in parts)}."


def explained(b: Booklet, shown: Iterable[Result]) -> list[Explained]:
    """On paper, the annex says it."""
    if not b.is_screen:
        return []
    by_code: dict[str, list[Result]] = {}
    for result in shown:
        by_code.setdefault(result.code, []).append(result)
    names = {each.key: each.name for each in b.figures.now.territories}
    return [_explained(results, names) for results in by_code.values()]


def _explained(results: list[Result], names: dict[str, str]) -> Explained:
    indicator = results[0].indicator
    return Explained(
        label=results[0].label,
        definition=indicator.definition,
        unit=unit_of(indicator),
        base=base_of(indicator),
        **_shared(indicator),
        parts=_parts(indicator, results, names)[:MOST],
        known=_known(results),
    )


def _shared(indicator: Indicator) -> dict[str, str]:
    """What is divided by what."""
    if isinstance(indicator, Ratio):
        over, under = CATALOGUE[indicator.numerator], CATALOGUE[indicator.denominator]
        return {"numerator": over.label, "denominator": under.label}
    if isinstance(indicator, Breakdown):
        return {"numerator": "l’effectif du groupe", "denominator": "les valeurs connues"}
    return {}


def _parts(indicator: Indicator, results: list[Result], names: dict[str, str]) -> list[str]:
    found: dict[str, str] = {}
    for result in results:
        told = _part(indicator, result)
        if told:
            found.setdefault(names.get(result.territory, result.territory), told)
    if len(found) == 1:
        return list(found.values())
    return [f"{name}{NBSP}: {told}" for name, told in found.items()]


def _part(indicator: Indicator, result: Result) -> str:
    if result.denominator is None:
        return ""
    under = _number(result.denominator)
    if isinstance(indicator, Breakdown):
        return f"sur {under}"
    return "" if result.numerator is None else f"{_number(result.numerator)} sur {under}"


def _number(value: Decimal | int) -> str:
    return formatting.number(value, 2, trim=True)


def _known(results: list[Result]) -> str:
    """The least that is known of what is shown."""
    for status in (Status.NOT_LOADED, Status.CARRIED):
        days = [each.as_of for each in results if each.status is status]
        if days:
            last = min(filter(None, days), default=None)
            until = f"dernier jour connu{NBSP}: {formatting.day(last)}" if last else ""
            return until or "non chargé"
    return ""
