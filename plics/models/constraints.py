"""Constraints that several applications state."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.db import DEFAULT_DB_ALIAS, models, transaction
from django.db.backends.ddl_references import Statement, Table
from django.db.models import F, Q


def dates_in_order(start: str, end: str, name: str, message: str) -> models.CheckConstraint:
    """Constraint: `end`, where known, is not before `start`."""
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=message,
    )


def at_least_a_day(name: str) -> models.CheckConstraint:
    """Constraint: [starts_on, ends_on) holds one day or more."""
    return models.CheckConstraint(
        condition=Q(ends_on=None) | Q(ends_on__gt=F("starts_on")),
        name=name,
        violation_error_message="La fin doit suivre le début d’au moins un jour.",
    )


def one_at_a_time(rows: models.QuerySet) -> None:
    """A rule that reads other rows is checked by one hand at a time, each under a lock of what the
    rule is about: two at once would each find nothing, and both would save."""
    if transaction.get_connection().in_atomic_block:
        list(rows.order_by("pk").select_for_update(no_key=True).values_list("pk"))


class NoOverlap(models.BaseConstraint):
    """Of the rows that share these fields, no two hold on a same day of [starts_on, ends_on).

    Forms and services validate it, with its message. PostgreSQL holds it too, by an exclusion
    that is looked at when the transaction ends; SQLite, which is for trying, lets one
    transaction write at a time and knows no such constraint.
    """

    def __init__(self, *, same: Sequence[str], **options: Any):
        super().__init__(**options)
        self.same = tuple(same)

    def deconstruct(self):
        path, args, kwargs = super().deconstruct()
        return path, args, kwargs | {"same": self.same}

    def __eq__(self, other):
        if isinstance(other, NoOverlap):
            return self.deconstruct() == other.deconstruct()
        return NotImplemented

    __hash__ = models.BaseConstraint.__hash__

    # -- in forms and services

    def validate(self, model, instance, exclude=None, using=DEFAULT_DB_ALIAS):
        if {*self.same, "starts_on", "ends_on"}.intersection(exclude or ()):
            return
        alike = {name: value_of(instance, name) for name in self.same}
        if instance.starts_on is None or None in alike.values():
            return
        others = model._base_manager.using(using).exclude(pk=instance.pk)
        begun = Q() if instance.ends_on is None else Q(starts_on__lt=instance.ends_on)
        still = Q(ends_on=None) | Q(ends_on__gt=instance.starts_on)
        if other := others.filter(begun, still, **alike).order_by("starts_on").first():
            raise self.refusal(other)

    def are_crossed(self, row, other, owner: str) -> bool:
        """Whether two rows of one owner may not both stand."""
        return (
            all(value_of(row, name) == value_of(other, name) for name in self.same if name != owner)
            and begins_before_end(row, other)
            and begins_before_end(other, row)
        )

    def refusal(self, other) -> ValidationError:
        until = (
            "sans fin\u00a0: fermez-la d’abord"
            if other.ends_on is None
            else f"jusqu’au {other.ends_on:%d/%m/%Y} exclu"
        )
        told = f"{self.violation_error_message} (à partir du {other.starts_on:%d/%m/%Y}, {until})."
        return ValidationError(told, code="overlap")

    # -- in PostgreSQL

    def constraint_sql(self, model, schema_editor):
        return None

    def create_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        quote = schema_editor.quote_name
        columns = [quote(model._meta.get_field(name).column) for name in self.same]
        # A range of one number stands for it: no extension is asked of the server.
        alike = [f"int8range({column}, {column}, '[]') WITH &&" for column in columns]
        crossed = ", ".join([*alike, "daterange(starts_on, ends_on, '[)') WITH &&"])
        known = self.already_crossed(model, schema_editor, columns)
        left_out = f" WHERE ({quote(model._meta.pk.column)} NOT IN ({known}))" if known else ""
        return Statement(
            f"ALTER TABLE %(table)s ADD CONSTRAINT %(name)s EXCLUDE USING gist ({crossed})"
            f"{left_out} DEFERRABLE INITIALLY DEFERRED",
            table=Table(model._meta.db_table, quote),
            name=quote(self.name),
        )

    def already_crossed(self, model, schema_editor, columns: list[str]) -> str:
        """Rows crossed before this rule was held: a migration does not stop on them."""
        names = (model._meta.db_table, model._meta.pk.column)
        table, pk = (schema_editor.quote_name(name) for name in names)
        alike = " AND ".join(f"a.{column} = b.{column}" for column in columns)
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT DISTINCT a.{pk} FROM {table} a JOIN {table} b ON {alike} "  # noqa: S608
                f"AND a.{pk} <> b.{pk} AND daterange(a.starts_on, a.ends_on, '[)') && "
                "daterange(b.starts_on, b.ends_on, '[)')"
            )
            return ", ".join(str(key) for (key,) in cursor.fetchall())

    def remove_sql(self, model, schema_editor):
        if schema_editor.connection.vendor != "postgresql":
            return None
        return schema_editor._delete_constraint_sql(
            schema_editor.sql_delete_check, model, schema_editor.quote_name(self.name)
        )


def value_of(row, name: str):
    """Without asking the database for the row that a key names."""
    return getattr(row, row._meta.get_field(name).attname)


def begins_before_end(row, other) -> bool:
    start: dt.date = row.starts_on
    return other.ends_on is None or start < other.ends_on
