"""The web page of a booklet as an account gets it: kept once validated, else worked out now."""

from __future__ import annotations

from django.urls import reverse

from plics.models import User
from reports.booklet.render import screen_html
from reports.booklet.services import reader_of
from reports.editions.documents import html_of, kept_page, variant_for
from reports.editions.reaching import commenting_at
from reports.models import Edition
from reports.writing.places import editable_kinds


def html_for(user: User, edition: Edition, section: str | None = None) -> str:
    """NotReady where its figures are being protected; UnknownSection."""
    reader = reader_of(user, is_awaited=False)
    kept = kept_page(edition, variant_for(edition, reader), section=section or "")
    if kept:
        return html_of(kept)
    return screen_html(
        edition,
        only=section,
        back=reverse("reports:editions"),
        reader=reader,
        editable=editable_kinds(user, edition),
        comment_at=commenting_at(user, edition),
    )
