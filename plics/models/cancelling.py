"""Rows that are not deleted but cancelled: what counted in a past figure leaves a trace."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

STANDS = Q(cancelled_at=None)


class StandingManager(models.Manager):
    """The rows that count: whoever asks for a population never meets a cancelled row."""

    def get_queryset(self):
        return super().get_queryset().filter(STANDS)


class Cancellable(models.Model):
    """To be given `objects`, a manager of the standing rows, and `with_cancelled`."""

    cancelled_at = models.DateTimeField("annulée le", null=True, blank=True)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="annulée par",
        related_name="+",
        null=True,
        blank=True,
    )
    cancel_reason = models.CharField("motif d’annulation", max_length=200, blank=True)

    class Meta:
        abstract = True

    @property
    def is_cancelled(self) -> bool:
        return self.cancelled_at is not None


def cancelled_with_reason(name: str) -> models.CheckConstraint:
    """When, by whom and why go together."""
    return models.CheckConstraint(
        condition=Q(cancelled_at=None, cancelled_by=None, cancel_reason="")
        | (Q(cancelled_at__isnull=False, cancelled_by__isnull=False) & ~Q(cancel_reason="")),
        name=name,
        violation_error_message="Une annulation a une date, un auteur et un motif.",
    )


def every_row(model: Any) -> Any:
    """With the cancelled ones, where a model has some."""
    return getattr(model, "with_cancelled", model._default_manager)
