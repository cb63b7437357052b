"""The rows of a model as a list: its columns, its order, the record that each row leads to."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.apps import apps
from django.db.models import Model, QuerySet
from django.urls import reverse

from plics.classification import is_of_persons
from reports.tables.columns import Cell, Column


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    key: Any
    address: str
    cells: list[Cell]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Table:
    """`record` leads to the row shown in the data: a route, and the path of its key."""

    columns: Sequence[Column]
    order: Sequence[str]
    record: tuple[str, str]
    # The path of the person whose page the row leads to, rather than to its record.
    person: str = ""
    # The path of the column that leads to the record all the same, where something is to do there.
    to_record: str = ""

    @property
    def fields(self) -> list[str]:
        """The key of the record, then what columns are told from; two may read the same."""
        told = [path for column in self.columns for path in column.paths]
        person = [self.person] if self.person else []
        return list(dict.fromkeys([self.record[1], *told, *person]))

    @property
    def shown(self) -> type[Model]:
        """What its records are of."""
        label, name = self.record[0].split("_", 1)
        return apps.get_model(label, name)

    @property
    def is_of_persons(self) -> bool:
        return is_of_persons(self.shown)

    def read(self, rows: QuerySet) -> QuerySet:
        """Plain values: nothing is read row by row."""
        return rows.values_list(*self.fields)

    def lines(self, values: Iterable[Sequence[Any]], day: dt.date) -> Iterator[Line]:
        for found in values:
            row = dict(zip(self.fields, found, strict=True))
            yield Line(
                key=row[self.record[1]],
                address=self._address(row),
                cells=[self._cell(column, row, day) for column in self.columns],
            )

    def _cell(self, column: Column, row: dict[str, Any], day: dt.date) -> Cell:
        cell = column.cell(row, day)
        if column.path != self.to_record:
            return cell
        return dataclasses.replace(cell, address=self._record_address(row))

    def _address(self, row: dict[str, Any]) -> str:
        if self.person:
            return reverse("records:person", args=[row[self.person]])
        return self._record_address(row)

    def _record_address(self, row: dict[str, Any]) -> str:
        key = row[self.record[1]]
        return reverse(f"admin:{self.record[0]}_change", args=[key]) if key else ""
