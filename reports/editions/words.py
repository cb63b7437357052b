"""The texts that a booklet prints, each known by a key that holds from a version to the next."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator

from plics.formatting import NBSP
from reports.booklet.context import ActionPages, Booklet
from reports.writing.printing import with_shared

# The edition's own.
OWN = {"preamble": "Préambule", "participants_note": "Présentation des participants"}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Text:
    key: str
    title: str
    text: str
    is_public: bool = True


def texts_of(b: Booklet) -> list[Text]:
    """With the shared texts that they include, which change by themselves."""
    found = (dataclasses.replace(each, text=with_shared(each.text, b.shared)) for each in _texts(b))
    return [text for text in found if text.text.strip()]


def _texts(b: Booklet) -> Iterator[Text]:
    edition = b.edition
    for name, title in OWN.items():
        yield Text(key=name, title=title, text=getattr(edition, name))
    for part in b.sections:
        section = part.section
        yield Text(key=f"section/{section.code}", title=section.title, text=section.introduction)
    for fund in b.funds:
        yield Text(key=f"fund/{fund.code}", title=fund.name, text=fund.rule)
    for pages in b.sheets:
        yield from _of_action(pages)
    if b.pact:
        yield Text(key="pact", title=b.pact.pact.name, text=b.pact.pact.introduction)
    # An author's words over a figure may tell what is hidden of it to a reader.
    for exhibit, message in sorted(b.own_messages.items()):
        yield Text(
            key=f"message/{exhibit}",
            title=f"Message d’auteur{NBSP}: {exhibit}",
            text=message.text,
            is_public=False,
        )
    yield Text(key="contact", title="Contact", text=_contact(b))


def _of_action(pages: ActionPages) -> Iterator[Text]:
    action = pages.action
    for kind, block in pages.blocks.items():
        yield Text(
            key=f"sheet/{action.slug}/{kind}",
            title=f"{action.title}{NBSP}: {block.heading}",
            text=block.body,
        )
    for story in pages.stories:
        yield Text(
            key=f"story/{action.slug}/{story.pk}",
            title=f"{action.title}{NBSP}: exemple de parcours",
            text="\n".join(filter(None, story.texts)),
            is_public=story.is_reviewed,
        )


def _contact(b: Booklet) -> str:
    said = b.department
    return "\n".join(
        filter(None, [said.contact, said.council, said.address, said.phone, said.email])
    )
