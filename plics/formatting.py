"""French numbers, dates and agreement: the only place that knows spaces, commas and plurals."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from django.utils import timezone

THIN = "\u202f"  # narrow no-break space: groups of three digits, before % ; ! ?
NBSP = "\u00a0"
MINUS = "\u2212"
NOT_AVAILABLE = f"n.{NBSP}d."
VOWELS = "aàâeéèêëiîïoôöuùûüyœæh"
WORDS = ["zéro", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
MONTHS = [
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
]  # fmt: skip


def rounded(value, places: int = 0) -> Decimal:
    """Round half away from zero, as the published booklets do (never half to even)."""
    return Decimal(value).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)


def number(value, places: int = 0, *, trim: bool = False, sign: bool = False) -> str:
    """« 6 592 », « 4,90 »; `trim` drops trailing zeros, `sign` writes the + too."""
    if value is None:
        return NOT_AVAILABLE
    exact = rounded(value, places)
    digits = f"{abs(exact):,.{places}f}"
    if trim and "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    digits = digits.replace(",", THIN).replace(".", ",")
    mark = MINUS if exact < 0 else "+" if sign and exact > 0 else ""
    return mark + digits


def percent(value, places: int = 0, *, sign: bool = False) -> str:
    return NOT_AVAILABLE if value is None else number(value, places, sign=sign) + f"{NBSP}%"


def euros(value, places: int = 0) -> str:
    return NOT_AVAILABLE if value is None else number(value, places) + f"{NBSP}€"


# --- agreement ---------------------------------------------------------------------------


def is_plural(value) -> bool:
    """French puts the plural from two on: « 1,9 place » stays singular."""
    return abs(Decimal(value)) >= 2


def plural(value, singular: str, many: str | None = None) -> str:
    """The words that go with a number, without it: « place » or « places »."""
    return (many or singular + "s") if is_plural(value) else singular


def counted(value, singular: str, many: str | None = None, places: int = 0) -> str:
    """« 3 places »."""
    if value is None:
        return NOT_AVAILABLE
    return number(value, places, trim=True) + NBSP + plural(value, singular, many)


def in_words(value, *, feminine: bool = False) -> str:
    """« une », « deux », « 38 », « 31,11 »: whole numbers up to nine in words."""
    if value is None:
        return NOT_AVAILABLE
    if value != int(value) or not 0 <= value <= 9:
        return number(value, 2, trim=True)
    return "une" if feminine and value == 1 else WORDS[int(value)]


def some(value, noun: str, many: str | None = None, *, feminine: bool = True) -> str:
    """« une sortie », « 17 sorties », « aucune sortie »."""
    if value == 0:
        return f"{'aucune' if feminine else 'aucun'}{NBSP}{noun}"
    return in_words(value, feminine=feminine) + NBSP + plural(value, noun, many)


def clause(value, one: str, many: str, none: str, *, feminine: bool = True) -> str:
    """The clause that agrees with the number: « {n} personnes sont entrées ».

    `one` and `many` hold {n}; `none` says the absence in full.
    """
    if value == 0:
        return none
    return plural(value, one, many).format(n=in_words(value, feminine=feminine))


# --- words -------------------------------------------------------------------------------


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence(text: str) -> str:
    """Capital at the start, one full stop at the end."""
    text = capitalised(text.strip())
    return text if text.endswith((".", "!", "?", ":")) else text + "."


def elides(word: str) -> bool:
    return word[:1].lower() in VOWELS


def of(name: str) -> str:
    """« d’Argentan », « de Flers », « du Perche », « de la Ferté », « de l’Orne »."""
    for article, contracted in (("Le ", "du "), ("Les ", "des ")):
        if name.startswith((article, article.lower())):
            return contracted + name[len(article) :]
    if name.startswith(("La ", "L’", "L'")):
        return "de " + name[0].lower() + name[1:].replace("'", "’", 1)
    return ("d’" if elides(name) else "de ") + name


def day(value: dt.date | None) -> str:
    """« 1er janvier 2019 »."""
    if value is None:
        return NOT_AVAILABLE
    first = "1er" if value.day == 1 else str(value.day)
    return f"{first}{NBSP}{MONTHS[value.month - 1]} {value.year}"


def instant(value: dt.datetime | None) -> str:
    """« 1er janvier 2019 à 9 h 05 », as clocks of the département read."""
    if value is None:
        return NOT_AVAILABLE
    local = timezone.localtime(value)
    return f"{day(local.date())} à {local.hour}{NBSP}h{NBSP}{local.minute:02}"


def month(value: dt.date | None) -> str:
    """« novembre 2019 »."""
    return NOT_AVAILABLE if value is None else f"{MONTHS[value.month - 1]} {value.year}"


def listing(items, last: str = "et") -> str:
    """« a, b et c »."""
    words = [str(item) for item in items]
    if len(words) < 2:
        return "".join(words)
    return ", ".join(words[:-1]) + f" {last} {words[-1]}"
