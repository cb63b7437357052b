"""How passwords are kept, and which are refused (CNIL 2022-100, ANSSI)."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

from allauth.account.signals import password_changed
from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from plics.models import Role, User


class Argon2(Argon2PasswordHasher):
    """The second choice of RFC 9106: Django's takes 100 MB at each sign-in, wanted or not."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 4


def least_length(account: User | None) -> int:
    administers = account is not None and account.role == Role.ADMINISTRATOR
    return settings.PASSWORD_LENGTHS["administrator" if administers else "other"]


class LongEnough:
    """Whoever makes accounts opens them all: a longer password."""

    def validate(self, password: str, user: User | None = None) -> None:
        least = least_length(user)
        if len(password) < least:
            whose = " pour un administrateur" if least > least_length(None) else ""
            raise ValidationError(
                f"Ce mot de passe est trop court{whose}. "
                f"Il doit contenir au minimum {least} caractères."
            )

    def get_help_text(self) -> str:
        lengths = settings.PASSWORD_LENGTHS
        return (
            f"Au minimum {lengths['other']} caractères, "
            f"{lengths['administrator']} pour un administrateur."
        )


class NotOnesOwnName:
    """Colleagues know the names: whatever is added to one, it is tried first."""

    def validate(self, password: str, user: User | None = None) -> None:
        if user is None:
            return
        named = [user.username, user.first_name, user.last_name, user.email.partition("@")[0]]
        parts = {plain(part) for name in named for part in re.split(r"\W+", name)}
        if any(len(part) > 3 and part in plain(password) for part in parts):
            raise ValidationError(
                "Ce mot de passe contient l’identifiant, le nom ou le courriel du compte."
            )

    def get_help_text(self) -> str:
        return "Ni l’identifiant, ni le nom, ni le courriel du compte."


class HardToGuess:
    """A length means nothing when a rule makes the text: « azertyuiop12 », « motdepasse123 ».

    What a word of the list, a run of keys or a repetition explains counts for a few characters,
    whatever its length; the others for one each.
    """

    # A dozen letters drawn at random, or three words and a bit.
    LEAST = 9

    def validate(self, password: str, user: User | None = None) -> None:
        if worth(plain(password)) < self.LEAST:
            raise ValidationError(
                "Ce mot de passe se devine : un mot courant, une suite de touches ou une "
                "répétition en forment l’essentiel. Assemblez plutôt quatre ou cinq mots sans "
                "lien entre eux."
            )

    def get_help_text(self) -> str:
        return "Pas seulement un mot courant, une suite de touches ou une répétition."


# In the session: its password is too short for the role that the account has now.
TOO_SHORT = "password_too_short"
# Where such a session may still go: to choose another one, or out.
STILL_OPEN = {"account_change_password", "account_logout", "resume", "favicon"}


def note_length(request: HttpRequest, account: User, password: str) -> None:
    """At the sign-in alone is a password known: its account may have changed roles since."""
    if len(password) < least_length(account):
        request.session[TOO_SHORT] = least_length(account)


def chosen_again(sender: object, request: HttpRequest, **kwargs: Any) -> None:
    request.session.pop(TOO_SHORT, None)


def watch() -> None:
    password_changed.connect(chosen_again, dispatch_uid="plics.signin.passwords")


class LongerRequired:
    """Nothing but the page where it is changed opens to a password that is too short."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> HttpResponse | None:
        match = request.resolver_match
        is_over = not request.user.is_authenticated or TOO_SHORT not in request.session
        if is_over or (match and match.view_name in STILL_OPEN):
            return None
        return redirect("account_change_password")


# Repeated, followed in an alphabet or on a keyboard, dated: these many characters are worth two.
RUNS = ["0123456789", "abcdefghijklmnopqrstuvwxyz", "azertyuiop", "qsdfghjklm", "wxcvbn"]
RUNS += ["qwertyuiop", "asdfghjkl", "zxcvbnm", "147258369", "aqwzsxedcrfvtgb"]
RUNS += [run[::-1] for run in RUNS]
YEAR = re.compile(r"(19|20)\d\d")
REPEATED = re.compile(r"(.+?)\1+")
WORD, RULE, SHORTEST = 3, 2, 4
# Figures and signs that stand for a letter.
LOOKS_LIKE = str.maketrans("013457@$€", "oieast" + "ase")


def plain(text: str) -> str:
    """Without capitals, accents nor what separates words."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return re.sub(
        r"[\s_.,;:'’\-]+", "", "".join(c for c in letters if not unicodedata.combining(c))
    )


def worth(text: str) -> int:
    total, start = 0, 0
    while start < len(text):
        length, value = explained(text, start)
        start, total = start + length, total + value
    return total


def explained(text: str, start: int) -> tuple[int, int]:
    """The longest piece there that a rule makes, and what it is worth."""
    repeated = REPEATED.match(text, start)
    if repeated and len(repeated[0]) > 2:
        return len(repeated[0]), RULE + min(worth(repeated[1]) - 1, WORD)
    found = max(
        (word_length(text[start:]), WORD),
        (word_length(text[start:].translate(LOOKS_LIKE)), WORD),
        (run_length(text[start:]), RULE),
        (4 if YEAR.match(text, start) else 0, RULE),
    )
    return found if found[0] else (1, 1)


def run_length(text: str) -> int:
    """« azer », « 123 »: three keys at least."""
    lengths = range(len(text), 2, -1)
    return next((n for n in lengths if any(text[:n] in run for run in RUNS)), 0)


def word_length(text: str) -> int:
    lengths = range(min(len(text), 16), SHORTEST - 1, -1)
    return next((n for n in lengths if text[:n] in common_words()), 0)


@functools.cache
def common_words() -> frozenset[str]:
    """Django's list of leaked passwords, and the words that French offices add to it."""
    ours = Path(__file__).with_name("common_words.txt").read_text(encoding="utf-8").split()
    return frozenset(ours) | CommonPasswordValidator().passwords
