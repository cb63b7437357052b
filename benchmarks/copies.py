"""A base of many times its size: whatever hangs on a household or a person, copied in SQL.

What the département is made of stays as it is: its territory, its lists, its actions and their
agreements, its referents, and its sittings, one a day for each commission, which then rule on
as many times more households.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.apps import apps
from django.db import connection
from django.db.models import Model

from actions.models import OffPersonMeasure
from beneficiaries.models import Household, Person

# Keys of a copy are those of the original, so much further.
APART = 1_000_000
# Beside keys: what must differ from one copy to the next, or would make everybody a namesake.
RENAMED = {
    "beneficiaries_household.number": "lpad((id + k * {apart})::text, 11, '0')",
    "beneficiaries_person.last_name": "last_name || ' ' || k",
    "funds_aid.number": "number || '-' || k",
    "funds_aid.number_key": "number_key || '-' || k",
}


def copied() -> list[type[Model]]:
    """Households, persons, and every table that names one of its rows; rentals besides."""
    found = {Household, Person, OffPersonMeasure}
    everything = apps.get_models(include_auto_created=True)
    while grown := {model for model in everything if model not in found and parents(model) & found}:
        found |= grown
    return sorted(found, key=lambda model: model._meta.db_table)


def parents(model: type[Model]) -> set:
    return {field.related_model for field in model._meta.concrete_fields if field.is_relation}


def grow(first: int, last: int) -> None:
    """Adds the copies from `first` to `last` of the rows there were."""
    models = copied()
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        held = constraints(cursor, models)
        # Foreign keys come first: the keys that they point at wait for them.
        for table, name, _ in held:
            cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        indexes = plain_indexes(cursor, models)
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        for model in models:
            cursor.execute(copy_rows(model, models), [first, last])
        for _, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in reversed(held):
            # Copies overlap no more than their originals, no page reads by that index, and at
            # a hundred times it takes longer to build than all the rest.
            if not definition.startswith("EXCLUDE"):
                cursor.execute(f'ALTER TABLE {table} ADD CONSTRAINT "{name}" {definition}')
    settle()


def settle() -> None:
    """What a server does by itself in the hours that follow: it counts what it holds."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def tables(models: Iterable[type[Model]]) -> list[str]:
    return [model._meta.db_table for model in models]


def constraints(cursor, models) -> list[tuple[str, str, str]]:
    """(table, name, definition) of keys: foreign ones, exclusions, unique ones, then primary ones.

    Only a table of ours may point at another: `copied` follows foreign keys to the end.
    """
    cursor.execute(
        "SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint "
        "WHERE conrelid::regclass::text = ANY(%s) AND contype IN ('f', 'x', 'u', 'p') "
        "ORDER BY array_position(ARRAY['f', 'x', 'u', 'p']::\"char\"[], contype), conname",
        [tables(models)],
    )
    return cursor.fetchall()


def plain_indexes(cursor, models) -> list[tuple[str, str]]:
    """(name, definition) of those that no constraint made, once constraints are gone."""
    cursor.execute(
        "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)", [tables(models)]
    )
    return cursor.fetchall()


def copy_rows(model: type[Model], models: list[type[Model]]) -> str:
    """One statement; the copies to make are its two parameters."""
    table = model._meta.db_table
    values = {field.column: value(field, models) for field in model._meta.concrete_fields}
    columns = ", ".join(f'"{column}"' for column in values)
    return (
        f'INSERT INTO "{table}" ({columns}) '  # noqa: S608 - names of our own columns
        f'SELECT {", ".join(values.values())} FROM "{table}", generate_series(%s, %s) AS k '
        f"WHERE id < {APART}"
    )


def value(field, models: list[type[Model]]) -> str:
    renamed = RENAMED.get(f"{field.model._meta.db_table}.{field.column}")
    if renamed:
        return renamed.format(apart=APART)
    shifts = field.primary_key or field.related_model in models
    return f'"{field.column}" + k * {APART}' if shifts else f'"{field.column}"'
