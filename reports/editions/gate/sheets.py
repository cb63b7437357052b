"""Rules on what is written in the edition: empty parts, portraits, perspectives, targets."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import prefetch_related_objects
from django.urls import reverse

from actions.enums import BlockKind, Variant
from actions.models import Agreement
from plics import formatting
from plics.formatting import NBSP
from plics.richtext.markup import to_html
from reports.editions.gate.base import Draft, Finding, Level, Rule, digest
from reports.quality.texts import is_against

EMPTY = Rule(
    code="partie-vide",
    title="Parties vides",
    level=Level.STOPS,
    told="Une partie sans texte imprimerait son titre seul : à écrire, ou à supprimer.",
)
PORTRAITS = Rule(
    code="portrait-non-relu",
    title="Exemples de parcours non relus",
    level=Level.WARNS,
    told="Tant qu’une seconde personne ne les a pas relus, la version publique les laisse de côté.",
)
NO_OUTLOOK = Rule(
    code="sans-perspective",
    title="Actions sans perspectives",
    level=Level.WARNS,
    told="Le livret dit ce qui a été fait sans dire ce qui suit.",
)
NO_TARGET = Rule(
    code="sans-objectif",
    title="Conventions sans objectif",
    level=Level.WARNS,
    told="Le livret ne peut rapprocher les résultats de ce qui était convenu.",
)
AGAINST = Rule(
    code="perspective-contraire",
    title="Perspectives que les résultats contredisent",
    level=Level.WARNS,
    told="Le texte en veut davantage, et ils étaient déjà nettement plus de la moitié des "
    "présents : le chiffre est imprimé à côté.",
)


def sheet_address(agreement: Agreement) -> str:
    """The form in which the parts of its sheet are written."""
    return reverse("admin:actions_agreement_change", args=[agreement.pk]) + "#blocks-group"


def is_blank(body: str) -> bool:
    return not to_html(body)


def empty(draft: Draft) -> Iterator[Finding]:
    for printed in draft.printed:
        if is_blank(printed.block.body):
            where = printed.address(draft.edition)
            yield EMPTY.finding(printed.name, where=where, key=str(printed.block.pk))
    for pages in draft.booklet.sheets:
        for story in pages.stories:
            if any(is_blank(block.body) for block in story.blocks.all()):
                yield EMPTY.finding(
                    f"{pages.action.title}{NBSP}: un exemple de parcours",
                    where=reverse("admin:actions_casestory_change", args=[story.pk]),
                    key=f"parcours-{story.pk}",
                )


def portraits(draft: Draft) -> Iterator[Finding]:
    """Neither their text nor the name they bear: this page names nobody."""
    for pages in draft.booklet.sheets:
        waiting = [story for story in pages.stories if not story.is_reviewed]
        for rank, story in enumerate(waiting, start=1):
            which = f" ({rank} sur {len(waiting)})" if len(waiting) > 1 else ""
            yield PORTRAITS.finding(
                f"{pages.action.title}{which}",
                where=reverse("admin:actions_casestory_change", args=[story.pk]),
                key=f"{story.pk}:{story.digest}",
            )


def without_outlook(draft: Draft) -> Iterator[Finding]:
    """Of actions that go on and whose sheet is written; referents have none."""
    for pages in draft.booklet.sheets:
        is_expected = pages.is_evaluated and pages.action.variant != Variant.REFERENT
        if is_expected and pages.coming and pages.part(BlockKind.OUTLOOK) is None:
            where = sheet_address(pages.coming)
            yield NO_OUTLOOK.finding(pages.action.title, where=where, key=pages.action.slug)


def without_target(draft: Draft) -> Iterator[Finding]:
    """Referents are counted by contracts and interviews: nothing is agreed of their results."""
    pairs = [(pages.past, pages.coming) for pages in draft.booklet.sheets]
    prefetch_related_objects([each for pair in pairs for each in pair if each], "targets")
    for pages in draft.booklet.sheets:
        lacking = [
            agreement
            for agreement in (pages.past, pages.coming)
            if agreement and agreement.dynamic_exit_target is None and not agreement.targets.all()
        ]
        if lacking and pages.action.variant != Variant.REFERENT:
            years = [str(agreement.year) for agreement in lacking]
            address = reverse("admin:actions_agreement_change", args=[lacking[-1].pk])
            yield NO_TARGET.finding(
                f"{pages.action.title}{NBSP}: {formatting.listing(years)}",
                where=address + "#targets-group",
                key=f"{pages.action.slug}:{'+'.join(years)}",
            )


def against_results(draft: Draft) -> Iterator[Finding]:
    figures, place = draft.booklet.figures.now, draft.booklet.place
    for printed in draft.printed:
        block, action = printed.block, printed.pages.action
        if block.kind != BlockKind.OUTLOOK or not printed.pages.is_evaluated:
            continue
        for share in is_against(block.body, figures, place, action.slug):
            yield AGAINST.finding(
                f"{action.title}{NBSP}: {share.label.lower()}, {share.display} des présents en "
                f"{figures.scope.year}",
                where=printed.address(draft.edition),
                key=f"{action.slug}:{digest(block.body, share.display)}",
            )
