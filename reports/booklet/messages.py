"""The messages of a booklet, for those who may replace them."""

from __future__ import annotations

from reports.booklet.blocks import BookletSection
from reports.booklet.context import read_booklet
from reports.booklet.outline import outline
from reports.booklet.titles import Title
from reports.figures.reading import reading_once
from reports.models import AuthorMessage, Edition


def titles_by_section(edition: Edition) -> list[tuple[BookletSection, list[Title]]]:
    """What stands over each figure, in the order of the booklet, as seen from inside."""
    found = []
    with reading_once():
        b = read_booklet(edition)
        sections = [section for chapter in outline(b) for section in chapter.sections]
        b.read_figures({family for section in sections for family in section.families})
        for section in sections:
            met = len(b.titles)
            for block in section.blocks:
                block.fill(b)
            found.append((section, list(b.titles.values())[met:]))
    return [(section, titles) for section, titles in found if titles]


def titles_of(edition: Edition) -> dict[str, Title]:
    return {title.exhibit: title for _, titles in titles_by_section(edition) for title in titles}


def outdated(edition: Edition) -> list[tuple[AuthorMessage, Title | None]]:
    """Written over figures that have changed since, or that the booklet shows no more."""
    messages = list(edition.messages.all()) if edition.pk and not edition.is_validated else []
    if not messages:
        return []
    titles = titles_of(edition)
    found = [(message, titles.get(message.exhibit)) for message in messages]
    return [(message, title) for message, title in found if title is None or title.is_outdated]
