"""The hidden counts, attacked: how little and how much each can be, given all that is shown."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Iterator

from reports.figures.guard.cells import Cell
from reports.figures.guard.problem import Problem
from reports.figures.guard.solver import FAR, Mover


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bounds:
    """What a reader who solves everything knows of a hidden count; `most` None: no end."""

    cell: Cell
    value: int
    least: int
    most: int | None
    is_small: bool

    def is_exposed(self, threshold: int) -> bool:
        if self.least == self.most:
            return True
        return self.is_small and self.most is not None and self.most < threshold


def audit(problem: Problem, hidden: Collection[int]) -> Iterator[Bounds]:
    """In whole numbers, and once for cells that always show the same."""
    chosen = set(hidden)
    for part in problem.components(chosen.__contains__):
        mover = Mover(part, is_whole=True)
        mover.hide(range(len(part.variables)))
        for rank, variable in enumerate(part.variables):
            down, up = mover.farthest(rank, up=False), mover.farthest(rank, up=True)
            yield Bounds(
                cell=variable.cells[0],
                value=variable.value,
                least=variable.value - down,
                most=None if up >= FAR else variable.value + up,
                is_small=variable.is_small,
            )
