"""How passwords are kept, and which are refused (CNIL 2022-100, ANSSI)."""

from __future__ import annotations

import functools
import re
import unicodedata
from pathlib import Path

from django.conf import settings
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

from plics.models import Role, User


class Argon2(Argon2PasswordHasher):
    """The second choice of RFC 9106: Django's takes 100 MB at each sign-in, wanted or not."""

    time_cost = 3
    memory_cost = 64 * 1024
    parallelism = 4


class LongEnough:
    """Whoever makes accounts opens them all: a longer password."""

    def validate(self, password: str, user: User | None = None) -> None:
        administers = user is not None and user.role == Role.ADMINISTRATOR
        least = settings.PASSWORD_LENGTHS["administrator" if administers else "other"]
        if len(password) < least:
            whose = " pour un administrateur" if administers else ""
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
