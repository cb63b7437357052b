"""What the database refuses is told without the values that it refused.

PostgreSQL quotes them, names and birth dates, in the lines after the first, or after the colon of
what it could not read. Errors are shortened where they are born: journals, rows of tasks and mails
get them from there.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db import DatabaseError, DataError
from django.db.backends.base.base import BaseDatabaseWrapper


def without_values(
    execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]
) -> Any:
    try:
        return execute(sql, params, many, context)
    except DatabaseError as error:
        for each in (error, error.__cause__):
            if each is not None:
                each.args = (shortened(str(each), is_data=isinstance(error, DataError)),)
        raise


def shortened(told: str, *, is_data: bool) -> str:
    first = told.partition("\n")[0]
    return first.partition(":")[0] if is_data else first


def watch(sender: object, connection: BaseDatabaseWrapper, **kwargs: Any) -> None:
    if without_values not in connection.execute_wrappers:
        connection.execute_wrappers.append(without_values)
