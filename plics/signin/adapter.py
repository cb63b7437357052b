"""Sign-in and passwords: where allauth's answers are not ours."""

import datetime as dt
import logging
from threading import Thread

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.core.internal.ratelimit import respond_429
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from plics.models import User
from plics.signin.backend import named
from plics.signin.passwords import note_length
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
            raise self.refused_by_limit(request, **credentials) from refusal
        self._failed_anywhere = None
        if not self.is_known_here(request, **credentials):
            self._failed_anywhere = ratelimit.consume(
                request,
                app="allauth.account",
                action="login_failed_anywhere",
                key=self.subject(**credentials),
            )
            if not self._failed_anywhere:
                raise self.refused_by_limit(request, **credentials)

    def refused_by_limit(self, request, **credentials) -> ImmediateHttpResponse:
        sign_in.refused_by_limit(request, named(typed_in(credentials)))
        return ImmediateHttpResponse(respond_429(request))

    def subject(self, **credentials) -> str:
        """The account that is tried, by its name or its address alike; else what was typed."""
        account = named(typed_in(credentials))
        return f"account {account.pk}" if account else typed_in(credentials).lower()

    def _get_login_attempts_cache_key(self, request, **credentials):
        return f"{self.subject(**credentials)} from {ratelimit.get_ip(request)}"

    def is_known_here(self, request, **credentials) -> bool:
        account = named(typed_in(credentials))
        known = UserSession.objects.filter(user=account, ip=self.get_client_ip(request))
        return account is not None and known.exists()

    def _rollback_login_failed_rl_usage(self):
        super()._rollback_login_failed_rl_usage()
        if self._failed_anywhere:
            self._failed_anywhere.rollback()

    def authenticate(self, request, **credentials):
        """A closed account is answered as an unknown one."""
        user = super().authenticate(request, **credentials)
        if isinstance(user, User) and user.is_active:
            note_length(request, user, credentials["password"])
            return user
        sign_in.failed(named(typed_in(credentials)))
        return None

    def get_password_change_redirect_url(self, request):
        return reverse("home")

    def send_password_reset_mail(self, user, email, context):
        """The page that follows is the same, and comes as soon, whatever happens here: it tells
        of no account."""
        # An administrator closed this account to passwords: a link would open it again.
        if not user.has_usable_password():
            return
        told = {"request": self.request, "email": email, "user": user} | context
        message = self.render_mail("account/email/password_reset_key", email, told)
        Thread(target=send, args=[message, user.pk]).start()


def send(message: EmailMessage, account: int) -> None:
    try:
        message.send()
    except Exception as problem:  # noqa: BLE001 - a thread has nobody else to tell
        # What a server answers repeats the address: the journal gets its kind alone.
        logger.error("no password link sent to account %s: %s", account, type(problem).__name__)


def typed_in(credentials: dict[str, str]) -> str:
    return credentials.get("username") or credentials.get("email") or ""


def too_many_attempts(request):
    window = dt.timedelta(seconds=settings.ATTEMPTS_WINDOW)
    # Said to the minute, which must then be over.
    again = timezone.now() + window + dt.timedelta(minutes=1)
    response = render(request, "429.html", {"again": again}, status=429)
    response["Retry-After"] = settings.ATTEMPTS_WINDOW
    return response
