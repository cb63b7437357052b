"""Dated states of one thing: half-open intervals [start, end), None meaning no end."""

import datetime as dt
from typing import NamedTuple


class Interval(NamedTuple):
    start: dt.date
    end: dt.date | None
    state: tuple

    def holds(self, day: dt.date) -> bool:
        return self.start <= day and (self.end is None or self.end > day)


def before(timeline: list[Interval], day: dt.date) -> tuple | None:
    """The state that day, or the one that ended then."""
    for piece in reversed(timeline):
        if piece.start <= day and (piece.end is None or piece.end >= day):
            return piece.state
    return None


def rewrite(
    timeline: list[Interval], start: dt.date, end: dt.date | None, state: tuple | None
) -> list[Interval]:
    """The timeline once `state` (or nothing, for None) holds on [start, end).

    Days outside keep their states. The new interval joins a neighbour that touches it
    with the same state, so that writing what already holds changes nothing.
    """
    pieces = []
    for piece in timeline:
        pieces += outside(piece, start, end)
    if state is not None:
        pieces.append(Interval(start, end, state))
    pieces.sort(key=lambda piece: piece.start)
    joined: list[Interval] = []
    for piece in pieces:
        last = joined[-1] if joined else None
        if last and last.end == piece.start in (start, end) and last.state == piece.state:
            joined[-1] = last._replace(end=piece.end)
        else:
            joined.append(piece)
    return joined


def outside(piece: Interval, start: dt.date, end: dt.date | None) -> list[Interval]:
    """What is left of `piece` before `start` and from `end` on."""
    left = []
    if piece.start < start:
        cut = start if piece.end is None else min(piece.end, start)
        left.append(piece._replace(end=cut))
    if end is not None and (piece.end is None or piece.end > end):
        left.append(piece._replace(start=max(piece.start, end)))
    return left


class Difference(NamedTuple):
    """Rows to write, by the start that identifies them: `changed` pairs old with new."""

    gone: list[Interval]
    changed: list[tuple[Interval, Interval]]
    new: list[Interval]


def difference(old: list[Interval], new: list[Interval]) -> Difference:
    before = {piece.start: piece for piece in old}
    after = {piece.start: piece for piece in new}
    return Difference(
        gone=[piece for start, piece in before.items() if start not in after],
        changed=[
            (before[start], piece)
            for start, piece in after.items()
            if start in before and before[start] != piece
        ],
        new=[piece for start, piece in after.items() if start not in before],
    )
