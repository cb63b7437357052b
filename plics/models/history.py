"""What changed, before → after, and what made several changes at once."""

from __future__ import annotations

import datetime as dt
from typing import ClassVar

from auditlog.models import AbstractLogEntry, LogEntryManager
from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Q
from django.utils import timezone

from plics.models.importing import ImportRun


class Operation(models.Model):
    """A file, a bulk action, a merge: several rows changed at once by one deed."""

    class Kind(models.TextChoices):
        IMPORT = "import", "import"
        RETURN = "return", "retour du prestataire"
        BULK = "bulk", "action groupée"
        MERGE = "merge", "fusion"
        UNDO = "undo", "annulation"

    # What may be put back by a button, and for how long.
    UNDONE_BY_BUTTON = (Kind.BULK,)
    UNDONE_WITHIN = dt.timedelta(days=1)

    kind = models.CharField("nature", max_length=10, choices=Kind.choices)
    label = models.CharField("intitulé", max_length=300)
    made_at = models.DateTimeField("faite le", default=timezone.now, db_index=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="par", null=True, blank=True
    )
    run = models.OneToOneField(
        ImportRun,
        models.SET_NULL,
        verbose_name="import",
        related_name="operation",
        null=True,
        blank=True,
    )
    # By table, in the order of writing, the keys of the rows created: first and last of each run.
    created = models.JSONField("lignes créées", default=dict, editable=False)
    undone_at = models.DateTimeField("annulée le", null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        verbose_name="annulée par",
        related_name="+",
        null=True,
        blank=True,
    )

    class Meta:
        verbose_name = "opération"
        verbose_name_plural = "opérations"
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_at=None, undone_by=None)
                | Q(undone_at__isnull=False, undone_by__isnull=False),
                name="operation_undone_by_somebody",
                violation_error_message="Une annulation a une date et un auteur.",
            )
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def is_stock(self) -> bool:
        return self.kind == self.Kind.IMPORT and self.run is not None and self.run.is_stock

    @property
    def is_undoable(self) -> bool:
        """A day long, and once."""
        return (
            self.kind in self.UNDONE_BY_BUTTON
            and self.undone_at is None
            and timezone.now() < self.made_at + self.UNDONE_WITHIN
        )


class ChangeManager(LogEntryManager):
    def create(self, **values):
        """What the library notes of a saved row: who acts, and what for, is known here."""
        # Imported late: the applications' models are not loaded when this one is.
        from plics import history

        return super().create(**(history.signature() | values))


class Change(AbstractLogEntry):
    """A row changed or deleted, and by what; the library's journal, with its operation."""

    # The library's own fields, named in French.
    content_type = models.ForeignKey(
        ContentType, models.CASCADE, verbose_name="liste", related_name="+"
    )
    object_repr = models.TextField("ligne")
    action = models.PositiveSmallIntegerField(
        "nature",
        choices=[(0, "ajout"), (1, "modification"), (2, "suppression")],
        db_index=True,
    )
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="compte",
        related_name="+",
        null=True,
        blank=True,
    )
    timestamp = models.DateTimeField("date", default=timezone.now, db_index=True)
    cid = models.CharField("requête", max_length=255, null=True, blank=True)
    operation = models.ForeignKey(
        Operation,
        models.PROTECT,
        verbose_name="opération",
        related_name="changes",
        null=True,
        blank=True,
    )
    objects: ClassVar[LogEntryManager[Change]] = ChangeManager()

    class Meta:
        verbose_name = "changement"
        verbose_name_plural = "changements"
        ordering = ["-timestamp", "-pk"]
        indexes = [models.Index(fields=["content_type", "object_id"], name="change_of_row_idx")]

    def __str__(self) -> str:
        return f"{self.object_repr} ({timezone.localtime(self.timestamp):%d/%m/%Y %H:%M})"
