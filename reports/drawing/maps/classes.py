"""Classes of a map's figure: their bounds, their shades and how the legend says them."""

import bisect
import dataclasses
import functools
import itertools
from collections.abc import Sequence
from decimal import ROUND_FLOOR, Decimal

from plics import formatting
from reports.drawing.layout import Number
from reports.drawing.theme import AXIS, GROUND, INK, SHADES, Fill

# The lightest shades take dark letters, the two darkest white ones.
LIGHT = 3
# Values this close to one another, over the highest, make no two classes.
ALIKE = Decimal("0.25")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Classes:
    """Bounds between shades: a value on a bound belongs to the class above it."""

    bounds: Sequence[Decimal]
    places: int
    unit: str
    lowest: Decimal
    highest: Decimal

    @classmethod
    def of(
        cls, values: Sequence[Number], *, places: int, unit: str, bounds: Sequence[Number] | None
    ) -> "Classes":
        """Given bounds, else round ones between values that differ, at the figure's precision."""
        known = sorted(formatting.rounded(value, places) for value in values)
        if bounds is None:
            groups = _told_apart(sorted(set(known)))
            bounds = [_roundest(low[-1], high[0]) for low, high in itertools.pairwise(groups)]
        exact = [formatting.rounded(bound, places) for bound in bounds]
        if len(exact) >= len(SHADES):
            raise ValueError(f"Au plus {len(SHADES)} classes, {len(exact) + 1} demandées.")
        return cls(bounds=exact, places=places, unit=unit, lowest=known[0], highest=known[-1])

    @functools.cached_property
    def fills(self) -> list[Fill]:
        """Shades spread from the lightest to the darkest, one a class."""
        last = len(SHADES) - 1
        steps = len(self.bounds)
        ranks = [round(rank * last / steps) for rank in range(steps + 1)] if steps else [last // 2]
        return [
            Fill(
                name=f"shade-{rank + 1}",
                colour=SHADES[rank],
                edge=AXIS,
                label=INK if rank < LIGHT else GROUND,
            )
            for rank in ranks
        ]

    def fill(self, value: Number) -> Fill:
        """The shade of the value as printed: rounding never contradicts the legend."""
        return self.fills[bisect.bisect_right(self.bounds, formatting.rounded(value, self.places))]

    def _written(self, value: Decimal, unit: bool = True) -> str:
        return formatting.number(value, self.places, trim=True) + (self.unit if unit else "")

    def names(self) -> list[str]:
        if not self.bounds:
            if self.lowest == self.highest:
                return [self._written(self.lowest)]
            return [f"de {self._written(self.lowest, False)} à {self._written(self.highest)}"]
        between = [
            f"de {self._written(low, False)} à moins de {self._written(high)}"
            for low, high in zip(self.bounds, self.bounds[1:], strict=False)
        ]
        first, last = self._written(self.bounds[0]), self._written(self.bounds[-1])
        return [f"moins de {first}", *between, f"{last} et plus"]


def _told_apart(values: list[Decimal]) -> list[list[Decimal]]:
    """As few classes as leave no two values of one class far apart, if few enough can."""
    most = min(len(SHADES), max(2, len(values) // 2), len(values))
    for count in range(1, most + 1):
        groups = _closest(values, count)
        if all(group[-1] - group[0] <= abs(group[-1]) * ALIKE for group in groups):
            break
    return groups


def _closest(values: list[Decimal], count: int) -> list[list[Decimal]]:
    """The classes whose values are nearest to their means (« natural breaks »)."""
    sums = [Decimal(0), *itertools.accumulate(values)]
    squares = [Decimal(0), *itertools.accumulate(value * value for value in values)]

    def spread(start: int, end: int) -> Decimal:
        total = sums[end] - sums[start]
        return squares[end] - squares[start] - total * total / (end - start)

    # For each number of first values: what their classes cost, and where they start.
    best = {end: (spread(0, end), [0]) for end in range(1, len(values) + 1)}
    for _ in range(count - 1):
        best = {
            end: min(
                (best[cut][0] + spread(cut, end), [*best[cut][1], cut]) for cut in best if cut < end
            )
            for end in list(best)[1:]
        }
    starts = [*best[len(values)][1], len(values)]
    return [values[start:end] for start, end in itertools.pairwise(starts)]


def _roundest(above: Decimal, up_to: Decimal) -> Decimal:
    """The bound with fewest digits among those that part the two values."""
    for power in range(up_to.adjusted() + 1, -10, -1):
        for step in (5, 2, 1):
            unit = Decimal(step).scaleb(power)
            bound = (up_to / unit).to_integral_value(ROUND_FLOOR) * unit
            if above < bound:
                return bound
    return up_to
