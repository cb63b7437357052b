"""What is refused before any view, and what every answer carries."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import redirect
from django.utils.cache import add_never_cache_headers
from django.views.defaults import bad_request

from plics import nir

# PDF, XLSX, ODS and PNG are compressed already: once more costs time and gains nothing.
COMPRESSIBLE = ("text/", "application/json", "application/geo+json", "image/svg+xml")

Answer = Callable[[HttpRequest], HttpResponse]

# None of our pages asks a browser for any of these: nor may what slips into one.
UNUSED = (
    "accelerometer",
    "autoplay",
    "bluetooth",
    "browsing-topics",
    "camera",
    "display-capture",
    "encrypted-media",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "publickey-credentials-create",
    "publickey-credentials-get",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
PERMISSIONS = ", ".join(f"{feature}=()" for feature in UNUSED)


def plain_addresses(answer: Answer) -> Answer:
    """No text of ours holds the character 0, and PostgreSQL fails on what compares with it."""

    def checked(request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", "") or "\0" in request.path:
            return bad_request(request, BadRequest())
        return answer(request)

    return checked


def no_nir_in_addresses(answer: Answer) -> Answer:
    """One typed as a search or a filter goes no further, and leaves the address."""

    def checked(request: HttpRequest) -> HttpResponse:
        if len(request.META.get("QUERY_STRING", "")) < nir.LENGTH:
            return answer(request)
        asked = request.GET.copy()
        for name, values in request.GET.lists():
            if nir.holds_nir(name) or any(map(nir.holds_nir, values)):
                del asked[name]
        if asked == request.GET:
            return answer(request)
        messages.error(request, nir.REFUSED)
        return redirect(f"{request.path}?{asked.urlencode()}" if asked else request.path)

    return checked


def closed_to_other_sites(answer: Answer) -> Answer:
    """Static files too: what is ours is shown by ours, and asks nothing of the machine."""

    def closed(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        response["Cross-Origin-Resource-Policy"] = "same-origin"
        response["Permissions-Policy"] = PERMISSIONS
        return response

    return closed


def stored_nowhere(answer: Answer) -> Answer:
    """Neither a proxy nor the browser keeps what a view answers: agents share their machines."""

    def unstored(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        add_never_cache_headers(response)
        return response

    return unstored


class Compressed(GZipMiddleware):
    """Pages and what else is text, with the padding that hides what they weigh (decision 0051)."""

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        if response.get("Content-Type", "").startswith(COMPRESSIBLE):
            return super().process_response(request, response)
        return response
