"""The annex: how figures are made, and the definition of each one that was printed."""

from __future__ import annotations

from reports.booklet import texts
from reports.booklet.blocks import Block
from reports.booklet.context import Booklet
from reports.figures import CATALOGUE, Unit

# Headings of the definitions, by the beginning of the codes.
FAMILIES = [
    ("Bénéficiaires du RSA", "rsa."),
    ("Décisions des commissions", "decisions."),
    ("Participants aux actions", "actions."),
    ("Évaluation d’une action", "action."),
    ("Référents", "referent."),
    ("Aides financières", "fund."),
    ("Pacte territorial d’insertion", "pact."),
]
UNITS = {Unit.PERCENT: "%", Unit.EUROS: "€", Unit.CAPACITY: "celle de la convention"}


def definitions() -> Block:
    return Block(template="booklet/definitions.html", fill=_annex)


def _annex(b: Booklet) -> dict:
    """Only what the pages before have consulted; the whole catalogue when seen alone."""
    codes = b.figures.consulted or set(CATALOGUE)
    families = []
    for title, start in FAMILIES:
        found = [CATALOGUE[code] for code in CATALOGUE if code.startswith(start) and code in codes]
        if found:
            families.append((title, [_definition(indicator) for indicator in found]))
    return {"notes": _notes(b), "families": families}


def _notes(b: Booklet) -> list[tuple[str, str]]:
    notes = list(texts.METHOD)
    if b.is_public:
        notes.append(texts.SECRECY)
    if not b.edition.is_validated:
        notes.append(texts.LIVE)
    return notes


def _definition(indicator) -> dict:
    return {
        "code": indicator.code,
        "label": indicator.label,
        "definition": indicator.definition,
        "unit": UNITS.get(indicator.unit, indicator.unit.label),
        "base": _base(indicator),
    }


def _base(indicator) -> str:
    """What is counted; for a ratio, what is divided by what."""
    if hasattr(indicator, "source"):
        return indicator.source.base
    names = [CATALOGUE[part].label for part in indicator.parts[:2]]
    return " ÷ ".join(names) if len(names) == 2 else names[0]
