"""Checks on what is written beside figures: told to whoever may rewrite it, never refused."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from django.db.models import Q

from actions.enums import EVALUATION_BLOCKS, BlockKind
from actions.models import Action, Agreement, Axis, Section, SheetBlock
from plics.richtext.markup import plain
from reports.booklet.messages import outdated
from reports.figures import Figures, Result, Scope, evaluate
from reports.figures.counting import reads_of
from reports.models import AuthorMessage, Edition
from reports.quality.base import Check, Severity
from reports.wording.rules import differ, is_small

# --- messages ------------------------------------------------------------------------------


def over_other_figures(year: int):
    editions = Edition.objects.filter(programme_year=year + 1, messages__isnull=False)
    found = [message.pk for edition in editions.distinct() for message, _ in outdated(edition)]
    return AuthorMessage.objects.filter(pk__in=found)


# --- parts of sheets -----------------------------------------------------------------------


def printed_blocks(year: int):
    """What the booklets print beside the figures of a year: its evaluation, the next programme."""
    evaluation = Q(kind__in=EVALUATION_BLOCKS)
    return SheetBlock.objects.filter(
        Q(evaluation, agreement__year=year) | Q(~evaluation, agreement__year=year + 1)
    )


# Who a text may want more of, and the share that says how many they were.
WANTED = {
    "femmes": "action.women",
    "hommes": "action.men",
    r"personnes isolées": "action.isolated",
    r"(personnes|participants) sans véhicule": "action.without_vehicle",
    r"habitants (des|de) quartiers prioritaires": "action.priority_area",
    r"habitants de (l[’']espace rural|communes rurales)": "action.rural",
}


def wanted(body: str) -> Iterator[str]:
    """The codes of those whom « accueillir davantage de femmes » wants more of."""
    body = plain(body)
    for words, code in WANTED.items():
        more = rf"\b(davantage|plus) d(e |['’])({words})\b"
        rise = rf"\b(accroître|augmenter) [^.;\n]*\b({words})\b"
        if re.search(f"{more}|{rise}", body, re.IGNORECASE):
            yield code


def is_majority(share: Result) -> bool:
    """Clearly more than the others, of people enough."""
    count, base = share.numerator, share.denominator
    if count is None or base is None or is_small(base):
        return False
    return count * 2 > base and differ(count, base - count)


def is_against(body: str, figures: Figures, place: str, action: str) -> list[Result]:
    """The shares, of those present in the action, that an outlook contradicts."""
    shares = [figures.get(code, place, action) for code in wanted(body)]
    return [share for share in shares if is_majority(share)]


def against_figures(year: int):
    outlooks = printed_blocks(year).filter(kind=BlockKind.OUTLOOK)
    outlooks = outlooks.select_related("agreement__action", "agreement__commission")
    asked = [block for block in outlooks if any(wanted(block.body))]
    if not asked:
        return SheetBlock.objects.none()
    figures = evaluate(list(WANTED.values()), Scope(year=year))
    found = [
        block.pk
        for block in asked
        for place, action in [(block.agreement.commission.slug, block.agreement.action.slug)]
        if is_against(block.body, figures, place, action)
    ]
    return SheetBlock.objects.filter(pk__in=found)


# Fewer words than these are a heading, or a way of speaking.
LEAST_WORDS = 12


def neutral(paragraph: str) -> str:
    """Without its names and numbers; nothing of a line too short to be anybody's own."""
    words = [word for word in re.findall(r"[^\W_]+", paragraph) if word.islower()]
    return " ".join(words) if len(words) >= LEAST_WORDS else ""


def paragraphs(body: str) -> set[str]:
    return set(filter(None, map(neutral, plain(body).splitlines())))


def where_read(year: int) -> dict[str, set[tuple[int, int]]]:
    """The commissions, and the parts of theirs, in which each paragraph is read."""
    where = defaultdict(set)
    rows = printed_blocks(year).values_list("pk", "agreement__commission", "body")
    for key, commission, body in rows:
        for text in paragraphs(body):
            where[text].add((commission, key))
    return where


def shared(year: int):
    """A paragraph of theirs is in another commission's booklet."""
    found = {
        key
        for places in where_read(year).values()
        if len({commission for commission, _ in places}) > 1
        for _, key in places
    }
    return SheetBlock.objects.filter(pk__in=found)


CHECKS = [
    Check(
        code="messages-a-verifier",
        label="Messages d’auteur écrits sur des chiffres qui ont changé",
        reason="Le message au-dessus d’une figure du livret a été remplacé, puis les chiffres de "
        "la figure ont changé : à garder, à réécrire ou à supprimer. D’ici là, la version publique "
        "imprime le message calculé.",
        severity=Severity.TEXTS,
        model=AuthorMessage,
        suspects=over_other_figures,
    ),
    Check(
        code="perspectives-contraires",
        label="Perspectives qui demandent plus d’un public déjà majoritaire",
        reason="Le texte veut accueillir davantage de femmes (ou d’hommes), qui étaient déjà "
        "nettement plus de la moitié des présents de l’année évaluée : les chiffres imprimés à "
        "côté le contredisent.",
        severity=Severity.TEXTS,
        model=SheetBlock,
        suspects=against_figures,
        reads=(Action, Agreement, Axis, Section, *reads_of(WANTED.values())),
    ),
    Check(
        code="textes-partages",
        label="Parties de fiches écrites comme dans un autre livret",
        reason="Noms et nombres mis à part, un paragraphe au moins se lit aussi dans le livret "
        "d’une autre commission : il n’y dit rien de propre à ce territoire. À bon droit parfois, "
        "pour une action qui est la même partout.",
        severity=Severity.TEXTS,
        model=SheetBlock,
        suspects=shared,
        reads=(Agreement,),
    ),
]
