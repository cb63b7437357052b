"""The annex: how figures are made, and the definition of each one that may be quoted."""

from __future__ import annotations

from reports.booklet import texts
from reports.booklet.blocks import Block
from reports.booklet.context import Booklet
from reports.booklet.explained import base_of, unit_of
from reports.figures import CATALOGUE, Indicator
from reports.figures.indicators import Family
from reports.models import ProgrammeYear


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
        "unit": unit_of(indicator),
        "base": base_of(indicator),
    }
