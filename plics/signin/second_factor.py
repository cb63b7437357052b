"""A code from the telephone besides the password, for whoever may see a name."""

from __future__ import annotations

import base64

from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.totp.internal.auth import (
    compare_user_code,
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from cryptography.fernet import Fernet
from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.signals import post_delete, post_save
from django.shortcuts import redirect
from django.utils.crypto import salted_hmac

from plics.models import User
from plics.signin.forms import Plain
from plics.signin.sessions import end_all
from plics.traces import sign_in

WRONG = (
    "Ce code est inexact, périmé ou déjà utilisé. Attendez le suivant, et vérifiez que "
    "l’heure du téléphone est réglée automatiquement."
)
# Where an account without its second factor may still go: to set one up, or out.
OPEN = {
    "account_logout",
    "account_reauthenticate",
    "account_change_password",
    "mfa_activate_totp",
    "resume",
    "favicon",
}


def is_lacking(account: User) -> bool:
    return (
        settings.SECOND_FACTOR_REQUIRED
        and account.needs_second_factor
        and not account.has_second_factor
    )


class Required:
    """Nothing but its own page opens to an account that lacks the factor it must have."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        if not request.user.is_authenticated or request.resolver_match.view_name in OPEN:
            return None
        return redirect("mfa_activate_totp") if is_lacking(request.user) else None


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": WRONG,
        "cannot_delete_authenticator": "Votre rôle demande un second facteur.",
        "cannot_generate_recovery_codes": "Activez d’abord l’application d’authentification.",
    }

    def get_totp_label(self, user):
        return user.username

    def can_delete_authenticator(self, authenticator):
        return not (settings.SECOND_FACTOR_REQUIRED and authenticator.user.needs_second_factor)

    # A stolen back-up tells no secret: they are written under a key that is not in it.
    def encrypt(self, text):
        return cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return cipher().decrypt(encrypted_text.encode()).decode()


def cipher() -> Fernet:
    # That key never changes, where SECRET_KEY may: no telephone has to be set up anew.
    derived = salted_hmac(
        "plics.second_factor", "", secret=settings.FINGERPRINT_KEY, algorithm="sha256"
    )
    return Fernet(base64.urlsafe_b64encode(derived.digest()))


class Code(Plain, forms.Form):
    labels = {"code": "Code"}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["code"].widget.attrs |= {"autofocus": True, "autocapitalize": "none"}


class OnceOnly(Code):
    """The library remembers a code for thirty seconds; with two steps of tolerance it would
    serve again after that."""

    authenticator: Authenticator
    user: User

    def clean_code(self):
        try:
            code = super().clean_code()  # type: ignore[misc]
        except ValidationError as refusal:
            if refusal.code == "too_many_login_attempts":
                sign_in.refused_by_limit(context.request, self.user)
            raise
        is_totp = self.authenticator.type == Authenticator.Type.TOTP
        if is_totp and not self.uses_step_of(code):
            self._emit_authentication_failed(self.authenticator)  # type: ignore[attr-defined]
            raise ValidationError(WRONG)
        return code

    @transaction.atomic
    def uses_step_of(self, code: str) -> bool:
        """Once, whoever sends it at the same time."""
        kept = Authenticator.objects.select_for_update().get(pk=self.authenticator.pk)
        secret = SecondFactorAdapter().decrypt(kept.data["secret"])
        step = next(
            step
            for step in yield_hotp_counters_from_time()
            if compare_user_code(actual=code, expected=format_hotp_value(hotp_value(secret, step)))
        )
        if step <= kept.data.get("last_step", 0):
            return False
        kept.data["last_step"] = self.authenticator.data["last_step"] = step
        kept.save(update_fields=["data"])
        return True


class SignInCodeForm(OnceOnly, AuthenticateForm):
    labels = {"code": "Code de l’application, ou code de secours"}


class ConfirmCodeForm(OnceOnly, ReauthenticateForm):
    labels = SignInCodeForm.labels


class FirstCodeForm(Code, ActivateTOTPForm):
    labels = {"code": "Code affiché par l’application"}


def reset(account: User) -> None:
    """A telephone lost, and its recovery codes too: the account sets up another one."""
    Authenticator.objects.filter(user=account).delete()
    end_all(account)


def note_change(sender, instance, **kwargs):
    """The account itself tells it, so that its history does, and no page has to ask."""
    account = User.objects.get(pk=instance.user_id)
    held = Authenticator.objects.filter(user=account, type=Authenticator.Type.TOTP).exists()
    if account.has_second_factor != held:
        account.has_second_factor = held
        account.save(update_fields=["has_second_factor"])


def watch() -> None:
    for changed in (post_save, post_delete):
        changed.connect(note_change, sender=Authenticator, dispatch_uid="plics.second_factor")
