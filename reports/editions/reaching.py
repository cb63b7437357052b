"""Which edition an address means, for an account."""

from __future__ import annotations

from django.http import Http404
from django.urls import reverse

from plics.models import User
from plics.permissions import AccountRequest
from reports.models import Edition


def edition_worked_on(
    request: AccountRequest, year: int, place: str, version: int | None = None
) -> Edition:
    """A published booklet is for all; how it was made, for those who prepare it."""
    editions = Edition.objects.worked_on_by(request.user).select_related("commission")
    found = editions.at_address(year, place, version)
    if found is None:
        raise Http404("Cette page est réservée à ceux qui préparent l’édition.")
    return found


def may_comment(user: User, edition: Edition) -> bool:
    worked_on = Edition.objects.filter(pk=edition.pk).worked_on_by(user)
    return not edition.is_validated and worked_on.exists()


def commenting_at(user: User, edition: Edition) -> str:
    """Where the sections of its page lead to be commented, followed by their key; or nothing."""
    if not may_comment(user, edition):
        return ""
    address = [edition.programme_year, edition.place, edition.version]
    return reverse("reports:version", args=address) + "commenter/"
