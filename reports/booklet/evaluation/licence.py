"""The driving licence: entries, theory, driving, for each public."""

from __future__ import annotations

from actions.enums import Audience, LicenceStage
from plics.formatting import NBSP, clause, listing, plural, some
from reports import drawing
from reports.booklet.evaluation.base import FEW, Case, Part, provided, told
from reports.booklet.evaluation.flows import dropouts, filled, for_capacity
from reports.booklet.explained import explained
from reports.booklet.facts import Facts
from reports.exhibits.parts import Exhibit, ExhibitTable, TableRow
from reports.figures import Result
from reports.figures.groups import licence_milestones
from reports.wording.rules import is_small

# Suffix of the codes, group of the entries, words.
PUBLICS = [
    ("rsa", Audience.RSA, "bénéficiaire du RSA", "bénéficiaires du RSA"),
    ("youth", Audience.YOUTH, "jeune", "jeunes"),
]
# Short words for the drawing.
STAGES = {
    LicenceStage.THEORY_FINISHED: "Formation au code achevée",
    LicenceStage.THEORY_PASSED: "Code obtenu",
    LicenceStage.DRIVING_FINISHED: "Conduite achevée",
    LicenceStage.LICENCE: "Permis obtenu",
}


def _passed_stage(facts: Facts, stage: LicenceStage, suffix: str = "") -> Result:
    """The persons past a stage, of one public or of all; no value where no milestone names it."""
    code = f"action.milestones.{suffix}" if suffix else "action.milestones"
    return facts.get(code, licence_milestones().get(stage, stage))


def licence_entries(case: Case) -> Part:
    facts = case.facts
    entries = facts.value("action.entries")
    if entries is None:
        return Part(heading="Participation")
    text = clause(
        entries,
        "{n} personne est entrée",
        "{n} personnes sont entrées",
        "aucune personne n’est entrée",
    )
    return Part(
        heading="Participation",
        sentences=told(
            f"{text} sur l’action en {case.year}{for_capacity(facts)}{filled(facts)}",
            _publics(facts, "action.entries.by_audience", "dont"),
            dropouts(facts),
        ),
        exhibits=_funnel(case),
    )


def _publics(facts: Facts, code: str, lead: str) -> str:
    """« dont 20 bénéficiaires du RSA et quatre jeunes »."""
    parts = []
    for _, audience, one, many in PUBLICS:
        value = facts.value(code, audience.value)
        if value:
            parts.append(some(value, one, feminine=False, many=many))
    return f"ce sont {listing(parts)}" if parts else ""


def theory(case: Case) -> Part:
    facts = case.facts
    finished = facts.value("action.licence.theory_finished")
    passed = facts.value("action.licence.theory_passed")
    rate = facts.get("action.licence.theory_rate")
    if not rate:
        return Part(heading="Formation au code")
    text = clause(
        passed,
        "{n} personne a obtenu le code",
        "{n} personnes ont obtenu le code",
        "personne n’a encore obtenu le code",
    )
    split = [
        some(
            _passed_stage(facts, LicenceStage.THEORY_PASSED, suffix).value,
            one,
            feminine=False,
            many=many,
        )
        for suffix, _, one, many in PUBLICS
        if _passed_stage(facts, LicenceStage.THEORY_PASSED, suffix).value
    ]
    of_whom = f" ({listing(split)})" if split else ""
    done = f"{some(finished, 'personne')} au bout de la formation"
    return Part(
        heading="Formation au code",
        sentences=told(f"{text}{of_whom} sur {done}{success(rate)}"),
    )


def driving(case: Case) -> Part:
    texts = [_passed(case.facts, *public) for public in PUBLICS]
    texts += [_in_progress(case.facts, *public) for public in PUBLICS]
    texts.append(_moved(case.facts))
    return Part(heading="Formation à la conduite", sentences=told(*texts))


def _passed(facts: Facts, suffix: str, audience, one: str, many: str) -> str:
    rate = facts.get(f"action.licence.rate.{suffix}")
    if not rate:
        return ""
    passed, finished = rate.numerator, rate.denominator
    verb = plural(passed, "a obtenu son permis", "ont obtenu leur permis")
    who = some(passed, one, feminine=False, many=many)
    if passed == 0:
        verb = "n’a obtenu son permis"
    whole = f"sur {some(finished, 'formation achevée', many='formations achevées')}"
    return f"{who} {verb} {whole}{success(rate)}"


def success(rate: Result) -> str:
    """Nothing of a few, or of all: the counts just said it."""
    is_told = is_small(rate.denominator or 0) or rate.numerator == rate.denominator
    return "" if is_told else f", soit {rate.display} de réussite"


def _in_progress(facts: Facts, suffix: str, audience, one: str, many: str) -> str:
    value = facts.value(f"action.in_progress.{suffix}")
    if not value:
        return ""
    verb = plural(value, "poursuit", "poursuivent")
    return f"{some(value, one, feminine=False, many=many)} {verb} la formation à la conduite"


def _moved(facts: Facts) -> str:
    value = facts.value("action.exits.by_outcome", "demenagement")
    if not value:
        return ""
    return clause(
        value,
        "{n} personne a déménagé avant d’obtenir le permis",
        "{n} personnes ont déménagé avant d’obtenir le permis",
        "",
    )


def _funnel(case: Case) -> list[Exhibit]:
    """From entry to licence, all publics in the drawing, each in the table."""
    facts = case.facts
    entries = facts.get("action.entries")
    if not entries.value or entries.value < FEW:
        return []
    stages = [("Entrées", entries)]
    stages += [(label, _passed_stage(facts, stage)) for stage, label in STAGES.items()]
    licences = stages[-1][1]
    computed = f"{licences.display} permis obtenus pour {entries.display} entrées"
    if licences.value is None:
        computed = "De l’entrée au permis"
    heading = "Parcours vers le permis"
    parts = _by_public(facts)
    shown = [result for results in parts.values() for result in results]
    shown += [result for _, result in stages]
    text = case.titled("action.milestones", heading, computed, shown)
    steps = [
        drawing.FunnelStep(label=label, value=result.value, display=result.display)
        for label, result in stages
    ]
    return [
        Exhibit(
            title=text,
            subtitle=f"{heading}, {case.year}",
            chart=drawing.funnel(steps=steps, title=text, width=400),
            table=_funnel_table(parts),
            dress=provided(case, "action.milestones", _funnel_reading(case, stages)),
            explained=explained(case.booklet, shown),
            css="beside",
        )
    ]


def _funnel_reading(case: Case, stages: list[tuple[str, Result]]) -> str:
    """« En 2019, 24 personnes ont franchi l’étape « Entrées » »."""
    shown = next(((label, result) for label, result in stages if result.value), None)
    if shown is None:
        return ""
    label, result = shown
    passed = plural(result.value or 0, "personne est comptée", "personnes sont comptées")
    return f"en {case.year}, {result.display}{NBSP}{passed} à l’étape «{NBSP}{label}{NBSP}»"


def _by_public(facts: Facts) -> dict[str, list[Result]]:
    """The stages of the table, each with its persons of each public."""
    entered = [
        facts.get("action.entries.by_audience", audience.value) for _, audience, *_ in PUBLICS
    ]
    return {"Entrées": entered} | {
        label: [_passed_stage(facts, stage, suffix) for suffix, *_ in PUBLICS]
        for stage, label in STAGES.items()
    }


def _funnel_table(parts: dict[str, list[Result]]) -> ExhibitTable:
    rows = [TableRow.of_texts(label, [r.display for r in found]) for label, found in parts.items()]
    return ExhibitTable(
        caption="Parcours vers le permis, par public", head=["", "RSA", "Jeunes"], rows=rows
    )
