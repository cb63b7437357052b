"""Classes of a map's figure: their bounds, their shades and how the legend says them."""

import bisect
import dataclasses
import functools
from collections.abc import Sequence
from decimal import Decimal

from plics import formatting
from reports.drawing.layout import Number
from reports.drawing.theme import AXIS, GROUND, INK, SHADES, Fill

# The lightest shades take dark letters, the two darkest white ones.
LIGHT = 3


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
        """Given bounds, else bounds that share out the areas evenly, at the figure's precision."""
        known = sorted(formatting.rounded(value, places) for value in values)
        if bounds is None:
            count = min(len(SHADES), len(set(known)))
            cuts = {known[len(known) * rank // count] for rank in range(1, count)}
            bounds = sorted(cuts - {known[0]})
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
        return formatting.number(value, self.places) + (self.unit if unit else "")

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
