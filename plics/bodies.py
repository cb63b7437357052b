"""How much of what is sent is read: decided on the length it announces, before any of it is."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus
from typing import Any, TypeVar

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from plics.upload_handlers import announced

View = TypeVar("View", bound=Callable[..., Any])

KILOBYTE = 1024
# A name, a password, a code: what the pages open to strangers ask for.
OPEN_PAGE_LIMIT = 16 * KILOBYTE
# A form sent once the session had ended is kept for its account (`plics/kept_forms.py`).
ENDED_SESSION_LIMIT = 512 * KILOBYTE


def takes_files(view: View) -> View:
    """For the views, few, that a file may be sent to: they say themselves what they take."""
    view.takes_files = True  # type: ignore[attr-defined]
    return view


class BoundedBodies:
    """Refuses a body too long for its page and its sender.

    The token of a form is read with the form, before its view runs: parsing what a stranger
    sends would cost seconds for nothing.
    """

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> HttpResponse | None:
        limit = limit_for(request, view)
        # Sent in pieces, whose length nobody says: no browser sends a form so.
        is_unmeasured = "HTTP_TRANSFER_ENCODING" in request.META
        if is_unmeasured or (limit is not None and announced(request) > limit):
            return render(request, "413.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        return None


def limit_for(request: HttpRequest, view: Callable[..., Any]) -> int | None:
    if not request.user.is_authenticated:
        is_open = not getattr(view, "login_required", True)
        return OPEN_PAGE_LIMIT if is_open else ENDED_SESSION_LIMIT
    if getattr(view, "takes_files", False):
        # What is past its own limit is let fall as it comes: `plics/upload_handlers.py`.
        return None
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE
