"""A typed text as a page shows it: figures that are true, notes at its end, shared texts."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from plics.richtext.markup import FIGURE, SHARED
from reports.writing.places import Text

_SHARED = re.compile(rf'<p {SHARED}="([^"]*)"></p>')
_FIGURE = re.compile(rf'<span {FIGURE}="([^"]*)"></span>')
_NOTE = re.compile(r"<small>(.*?)</small>", re.DOTALL)


def printed(
    text: Text, html: str, *, figure: Callable[[str], str], shared: Mapping[str, str]
) -> SafeString:
    """`html` is what the text says, or would: cleaned, as its field does."""
    html = with_shared(html, shared)
    if FIGURE in html:
        html = _FIGURE.sub(lambda match: escape(figure(match[1])), html)
    if "<small>" in html:
        html = _with_notes(html, text.key)
    if "<h5>" in html:
        html = html.replace("<h5>", f"<{text.heading}>").replace("</h5>", f"</{text.heading}>")
    return mark_safe(html)  # noqa: S308 - what is put in is escaped, or cleaned as it is


def with_shared(html: str, shared: Mapping[str, str]) -> str:
    return _SHARED.sub(lambda match: shared.get(match[1], ""), html) if SHARED in html else html


def _with_notes(html: str, key: str) -> str:
    notes: list[str] = []

    def call(match: re.Match[str]) -> str:
        notes.append(match[1])
        return format_html(
            '<sup class="call"><a id="appel-{0}-{1}" href="#note-{0}-{1}">{1}</a></sup>',
            key,
            len(notes),
        )

    html = _NOTE.sub(call, html)
    items = "".join(
        f'<li id="note-{key}-{rank}">{note} <a class="back" href="#appel-{key}-{rank}" '
        f'aria-label="Retour à l’appel de note {rank}">↑</a></li>'
        for rank, note in enumerate(notes, start=1)
    )
    return f'{html}<ol class="notes">{items}</ol>'
