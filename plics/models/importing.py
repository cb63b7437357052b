"""Files brought in, and those sent from the site until they are confirmed or given up."""

from __future__ import annotations

import datetime as dt
import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db import models
from django.db.models import Q
from django.utils import timezone

FOLDER = "uploads"


def private_storage() -> FileSystemStorage:
    """Files that only the application's own account reads; nothing serves them."""
    return FileSystemStorage(file_permissions_mode=0o600, directory_permissions_mode=0o700)


def random_path(upload: Upload, filename: str) -> str:
    """The name given by the browser never reaches the disk."""
    return f"{FOLDER}/{secrets.token_hex(16)}{Path(filename).suffix.lower()[:8]}"


class ImportRun(models.Model):
    """One file brought in: who, when, which bytes, what it did."""

    kind = models.CharField("nature", max_length=20, db_index=True)
    file_name = models.CharField("fichier", max_length=255)
    fingerprint = models.CharField("empreinte", max_length=64, db_index=True)
    reference_date = models.DateField("date de référence", null=True, blank=True)
    imported_at = models.DateTimeField("importé le", auto_now_add=True)
    imported_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="par", null=True, blank=True
    )
    created = models.PositiveIntegerField("créées", default=0)
    updated = models.PositiveIntegerField("modifiées", default=0)
    unchanged = models.PositiveIntegerField("inchangées", default=0)
    closed = models.PositiveIntegerField("closes", default=0)
    refused = models.PositiveIntegerField("refusées", default=0)
    is_forced = models.BooleanField("forcé", default=False)
    is_stock = models.BooleanField("stock entier", default=False)
    # Empty for the stocks loaded before it was told: they spoke for every payer.
    payers = models.JSONField("organismes", default=list, blank=True)

    class Meta:
        verbose_name = "import"
        verbose_name_plural = "imports"
        ordering = ["-imported_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_stock=False) | Q(reference_date__isnull=False),
                name="import_stock_dated",
                violation_error_message="Un stock de bénéficiaires porte une date de référence.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} : {self.file_name}"


class UploadQuerySet(models.QuerySet["Upload"]):
    def silent_since(self, moment: dt.datetime) -> UploadQuerySet:
        """Left without a sign of life: their worker was stopped, or never took them up."""
        return self.filter(state__in=Upload.BUSY, active_at__lt=moment)

    def for_pages(self) -> UploadQuerySet:
        """Without the lists of rows, which only one page shows."""
        return self.defer("details").select_related("uploaded_by", "confirmed_by", "run")

    def forgotten_since(self, moment: dt.datetime) -> UploadQuerySet:
        """Sent before that and never confirmed, or interrupted and never taken up again."""
        idle = self.filter(uploaded_at__lt=moment).exclude(state__in=Upload.BUSY)
        return idle.filter(Q(confirmed_at=None) | Q(state=Upload.State.LOST))


class Upload(models.Model):
    """A file sent from the site: read, shown, then confirmed or abandoned."""

    class State(models.TextChoices):
        WAITING = "waiting", "en attente"
        RUNNING = "running", "en cours"
        COLUMNS = "columns", "colonnes à désigner"
        READY = "ready", "à confirmer"
        REFUSED = "refused", "refusé"
        DONE = "done", "importé"
        LOST = "lost", "interrompu"

    BUSY = (State.WAITING, State.RUNNING)
    # Without a sign of life for so long, a task is taken for stopped.
    SILENCE = dt.timedelta(minutes=10)
    # Kept unconfirmed for a day; what it refused, for a month.
    UNCONFIRMED, REFUSALS = dt.timedelta(days=1), dt.timedelta(days=30)

    kind = models.CharField("nature", max_length=20)
    file = models.FileField("fichier", upload_to=random_path, storage=private_storage, blank=True)
    file_name = models.CharField("nom du fichier", max_length=255)
    reference_date = models.DateField("date de référence", null=True, blank=True)
    is_forced = models.BooleanField("forcé", default=False)
    mapping = models.JSONField("colonnes désignées", default=dict, blank=True)
    corrections = models.JSONField("cellules corrigées", default=dict, blank=True)
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="envoyé par", null=True, blank=True
    )
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="confirmé par",
        related_name="+",
        null=True,
        blank=True,
    )
    uploaded_at = models.DateTimeField("envoyé le", auto_now_add=True)
    state = models.CharField("état", max_length=10, choices=State.choices, default=State.WAITING)
    active_at = models.DateTimeField("dernier signe de vie", default=timezone.now)
    confirmed_at = models.DateTimeField("confirmé le", null=True, blank=True)
    report = models.JSONField("compte rendu", default=dict, blank=True)
    details = models.JSONField("détail", default=dict, blank=True)
    rejects = models.CharField("lignes refusées", max_length=200, blank=True)
    run = models.OneToOneField(
        ImportRun,
        models.SET_NULL,
        verbose_name="import",
        related_name="upload",
        null=True,
        blank=True,
    )

    objects = UploadQuerySet.as_manager()

    class Meta:
        verbose_name = "fichier envoyé"
        verbose_name_plural = "fichiers envoyés"
        ordering = ["-uploaded_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="done") | Q(confirmed_at__isnull=False),
                name="upload_done_was_confirmed",
                violation_error_message="Un fichier importé a été confirmé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} : {self.file_name}"

    @property
    def is_busy(self) -> bool:
        return self.state in self.BUSY

    @property
    def rejects_path(self) -> Path | None:
        """The refused rows, while they are kept."""
        path = settings.MEDIA_ROOT / self.rejects if self.rejects else None
        return path if path and path.is_file() else None


class ColumnMapping(models.Model):
    """What the headers of a kind of file were last said to mean: {header: field, or ""}."""

    kind = models.CharField("nature", max_length=20, unique=True)
    mapping = models.JSONField("colonnes", default=dict)
    updated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, verbose_name="par", null=True, blank=True
    )
    updated_at = models.DateTimeField("modifiée le", auto_now=True)

    class Meta:
        verbose_name = "correspondance de colonnes"
        verbose_name_plural = "correspondances de colonnes"

    def __str__(self) -> str:
        return self.kind
