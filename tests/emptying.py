"""Tests empty the tables between them; traces go by their one door, held open for that."""

import functools

import pytest
from django.db import connection


@pytest.fixture(scope="session", autouse=True)
def traces_are_emptied_too():
    # Loaded before the settings are.
    from plics.traces.retention import forgetting

    # Of the class: a browser's tests run beside a loop, and have a connection of their own.
    operations = type(connection.ops)
    empty = operations.execute_sql_flush

    @functools.wraps(empty)
    def through_the_door(self, statements):
        with forgetting():
            return empty(self, statements)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(operations, "execute_sql_flush", through_the_door)
        yield
