"""Who may bring files in."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseBase

from plics.importing.importer import Importer
from plics.importing.registry import KINDS
from plics.models import Upload, User
from plics.models.importing import UploadQuerySet
from plics.permissions import AccountRequest

View = Callable[..., HttpResponseBase]


def offered(user: User) -> dict[str, type[Importer]]:
    """The kinds of files that this account may bring in."""
    return {slug: kind for slug, kind in KINDS.items() if kind.is_for(user)}


def uploads_of(user: User) -> UploadQuerySet:
    """The files sent, of the kinds that this account may bring in."""
    return Upload.objects.filter(kind__in=offered(user))


def senders_only(view: View) -> View:
    """For accounts that may bring in one kind of file at least."""

    @functools.wraps(view)
    def guarded(request: AccountRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not offered(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
