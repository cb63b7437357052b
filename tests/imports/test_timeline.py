"""The rewriting of a dated timeline, against what it says day by day."""

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from beneficiaries.imports.timeline import Interval, difference, rewrite

FIRST = dt.date(2019, 1, 1)
DAYS = 14
STATES = [("a",), ("b",)]


def day(number: int) -> dt.date:
    return FIRST + dt.timedelta(days=number)


def on(timeline: list[Interval], when: dt.date):
    states = [piece.state for piece in timeline if piece.holds(when)]
    assert len(states) <= 1, "two states on one day"
    return states[0] if states else None


@st.composite
def timelines(draw) -> list[Interval]:
    """Disjoint intervals in order; the last may have no end."""
    bounds = sorted(draw(st.sets(st.integers(0, DAYS), max_size=8)))
    pieces = [
        Interval(day(start), day(end), draw(st.sampled_from(STATES)))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False)
    ]
    if len(bounds) % 2:
        pieces.append(Interval(day(bounds[-1]), None, draw(st.sampled_from(STATES))))
    return pieces


@st.composite
def spans(draw) -> tuple[dt.date, dt.date | None]:
    start = draw(st.integers(0, DAYS))
    end = draw(st.none() | st.integers(start + 1, DAYS + 2))
    return day(start), None if end is None else day(end)


states = st.none() | st.sampled_from(STATES)


@given(timelines(), spans(), states)
def test_rewriting_sets_the_days_of_the_span_and_no_other(timeline, span, state):
    start, end = span
    new = rewrite(timeline, start, end, state)
    for number in range(-1, DAYS + 4):
        when = day(number)
        inside = start <= when and (end is None or when < end)
        assert on(new, when) == (state if inside else on(timeline, when))


@given(timelines(), spans(), states)
def test_rewriting_twice_is_rewriting_once(timeline, span, state):
    once = rewrite(timeline, *span, state)
    assert rewrite(once, *span, state) == once


@given(timelines(), spans(), states)
def test_rows_after_the_difference_are_the_new_timeline(timeline, span, state):
    new = rewrite(timeline, *span, state)
    change = difference(timeline, new)
    rows = {piece.start: piece for piece in timeline}
    for piece in change.gone:
        del rows[piece.start]
    rows |= {after.start: after for _, after in change.changed}
    assert not rows.keys() & {piece.start for piece in change.new}
    rows |= {piece.start: piece for piece in change.new}
    assert sorted(rows.values()) == sorted(new)


def test_an_unchanged_state_leaves_the_row_alone():
    timeline = [Interval(day(0), day(3), ("a",)), Interval(day(3), None, ("b",))]
    assert rewrite(timeline, day(5), None, ("b",)) == timeline
    assert rewrite(timeline, day(5), day(9), ("b",)) == timeline


def test_a_reopening_the_same_day_joins_what_ended_there():
    closed = [Interval(day(0), day(5), ("a",))]
    assert rewrite(closed, day(5), None, ("a",)) == [Interval(day(0), None, ("a",))]


def test_neighbours_away_from_the_span_stay_two_rows():
    split = [Interval(day(0), day(1), ("a",)), Interval(day(1), day(2), ("a",))]
    assert rewrite(split, day(6), None, ("a",))[:2] == split
