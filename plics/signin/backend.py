"""A name and a password, at the cost of one hash whatever is typed."""

from __future__ import annotations

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from plics.models import User


def named(typed: str) -> User | None:
    """By its name, else by an address that only one account has."""
    if account := User.objects.filter(username__iexact=typed).first():
        return account
    found = list(User.objects.filter(email__iexact=typed)[:2]) if typed else []
    return found[0] if len(found) == 1 else None


class OneHash(AuthenticationBackend):
    """The library's hashes once for an unknown name, twice for a known address: the time of an
    answer then tells which accounts exist."""

    def authenticate(self, request: Any, **credentials: Any) -> User | None:  # type: ignore[override]
        password = credentials.get("password")
        if not password:
            return None
        account = named(credentials.get("username") or credentials.get("email") or "")
        if account is None:
            User().set_password(password)
            return None
        right = account.check_password(password)
        return account if right and self.user_can_authenticate(account) else None
