"""The actions of the département: commission by commission, a line each, their sheets being in the
booklet of their commission."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from actions.enums import Variant
from plics.formatting import NBSP, counted, number
from reports.booklet.blocks import Block, BookletSection, ContentsEntry, prose, section_key
from reports.booklet.context import ActionPages, Booklet, SectionPages
from reports.booklet.facts import Facts, coming_facts, past_facts
from reports.exhibits import dress
from reports.exhibits.parts import Dress, ExhibitTable, TableCell, TableRow
from reports.exhibits.rules import NO_OBJECT
from reports.figures import Result
from reports.figures.indicators import Family
from reports.wording.rules import is_small
from reports.writing.places import Text


def listed_section(pages: SectionPages) -> BookletSection:
    section = pages.section
    blocks = [prose(lambda b: Text("rubrique", section))] if section.introduction else []
    blocks.append(Block(template="booklet/actions_list.html", fill=lambda b: _lists(b, pages)))
    return BookletSection(
        key=section_key(section.code),
        number=section.code,
        title=section.title,
        blocks=blocks,
        families=(Family.ACTIONS, Family.REFERENTS),
        entries=[
            ContentsEntry(anchor=_anchor(pages, slug), title=name)
            for slug, name, _ in _by_commission(pages)
        ],
    )


def _by_commission(pages: SectionPages) -> Iterator[tuple[str, str, list[ActionPages]]]:
    found = sorted(pages.actions, key=lambda each: each.commission.name)
    for commission, actions in groupby(found, key=lambda each: each.commission):
        yield commission.slug, f"Commission {commission.of_form}", list(actions)


def _anchor(pages: SectionPages, slug: str) -> str:
    return f"{section_key(pages.section.code)}-{slug}"


def _lists(b: Booklet, pages: SectionPages) -> dict:
    lists = [
        (_anchor(pages, slug), f"{pages.section.code} – {name}", name, _table(b, name, actions))
        for slug, name, actions in _by_commission(pages)
    ]
    return {"lists": lists, "dress": _dress(b)}


def _table(b: Booklet, name: str, actions: list[ActionPages]) -> ExhibitTable:
    year = b.year
    head = [
        *("Action", "Structure", f"Convention {year}", f"Personnes {year}", f"Entrées {year}"),
        *(f"Sorties {year}", "dont dynamiques", f"Programme {b.programme_year}"),
    ]
    rows = [_row(b, pages) for pages in actions]
    count = counted(len(actions), "action")
    return ExhibitTable(caption=f"{name}, {count}", head=head, rows=rows, css="listed")


def _row(b: Booklet, pages: ActionPages) -> TableRow:
    cells = [NO_OBJECT] * 5
    if pages.past is not None and pages.is_evaluated:
        facts = past_facts(b, pages)
        is_referent = pages.action.variant == Variant.REFERENT
        cells = _of_a_referent(facts) if is_referent else _of_the_year(facts)
    provider = TableCell(display=pages.action.provider.name, css="text")
    told = [TableCell(display=text) for text in (*cells, _coming(b, pages))]
    return TableRow(label=pages.action.title, cells=[provider, *told])


def _of_a_referent(facts: Facts) -> list[str]:
    """Persons are followed: none enters an action, nor leaves it."""
    return [NO_OBJECT, facts.get("referent.persons").display, *[NO_OBJECT] * 3]


def _of_the_year(facts: Facts) -> list[str]:
    rate = facts.get("action.dynamic_exits.rate")
    shown = [facts.get(code) for code in ("action.present", "action.entries", "action.exits")]
    return [facts.capacity or NO_OBJECT, *(each.display for each in shown), _dynamic(rate)]


def _dynamic(rate: Result) -> str:
    """« 28 sur 52 (54 %) »; of a few, their counts alone."""
    if rate.numerator is None or not rate.denominator:
        return rate.display if rate.frozen_display is not None else NO_OBJECT
    counts = f"{number(rate.numerator)} sur {number(rate.denominator)}"
    return counts if is_small(rate.denominator) else f"{counts} ({rate.display})"


def _coming(b: Booklet, pages: ActionPages) -> str:
    if pages.coming is None:
        return "non reconduite"
    return coming_facts(b, pages).capacity or "reconduite"


def _dress(b: Booklet) -> Dress:
    return Dress(
        field=f"actions conventionnées en {b.year} ou {b.programme_year}, {b.here}{NBSP}; "
        "sorties jusqu’à la date de chaque convention",
        source=dress.source(["action.entries"], b.department, b.compared),
    )
