"""A provider's workbook, read and waiting for someone to confirm it."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models

from actions.models.agreements import Agreement
from plics.models import User

KEPT = dt.timedelta(days=1)


class PendingReturnQuerySet(models.QuerySet["PendingReturn"]):
    def stale(self, now: dt.datetime) -> Self:
        return self.filter(uploaded_at__lt=now - KEPT)

    def visible_to(self, user: User) -> Self:
        """What someone sent is theirs to confirm, while they still may."""
        if not user.sees_everything:
            return self.none()
        return self.filter(uploaded_by=user)


class PendingReturn(models.Model):
    """Rows as read, never as decided: what they change is judged when shown and when confirmed."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name="convention", related_name="pending_returns"
    )
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="déposé par"
    )
    uploaded_at = models.DateTimeField("déposé le", auto_now_add=True)
    file_name = models.CharField("fichier", max_length=255)
    fingerprint = models.CharField("empreinte", max_length=64)
    header = models.JSONField("en-têtes")
    rows = models.JSONField("lignes")

    objects = PendingReturnQuerySet.as_manager()

    class Meta:
        verbose_name = "retour à confirmer"
        verbose_name_plural = "retours à confirmer"
        ordering = ["-uploaded_at"]

    def __str__(self) -> str:
        return f"{self.agreement} : {self.file_name}"
