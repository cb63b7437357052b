"""Sign-in and passwords: where allauth's answers are not ours."""

import datetime as dt
import logging

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.ratelimit import respond_429
from django.conf import settings
from django.core.exceptions import ValidationError
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from plics.traces import sign_in

logger = logging.getLogger(__name__)

WRONG = "L’identifiant ou le mot de passe est inexact."


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        # One sentence: which of the two is known stays unsaid.
        "username_password_mismatch": WRONG,
        "email_password_mismatch": WRONG,
        "incorrect_password": "Ce n’est pas votre mot de passe.",
        "too_many_login_attempts": "Trop de codes faux : attendez cinq minutes.",
        "rate_limited": "Trop de codes faux : attendez cinq minutes.",
        "enter_current_password": "Ce n’est pas votre mot de passe actuel.",
    }

    def is_open_for_signup(self, request):
        """Accounts are made by administrators."""
        return False

    def is_safe_url(self, url):
        """This site alone, and a broken address is no address."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={self.request.get_host()})

    def pre_authenticate(self, request, **credentials):
        """Too many failures is a page with its own status, not an error of the form."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError as refusal:
            raise ImmediateHttpResponse(respond_429(request)) from refusal

    def authenticate(self, request, **credentials):
        """A closed account is answered as an unknown one."""
        user = super().authenticate(request, **credentials)
        if user and user.is_active:
            return user
        sign_in.failed(credentials.get("username") or credentials.get("email") or "")
        return None

    def get_password_change_redirect_url(self, request):
        return reverse("home")

    def send_password_reset_mail(self, user, email, context):
        """The page that follows is the same whatever happens here: it tells of no account."""
        # An administrator closed this account to passwords: a link would open it again.
        if not user.has_usable_password():
            return
        try:
            super().send_password_reset_mail(user, email, context)
        except OSError:
            logger.exception("no password link sent to account %s", user.pk)


def too_many_attempts(request):
    window = dt.timedelta(seconds=settings.ATTEMPTS_WINDOW)
    # Said to the minute, which must then be over.
    again = timezone.now() + window + dt.timedelta(minutes=1)
    response = render(request, "429.html", {"again": again}, status=429)
    response["Retry-After"] = settings.ATTEMPTS_WINDOW
    return response
