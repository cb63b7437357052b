"""Constraints that several applications state."""

from django.db import models
from django.db.models import F, Q


def dates_in_order(start: str, end: str, name: str, message: str) -> models.CheckConstraint:
    """Constraint: `end`, where known, is not before `start`."""
    return models.CheckConstraint(
        condition=Q(**{f"{end}__isnull": True}) | Q(**{f"{end}__gte": F(start)}),
        name=name,
        violation_error_message=message,
    )
