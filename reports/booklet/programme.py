"""The sections of actions: index, introduction, path, then each action's pages."""

from __future__ import annotations

from functools import partial
from itertools import groupby

from actions.enums import Aim, Variant
from actions.models import Axis
from plics.formatting import listing
from reports.booklet.blocks import Block, BookletSection, ContentsEntry, prose, section_key
from reports.booklet.context import ActionPages, Booklet, SectionPages
from reports.booklet.sheets import action_context
from reports.figures.indicators import Family
from reports.writing.places import Text


def aims(b: Booklet) -> list[str]:
    """« Visée sociale : primo insertion sociale, français… », from the actions themselves."""
    lines = []
    for aim in Aim:
        titles = dict.fromkeys(
            pages.action.title
            for pages in b.actions
            if pages.action.aim == aim and pages.past is not None
        )
        if titles:
            lines.append(f"Visée {aim.label} : {listing(titles)}.")
    return lines


def actions_section(pages: SectionPages) -> BookletSection:
    section = pages.section
    blocks = [
        Block(template="booklet/actions_index.html", fill=lambda b: {"axes": _by_axis(pages)})
    ]
    if section.introduction:
        blocks.append(prose(lambda b: Text("rubrique", section)))
    if pathway := _pathway(pages):
        blocks.append(Block(template="booklet/pathway.html", fill=lambda b: {"stages": pathway}))
    blocks += [
        Block(template="booklet/action.html", fill=partial(action_context, pages=p))
        for p in pages.actions
    ]
    return BookletSection(
        key=section_key(section.code),
        number=section.code,
        title=section.title,
        blocks=blocks,
        families=(Family.ACTIONS, Family.REFERENTS),
        entries=[ContentsEntry(anchor=p.anchor, title=p.name) for p in pages.actions],
    )


def _by_axis(pages: SectionPages) -> list[tuple[Axis, list[ActionPages]]]:
    """Each axis is said once, above its actions."""
    return [(axis, list(found)) for axis, found in groupby(pages.actions, lambda p: p.action.axis)]


STAGES = [
    (Variant.WORKSHOP, "Ateliers et chantiers d’insertion", "un emploi encadré, en équipe"),
    (Variant.ASSISTED_JOBS, "Contrats aidés accompagnés", "un poste, un tuteur, un projet"),
    (Variant.TEMPORARY_WORK, "Association intermédiaire", "des missions, en autonomie"),
]


def _pathway(pages: SectionPages) -> list[dict]:
    """The steps of work integration that this territory offers, then what they aim at."""
    found = []
    for variant, label, promise in STAGES:
        providers = dict.fromkeys(
            p.action.provider.name for p in pages.actions if p.action.variant == variant
        )
        if providers:
            found.append({"label": label, "promise": promise, "providers": list(providers)})
    if len(found) < 2:
        return []
    return [*found, {"label": "Emploi durable ou formation", "promise": "le but du parcours"}]
