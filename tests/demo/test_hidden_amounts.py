"""The amounts of the demonstration, given to readers, then attacked with all their sums."""

from collections import defaultdict
from collections.abc import Callable, Iterator

import highspy
import numpy as np
import pytest

from beneficiaries.models import Commission
from reports.figures import DEPARTMENT, Scope, evaluate
from reports.figures.guard.cells import Cell, cell_of
from reports.figures.publication import Reader, is_hidden
from reports.figures.reading import reading_once

pytestmark = [
    pytest.mark.same_on_any_database,
    pytest.mark.usefixtures("protected_rows"),
]
AMOUNTS = ["fund.amount", "fund.amount.by_nature"]
Sum = tuple[Cell, list[Cell]]


@pytest.fixture(scope="module")
def given(protected_rows, django_db_blocker):
    """The amounts of the five lists of 2019, and those of them that a reader does not get."""
    amounts, hidden = {}, set()
    with django_db_blocker.unblock(), reading_once():
        for commission in [None, *Commission.objects.values_list("slug", flat=True)]:
            scope = Scope(year=2019, commission=commission)
            figures = evaluate(AMOUNTS, scope)
            for was, now in zip(figures, Reader().seen(figures), strict=True):
                cell = cell_of(was, scope)
                amounts[cell] = was.value or 0
                if is_hidden(now):
                    hidden.add(cell)
    return amounts, hidden


def in_commission(cell: Cell) -> Cell | None:
    return cell._replace(place=cell.place.split("/")[0]) if "/" in cell.place else None


def in_canton(cell: Cell) -> Cell | None:
    return cell._replace(place=cell.place.split("/")[1]) if "/" in cell.place else None


def in_departement(cell: Cell) -> Cell | None:
    is_commission = not {"/", ":"} & set(cell.place) and cell.place != DEPARTMENT
    return cell._replace(place=DEPARTMENT) if is_commission else None


def of_all_natures(cell: Cell) -> Cell | None:
    return cell._replace(code="fund.amount", group=None) if cell.group else None


def sums(amounts, whole_of: Callable[[Cell], Cell | None]) -> Iterator[Sum]:
    parts = defaultdict(list)
    for cell in amounts:
        if whole := whole_of(cell):
            parts[whole].append(cell)
    for whole, found in parts.items():
        assert amounts[whole] == sum(amounts[part] for part in found), whole
        yield whole, found


def found_by(equations: list[Sum], hidden: set[Cell]) -> list[Cell]:
    """The unknowns that the equations settle: those that no move of the others lets move."""
    ranks = {cell: rank for rank, cell in enumerate(hidden)}
    matrix = np.zeros((len(equations), len(ranks)))
    for row, (whole, parts) in enumerate(equations):
        for cell, sign in [(whole, -1), *((part, 1) for part in parts)]:
            if cell in ranks:
                matrix[row, ranks[cell]] += sign
    _, sizes, ways = np.linalg.svd(matrix)
    free = ways[(sizes > 1e-9).sum() :]
    return [cell for cell, rank in ranks.items() if np.abs(free[:, rank]).max(initial=0) < 1e-9]


def bounds(amounts, equations: list[Sum], hidden: set[Cell]) -> Iterator[tuple[Cell, float, float]]:
    """How little and how much each unknown can be: a grant is a euro at least, and no fund grants
    more than the largest amount of all."""
    most = float(max(amounts.values()))
    ranks = {cell: rank for rank, cell in enumerate(hidden)}
    solver = highspy.Highs()
    solver.silent()
    solver.addVars(len(ranks), np.ones(len(ranks)), np.full(len(ranks), most))
    for whole, parts in equations:
        signed = [(whole, -1.0), *((part, 1.0) for part in parts)]
        known = -sum(sign * float(amounts[cell]) for cell, sign in signed if cell not in ranks)
        found = {ranks[cell]: sign for cell, sign in signed if cell in ranks}
        solver.addRow(known, known, len(found), list(found), list(found.values()))
    for cell, rank in ranks.items():
        reached = []
        for sign in (1.0, -1.0):
            solver.changeColCost(rank, sign)
            solver.run()
            reached.append(solver.getSolution().col_value[rank])
        solver.changeColCost(rank, 0.0)
        yield cell, *reached


@pytest.fixture
def equations(given):
    ways = (in_commission, in_canton, in_departement, of_all_natures)
    return [each for whole_of in ways for each in sums(given[0], whole_of)]


@pytest.mark.usefixtures("demo_database")
def test_a_hidden_amount_can_be_a_fifth_of_itself_more_or_less(given, equations):
    """And that of one to four grants, as much as itself."""
    amounts, hidden = given
    counts = evaluate(["fund.count", "fund.count.by_nature"], Scope(year=2019))
    small = {cell_of(each, counts.scope) for each in counts if 0 < (each.value or 0) < 5}
    for cell, least, most in bounds(amounts, equations, hidden):
        is_small = cell._replace(code=cell.code.replace("amount", "count")) in small
        assert most - least > float(amounts[cell]) * (1 if is_small else 0.2), (cell, least, most)


def test_no_hidden_amount_is_the_rest_of_a_sum(given, equations):
    amounts, hidden = given
    assert len(hidden) > 300
    assert found_by(equations, hidden) == []
    # One more that is shown gives others away.
    first = next(parts for whole, parts in equations if len(hidden & {whole, *parts}) == 2)
    assert found_by(equations, hidden - {next(part for part in first if part in hidden)})


def test_the_attack_finds_what_is_the_rest_of_a_sum():
    one, two, whole = (Cell(2019, "fund.amount", place) for place in ("flers", "orne", "all"))
    assert found_by([(whole, [one, two])], {one}) == [one]
    assert found_by([(whole, [one, two])], {one, two}) == []
