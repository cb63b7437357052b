"""What a list tells of a row, column by column: the same on screen, in a file and on paper."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any, ClassVar

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.db.models.expressions import OrderBy
from django.utils.text import slugify

from plics import formatting
from plics.importing.headers import plain

NOTHING = "–"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cell:
    """What a column tells, and how it shows."""

    value: Any
    text: str
    is_number: bool
    # Of the record that the cell leads to, if any.
    address: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Column:
    """A text, in which words are looked for; `narrows` lets one of its values be chosen."""

    label: str
    path: str
    narrows: bool = False

    is_searched: ClassVar[bool] = True
    is_number: ClassVar[bool] = False

    @property
    def key(self) -> str:
        """What it is called in an address."""
        return slugify(self.label)

    @property
    def paths(self) -> list[str]:
        """What is read of the row."""
        return [self.path]

    def read(self, row: dict[str, Any]) -> Any:
        return row[self.path]

    def told(self, value: Any, day: dt.date) -> Any:
        """What the row tells on that day, as a file takes it."""
        return value

    def display(self, told: Any) -> str:
        return NOTHING if told in (None, "") else str(told)

    def cell(self, row: dict[str, Any], day: dt.date) -> Cell:
        told = self.told(self.read(row), day)
        return Cell(value=told, text=self.display(told), is_number=self.is_number)

    def options(self, rows: QuerySet) -> list[tuple[str, str]]:
        """What may be chosen of it: the values that stand in these rows."""
        known = rows.order_by().values_list(self.path, flat=True).distinct()
        return [(value, value) for value in sorted(map(str, filter(None, known)), key=plain)]

    def holding(self, value: str) -> Q:
        return Q(**{self.path: value})

    def sorting(self, *, descending: bool) -> OrderBy:
        """What is not told comes last, whatever the database and the way."""
        field = F(self.path)
        return field.desc(nulls_last=True) if descending else field.asc(nulls_last=True)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Coded(Column):
    """A code, told and sorted by what it means."""

    choices: dict[str, str]

    is_searched = False

    def told(self, value, day):
        return self.choices.get(value)

    def sorting(self, *, descending):
        labels = sorted((str(label), code) for code, label in self.choices.items())
        ranks = [
            When(**{self.path: code}, then=Value(rank)) for rank, (_, code) in enumerate(labels)
        ]
        rank = Case(*ranks, default=Value(None), output_field=IntegerField())
        return rank.desc(nulls_last=True) if descending else rank.asc(nulls_last=True)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Day(Column):
    is_searched = False

    def display(self, told):
        # Long titles wrap so that all columns are in sight; a day stays on one line.
        return formatting.day(told).replace(" ", formatting.NBSP) if told else NOTHING


@dataclasses.dataclass(frozen=True, kw_only=True)
class DaysSince(Column):
    """How long ago the day was."""

    is_searched = False
    is_number = True

    def told(self, value, day):
        return None if value is None else (day - value).days

    def display(self, told):
        return NOTHING if told is None else formatting.counted(told, "jour")

    def sorting(self, *, descending):
        return super().sorting(descending=not descending)


@dataclasses.dataclass(frozen=True, kw_only=True)
class DaysLeft(DaysSince):
    """How far away it is."""

    def told(self, value, day):
        return None if value is None else (value - day).days

    def sorting(self, *, descending):
        return super().sorting(descending=not descending)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Lasted(Column):
    """How long it took, in days."""

    is_searched = False
    is_number = True

    def told(self, value, day):
        return None if value is None else value.days

    def display(self, told):
        return NOTHING if told is None else formatting.counted(told, "jour")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Amount(Column):
    is_searched = False
    is_number = True

    def display(self, told):
        return NOTHING if told is None else formatting.number(told, 2)


@dataclasses.dataclass(frozen=True, kw_only=True)
class YesNo(Column):
    is_searched = False

    def display(self, told):
        return NOTHING if told is None else "oui" if told else "non"
