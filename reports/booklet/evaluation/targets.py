"""What was agreed beside what was done, then the outcome that an action seeks."""

from __future__ import annotations

from actions.enums import Aim, ExitGroup
from reports.booklet.evaluation.base import Case
from reports.booklet.facts import Facts
from reports.figures import Result
from reports.figures.publication import is_hidden
from reports.wording import words
from reports.wording.claims import against

EXIT, DYNAMIC = ("sortie", "sorties"), ("sortie dynamique", "sorties dynamiques")
JOBS = (ExitGroup.LASTING_JOB, ExitGroup.TRANSITION)
# Targets on exits, by the code of their kind.
OUTCOMES = {
    "emploi_durable": (ExitGroup.LASTING_JOB, "en emploi durable"),
    "emploi_transition": (ExitGroup.TRANSITION, "en emploi de transition"),
    "sortie_positive": (ExitGroup.POSITIVE, "positive"),
}

# What the first word on exits leans on, beside their groups.
LEANED_ON = ["action.exits", "action.dynamic_exits.rate", "action.dynamic_exits.target"]


def first_of_exits(case: Case) -> str:
    """The target reached or missed; else the jobs found, or the dynamic exits."""
    facts = case.facts
    rate = facts.get("action.dynamic_exits.rate")
    target = facts.get("action.dynamic_exits.target").value
    if claim := against(rate.numerator, rate.denominator, target):
        return words.told_against(claim, DYNAMIC)
    if case.pages.action.aim == Aim.PROFESSIONAL:
        return _jobs(facts)
    if rate.numerator is None or not rate.denominator:
        return ""
    return words.count_of(rate.numerator, rate.denominator, DYNAMIC)


def _jobs(facts: Facts) -> str:
    groups = facts.figures.groups("action.exits.by_group", facts.territory, facts.subject)
    exits = facts.get("action.exits")
    found = [each for each in groups if each.group in JOBS]
    if not exits.value or not found or any(each.value is None for each in groups):
        return ""
    jobs = sum(each.value or 0 for each in found)
    return f"Vers l’emploi : {words.count_of(jobs, exits.value, EXIT)}"


# --- the other targets, for the year evaluated ---------------------------------------------


def agreed_outcomes(facts: Facts) -> list[str]:
    return [reached(facts, target) for target in facts.targets if target.group in OUTCOMES]


def interviews_agreed(facts: Facts) -> str:
    return _agreed(facts, "deux_entretiens")


def hours_agreed(facts: Facts) -> str:
    return _agreed(facts, "heures_personne")


def _agreed(facts: Facts, kind: str) -> str:
    return next((reached(facts, each) for each in facts.targets if each.group == kind), "")


def reached(facts: Facts, target: Result) -> str:
    """« Objectif manqué : … » where an indicator says what was done; else nothing."""
    if target.group == "heures_personne":
        mean = facts.get("action.hours.mean")
        if mean.value is None or target.value is None:
            return ""
        kept = mean.value >= target.value
        return words.told_mean(f"{mean.display} heures par personne", target.display, kept)
    count, base, thing = done(facts, target.group or "")
    claim = against(count, base, target.value)
    return words.told_against(claim, thing) if claim else ""


def done(facts: Facts, kind: str):
    """What was done of a kind of target: a count, its base, and what is counted."""
    if kind == "deux_entretiens":
        person = "personne avec deux entretiens par mois", "personnes avec deux entretiens par mois"
        count, base = facts.get("action.monthly_interviews"), facts.get("action.present")
        return count.value, base.value, person
    if kind == "rsa_24_mois":
        share = facts.get("action.rsa_over_24_months")
        return share.numerator, share.denominator, ("personne", "personnes")
    if kind not in OUTCOMES:
        return None, None, EXIT
    group, named = OUTCOMES[kind]
    many = "positives" if named == "positive" else named
    exits = facts.get("action.exits.by_group", group)
    if is_hidden(exits):
        return None, None, EXIT
    return exits.value, exits.denominator, (f"sortie {named}", f"sorties {many}")
