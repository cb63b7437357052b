"""How many searches, exports and prints an account may ask for within a few minutes.

They cost the most, and whoever wants to carry everything away asks for many.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class Costly(enum.Enum):
    SEARCH = "recherches"
    EXPORT = "exports"
    PRINT = "impressions"


# Of an address, its name and its method, which of them it is; the first that fits.
RULES = [
    (re.compile(pattern), method, kind)
    for pattern, method, kind in [
        (r"admin:autocomplete", "", Costly.SEARCH),
        (r"records:search", "GET", Costly.SEARCH),
        (r"dashboards:listing", "", Costly.SEARCH),
        (r"admin:\w+_export", "POST", Costly.EXPORT),
        (r"dashboards:download|reports:download|returns:workbook|privacy:file", "", Costly.EXPORT),
        (r"traces:export|(importing|returns):rejects", "", Costly.EXPORT),
        (r"sittings:letters|week:export|dashboards:listing_file|aids:order", "", Costly.EXPORT),
        (r"dashboards:sheet|week:print|dashboards:listing_print", "", Costly.PRINT),
        (r"reports:make_pdf", "", Costly.PRINT),
    ]
]
# Laid out by a process apart, as a page printed is.
PICTURE = "png"
# What is typed in the search box of a list; filters and sorting are no search.
TYPED = "q"


def kind_of(request: HttpRequest) -> Costly | None:
    match = request.resolver_match
    if match is None:
        return None
    if match.kwargs.get("extension") == PICTURE:
        return Costly.PRINT
    if match.view_name.endswith("_changelist") and TYPED in request.GET:
        return Costly.SEARCH
    found = (
        kind
        for name, method, kind in RULES
        if name.fullmatch(match.view_name) and method in ("", request.method)
    )
    return next(found, None)


class BoundedActs:
    """Comes after the account is known; a page of figures is never counted."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        kind = kind_of(request) if request.user.is_authenticated else None
        if kind is None or counted(kind, request.user.pk) <= settings.ACT_LIMITS[kind.name]:
            return None
        return refused(request, kind)


def counted(kind: Costly, account: int | None) -> int:
    """How many with this one; two at the very same time may count for one.

    The window is in the key: renewing the count would else put its end off for ever.
    """
    key = f"acts:{kind.name}:{account}:{int(time.time()) // settings.ACTS_WINDOW}"
    count: int = cache.get(key, 0) + 1
    cache.set(key, count, settings.ACTS_WINDOW)
    return count


def refused(request: HttpRequest, kind: Costly) -> HttpResponse:
    left = settings.ACTS_WINDOW - int(time.time()) % settings.ACTS_WINDOW
    # Said to the minute, which must then be over.
    again = timezone.now() + dt.timedelta(seconds=left, minutes=1)
    context = {"what": kind.value, "again": again}
    response = render(request, "too_many.html", context, status=HTTPStatus.TOO_MANY_REQUESTS)
    response["Retry-After"] = str(left)
    return response
