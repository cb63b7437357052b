"""The pages of one action: evaluation of the past year, sheet of the coming one, stories."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from actions.enums import BlockKind, Variant
from actions.models import SheetBlock
from plics import formatting
from plics.formatting import NBSP
from reports.booklet.context import ActionPages, Booklet
from reports.booklet.evaluation import Part, evaluate_action, key_figures
from reports.booklet.evaluation.targets import EXIT, done
from reports.booklet.facts import Facts, coming_facts, past_facts
from reports.figures import Result
from reports.figures.catalogue import printed
from reports.figures.indicators import Family, Printed, Ratio
from reports.wording import words
from reports.writing.places import Text


@dataclasses.dataclass(frozen=True, kw_only=True)
class SheetPart:
    """A part of the action's sheet: typed text, with what the agreement adds in figures."""

    heading: str
    body: Text | None = None
    lead: str = ""
    items: list[str] = dataclasses.field(default_factory=list)


def action_context(b: Booklet, pages: ActionPages) -> dict:
    return {
        "pages": pages,
        "action": pages.action,
        "anchor": pages.anchor,
        "introduction": _typed(pages.part(BlockKind.INTRODUCTION)),
        "workshops": _typed(pages.part(BlockKind.WORKSHOPS)),
        "planned": _typed(_planned(pages)),
        "keys": key_figures(b, pages),
        "parts": _with_typed(pages, evaluate_action(b, pages)),
        "highlights": _highlights(b, pages),
        "remarks": _typed(pages.part(BlockKind.REMARKS)),
        "stories": [
            (story, [(part.title, Text("parcours", part)) for part in story.blocks.all()])
            for story in pages.stories
        ],
        "sheet": _sheet(b, pages),
        "missing": _missing(b, pages),
        "unwritten": bool(pages.coming) and pages.action.variant != Variant.REFERENT,
    }


def _planned(pages: ActionPages) -> SheetBlock | None:
    """The outlook that was written for the year evaluated: it stands beside its results."""
    blocks = pages.past.blocks.all() if pages.past and pages.is_evaluated else []
    return next((each for each in blocks if each.kind == BlockKind.OUTLOOK), None)


def _typed(block: SheetBlock | None) -> Text | None:
    return Text("fiche", block) if block else None


def _with_typed(pages: ActionPages, parts: list[Part]) -> list[tuple[Part, Text | None]]:
    """Typed results and collective actions follow the figures of the same subject."""
    headings = {part.heading for part in parts}
    typed = []
    for kind in (BlockKind.RESULTS, BlockKind.COLLECTIVE):
        block = pages.part(kind)
        if block and block.heading not in headings:
            typed.append((Part(heading=block.heading), _typed(block)))
    blocks = {block.heading: block for block in pages.blocks.values()}
    return [(part, _typed(blocks.get(part.heading))) for part in parts] + typed


def _missing(b: Booklet, pages: ActionPages) -> str:
    """Why a part is not there: said, never left blank."""
    if pages.coming is None:
        return f"Cette action n’est pas reconduite en {b.programme_year}."
    if not pages.is_evaluated:
        return f"Action nouvelle en {b.programme_year} : elle n’a pas de bilan pour {b.year}."
    return ""


# --- highlights ------------------------------------------------------------------------

QUOTABLE = frozenset(printed(Printed.EVALUATED, [Family.ACTIONS]))


def _highlights(b: Booklet, pages: ActionPages) -> dict | None:
    """Shares to quote, with the base they are computed on."""
    if pages.past is None or not pages.is_evaluated:
        return None
    facts = past_facts(b, pages)
    codes = [code for code in pages.past.highlights if code in QUOTABLE]
    known = [result for result in map(facts.get, codes) if result.value is not None]
    if not known:
        return None
    bases = {result.denominator for result in known}
    one_base = len(bases) == 1
    return {
        "items": [_highlight(result) for result in known],
        "note": _bases_note(bases.pop() if one_base else None),
    }


def _bases_note(base: Decimal | int | None) -> str:
    """What the shares are shares of; each says its own base where they differ (None)."""
    if base is None:
        whole = "les personnes présentes dans l’année dont le trait est connu"
    else:
        many = f"les {formatting.counted(base, 'personne')} présentes dans l’année"
        whole = formatting.plural(base, "la seule personne présente dans l’année", many)
    return f"Parts calculées sur {whole}."


def _highlight(result: Result) -> str:
    if isinstance(result.indicator, Ratio) and result.indicator.said:
        text = result.indicator.said.format(share=result.display)
        return f"{text} ({result.numerator} sur {result.denominator})"
    return f"{result.label} : {result.display}"


# --- sheet -----------------------------------------------------------------------------


def _sheet(b: Booklet, pages: ActionPages) -> list[SheetPart]:
    if pages.coming is None:
        return []
    facts = coming_facts(b, pages)
    before = past_facts(b, pages) if pages.is_evaluated else None
    parts = [_part(b, block, facts, before) for block in pages.sheet]
    kinds = {block.kind for block in pages.sheet}
    if facts.capacity and BlockKind.AUDIENCE not in kinds:
        parts.append(SheetPart(heading=BlockKind.AUDIENCE.label, lead=_capacity(facts)))
    if BlockKind.OBJECTIVES not in kinds and (items := _targets(facts, before)):
        parts.insert(
            0, SheetPart(heading=BlockKind.OBJECTIVES.label, lead=TARGETS_LEAD, items=items)
        )
    return parts


TARGETS_LEAD = "Objectifs chiffrés de la convention :"


def _part(b: Booklet, block, facts: Facts, before: Facts | None) -> SheetPart:
    heading = block.heading
    if block.kind == BlockKind.OUTLOOK and not block.title:
        heading = f"{heading} {b.programme_year}"
    if block.kind == BlockKind.AUDIENCE:
        return SheetPart(heading=heading, lead=_capacity(facts), body=_typed(block))
    if block.kind == BlockKind.OBJECTIVES and (items := _targets(facts, before)):
        return SheetPart(heading=heading, body=_typed(block), lead=TARGETS_LEAD, items=items)
    return SheetPart(heading=heading, body=_typed(block))


def _capacity(facts: Facts) -> str:
    """« 24 places, dont 20 pour les bénéficiaires du RSA et 4 pour les jeunes »."""
    if not facts.capacity:
        return ""
    names: dict[str | None, str] = {
        "rsa": "pour les bénéficiaires du RSA",
        "jeune": "pour les jeunes",
    }
    shares = [
        f"{r.display} {names.get(r.group, r.group_label)}"
        for r in facts.groups("action.capacity.by_audience")
    ]
    if len(shares) < 2:
        return facts.capacity
    return f"{facts.capacity}, dont {formatting.listing(shares)}"


def _targets(facts: Facts, before: Facts | None) -> list[str]:
    """What the agreement asks for, each in its own unit, beside what was done the year before."""
    items = []
    overall = facts.get("action.dynamic_exits.target")
    if overall:
        rate = before and before.get("action.dynamic_exits.rate")
        counts = (rate.numerator, rate.denominator) if rate else (None, None)
        found = _beside(before, *counts, EXIT)
        items.append(f"{overall.display} de sorties dynamiques{found}")
    for result in facts.targets:
        hours = result.group == "heures_personne"
        size = f"{result.display}{NBSP}{'h' if hours else '%'}"
        items.append(f"{result.group_label} : {size}{_done(before, result)}")
    return items


def _done(facts: Facts | None, target: Result) -> str:
    if facts is None:
        return ""
    if target.group == "heures_personne":
        mean = facts.get("action.hours.mean")
        return f" – en {facts.figures.scope.year} : {mean.display}{NBSP}h" if mean else ""
    count, base, thing = done(facts, target.group or "")
    one, many = (word.partition(" ")[0] for word in thing)
    return _beside(facts, count, base, (one, many))


def _beside(facts: Facts | None, count, base, thing: words.Thing) -> str:
    """« – en 2019 : 28 sorties sur 52, soit 54 % »."""
    if facts is None or count is None or not base:
        return ""
    told = words.count_of(count, base, thing).replace(" (", ", soit ").rstrip(")")
    return f" – en {facts.figures.scope.year} : {told}"
