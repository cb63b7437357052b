"""Who comes in, who does not, who goes: told by Django's own signals, whatever the way in."""

from __future__ import annotations

from allauth.mfa.signals import authentication_failed
from django.conf import settings
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.core.cache import cache
from django.http import HttpRequest

from plics.models import Act, User
from plics.traces.writing import origin_of, write


def watch() -> None:
    user_logged_in.connect(came_in, dispatch_uid="plics.traces")
    user_logged_out.connect(went, dispatch_uid="plics.traces")
    authentication_failed.connect(gave_a_wrong_code, dispatch_uid="plics.traces")


def came_in(sender, request, user, **kwargs) -> None:
    write(Act.SIGN_IN, User, [user.pk], by=user)


def went(sender, request, user, **kwargs) -> None:
    if user is not None:
        write(Act.SIGN_OUT, User, [user.pk], by=user)


def gave_a_wrong_code(sender, user, **kwargs) -> None:
    write(Act.SIGN_IN_FAILED, User, [user.pk], by=user)


def failed(account: User | None) -> None:
    """Of what was typed, the account that it names; else nothing."""
    write(Act.SIGN_IN_FAILED, User, [account.pk] if account else [], by=account)


def refused_by_limit(request: HttpRequest, account: User | None) -> None:
    """Once a window, by account and origin: whoever insists must not fill the traces."""
    key = f"limit:{account.pk if account else ''}:{origin_of(request)}"
    if cache.add(key, True, settings.ATTEMPTS_WINDOW):
        failed(account)
