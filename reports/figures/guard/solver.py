"""What HiGHS is asked: how far a count can be from what it is, others making up for it."""

from __future__ import annotations

from collections.abc import Collection

import highspy
import numpy as np

from reports.figures.guard.problem import Problem

# A hidden count moves for nothing, nearly: of two ways the shorter is taken.
HIDDEN_COST = 1e-3
EXACT = 1e-6
# Nobody takes a small count for more than this.
FAR = 1000

Moves = dict[int, float]


class Mover:
    """The moves that keep every relation of a problem, the cheapest first.

    A variable goes up by one column and down by another, so that both cost. No count but a
    printed zero goes below one: a reader knows that too.
    """

    def __init__(self, problem: Problem, *, is_whole: bool = False):
        self.problem, self.size = problem, len(problem.variables)
        self.down = np.array([variable.value - 1.0 for variable in problem.variables])
        self.costs = np.array([variable.weight for variable in problem.variables])
        self.solver = highspy.Highs()  # type: ignore[no-untyped-call]
        self.solver.silent()
        # One thread, one seed: the same figures are hidden each time.
        self.solver.setOptionValue("threads", 1)
        self.solver.setOptionValue("random_seed", 0)
        self.solver.passModel(self._model(is_whole))

    def _model(self, is_whole: bool) -> highspy.HighsLp:
        model, size = highspy.HighsLp(), self.size
        rows = self.problem.rows
        model.num_col_, model.num_row_ = 2 * size, len(rows)
        model.col_cost_ = np.concatenate([self.costs, self.costs])
        model.col_lower_ = np.zeros(2 * size)
        model.col_upper_ = np.concatenate([np.full(size, float(FAR)), self.down])
        model.row_lower_ = np.array([0.0 if row.is_exact else -float(row.slack) for row in rows])
        model.row_upper_ = np.array([0.0 if row.is_exact else highspy.kHighsInf for row in rows])
        starts, ranks, signs = [0], [], []
        for row in rows:
            for rank, sign in row.terms.items():
                ranks += [rank, rank + size]
                signs += [float(sign), -float(sign)]
            starts.append(len(ranks))
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts)
        model.a_matrix_.index_ = np.array(ranks)
        model.a_matrix_.value_ = np.array(signs)
        if is_whole:
            model.integrality_ = [highspy.HighsVarType.kInteger] * (2 * size)
        return model

    def hide(self, ranks: Collection[int]) -> None:
        self._cost(ranks, HIDDEN_COST)

    def _cost(self, ranks: Collection[int], cost: float) -> None:
        for rank in ranks:
            self.solver.changeColCost(rank, cost)
            self.solver.changeColCost(rank + self.size, cost)

    def hold(self, ranks: Collection[int], *, is_held: bool = True) -> None:
        """What is printed does not move."""
        for rank in ranks:
            self.solver.changeColBounds(rank, 0.0, 0.0 if is_held else float(FAR))
            down = 0.0 if is_held else self.down[rank]
            self.solver.changeColBounds(rank + self.size, 0.0, down)

    def move(self, rank: int, by: int) -> Moves | None:
        """How others make up for that move at least, up or down; None where none can."""
        column = rank if by > 0 else rank + self.size
        limit = float(FAR) if by > 0 else self.down[rank]
        if abs(by) > limit:
            return None
        other = rank + self.size if by > 0 else rank
        upper = self.down[rank] if by > 0 else float(FAR)
        self.solver.changeColBounds(column, float(abs(by)), limit)
        self.solver.changeColBounds(other, 0.0, 0.0)
        self.solver.run()
        status = self.solver.getModelStatus()
        found = None
        if status == highspy.HighsModelStatus.kOptimal:
            values = np.array(self.solver.getSolution().col_value)
            moves = values[: self.size] - values[self.size :]
            found = {int(r): float(moves[r]) for r in np.flatnonzero(np.abs(moves) > EXACT)}
        self.solver.changeColBounds(column, 0.0, limit)
        self.solver.changeColBounds(other, 0.0, upper)
        return found

    def farthest(self, rank: int, *, up: bool) -> int:
        """How far it can go alone in what it costs: everything else moves freely."""
        column, size = (rank if up else rank + self.size), 2 * self.size
        costs = np.zeros(size)
        costs[column] = -1.0
        self.solver.changeColsCost(size, np.arange(size, dtype=np.int32), costs)
        other = rank + self.size if up else rank
        upper = self.down[rank] if up else float(FAR)
        self.solver.changeColBounds(other, 0.0, 0.0)
        self.solver.run()
        far = self.solver.getSolution().col_value[column]
        self.solver.changeColBounds(other, 0.0, upper)
        return int(far + EXACT)


def is_whole(moves: Moves) -> bool:
    return all(abs(by - round(by)) <= EXACT for by in moves.values())
