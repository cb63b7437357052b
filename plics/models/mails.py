"""The home sent on Mondays to the accounts that asked for it."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class MondayMail(models.Model):
    """One a Monday and an account: written before it is sent, so that none is lost nor repeated."""

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        SENDING = "sending", "en cours d’envoi"
        SENT = "sent", "envoyé"
        REFUSED = "refused", "refusé par le serveur de messagerie"

    # What may still be sent.
    UNSENT = (State.WAITING, State.REFUSED)

    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        verbose_name="compte",
        related_name="monday_mails",
    )
    monday = models.DateField("lundi")
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WAITING)
    tried_at = models.DateTimeField("essayé le", null=True, blank=True)

    class Meta:
        verbose_name = "message du lundi"
        verbose_name_plural = "messages du lundi"
        ordering = ["-monday"]
        constraints = [
            models.UniqueConstraint(fields=["account", "monday"], name="monday_mail_once"),
            models.CheckConstraint(
                condition=models.Q(state="waiting") | models.Q(tried_at__isnull=False),
                name="monday_mail_tried",
                violation_error_message="Un message envoyé ou refusé porte la date de l’essai.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account}, {self.monday:%d/%m/%Y}"
