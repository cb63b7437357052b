"""Find the row of a list that a cell names, or say which ones there are."""

import datetime as dt
import difflib
from collections.abc import Callable, Iterable
from typing import Any, Generic, Protocol, TypeVar

from django.db.models import Model

from plics.importing.errors import Invalid, shown
from plics.importing.headers import folded
from plics.models.nomenclatures import DatedEntry, out_of_dates

LISTED = 20
Row = TypeVar("Row")
Stored = TypeVar("Stored", bound=Model)
Listed = TypeVar("Listed", bound="Entry")
Found = TypeVar("Found")


class Entry(Protocol):
    """A row of a list, known by a code."""

    @property
    def code(self) -> str: ...

    @property
    def label(self) -> str: ...


class Lookup(Generic[Row]):
    """Rows by code, and by label; a name that two rows bear is refused."""

    def __init__(
        self,
        what: str,
        rows: Iterable[Row],
        code: Callable[[Row], str],
        *labels: Callable[[Row], str],
        remedy: str = "",
    ):
        """`what` is said of a value not found: « une décision connue »; `remedy`, of none."""
        self.what, self.remedy = what, remedy
        rows = list(rows)
        self.codes = by_name(rows, code)
        self.known = [code(row) for row in rows]
        self.labels = by_name(rows, *labels)

    def __call__(self, text: str) -> Row:
        key = folded(text)
        found = self.codes.get(key) or self.labels.get(key)
        if found is None and (key in self.codes or key in self.labels):
            raise Invalid(
                f"« {shown(text)} » désigne plusieurs lignes de la liste",
                "un code qui n’en désigne qu’une",
            )
        if found is None:
            raise Invalid(f"« {shown(text)} » n’est pas {self.what}", self.expected(text))
        return found

    def expected(self, text: str) -> str:
        if not self.known:
            return self.remedy or "une valeur d’une liste, vide pour l’instant"
        if len(self.known) <= LISTED:
            return ", ".join(self.known)
        close = difflib.get_close_matches(text.lower(), self.known, 3, 0.5)
        return " ou ".join(close) if close else f"l’un des {len(self.known)} codes connus"


def by_name(rows: Iterable[Row], *names: Callable[[Row], str]) -> dict[str, Row | None]:
    """Rows by the names they bear; None where two share one."""
    found: dict[str, Row | None] = {}
    for row in rows:
        for key in {folded(name(row)) for name in names}:
            found[key] = row if key not in found else None
    return found


def nomenclature(what: str, rows: Iterable[Listed]) -> Lookup[Listed]:
    return Lookup(what, rows, lambda row: row.code, lambda row: row.label)


def several(lookup: Lookup[Stored], text: str) -> list[Stored]:
    """The rows that a cell names, separated by commas."""
    words = text.replace(";", ",").split(",")
    return in_order({lookup(word.strip()) for word in words if word.strip()})


def in_order(rows: Iterable[Stored]) -> list[Stored]:
    """The same rows make the same list, whatever order they came in."""
    return sorted(rows, key=lambda row: row.pk)


def at(field: str, function: Callable[..., Found], *args: Any) -> Found:
    """The function's answer; what it refuses is said of that field."""
    try:
        return function(*args)
    except Invalid as problem:
        raise Invalid(problem.problem, problem.expected, field=field) from None


def check_valid(row: DatedEntry, day: dt.date) -> None:
    """A row of a dated list is used between its dates only."""
    if told := out_of_dates(row, day):
        raise Invalid(told)
