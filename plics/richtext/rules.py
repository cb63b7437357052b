"""What a text may not hold, and when it may not move: told by what comes after it.

A figure, a shared text or an edition are known further on: they register here what they refuse.
"""

from __future__ import annotations

from collections.abc import Callable

from django.db import models

from plics import formatting

# About ten pages: the longest part of a sheet has two.
LONGEST = 30_000

References = Callable[[str], list[str]]
Standing = Callable[[models.Model, str], str]

_references: list[References] = []
_standing: list[Standing] = []


def refers(check: References) -> None:
    """`check` says what is wrong with what a text refers to."""
    _references.append(check)


def stands(check: Standing) -> None:
    """`check` says why this field of this row moves no more, or nothing."""
    _standing.append(check)


def faults(html: str) -> list[str]:
    return [fault for check in _references for fault in check(html)]


def why_fixed(row: models.Model, name: str) -> str:
    return next(filter(None, (check(row, name) for check in _standing)), "")


def too_long(text: str) -> str:
    if len(text) <= LONGEST:
        return ""
    return (
        f"Ce texte compte {formatting.number(len(text))} caractères\u00a0: "
        f"{formatting.number(LONGEST)} au plus, une dizaine de pages. Rien n’est enregistré."
    )
