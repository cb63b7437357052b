"""The annex: how figures are made, and the definition of each one that may be quoted."""

from __future__ import annotations

from reports.booklet import texts
from reports.booklet.blocks import Block
from reports.booklet.context import Booklet
from reports.figures import CATALOGUE, Indicator, Unit
from reports.figures.indicators import Counted, Family, Ratio
from reports.models import ProgrammeYear

UNITS = {Unit.PERCENT: "%", Unit.EUROS: "€", Unit.CAPACITY: "celle de la convention"}


def definitions() -> Block:
    return Block(template="booklet/definitions.html", fill=_annex)


def _annex(b: Booklet) -> dict:
    """Every indicator that the booklet may quote, family by family."""
    families = []
    for family in Family:
        found = [i for i in CATALOGUE.values() if i.printed and i.family is family]
        if found:
            families.append((family.value, [_definition(indicator) for indicator in found]))
    return {"notes": _notes(b), "families": families}


def _notes(b: Booklet) -> list[tuple[str, str]]:
    notes = [*texts.METHOD, (texts.HORIZON, b.horizon)]
    if b.hides:
        last = ProgrammeYear.threshold_of(b.programme_year) - 1
        heading, text = texts.SECRECY
        notes.append((heading, text.format(last=last)))
    if not b.edition.is_validated:
        notes.append(texts.LIVE)
    return notes


def _definition(indicator: Indicator) -> dict:
    return {
        "label": indicator.label,
        "definition": indicator.definition,
        "unit": UNITS.get(indicator.unit, indicator.unit.label),
        "base": _base(indicator),
    }


def _base(indicator: Indicator) -> str:
    """What is counted; for a share, the definition of what it is a share of."""
    if isinstance(indicator, Counted):
        return indicator.source.base
    parts = [CATALOGUE[part] for part in indicator.parts[:2]]
    if isinstance(indicator, Ratio):
        return parts[1].definition
    return f"{' ÷ '.join(part.label for part in parts)}."
