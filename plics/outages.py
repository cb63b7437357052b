"""What fails for a time, and through no fault of the code: told to people in French."""

import errno
import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.views.defaults import server_error

from plics.traces.writing import TraceNotWritten

FULL = "Le disque du serveur est plein : prévenez votre administrateur."
BUSY = "La base de données est occupée par un long travail : recommencez dans une minute."
UNTRACED = (
    "Le journal des accès n’a pas pu être écrit, et rien n’est montré ni fait sans lui : "
    "recommencez dans une minute ou prévenez votre administrateur."
)
ABSENT = "La base de données ne répond pas : recommencez dans une minute."
# A table that is missing will be so in a minute: a fault, not an outage.
LASTING = ("no such", "does not exist", "unable to open")


def told_of(problem: BaseException | None) -> str:
    """A sentence, or nothing when it is a fault like any other."""
    if isinstance(problem, TraceNotWritten):
        return told_of(problem.__cause__) or UNTRACED
    if isinstance(problem, OSError):
        return FULL if problem.errno in (errno.ENOSPC, errno.EDQUOT) else ""
    said = str(problem).lower()
    if not isinstance(problem, OperationalError | InterfaceError):
        return ""
    if any(word in said for word in LASTING):
        return ""
    if "full" in said or "no space left" in said:
        return FULL
    return BUSY if "locked" in said else ABSENT


def failed(request: HttpRequest) -> HttpResponse:
    """Django's page of errors, unless waiting is enough. Neither asks anything of the database."""
    if told := told_of(sys.exception()):
        page = render_to_string("503.html", {"told": told})
        return HttpResponse(page, status=503, headers={"Retry-After": "60"})
    return server_error(request)
