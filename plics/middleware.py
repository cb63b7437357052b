"""What is refused before any view."""

from collections.abc import Callable

from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.views.defaults import bad_request


def plain_addresses(answer: Callable[[HttpRequest], HttpResponse]):
    """No text of ours holds the character 0, and PostgreSQL fails on what compares with it."""

    def checked(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return bad_request(request, BadRequest())
        return answer(request)

    return checked
