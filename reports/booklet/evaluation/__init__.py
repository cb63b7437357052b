"""How each kind of action is evaluated: the parts of its page, in order."""

from __future__ import annotations

from collections.abc import Callable

from actions.enums import Variant
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


def evaluate_action(b: Booklet, pages: ActionPages) -> list[Part]:
    if not pages.is_evaluated:
        return []
    case = Case(booklet=b, pages=pages, facts=past_facts(b, pages))
    parts = [part(case) for part in VARIANTS[pages.action.variant]]
    return [part for part in parts if not part.is_empty]
