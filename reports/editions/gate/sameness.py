"""Rules on paragraphs that say nothing of this year, or of this territory."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator

from beneficiaries.models import Commission
from plics import formatting
from plics.formatting import NBSP
from reports.booklet.context import ActionPages
from reports.editions.gate.base import Draft, Finding, Level, Printed, Rule, digest
from reports.editions.gate.working import text_address
from reports.editions.opening import key_of
from reports.editions.words import OWN
from reports.models import Edition
from reports.quality.texts import paragraphs, printed_blocks, where_read

LAST_YEAR = Rule(
    code="comme-l-an-dernier",
    title="Textes repris de l’an dernier",
    level=Level.WARNS,
    told="Noms et nombres mis à part, un paragraphe au moins se lisait déjà dans l’édition "
    "précédente.",
)
ELSEWHERE = Rule(
    code="comme-ailleurs",
    title="Textes écrits comme dans un autre livret",
    level=Level.WARNS,
    told="Noms et nombres mis à part, un paragraphe au moins se lit aussi dans le livret d’une "
    "autre commission. À bon droit parfois, pour une action qui est la même partout.",
)


def as_last_year(draft: Draft) -> Iterator[Finding]:
    edition = draft.edition
    before = _last_year(edition)
    for pages, printed in _by_action(draft.printed):
        repeated = {
            each: same
            for each in printed
            if (same := paragraphs(each.block.body) & before[pages.action.pk, each.block.kind])
        }
        if repeated:
            yield LAST_YEAR.finding(
                f"{pages.action.title}{NBSP}: {_quoted(repeated)}",
                where=next(iter(repeated)).address(edition),
                key=f"{pages.action.slug}:{digest(sorted(set().union(*repeated.values())))}",
            )
    yield from _opening_texts(edition)


def _last_year(edition: Edition) -> dict[tuple[int, str], set[str]]:
    """Of what the last edition printed, by action and part."""
    found: dict[tuple[int, str], set[str]] = defaultdict(set)
    blocks = printed_blocks(edition.evaluation_year - 1)
    if edition.commission is not None:
        blocks = blocks.filter(agreement__commission=edition.commission)
    for action, kind, body in blocks.values_list("agreement__action", "kind", "body"):
        found[action, kind] |= paragraphs(body)
    return found


def _opening_texts(edition: Edition) -> Iterator[Finding]:
    before = Edition.objects.at_address(edition.programme_year - 1, edition.place)
    for name, label in OWN.items() if before else ():
        same = paragraphs(getattr(edition, name)) & paragraphs(getattr(before, name))
        if same:
            yield LAST_YEAR.finding(
                label,
                where=text_address(key_of(edition, name), edition),
                key=f"{name}:{digest(sorted(same))}",
            )


def as_elsewhere(draft: Draft) -> Iterator[Finding]:
    """The département's own booklet gathers what is written everywhere: nothing to compare."""
    here = draft.edition.commission
    if here is None:
        return
    where = where_read(draft.edition.evaluation_year)
    commissions = list(Commission.objects.order_by("name"))
    for pages, printed in _by_action(draft.printed):
        shared: dict[Printed, set[str]] = {}
        others: set[int] = set()
        for each in printed:
            for text in paragraphs(each.block.body):
                if found := {commission for commission, _ in where[text]} - {here.pk}:
                    shared.setdefault(each, set()).add(text)
                    others |= found
        if shared:
            told = formatting.listing(each.of_form for each in commissions if each.pk in others)
            which = "dans le livret" if len(others) == 1 else "dans les livrets"
            yield ELSEWHERE.finding(
                f"{pages.action.title}{NBSP}: {_quoted(shared)} (aussi {which} {told})",
                where=next(iter(shared)).address(draft.edition),
                key=f"{pages.action.slug}:{digest(sorted(set().union(*shared.values())))}",
            )


def _by_action(printed: Iterable[Printed]) -> list[tuple[ActionPages, list[Printed]]]:
    found: dict[int, tuple[ActionPages, list[Printed]]] = {}
    for each in printed:
        found.setdefault(each.pages.action.pk, (each.pages, []))[1].append(each)
    return list(found.values())


def _quoted(parts: Iterable[Printed]) -> str:
    return formatting.listing(f"«{NBSP}{each.block.heading}{NBSP}»" for each in parts)
