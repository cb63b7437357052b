"""A statement written once in the life of a process, and sent as often as its rows change."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet


@dataclasses.dataclass(frozen=True, kw_only=True)
class Statement:
    """Its text, its parameters, and what makes Python values of the columns that need it."""

    # Empty where nothing can match: there is nothing to send.
    sql: str = ""
    params: tuple[Any, ...] = ()
    converters: Any = None

    @classmethod
    def of(cls, queryset: QuerySet[Any, Any]) -> Statement:
        compiler = queryset.query.get_compiler(connection=connection)
        try:
            sql, params = compiler.as_sql()
        except EmptyResultSet:
            return cls()
        columns = [column for column, _, _ in compiler.select]
        return cls(sql=sql, params=tuple(params), converters=compiler.get_converters(columns))

    def rows(self) -> list[tuple[Any, ...]]:
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, self.params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return list(self._converted(rows)) if self.converters else rows

    def _converted(self, rows: list[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for row in map(list, rows):
            for rank, (converters, column) in self.converters.items():
                # Most sums of a place are of nothing, whatever the column.
                if row[rank] is not None:
                    for convert in converters:
                        row[rank] = convert(row[rank], column, connection)
            yield tuple(row)
