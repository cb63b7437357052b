"""A bar beside each figure of a column: one scale, and what each row is compared with."""

import pytest

from reports.dashboards.meters import Bars, numbers, with_bars
from reports.exhibits.parts import TableCell, TableRow

pytestmark = pytest.mark.same_on_any_database


def drawn(*lines, limits=()) -> list[str]:
    """The bar of each row; a line is its figure, and that of the year before if any."""
    rows = [
        TableRow(label="", cells=[TableCell(display=str(number), number=number) for number in line])
        for line in lines
    ]
    before = numbers(rows, 1) if len(lines[0]) > 1 else []
    bars = Bars(column=0, before=before, limits=limits)
    return [row.cells[0].bar for row in with_bars(rows, bars)]


def test_the_largest_figure_of_both_years_fills_the_cell():
    largest, half, before = drawn([50, 0], [25, 0], [0, 100])
    assert '<path d="M0.5 2h49.5v6' in largest
    assert '<path d="M0.5 2h24.75v6' in half
    assert 'class="before" d="M99.5 0' in before and "2h" not in before


def test_a_figure_that_is_not_known_has_no_bar_and_no_mark():
    hidden, known = drawn([None, 12], [6, None])
    assert hidden == ""
    assert 'class="before"' not in known


def test_limits_stand_in_each_row_and_keep_their_place_on_the_scale():
    for bar in drawn([25], [100], limits=(50,)):
        assert 'class="limit" d="M50 0' in bar


def test_less_than_nothing_goes_to_the_left_of_zero():
    below, above = drawn([-50], [50])
    assert 'd="M0.5 2h49.5v6' in below and 'd="M50 2h49.5v6' in above
