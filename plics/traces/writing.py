"""Traces are written with the act, or the act is not done: no page of names goes without one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextvars import ContextVar
from typing import Any

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, models
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from plics.models import Act, Trace
from plics.traces import addresses, volumes
from plics.traces.subjects import persons_of

_request: ContextVar[HttpRequest | None] = ContextVar("request", default=None)
# What a page has said that it shows, until its answer goes.
SHOWN = "shown_traces"
SALT = "plics.traces"
DIGITS = 16


class TraceNotWritten(Exception):
    """So what it tells of is not done."""


def middleware(get_response: Callable[[HttpRequest], HttpResponse]):
    def respond(request: HttpRequest) -> HttpResponse:
        token = _request.set(request)
        try:
            response = get_response(request)
            keep(told_of(request, response))
            return response
        finally:
            _request.reset(token)

    return respond


def told_of(request: HttpRequest, response: HttpResponse) -> list[Trace]:
    # Too many searches, exports or prints is a refusal too.
    if response.status_code in (403, 404, 429):
        return refused(request, response.status_code)
    if response.status_code != 200:
        return []
    # What the page says is more exact than what its address tells.
    if shown := getattr(request, SHOWN, []):
        return shown
    rule = addresses.rule_of(request)
    if rule is None:
        return []
    model, key = addresses.object_of(request)
    return [trace(rule, model, [] if key is None else [key])]


def refused(request: HttpRequest, status: int) -> list[Trace]:
    """To somebody signed in; what does not exist is refused to nobody."""
    if not request.user.is_authenticated:
        return []
    model, key = addresses.object_of(request)
    if status == 404 and key is None:
        return []
    return [trace(Act.REFUSED, model, [] if key is None else [key])]


def show(
    request: HttpRequest,
    act: Act,
    model: type[models.Model],
    keys: Iterable[Any],
    *,
    count: int | None = None,
) -> None:
    """This page shows these rows: written when its answer is ready, or the answer does not go.

    `count` tells how many persons where they have no record yet.
    """
    made = trace(act, model, list(keys), count=count)
    setattr(request, SHOWN, [*getattr(request, SHOWN, []), made])


def write(act: Act, model: type[models.Model] | None = None, keys: Iterable[Any] = (), *, by=None):
    """This is being done, in the transaction that does it."""
    keep([trace(act, model, list(keys), by=by)])


def trace(
    act: Act,
    model: type[models.Model] | None,
    keys: list[Any],
    *,
    by: Any = None,
    count: int | None = None,
) -> Trace:
    request = _request.get()
    persons = persons_of(model, keys) if model else []
    match = request.resolver_match if request else None
    return Trace(
        act=act,
        account=account_of(request) if by is None else by.pk,
        kind=model._meta.label_lower if model else "",
        keys=keys,
        persons=persons,
        person_count=len(persons) if count is None else count,
        address=match.view_name[:100] if match and match.view_name else "",
        origin=origin_of(request) if request else "",
    )


def account_of(request: HttpRequest | None) -> int | None:
    user = getattr(request, "user", None)
    return user.pk if user is not None and user.is_authenticated else None


def origin_of(request: HttpRequest) -> str:
    """The same address gives the same letters, from which it is not found again without the key."""
    try:
        address = get_adapter().get_client_ip(request)
    except PermissionDenied:
        return ""
    return salted_hmac(SALT, address, secret=settings.FINGERPRINT_KEY).hexdigest()[:DIGITS]


def keep(traces: list[Trace]) -> None:
    if not traces:
        return
    try:
        Trace.objects.bulk_create(traces)
        volumes.watch(traces)
    except DatabaseError as problem:
        raise TraceNotWritten from problem
