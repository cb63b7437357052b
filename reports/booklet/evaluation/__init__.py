"""How each kind of action is evaluated: the parts of its page, in order."""

from __future__ import annotations

from collections.abc import Callable

from actions.enums import Variant
from plics import formatting
from reports.booklet.context import ActionPages, Booklet
from reports.booklet.evaluation.base import Case, Part
from reports.booklet.evaluation.flows import (
    finished,
    followup,
    outcomes,
    participation,
    presence,
    reception,
    requests,
    results,
    steps,
    use,
)
from reports.booklet.evaluation.licence import driving, licence_entries, theory
from reports.booklet.evaluation.referent import (
    collective,
    contracts,
    ends,
    interviews,
    needs,
    persons,
    referent_steps,
)
from reports.booklet.facts import past_facts
from reports.figures import Result, Unit
from reports.wording.rules import is_small

VARIANTS: dict[str, list[Callable[[Case], Part]]] = {
    Variant.PLACES: [participation, steps, outcomes],
    Variant.MARKET: [participation, outcomes],
    Variant.WORKSHOP: [use, followup, results],
    Variant.ASSISTED_JOBS: [participation, steps, finished],
    Variant.TEMPORARY_WORK: [presence, outcomes, steps],
    Variant.MOBILITY: [reception, requests],
    Variant.LICENCE: [licence_entries, theory, driving],
    Variant.REFERENT: [
        persons, contracts, interviews, needs, referent_steps, ends, collective,
    ],
    Variant.NEW: [],
}  # fmt: skip

# The few figures shown large above the sentences: codes and their short names.
ENTRIES, CAPACITY = ("action.entries", "entrées"), ("action.capacity", "{unit} à la convention")
OCCUPANCY, EXITS = ("action.occupancy", "de la convention"), ("action.exits", "sorties")
DYNAMIC = ("action.dynamic_exits.rate", "sorties dynamiques")
KEYS: dict[str, list[tuple[str, str]]] = {
    Variant.PLACES: [ENTRIES, CAPACITY, OCCUPANCY, EXITS],
    Variant.MARKET: [ENTRIES, CAPACITY, OCCUPANCY, EXITS],
    Variant.WORKSHOP: [ENTRIES, ("action.fte", "ETP réalisés"), OCCUPANCY, DYNAMIC],
    Variant.ASSISTED_JOBS: [ENTRIES, CAPACITY, EXITS, DYNAMIC],
    Variant.TEMPORARY_WORK: [
        ("action.present", "personnes"), CAPACITY, ("action.hours", "heures"), EXITS,
    ],
    Variant.MOBILITY: [("action.present", "personnes accueillies")],
    Variant.LICENCE: [ENTRIES, CAPACITY, ("action.licence.theory_passed", "codes obtenus")],
    Variant.REFERENT: [
        ("referent.persons", "personnes accompagnées"),
        ("referent.contracts", "contrats"),
        ("referent.interviews", "entretiens"),
    ],
}  # fmt: skip


def key_figures(b: Booklet, pages: ActionPages) -> list[tuple[str, str]]:
    """Figure and name; what is not known is left out."""
    if not pages.is_evaluated:
        return []
    facts = past_facts(b, pages)
    found = [(facts.get(code), name) for code, name in KEYS.get(pages.action.variant, [])]
    return [
        (_short(result), name.format(unit=facts.unit(result.value)))
        for result, name in found
        # Of few places, the two counts beside it say it.
        if result.value is not None and not (_is_small(result) and name == OCCUPANCY[1])
    ]


def _is_small(result: Result) -> bool:
    return result.unit is Unit.PERCENT and is_small(result.denominator or 0)


def _short(result: Result) -> str:
    if _is_small(result):
        return f"{formatting.number(result.numerator)} sur {formatting.number(result.denominator)}"
    return result.display


def evaluate_action(b: Booklet, pages: ActionPages) -> list[Part]:
    if not pages.is_evaluated:
        return []
    case = Case(booklet=b, pages=pages, facts=past_facts(b, pages))
    parts = [part(case) for part in VARIANTS[pages.action.variant]]
    return [part for part in parts if not part.is_empty]
