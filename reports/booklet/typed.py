"""The typed texts of a booklet: what they quote, and how they are put in its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.html import format_html
from django.utils.safestring import SafeString

from reports.models import SharedText
from reports.writing.figures import codes_in, display
from reports.writing.places import Text
from reports.writing.printing import printed

if TYPE_CHECKING:
    from reports.booklet.context import Booklet


def shared_texts(year: int) -> dict[str, str]:
    return {code: text.body for code, text in SharedText.objects.of_year(year).items()}


def quoted(b: Booklet) -> set[str]:
    """The codes of the figures that authors put in their texts."""
    return codes_in(_texts(b))


def _texts(b: Booklet) -> Iterator[str]:
    yield from (b.edition.preamble, b.edition.participants_note, *b.shared.values())
    yield from (fund.rule for fund in b.funds)
    if b.pact:
        yield b.pact.pact.introduction
    yield from (pages.section.introduction for pages in b.sections)
    for sheet in b.sheets:
        yield from sheet.typed


def prose(b: Booklet, text: Text) -> SafeString:
    """A typed text, and the way to change it for whoever may."""
    html = printed(
        text,
        text.html,
        figure=lambda asked: display(b.figures.now, asked, place=b.place),
        shared=b.shared,
    )
    if text.kind not in b.editable:
        return format_html('<div class="prose">{}</div>', html)
    return format_html(
        '<div class="prose" id="texte-{0}" data-text="{0}">{1}</div>'
        '<p class="edit-text"><a href="{2}" target="_top" '
        'aria-label="Modifier ce texte : {3}">Modifier ce texte</a></p>',
        text.key,
        html,
        text.address(b.edition),
        text.row,
    )
