"""Which counts to hide besides the small ones: as few as can be."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from reports.figures.guard.cells import Cell, Values
from reports.figures.guard.problem import Problem, problem
from reports.figures.guard.relations import Relation, relations
from reports.figures.guard.solver import EXACT, Mover, Moves, is_whole


@dataclasses.dataclass(kw_only=True)
class Witness:
    """A table that shows the same as the true one: nobody can tell them apart."""

    moves: Moves
    serves: set[int]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Hidden:
    """What is hidden, and what of it could be found all the same: nothing, unless all that
    could hide it is printed elsewhere as a zero."""

    cells: frozenset[Cell]
    exposed: frozenset[Cell]


def hide(
    values: Values,
    threshold: int,
    *,
    known: Iterable[Cell] = (),
    already: frozenset[Cell] = frozenset(),
    unmoved: Iterable[Relation] = (),
) -> Hidden:
    """What a reader must not get of these counts.

    `known` are those that the reader has anyway, `already` those hidden before: they stay so.
    `unmoved` tie the counts of former releases to those that are the same today.
    """
    told = [*relations(values), *unmoved]
    whole = problem(values, told, threshold, frozenset(known))
    cells: set[Cell] = set(already)
    exposed: set[Cell] = set()
    for part in whole.components():
        if all(already.issuperset(variable.cells) for variable in part.variables):
            # Protected when it was hidden; beside what may be shown, it has to be again.
            continue
        hiding = Hiding(part, threshold, already)
        hiding.solve()
        cells.update(*(part.variables[rank].cells for rank in hiding.hidden))
        exposed.update(*(part.variables[rank].cells for rank in hiding.unprotected))
    return Hidden(cells=frozenset(cells), exposed=frozenset(exposed))


class Hiding:
    """One component of a problem: its small counts are hidden, then what they need."""

    def __init__(self, problem: Problem, threshold: int, already: frozenset[Cell] = frozenset()):
        self.problem, self.threshold = problem, threshold
        self.variables = problem.variables
        self.small = {r for r, variable in enumerate(self.variables) if variable.is_small}
        self.already = {
            r for r, each in enumerate(self.variables) if not already.isdisjoint(each.cells)
        }
        self.hidden = self.small | self.already
        self.witnesses: list[Witness] = []
        self.unprotected: set[int] = set()
        self.mover = Mover(problem)
        self.mover.hide(self.hidden)

    def solve(self) -> set[int]:
        """Ranks of what is hidden."""
        # The smallest first: what they need serves the others.
        order = sorted(self.hidden, key=lambda r: (r not in self.small, self.variables[r].value, r))
        for rank in order:
            if not self._is_served(rank):
                self._protect(rank)
        self._clean()
        self._settle()
        return self.hidden

    def need(self, rank: int) -> int:
        """How far up a small count must be able to go; one of few persons, anywhere else."""
        return max(1, self.threshold - self.variables[rank].value)

    def _is_served(self, rank: int) -> bool:
        return any(rank in witness.serves for witness in self.witnesses)

    def _protect(self, rank: int) -> None:
        moves = self._any_move(rank)
        if moves is None:
            self.unprotected.add(rank)
            return
        new = set(moves) - self.hidden
        self.hidden |= new
        self.mover.hide(new)
        self._keep(moves)

    def _keep(self, moves: Moves) -> Witness:
        witness = Witness(moves=moves, serves=self._served_by(moves))
        self.witnesses.append(witness)
        return witness

    def _served_by(self, moves: Moves) -> set[int]:
        """Small counts that may be at the threshold, others that may be something else."""
        return {
            rank
            for rank, by in moves.items()
            if (by >= self.need(rank) - EXACT if rank in self.small else abs(by) > 0.5)
        }

    # --- showing again what none needs ------------------------------------------------------

    def _clean(self) -> None:
        """Each count hidden for others is shown again if they can do without it."""
        shown = [r for r in range(len(self.variables)) if r not in self.hidden]
        self.mover.hold(shown)
        others = self.hidden - self.small - self.already
        order = sorted(
            others, key=lambda r: (-self.variables[r].weight, -self.variables[r].value, r)
        )
        for rank in order:
            self._show(rank)

    def _show(self, rank: int) -> None:
        kept = [witness for witness in self.witnesses if rank not in witness.moves]
        served = set().union(*(witness.serves for witness in kept)) if kept else set()
        waiting = self.hidden - served - {rank} - self.unprotected
        self.mover.hold([rank])
        new: list[Witness] = []
        # Small counts first: they are harder to serve, and serve others.
        for other in sorted(waiting, key=lambda r: (r not in self.small, r)):
            if any(other in witness.serves for witness in new):
                continue
            moves = self._any_move(other)
            if moves is None:
                self.mover.hold([rank], is_held=False)
                return
            new.append(Witness(moves=moves, serves=self._served_by(moves)))
        self.witnesses = kept + new
        self.hidden.discard(rank)

    def _any_move(self, rank: int, mover: Mover | None = None) -> Moves | None:
        mover = mover or self.mover
        if rank in self.small:
            return mover.move(rank, self.need(rank))
        return mover.move(rank, 1) or mover.move(rank, -1)

    # --- counts are whole -------------------------------------------------------------------

    def _settle(self) -> None:
        """A witness with half a person is none: such counts are looked at in whole numbers."""
        self.witnesses = [witness for witness in self.witnesses if is_whole(witness.moves)]
        mover: Mover | None = None
        for rank in sorted(self.hidden - self.unprotected):
            if self._is_served(rank):
                continue
            if mover is None:
                mover = Mover(self.problem, is_whole=True)
                mover.hide(self.hidden)
            moves = self._any_move(rank, mover)
            if moves is None:
                self.unprotected.add(rank)
                continue
            new = set(moves) - self.hidden
            self.hidden |= new
            mover.hide(new)
            self._keep(moves)
