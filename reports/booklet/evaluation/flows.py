"""Entries, presence, exits and results: what most actions tell of their year."""

from __future__ import annotations

from plics.formatting import NBSP, clause, listing, some
from reports.booklet.evaluation.base import Case, Part, distribution, small, told
from reports.booklet.evaluation.targets import (
    LEANED_ON,
    agreed_outcomes,
    first_of_exits,
    hours_agreed,
    interviews_agreed,
)
from reports.booklet.facts import Facts
from reports.exhibits.parts import Exhibit
from reports.figures.publication import is_hidden
from reports.wording.rules import Number, is_small
from reports.wording.words import lower

# --- entries ---------------------------------------------------------------------------


def for_capacity(facts: Facts) -> str:
    return f", pour une convention de {facts.capacity}" if facts.capacity else ""


def filled(facts: Facts) -> str:
    """Entries are no occupancy: places serve several persons in a year."""
    rate = facts.get("action.occupancy")
    if not rate or is_small(rate.denominator or 0) or rate.numerator == rate.denominator:
        return ""
    return f", soit {rate.display} de ce qui était convenu"


def participation(case: Case) -> Part:
    """Entries of the year against what was agreed."""
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
    text += f" sur l’action en {case.year}{for_capacity(facts)}"
    return Part(heading="Participation", sentences=told(text + filled(facts), _continuing(facts)))


def _continuing(facts: Facts) -> str:
    """Persons of the year before still there: the base of the shares is wider than entries."""
    present, entries = facts.value("action.present"), facts.value("action.entries")
    if not present or present <= entries:
        return ""
    earlier = present - entries
    text = clause(
        earlier,
        "{n} autre, entrée auparavant, y était encore",
        "{n} autres, entrées auparavant, y étaient encore",
        "",
    )
    return f"{text} : {some(present, 'personne')} au total ont été accompagnées dans l’année"


def presence(case: Case) -> Part:
    """An intermediary association counts the persons it employs, then their hours."""
    facts = case.facts
    present = facts.value("action.present")
    if present is None:
        return Part(heading="Participation")
    text = clause(
        present,
        "{n} personne a été accompagnée",
        "{n} personnes ont été accompagnées",
        "personne n’a été accompagné",
    )
    hours, mean = facts.get("action.hours"), facts.get("action.hours.mean")
    worked = ""
    if hours.value:
        worked = f"les missions représentent {hours.display}{NBSP}heures de travail"
        worked += f", soit {mean.display}{NBSP}heures par personne en moyenne"
    return Part(
        heading="Participation",
        sentences=told(f"{text} en {case.year}{for_capacity(facts)}", worked, hours_agreed(facts)),
    )


def use(case: Case) -> Part:
    """Insertion workshops are agreed in full-time equivalents."""
    facts = case.facts
    entries, done = facts.value("action.entries"), facts.get("action.fte")
    text = clause(
        entries or 0,
        "{n} salarié est entré",
        "{n} salariés sont entrés",
        "aucun salarié n’est entré",
        feminine=False,
    )
    text += f" en {case.year}"
    if is_hidden(facts.get("action.entries")):
        text = "le nombre d’entrées est couvert par le secret statistique"
    work = ""
    if done.value:
        work = f"leur travail représente {done.display}{NBSP}équivalents temps plein"
        work += for_capacity(facts) + filled(facts)
    return Part(heading="Taux d’utilisation", sentences=told(text, work))


def reception(case: Case) -> Part:
    """A mobility platform receives persons, lends vehicles, holds events."""
    facts = case.facts
    present = facts.value("action.present")
    received = ""
    if present is not None:
        received = clause(
            present,
            "{n} personne a été accueillie",
            "{n} personnes ont été accueillies",
            "personne n’a été accueilli",
        )
        received += f" par la plateforme en {case.year}{for_capacity(facts)}"
    return Part(heading="Activité", sentences=told(received, _realised(facts)))


def _realised(facts: Facts) -> str:
    """« Réalisations : locations (7), jours de location (648) »."""
    rows = [f"{lower(r.group_label)} ({r.display})" for r in facts.groups("action.realised")]
    return f"elle a aussi compté : {listing(rows)}" if rows else ""


# --- exits -----------------------------------------------------------------------------


def dropouts(facts: Facts) -> str:
    count = facts.value("action.dropouts")
    if is_hidden(facts.get("action.dropouts")):
        # Silence would tell as much: none is said, and so are five.
        return "le nombre d’abandons est couvert par le secret statistique"
    if count is None:
        return ""
    return clause(
        count,
        "{n} personne a abandonné",
        "{n} personnes ont abandonné",
        "aucun abandon n’est à relever",
    )


def _exits(facts: Facts) -> str:
    exits = facts.value("action.exits")
    if exits is None:
        return ""
    text = clause(
        exits,
        "{n} personne avait quitté l’action",
        "{n} personnes avaient quitté l’action",
        "aucune personne n’avait quitté l’action",
    )
    return f"au {facts.until}, {text}"


def finished(case: Case) -> Part:
    """Assisted jobs: those who went to the end, and where they went."""
    facts = case.facts
    done = facts.value("action.exits.completed")
    text = ""
    if done is not None:
        text = clause(
            done,
            "{n} personne était allée au terme de son contrat",
            "{n} personnes étaient allées au terme de leur contrat",
            "aucune personne n’était encore allée au terme de son contrat",
        )
        text = f"au {facts.until}, {text}"
    shown = outcome_exhibits(case)
    return Part(
        heading="Sorties",
        sentences=told(text, dropouts(facts), "" if shown else first_of_exits(case)),
        exhibits=shown,
    )


def followup(case: Case) -> Part:
    """What the workshop's employees were offered on the way."""
    facts = case.facts
    immersions, talks = facts.value("action.immersions"), facts.value("action.monthly_interviews")
    spent = met = ""
    if immersions is not None:
        spent = clause(
            immersions,
            "{n} période d’immersion en entreprise a été réalisée",
            "{n} périodes d’immersion en entreprise ont été réalisées",
            "aucune période d’immersion n’a été réalisée",
        )
    if talks is not None:
        met = clause(
            talks,
            "{n} personne a eu au moins deux entretiens",
            "{n} personnes ont eu au moins deux entretiens",
            "aucune personne n’a eu deux entretiens",
        )
        met += " par mois de contrat avec le conseiller en insertion"
    completed = facts.value("action.exits.completed")
    if spent and completed:
        spent += f" ; {_finished(completed)}"
    return Part(
        heading="Accompagnement des salariés",
        sentences=told(_exits(facts), dropouts(facts), spent, met, interviews_agreed(facts)),
    )


def _finished(count: Number) -> str:
    """Those whom the published booklets set beside the periods of immersion."""
    return clause(
        count,
        "{n} salarié était allé au terme de son contrat",
        "{n} salariés étaient allés au terme de leur contrat",
        "",
        feminine=False,
    )


def _excluded(facts: Facts) -> str:
    count = facts.value("action.exits.excluded")
    if not count:
        return ""
    return clause(
        count,
        "{n} sortie n’entre pas dans ce calcul, pour un motif reconnu par la convention",
        "{n} sorties n’entrent pas dans ce calcul, pour un motif reconnu par la convention",
        "",
    )


def results(case: Case) -> Part:
    facts = case.facts
    shown = exits_shown(case, "action.exits.by_group", "Sorties, par type de suite")
    told_first = "" if shown else first_of_exits(case)
    return Part(
        heading="Résultats",
        sentences=told(
            told_first,
            *agreed_outcomes(facts),
            _excluded(facts),
            small(facts, "action.exits.by_group"),
        ),
        exhibits=shown,
    )


def exits_shown(case: Case, code: str, heading: str) -> list[Exhibit]:
    beside = [case.facts.get(each) for each in LEANED_ON]
    return distribution(case, code, heading, first=first_of_exits(case), beside=beside)


def outcome_exhibits(case: Case) -> list[Exhibit]:
    return exits_shown(case, "action.exits.by_outcome", "Situation à la sortie de l’action")


def outcomes(case: Case) -> Part:
    return Part(
        heading="Situation à la sortie",
        sentences=told(
            _exits(case.facts),
            dropouts(case.facts),
            small(case.facts, "action.exits.by_outcome"),
        ),
        exhibits=outcome_exhibits(case),
    )


def steps(case: Case) -> Part:
    return _steps(case, "Démarches engagées pendant l’action", rows="Démarche")


def requests(case: Case) -> Part:
    """A platform is asked for means to go somewhere: its steps are what people asked for."""
    return _steps(
        case,
        "Objet des demandes",
        said="Demande la plus fréquente : {label}, {part}",
        rows="Objet de la demande",
        covers="demandes des personnes accueillies",
    )


def _steps(case: Case, heading: str, *, rows: str, said: str = "", covers: str = "") -> Part:
    return Part(
        heading=heading,
        sentences=told(small(case.facts, "action.steps")),
        exhibits=distribution(case, "action.steps", heading, said=said, rows=rows, covers=covers),
    )
