"""What may be said of numbers: decision 0037 gives the reasons, nothing else decides."""

from __future__ import annotations

from decimal import Decimal

Number = Decimal | int
# Under it one person is more than five points: counts are said, and no share.
SMALL_BASE = 20


def is_small(base: Number) -> bool:
    return base < SMALL_BASE


def is_material(gap: Number, base: Number) -> bool:
    """Whether two shares (of 1) that lean on `base` people differ by more than 1/√base.

    Less than that, a few people who might as well have been elsewhere would undo it.
    """
    return Decimal(gap) ** 2 * Decimal(base) > 1


def differ(one: Number, other: Number, people: Number | None = None) -> bool:
    """Two counts, as shares of what they make together; amounts say how many people they are of."""
    first, second = Decimal(one), Decimal(other)
    together = abs(first) + abs(second)
    if not together:
        return False
    return is_material((first - second) / together, people or together)
