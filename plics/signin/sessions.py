"""Sessions end: after half an hour without a request, half a day whatever happens, or by hand."""

from __future__ import annotations

import time
from collections.abc import Callable

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from plics.models import User

OPENED, SEEN, ENDED = "opened_at", "seen_at", "ended_because"
# Written once a minute, not at each request.
PRECISION = 60
# The first name found: a browser gives those it resembles too.
BROWSERS = ["Edg/Edge", "OPR/Opera", "Firefox/Firefox", "Chrome/Chrome", "Safari/Safari"]
SYSTEMS = ["Android/Android", "iPhone/iPhone", "iPad/iPad", "Windows/Windows", "Mac OS/macOS"]
SYSTEMS += ["Linux/Linux"]


def ages(answer: Callable[[HttpRequest], HttpResponse]):
    """Before whatever asks who is there: what was typed is then kept as for any ended session."""

    def aged(request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            if reason := ending(request):
                logout(request)
                request.session[ENDED] = reason
            else:
                see(request)
        return answer(request)

    return aged


def ending(request: HttpRequest) -> str:
    now, session = time.time(), request.session
    if now - session.get(SEEN, now) >= settings.SESSION_IDLE_SECONDS:
        return f"{settings.SESSION_IDLE_SECONDS // 60} minutes ont passé sans activité."
    if now - session.get(OPENED, now) >= settings.SESSION_COOKIE_AGE:
        return f"elle était ouverte depuis {settings.SESSION_COOKIE_AGE // 3600} heures."
    return ""


def see(request: HttpRequest) -> None:
    now = time.time()
    if now - request.session.get(SEEN, 0) < PRECISION:
        return
    request.session.setdefault(OPENED, now)
    request.session[SEEN] = now
    UserSession.objects.filter(session_key=request.session.session_key).update(
        last_seen_at=timezone.now()
    )


def begin(sender, request, **kwargs) -> None:
    request.session[OPENED] = request.session[SEEN] = time.time()
    request.session.pop(ENDED, None)


def watch() -> None:
    user_logged_in.connect(begin, dispatch_uid="plics.signin.sessions")


def end_all(account: User) -> None:
    for session in UserSession.objects.filter(user=account):
        session.end()


@never_cache
@require_http_methods(["GET", "POST"])
def own_sessions(request: HttpRequest) -> HttpResponse:
    """Those of one's account, closed one by one or all but this one."""
    found = UserSession.objects.purge_and_list(request.user)  # type: ignore[arg-type]
    if request.method == "POST":
        asked = request.POST.get("close", "")
        closed = [s for s in found if not s.is_current() and asked in (str(s.pk), "others")]
        for session in closed:
            session.end()
        if closed:
            messages.success(
                request,
                "La session est fermée."
                if asked != "others"
                else "Les autres sessions sont fermées.",
            )
        return redirect("sessions")
    lines = [(session, browser(session.user_agent)) for session in found]
    lines.sort(key=lambda line: (not line[0].is_current(), -line[0].last_seen_at.timestamp()))
    return render(request, "account/sessions.html", {"sessions": lines})


def browser(agent: str) -> str:
    """« Firefox, Windows », as far as the browser tells."""
    known = (
        next((each.partition("/")[2] for each in names if each.partition("/")[0] in agent), "")
        for names in (BROWSERS, SYSTEMS)
    )
    return ", ".join(name for name in known if name) or "navigateur inconnu"


def forget_ended() -> None:
    """Each night: sessions that are over, with the browser and the address kept beside them."""
    call_command("clearsessions")
    open_ones = Session.objects.values("session_key")
    UserSession.objects.exclude(session_key__in=open_ones).delete()
