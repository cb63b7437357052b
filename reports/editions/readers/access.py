"""Who reads published booklets: every account, and anybody where the département opens them."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

from plics.models import Department, Role, User

View = Callable[..., HttpResponse]


def reading_account(request: HttpRequest) -> User:
    """Whoever has none reads as a reader does, and no more."""
    if request.user.is_authenticated:
        return request.user
    return User(role=Role.READER)


def is_open() -> bool:
    return Department.objects.filter(is_open=True).exists()


def open_to_readers(view: View) -> View:
    """Without an account, as any other page where booklets are not open to all."""

    @login_not_required
    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated or is_open():
            return view(request, *args, **kwargs)
        return redirect_to_login(request.get_full_path())

    return opened
