"""Tests empty the tables between them; traces go by their one door, held open for that."""

import functools

import pytest
from django.db import connection


@pytest.fixture(scope="session", autouse=True)
def traces_are_emptied_too():
    # Loaded before the settings are.
    from plics.traces.retention import forgetting

    empty = connection.ops.execute_sql_flush

    @functools.wraps(empty)
    def through_the_door(statements):
        with forgetting():
            return empty(statements)

    connection.ops.execute_sql_flush = through_the_door
    yield
    connection.ops.execute_sql_flush = empty
