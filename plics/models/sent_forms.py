from django.conf import settings
from django.db import models


class SentForm(models.Model):
    """A form that was sent and saved: sent again, it leads to its row and makes no other."""

    account = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, verbose_name="compte")
    token = models.CharField("jeton", max_length=32)
    # What was typed, as a digest: sent again with something else, it must not be lost.
    typed = models.CharField("saisie", max_length=64)
    row = models.CharField("ligne", max_length=40, blank=True)
    # Of a grid, what was saved: a second sending shows the other rows again.
    saved_rows = models.JSONField("lignes enregistrées", default=list, blank=True)
    sent_at = models.DateTimeField("envoyé le", auto_now_add=True, db_index=True)

    class Meta:
        verbose_name = "formulaire envoyé"
        verbose_name_plural = "formulaires envoyés"
        constraints = [
            models.UniqueConstraint(fields=["account", "token"], name="form_sent_once"),
        ]

    def __str__(self) -> str:
        return self.token
