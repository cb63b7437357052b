"""Conditions on what a row's neighbours say: judged on groups of rows, not row by row.

A condition is cut in two: what the row itself says stays in the statement, and what its flags
say (see `Source.flags`) is judged here, on the groups of rows that share them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from django.db.models import Q

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": lambda value, wanted: value == wanted,
    "in": lambda value, wanted: value in wanted,
    "isnull": lambda value, wanted: (value is None) == wanted,
}


def cut(where: Q, flags: Collection[str]) -> tuple[Q, Q]:
    """The condition on the row, and the condition on its flags: both must hold."""
    of_row, of_flags = Q(), Q()
    for term in _terms(where):
        named = set(_names(term))
        if not named & set(flags):
            of_row &= term
        elif named <= set(flags):
            of_flags &= term
        else:
            raise ValueError(f"a row and its flags are mixed in one condition: {term}")
    return of_row, of_flags


def holds(where: Q, flags: Mapping[str, Any]) -> bool:
    """Whether rows of those flags meet the condition."""
    children: Sequence[Any] = where.children
    results = (
        holds(child, flags) if isinstance(child, Q) else _compare(child[0], child[1], flags)
        for child in children
    )
    found = any(results) if where.connector == Q.OR else all(results)
    return not found if where.negated else found


def _terms(where: Q) -> Iterator[Q]:
    """What must hold together."""
    if where.negated or (where.connector != Q.AND and len(where.children) > 1):
        yield where
        return
    for child in where.children:
        yield from _terms(child) if isinstance(child, Q) else [Q(child)]


def _names(where: Q) -> Iterator[str]:
    children: Sequence[Any] = where.children
    for child in children:
        yield from _names(child) if isinstance(child, Q) else [child[0].partition("__")[0]]


def _compare(lookup: str, wanted: Any, flags: Mapping[str, Any]) -> bool:
    name, _, comparison = lookup.partition("__")
    # A comparison that is not here must fail loudly, rather than be read as another.
    return COMPARISONS[comparison or "exact"](flags[name], wanted)
