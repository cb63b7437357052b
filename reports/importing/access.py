"""Who may bring files in."""

from __future__ import annotations

import functools

from django.core.exceptions import PermissionDenied

from plics.permissions import can_edit_data


def editors_only(view):
    """A file changes rows of every commission: it is for the service that answers for them."""

    @functools.wraps(view)
    def guarded(request, *args, **kwargs):
        if not can_edit_data(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded
