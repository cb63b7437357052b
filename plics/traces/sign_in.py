"""Who comes in, who does not, who goes: told by Django's own signals, whatever the way in."""

from __future__ import annotations

from allauth.mfa.signals import authentication_failed
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.db.models import Q

from plics.models import Act, User
from plics.traces.writing import write


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


def failed(typed: str) -> None:
    """Of what was typed, the key of the account that it names; else nothing."""
    named = User.objects.filter(Q(username__iexact=typed) | Q(email__iexact=typed)).first()
    write(Act.SIGN_IN_FAILED, User, [named.pk] if named else [], by=named)
