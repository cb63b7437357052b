"""Where a form goes back to once it is saved: the page that led to it, told in its address."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

PARAMETER = "retour"


def way_back(request: HttpRequest) -> str:
    """A page of this site, or nothing: an address may be written by anybody."""
    path = request.POST.get(PARAMETER) or request.GET.get(PARAMETER, "")
    is_ours = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_ours else ""
