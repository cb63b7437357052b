"""A referent's year: persons, contracts, interviews, needs, steps, ends of support."""

from __future__ import annotations

from plics.formatting import clause, listing, some
from reports.booklet.evaluation.base import Case, Part, detail, distribution, small, told
from reports.wording.words import lower


def persons(case: Case) -> Part:
    facts = case.facts
    count, staff = facts.value("referent.persons"), facts.value("referent.staff")
    if count is None:
        return Part(heading="Accompagnement")
    text = clause(
        count,
        "{n} personne a été accompagnée",
        "{n} personnes ont été accompagnées",
        "personne n’a été accompagné",
    )
    who = f" par {some(staff, 'référent', feminine=False)}" if staff else ""
    return Part(heading="Accompagnement", sentences=told(f"{text}{who} en {case.year}"))


def contracts(case: Case) -> Part:
    return _counted(
        case,
        "referent.contracts",
        "referent.contracts.by_kind",
        heading="Contrats d’engagements réciproques",
        said=(
            "{n} contrat a été signé",
            "{n} contrats ont été signés",
            "aucun contrat n’a été signé",
        ),
    )


def interviews(case: Case) -> Part:
    return _counted(
        case,
        "referent.interviews",
        "referent.interviews.by_kind",
        heading="Entretiens",
        said=(
            "{n} entretien a été tenu",
            "{n} entretiens ont été tenus",
            "aucun entretien n’a été tenu",
        ),
    )


def needs(case: Case) -> Part:
    return _breakdown(case, "referent.needs", "Problématiques repérées")


def referent_steps(case: Case) -> Part:
    return _breakdown(case, "referent.steps", "Démarches engagées dans le cadre du contrat")


def ends(case: Case) -> Part:
    return _counted(
        case,
        "referent.exits",
        "referent.exits.by_reason",
        heading="Fins d’accompagnement",
        said=(
            "{n} accompagnement a pris fin",
            "{n} accompagnements ont pris fin",
            "aucun accompagnement n’a pris fin",
        ),
    )


def collective(case: Case) -> Part:
    """Off-person measures; what they were is in the typed block that follows."""
    rows = [f"{lower(r.group_label)} ({r.display})" for r in case.facts.groups("action.realised")]
    text = f"en {case.year}, ont été comptés : {listing(rows)}" if rows else ""
    return Part(heading="Actions collectives", sentences=told(text))


def _counted(case: Case, code: str, by: str, *, heading: str, said: tuple) -> Part:
    count = case.facts.value(code)
    if count is None:
        return Part(heading=heading)
    text = clause(count, *said, feminine=False) + f" en {case.year}"
    found = detail(case.facts, by)
    return Part(
        heading=heading,
        sentences=told(f"{text} : {found}" if found else text),
        exhibits=distribution(case, by, heading),
    )


def _breakdown(case: Case, code: str, heading: str) -> Part:
    return Part(
        heading=heading,
        sentences=told(small(case.facts, code)),
        exhibits=distribution(case, code, heading),
    )
