"""Who saw, searched, took out or changed what. Keys alone: nothing here names anybody."""

from __future__ import annotations

from django.db import models
from django.utils import timezone


class Act(models.TextChoices):
    SIGN_IN = "sign_in", "connexion"
    SIGN_IN_FAILED = "sign_in_failed", "connexion refusée"
    SIGN_OUT = "sign_out", "déconnexion"
    SHEET = "sheet", "fiche vue"
    HISTORY = "history", "historique vu"
    LIST = "list", "liste vue"
    SEARCH = "search", "recherche"
    EXPORT = "export", "export"
    PRINT = "print", "impression"
    DOWNLOAD = "download", "téléchargement"
    IMPORT = "import", "import"
    CHANGE = "change", "modification"
    REFUSED = "refused", "accès refusé"
    UNUSUAL = "unusual", "volume inhabituel"


class Trace(models.Model):
    """Triggers of the database refuse whatever would change or remove a row, the purge apart.

    Keys are plain numbers, not relations: an account or a person that goes leaves its traces.
    """

    done_at = models.DateTimeField("date", default=timezone.now, db_index=True)
    act = models.CharField("acte", max_length=15, choices=Act.choices)
    account = models.BigIntegerField("compte", null=True, blank=True)
    kind = models.CharField("nature d’objet", max_length=60, blank=True)
    keys = models.JSONField("objets", default=list, blank=True)
    persons = models.JSONField("personnes", default=list, blank=True)
    # Also of those who have no record: lines of a file not imported yet.
    person_count = models.PositiveIntegerField("nombre de personnes", default=0)
    address = models.CharField("adresse", max_length=100, blank=True)
    origin = models.CharField("origine", max_length=16, blank=True)

    class Meta:
        verbose_name = "trace"
        verbose_name_plural = "traces"
        ordering = ["-done_at", "-pk"]
        indexes = [
            models.Index(fields=["account", "done_at"], name="trace_of_account_idx"),
            models.Index(fields=["act", "done_at"], name="trace_of_act_idx"),
        ]

    def __str__(self) -> str:
        return f"{self.get_act_display()} ({timezone.localtime(self.done_at):%d/%m/%Y %H:%M})"
