"""How many searches, exports and prints an account may ask for within a few minutes.

They cost the most, and whoever wants to carry everything away asks for many. Without an account,
where booklets are open to all, an address is counted in its place, for the pages it reads as well.
"""

from __future__ import annotations

import datetime as dt
import enum
import re
import time
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone


class Costly(enum.Enum):
    SEARCH = "recherches"
    EXPORT = "exports"
    PRINT = "impressions"
    READING = "lectures"


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
        (r"reports:(version_)?search", "", Costly.SEARCH),
        (r"reports:(version_)?data|reports:kept_pdf", "", Costly.EXPORT),
    ]
]
READ_BY_ALL = re.compile(r"reports:(editions|schema|booklet|section|version|version_section)")
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
    """Comes after the account is known, whose pages of figures are never counted."""

    def __init__(self, answer: Callable[[HttpRequest], HttpResponse]) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        kind: Costly | None
        who: int | str
        if request.user.is_authenticated:
            kind, who = kind_of(request), request.user.pk
        else:
            kind, who = kind_of(request) or reading(request), get_adapter().get_client_ip(request)
        if kind is None or counted(kind, who) <= settings.ACT_LIMITS[kind.name]:
            return None
        return refused(request, kind)


def reading(request: HttpRequest) -> Costly | None:
    match = request.resolver_match
    return Costly.READING if match and READ_BY_ALL.fullmatch(match.view_name) else None


def counted(kind: Costly, who: int | str) -> int:
    """How many with this one; two at the very same time may count for one.

    The window is in the key: renewing the count would else put its end off for ever.
    """
    key = f"acts:{kind.name}:{who}:{int(time.time()) // settings.ACTS_WINDOW}"
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
