"""A provider's workbook, read and waiting for someone to confirm it."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from actions.models.agreements import Agreement
from plics.models import Role, User

KEPT = dt.timedelta(days=1)
# What a provider sent waits for somebody else, who may be away.
KEPT_FOR_THE_SERVICE = dt.timedelta(days=7)


class PendingReturnQuerySet(models.QuerySet["PendingReturn"]):
    def of_providers(self) -> Self:
        """Sent by an account that still answers for the structure of the agreement."""
        return self.filter(
            uploaded_by__is_active=True,
            uploaded_by__role=Role.PROVIDER,
            uploaded_by__providers=F("agreement__action__provider"),
        )

    def stale(self, now: dt.datetime) -> Self:
        waited_for = PendingReturn.objects.of_providers().filter(
            uploaded_at__gte=now - KEPT_FOR_THE_SERVICE
        )
        old = self.filter(uploaded_at__lt=now - KEPT)
        return old.exclude(pk__in=waited_for.values("pk"))

    def visible_to(self, user: User) -> Self:
        """Each sees what they sent, while they still may; the service, what providers sent too."""
        theirs = PendingReturn.objects.of_providers().values("pk")
        if user.is_provider:
            return self.filter(pk__in=theirs, uploaded_by=user)
        if not (user.sees_everything and user.sees_names):
            return self.none()
        return self.filter(Q(uploaded_by=user) | Q(pk__in=theirs))


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
