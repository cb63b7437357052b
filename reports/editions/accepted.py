"""What somebody accepted at the gate: a model of the application `reports`."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from plics.models import User


class AcceptedFindingQuerySet(models.QuerySet["AcceptedFinding"]):
    def visible_to(self, user: User) -> Self:
        return user.scope(self, "edition__commission")


class AcceptedFinding(models.Model):
    """A finding let through with a reason; `key` is of what was found, `told` says it."""

    edition = models.ForeignKey(
        "reports.Edition",
        models.CASCADE,
        verbose_name="édition",
        related_name="accepted_findings",
    )
    code = models.SlugField("règle", max_length=40)
    key = models.CharField("constat", max_length=120)
    told = models.CharField("ce qui est accepté", max_length=500)
    reason = models.CharField("motif", max_length=300)
    accepted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="accepté par",
        related_name="+",
        null=True,
        blank=True,
    )
    accepted_at = models.DateTimeField("accepté le", default=timezone.now)

    objects = AcceptedFindingQuerySet.as_manager()

    class Meta:
        verbose_name = "constat accepté"
        verbose_name_plural = "constats acceptés"
        ordering = ["edition", "code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "code", "key"],
                name="accepted_finding_key",
                violation_error_message="Ce constat est déjà accepté.",
            ),
            models.CheckConstraint(
                condition=~Q(reason=""),
                name="accepted_finding_reason",
                violation_error_message="Un constat s’accepte avec un motif.",
            ),
        ]

    def __str__(self) -> str:
        return self.told
