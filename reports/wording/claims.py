"""What is true of a table, as data; None where nothing may be said of it."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Sequence
from decimal import Decimal

from reports.wording.rules import Number, differ, is_material, is_small

# Named one by one; past it a reader would rather read the table.
MOST_NAMED = 3
MOST_TIED = 5


@dataclasses.dataclass(frozen=True, kw_only=True)
class Part:
    """`value` is None where it is hidden, not loaded or not available; an amount says how many
    `people` it is of."""

    label: str
    value: Number | None
    people: Number | None = None

    @property
    def size(self) -> Number:
        return (self.value if self.people is None else self.people) or 0


@dataclasses.dataclass(frozen=True, kw_only=True)
class Split:
    """The parts of a whole; they may overlap, but none is more than `base`: such a table is
    wrong. `thing` is what is counted, singular and plural; None for euros."""

    parts: Sequence[Part]
    base: Number | None
    thing: tuple[str, str] | None
    places: int = 0

    @property
    def is_complete(self) -> bool:
        base = self.base or 0
        return base > 0 and all(p.value is not None and p.value <= base for p in self.parts)

    @property
    def is_small(self) -> bool:
        if any(part.people is not None for part in self.parts):
            return is_small(sum(part.size for part in self.parts))
        return is_small(self.base or 0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Leading:
    """The part that leads, or those of which none can be said to, from the largest.

    Whatever is not named is no larger than any that is.
    """

    parts: tuple[Part, ...]
    split: Split

    @property
    def is_alone(self) -> bool:
        return len(self.parts) == 1

    @property
    def is_tied(self) -> bool:
        return not self.is_alone and len({part.value for part in self.parts}) == 1


def leading(split: Split) -> Leading | None:
    if not split.is_complete:
        return None
    every = sorted(split.parts, key=lambda p: -(p.value or 0))
    ranked = [part for part in every if part.value]
    if not ranked or not differ(ranked[0].value or 0, 0, ranked[0].size):
        return None
    if all(_is_behind(part, ranked[0]) for part in every[1:]):
        return Leading(parts=(ranked[0],), split=split)
    abreast = [part for part in ranked if not _is_behind(part, ranked[0])]
    tied = [part for part in ranked if part.value == ranked[0].value]
    if 1 < len(tied) <= MOST_TIED:
        return Leading(parts=tuple(tied), split=split)
    named = abreast[:MOST_NAMED]
    if len(abreast) > MOST_NAMED:
        # Of equals, none is named when not all can be.
        named = [part for part in named if (part.value or 0) > (abreast[MOST_NAMED].value or 0)]
    return Leading(parts=tuple(named), split=split) if len(named) > 1 else None


def _is_behind(part: Part, first: Part) -> bool:
    return differ(first.value or 0, part.value or 0, first.size + part.size)


# --- places side by side -----------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Place:
    """A rate per hundred of `base` people, as it is written."""

    name: str
    rate: Number | None
    base: Number | None
    display: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Spread:
    """The places where a rate is the lowest and the highest, all those that read the same."""

    low: tuple[Place, ...]
    high: tuple[Place, ...]
    is_clear: bool

    @property
    def gap(self) -> Number:
        """In points."""
        return (self.high[0].rate or 0) - (self.low[0].rate or 0)

    @property
    def is_same(self) -> bool:
        return self.low[0].display == self.high[0].display


def spread(places: Sequence[Place]) -> Spread | None:
    """Of all the places or of none: the lowest may be one of those that are not known."""
    known = [(place.rate, place.base, place) for place in places]
    if len(known) < 2 or any(r is None or b is None or is_small(b) for r, b, _ in known):
        return None
    ranked = sorted(places, key=lambda place: place.rate or 0)
    low, high = ranked[0], ranked[-1]
    gap = Decimal((high.rate or 0) - (low.rate or 0)) / 100
    return Spread(
        low=tuple(place for place in places if place.display == low.display),
        high=tuple(place for place in places if place.display == high.display),
        is_clear=is_material(gap, min(low.base or 0, high.base or 0)),
    )


# --- what came in and what went out ------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Balance:
    more: Part
    less: Part


def balance(one: Part, other: Part) -> Balance | None:
    """Of two counts of enough people, when one is clearly the larger."""
    first, second = one.value, other.value
    if first is None or second is None or is_small(first + second) or not differ(first, second):
        return None
    more, less = (one, other) if first > second else (other, one)
    return Balance(more=more, less=less)


# --- a year and the one before -----------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Change:
    """`people` are those that an amount is of, both years together."""

    before: Number
    now: Number
    before_display: str
    people: Number | None = None

    @property
    def is_clear(self) -> bool:
        base = self.before if self.people is None else self.people
        return not is_small(base) and differ(self.before, self.now, self.people)

    @property
    def rate(self) -> Decimal:
        return Decimal(self.now - self.before) * 100 / Decimal(self.before)

    @property
    def is_same(self) -> bool:
        return self.now == self.before


@dataclasses.dataclass(frozen=True, kw_only=True)
class RateChange:
    """A rate on two days, each of its own base: told in points."""

    before: Place
    now: Place

    @property
    def before_display(self) -> str:
        return self.before.display

    @property
    def gap(self) -> Number:
        return (self.now.rate or 0) - (self.before.rate or 0)

    @property
    def is_clear(self) -> bool:
        base = min(self.before.base or 0, self.now.base or 0)
        return not is_small(base) and is_material(Decimal(self.gap) / 100, base)

    @property
    def is_same(self) -> bool:
        """As they read: a reader sees no tenth of a point that is not printed."""
        return self.now.display == self.before.display


# --- what was agreed, what was sought ----------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Against:
    """A count of a base, beside the percent that was agreed."""

    count: Number
    base: Number
    target: Number

    @property
    def needed(self) -> int:
        """The least count that reaches the target."""
        return math.ceil(Decimal(self.target) * Decimal(self.base) / 100)

    @property
    def is_reached(self) -> bool:
        return self.count >= self.needed


def against(count: Number | None, base: Number | None, target: Number | None) -> Against | None:
    if count is None or not base or target is None:
        return None
    return Against(count=count, base=base, target=target)
