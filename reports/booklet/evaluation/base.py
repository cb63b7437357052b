"""What every evaluation is made of: parts, sentences, breakdowns of one action."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from plics.formatting import NBSP, capitalised, listing, sentence
from reports.booklet.context import ActionPages, Booklet
from reports.booklet.exhibits import BESIDE
from reports.booklet.explained import explained
from reports.booklet.facts import Facts
from reports.exhibits import charts, dress
from reports.exhibits.messages import message, whole_of
from reports.exhibits.parts import Dress, Exhibit, ExhibitTable, TableRow
from reports.exhibits.rules import share_cell
from reports.figures import CATALOGUE, Result, Unit
from reports.figures.publication import is_hidden
from reports.wording.words import lower

# Below this many things counted, a chart says less than a sentence.
FEW = 5


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """A titled part of an evaluation: sentences, then drawing."""

    heading: str
    sentences: list[str] = dataclasses.field(default_factory=list)
    exhibits: list[Exhibit] = dataclasses.field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        return not self.sentences and not self.exhibits


@dataclasses.dataclass(frozen=True, kw_only=True)
class Case:
    """An action being evaluated."""

    booklet: Booklet
    pages: ActionPages
    facts: Facts

    @property
    def year(self) -> int:
        return self.booklet.year

    def titled(self, code: str, heading: str, computed: str, shown: Iterable[Result]) -> str:
        action = self.pages.action
        name = f"{action.title} ({action.provider}) – {heading}, {self.year}"
        return self.booklet.titled(f"{code}/{action.slug}", name, computed, shown)


def told(*texts: str) -> list[str]:
    return [sentence(text) for text in texts if text]


# --- breakdowns: a chart, or a sentence when there is little to show ---------------------


def total(facts: Facts, code: str) -> int:
    return sum(int(r.value or 0) for r in facts.groups(code))


def small(facts: Facts, code: str) -> str:
    """« En détail : retraite (1), choix de la personne (1) »."""
    found = detail(facts, code)
    return f"en détail : {found}" if found else ""


def detail(facts: Facts, code: str) -> str:
    """« retraite (1), choix de la personne (1) » when there is too little for a chart."""
    groups = facts.groups(code)
    if not groups or total(facts, code) >= FEW:
        return ""
    if any(map(is_hidden, groups)):
        return "couvert par le secret statistique"
    return listing(f"{lower(r.group_label)} ({r.display})" for r in groups)


def distribution(
    case: Case,
    code: str,
    heading: str,
    *,
    first: str = "",
    said: str = "",
    beside: Iterable[Result] = (),
    rows: str = "",
    covers: str = "",
) -> list[Exhibit]:
    """Bars, under what is to be told `first`, which leans on the figures `beside`, or else
    under the group that leads.

    `rows` names what each row is, `covers` what is counted, where the indicator does not know.
    """
    facts = case.facts
    groups = sorted(facts.groups(code), key=lambda r: -(r.value or 0))
    if total(facts, code) < FEW:
        return []
    code_of_whole = whole_of(code)
    whole = facts.get(code_of_whole) if code_of_whole else None
    reading = dress.group_reading(groups, "", f"en {case.year}", whole=whole)
    computed = first or message(groups, whole=whole, said=said)
    if not computed:
        computed = heading if any(map(is_hidden, groups)) else f"{heading} : {total(facts, code)}"
    shown = [*groups, *beside, *([whole] if whole else ())]
    text = case.titled(code, heading, computed, shown)
    return [
        Exhibit(
            title=text,
            subtitle=f"{heading}, {case.year}",
            chart=charts.group_bars(groups, title=text, width=BESIDE),
            table=_table(heading, groups, whole, rows),
            dress=provided(case, code, reading, covers),
            explained=explained(case.booklet, shown),
            css="beside",
        )
    ]


def _table(
    heading: str, groups: list[Result], whole: Result | None, named: str = ""
) -> ExhibitTable:
    """Of what overlaps, a share of the whole would add up to more than a hundred: counts alone."""
    head = [named, "Personnes"] if whole else [named, "Effectif", "Part"]
    rows = [[r.display] if whole else [r.display, share_cell(r)] for r in groups]
    return ExhibitTable(
        caption=heading,
        head=head,
        rows=[
            TableRow.of_texts(capitalised(r.group_label), cells)
            for r, cells in zip(groups, rows, strict=True)
        ],
    )


def provided(case: Case, code: str, reading: str = "", covers: str = "") -> Dress:
    """What is told under a figure of one action: its provider is its source."""
    until = f"en {case.year}"
    if CATALOGUE[code].unit is Unit.EXITS:
        until = f"jusqu’au {case.facts.until}"
    action, b = case.pages.action, case.booklet
    where = f"«{NBSP}{action.title}{NBSP}», {b.here}"
    return Dress(
        reading=reading,
        field=dress.field([code], where, until, covers),
        source=f"{action.provider.name}{NBSP}; traitement{NBSP}: {b.department.service}",
    )
