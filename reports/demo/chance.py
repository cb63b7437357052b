"""Deterministic draws: the same label gives the same numbers, whatever was drawn before."""

import datetime as dt
import random
from collections.abc import Iterable, Mapping

from plics.periods import latest_birth

SEED = "plics-2020"
Random = random.Random


def chance(label: str) -> Random:
    return Random(f"{SEED}:{label}")  # noqa: S311 (nothing secret is drawn)


def apportion(total: int, weights: Iterable[float]) -> list[int]:
    """Whole parts of `total` in proportion to the weights (largest remainders)."""
    weights = list(weights)
    exact = [total * weight / sum(weights) for weight in weights]
    parts = [int(part) for part in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for index in by_remainder[: total - sum(parts)]:
        parts[index] += 1
    return parts


def spread(rng: Random, total: int, count: int, *, least: int = 0, shape: float = 2.0):
    """`count` uneven whole numbers, none under `least`, adding up to `total`."""
    weights = [rng.gammavariate(shape, 1) for _ in range(count)]
    return [least + part for part in apportion(total - least * count, weights)]


def deck(rng: Random, counts: Mapping) -> list:
    """Each key as many times as its count says, shuffled."""
    cards = [key for key, count in counts.items() for _ in range(count)]
    rng.shuffle(cards)
    return cards


def proportional(total: int, weights: Mapping) -> dict:
    """Counts by key in proportion to the weights, adding up to `total`."""
    return dict(zip(weights, apportion(total, weights.values()), strict=True))


def pick(rng: Random, weights: Mapping):
    return rng.choices(list(weights), list(weights.values()))[0]


def day_between(rng: Random, first: dt.date, last: dt.date) -> dt.date:
    """A working day where the interval holds one."""
    day = first + dt.timedelta(days=rng.randint(0, max((last - first).days, 0)))
    while day.weekday() > 4 and day > first:
        day -= dt.timedelta(days=1)
    return day


def born_at(rng: Random, day: dt.date, age: int) -> dt.date:
    """The birth date of someone who has completed `age` years on `day`."""
    earliest = latest_birth(day, age + 1) + dt.timedelta(days=1)
    days = (latest_birth(day, age) - earliest).days
    return earliest + dt.timedelta(days=rng.randint(0, days))
