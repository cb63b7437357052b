"""Rules on the work in course: texts taken over and not read again, comments not resolved."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.text import Truncator

from plics.formatting import NBSP
from reports.editions.gate.base import Draft, Finding, Level, Rule
from reports.models import Edition
from reports.writing.places import KINDS

TO_READ = Rule(
    code="a-relire",
    title="Textes repris à relire",
    level=Level.STOPS,
    told="Repris de l’an dernier à l’ouverture de l’année : à relire, à corriger s’il le faut, "
    "puis à dire relus.",
)
COMMENTS = Rule(
    code="commentaire",
    title="Commentaires non résolus",
    level=Level.WARNS,
    told="À résoudre à la page de l’édition, ou à laisser avec un motif.",
)


def to_read(draft: Draft) -> Iterator[Finding]:
    for text in draft.edition.carried.unread() if draft.edition.pk else ():
        where = text_address(text.text_key, draft.edition)
        yield TO_READ.finding(text.title, where=where, key=text.text_key)


def text_address(key: str, edition: Edition) -> str:
    """« actions.sheetblock/12/body » is a field of a row: the page where it is written."""
    model, row, field = key.split("/")
    kinds = {(of._meta.label_lower, name): kind for kind, (of, name) in KINDS.items()}
    return reverse("reports:text", args=[kinds[model, field], row]) + f"?edition={edition.pk}"


def comments(draft: Draft) -> Iterator[Finding]:
    edition = draft.edition
    for comment in edition.comments.open() if edition.pk else ():
        place = comment.block or comment.section
        yield COMMENTS.finding(
            f"{place}{NBSP}: «{NBSP}{Truncator(comment.text).chars(120)}{NBSP}»",
            where=f"{edition.get_absolute_url()}#{comment.section}",
            key=str(comment.pk),
        )
