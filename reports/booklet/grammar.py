"""French sentences around a number: agreement, zero, small numbers in words, trends."""

from __future__ import annotations

from decimal import Decimal

from plics.formatting import NBSP, in_words, number, percent, rounded


def capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]


def is_plural(value) -> bool:
    return abs(Decimal(value)) >= 2


def amount(value, *, feminine: bool = False, places: int = 0) -> str:
    """« deux », « 38 », « 31,11 »: small whole numbers in words."""
    if value == int(value) and 0 <= value <= 9:
        return in_words(value, feminine=feminine)
    return number(value, places, trim=True)


def some(value, noun: str, *, feminine: bool = True, many: str | None = None, places=0) -> str:
    """« une sortie », « 17 sorties », « aucune sortie »."""
    if value == 0:
        return f"{'aucune' if feminine else 'aucun'}{NBSP}{noun}"
    form = (many or noun + "s") if is_plural(value) else noun
    return f"{amount(value, feminine=feminine, places=places)}{NBSP}{form}"


def clause(value, one: str, many: str, none: str, *, feminine: bool = True) -> str:
    """The clause that agrees with the number: « {n} personnes sont entrées ».

    `one` and `many` hold {n}; `none` says the absence in full.
    """
    if value == 0:
        return none
    template = many if is_plural(value) else one
    return template.format(n=amount(value, feminine=feminine))


def sentence(text: str) -> str:
    """Capital at the start, one full stop at the end."""
    text = capitalised(text.strip())
    return text if text.endswith((".", "!", "?", ":")) else text + "."


class Trend:
    """How a change is told: the words follow the sign of the rounded figure."""

    def __init__(self, change, places: int = 1):
        self.known = change is not None
        self.places = places
        self.value = rounded(change, places) if self.known else None

    @property
    def size(self) -> str:
        return percent(abs(self.value), self.places)

    def _told(self, down: str, up: str, flat: str) -> str:
        if not self.known:
            return ""
        if self.value == 0:
            return flat
        return f"{down if self.value < 0 else up} de {self.size}"

    @property
    def adverbial(self) -> str:
        """« en baisse de 4,9 % », « stable »."""
        return self._told("en baisse", "en hausse", "stable")

    @property
    def verb(self) -> str:
        """« recule de 4,9 % », « progresse de 2,0 % », « reste stable »."""
        return self._told("recule", "progresse", "reste stable")

    @property
    def signed(self) -> str:
        return percent(self.value, self.places, sign=True) if self.known else ""


def change_between(now, before):
    """Percent change, unknown without a starting point."""
    if now is None or not before:
        return None
    return (Decimal(now) - Decimal(before)) * 100 / Decimal(before)


def points(now, before) -> str:
    """« +1,2 point », « −3,0 points », the difference of two rates."""
    if now is None or before is None:
        return ""
    gap = rounded(Decimal(now) - Decimal(before), 1)
    return f"{number(gap, 1, sign=True)}{NBSP}{'points' if is_plural(gap) else 'point'}"
