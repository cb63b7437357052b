"""A form sent once the session had ended is not lost: its text waits for the same account.

The form says, signed, who it was shown to; without that nothing is kept, so that nobody fills
the sessions from outside, and nobody reads what another account had typed.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.csrf import csrf_failure as refused
from django.views.decorators.http import require_GET

# What the form says: who it was shown to.
NAME = "_who"
SALT = "plics.kept_forms"
# In the session: the one form that waits.
KEPT = "kept_form"
# A page left open longer than this is opened anew.
OPEN_FOR = dt.timedelta(days=2)
CHARACTERS = 200_000


def signed(request: HttpRequest) -> str:
    return signing.dumps(request.user.pk, salt=SALT)


def owner(request: HttpRequest) -> Any:
    try:
        return signing.loads(request.POST.get(NAME, ""), salt=SALT, max_age=OPEN_FOR)
    except signing.BadSignature:
        return None


def keep(request: HttpRequest) -> bool:
    """Whether what was sent now waits in the session."""
    who = owner(request)
    fields = [pair for pair in request.POST.lists() if pair[0] != "csrfmiddlewaretoken"]
    length = sum(len(value) for _, values in fields for value in values)
    if who is None or length > CHARACTERS:
        return False
    request.session[KEPT] = {"owner": who, "path": request.get_full_path(), "fields": fields}
    return True


class LoginRequired(LoginRequiredMiddleware):
    """Sends to the sign-in page, and keeps what was typed."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        kept = request.session.get(KEPT)
        if kept and request.method == "POST" and kept["path"] == request.get_full_path():
            del request.session[KEPT]
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if request.method == "POST" and keep(request):
            return redirect_to_login(reverse("resume"))
        return super().handle_no_permission(request, view_func)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Signing in from another tab renews the token of all pages: the form is shown again."""
    if keep(request):
        return redirect("resume")
    return refused(request, reason)


@require_GET
def resume(request: HttpRequest) -> HttpResponse:
    kept = request.session.get(KEPT)
    if not kept or kept["owner"] != request.user.pk:
        request.session.pop(KEPT, None)
        return redirect("home")
    return render(request, "resume.html", kept)
