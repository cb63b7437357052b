"""Who may bring files in."""

from __future__ import annotations

import functools

from django.core.exceptions import PermissionDenied

from plics.importing.importer import Importer
from plics.importing.registry import KINDS
from plics.models import Upload
from plics.models.importing import UploadQuerySet


def offered(user) -> dict[str, type[Importer]]:
    """The kinds of files that this account may bring in."""
    return {slug: kind for slug, kind in KINDS.items() if kind.is_for(user)}


def uploads_of(user) -> UploadQuerySet:
    """The files sent, of the kinds that this account may bring in."""
    return Upload.objects.filter(kind__in=offered(user))


def senders_only(view):
    """For accounts that may bring in one kind of file at least."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if not offered(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
