"""Judge a row by its model's own check constraints, without asking the database.

Django validates a constraint with one query each: thousands for a file. The conditions
in use are comparisons of a row's own fields, which are as well evaluated here, with the
three values of SQL: a comparison with nothing is neither true nor false, and passes.
"""

import operator
from collections.abc import Callable, Iterator
from typing import Any

from django.db.models import CheckConstraint, F, Model, Q

from plics.importing.changes import field_of
from plics.importing.errors import Invalid, Refusals

COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "exact": operator.eq,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda value, among: value in among,
    "range": lambda value, bounds: bounds[0] <= value <= bounds[1],
}


def check_constraints(instance: Model, fields: dict[str, str]) -> None:
    """Refuses a row that breaks constraints; `fields` gives the column of each constraint."""
    problems = [
        Invalid(message.rstrip("."), field=fields[name]) for name, message in broken(instance)
    ]
    if problems:
        raise Refusals(problems)


def broken(instance: Model) -> Iterator[tuple[str, str]]:
    """Name and French message of each constraint the row breaks."""
    for constraint in instance._meta.constraints:
        if not isinstance(constraint, CheckConstraint):
            continue
        if not isinstance(constraint.condition, Q):
            raise TypeError(f"{constraint.name} is not a comparison of fields")
        if holds(constraint.condition, instance) is False:
            yield constraint.name, str(constraint.get_violation_error_message())


def holds(condition: Q, instance: Model) -> bool | None:
    children: list[Any] = condition.children
    results = [
        holds(child, instance) if isinstance(child, Q) else compare(child[0], child[1], instance)
        for child in children
    ]
    if condition.connector == Q.OR:
        result = True if True in results else (None if None in results else False)
    else:
        result = False if False in results else (None if None in results else True)
    return not result if condition.negated and result is not None else result


def value_of(instance: Model, name: str) -> Any:
    return getattr(instance, field_of(instance, name).attname)


def compare(lookup: str, wanted: Any, instance: Model) -> bool | None:
    name, *transforms = lookup.split("__")
    value = value_of(instance, name)
    if isinstance(wanted, F):
        wanted = value_of(instance, wanted.name)  # type: ignore[attr-defined] # not in the stubs
        if wanted is None:
            return None
    if transforms == ["isnull"]:
        return (value is None) is wanted
    if wanted is None:
        return value is None
    if value is None:
        return None
    if transforms[:1] == ["year"]:
        value, transforms = value.year, transforms[1:]
    return COMPARISONS[transforms[0] if transforms else "exact"](value, wanted)


def cancelled_row(subject: str, *, field: str) -> Invalid:
    """A file does not bring back what somebody cancelled, giving a reason."""
    return Invalid(
        f"{subject} a été annulée, avec un motif",
        "la ligne rétablie dans sa liste, si elle compte à nouveau",
        field=field,
    )
