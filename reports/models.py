"""Documents made of editions, and what figures keep; other models are imported from their rooms."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from beneficiaries.models import Commission
from plics.models import User
from reports.editions.accepted import AcceptedFinding as AcceptedFinding
from reports.editions.kept_models import AuthorMessage as AuthorMessage
from reports.editions.kept_models import Figure as Figure
from reports.editions.kept_models import KeptPage as KeptPage
from reports.editions.kept_models import KeptPdf as KeptPdf
from reports.editions.kept_models import KeptText as KeptText
from reports.editions.models import Edition as Edition
from reports.editions.models import ProgrammeYear as ProgrammeYear
from reports.editions.working_models import CarriedText as CarriedText
from reports.editions.working_models import Comment as Comment
from reports.editions.working_models import EditionStep as EditionStep
from reports.week.models import FollowUp as FollowUp
from reports.writing.models import SharedText as SharedText


class RenderingQuerySet(models.QuerySet["Rendering"]):
    def visible_to(self, user: User) -> Self:
        """A document follows its edition: a draft's PDF is no more public than the draft.

        What was made for those who see everything shows all small counts and portraits not read
        over yet: they alone get it, if they may see names.
        """
        found = self.filter(edition__in=Edition.objects.visible_to(user))
        if user.sees_everything and user.sees_names:
            return found
        # What was made of an edition before its validation is not what was published of it.
        found = found.filter(
            Q(edition__validated_at=None)
            | Q(created_at__gte=F("edition__validated_at"))
            | Q(requested_by=user.pk)
        )
        own = user.commissions.all() if user.sees_names else Commission.objects.none()
        knowing = "+".join(own.order_by("slug").values_list("slug", flat=True))
        return found.filter(is_public=True, knowing=knowing)


def rendering_path(rendering: "Rendering", filename: str) -> str:
    return f"renderings/{rendering.edition_id}/{rendering.pk}/{filename}"


class Rendering(models.Model):
    """A PDF asked for from the site and made by the background worker."""

    class Status(models.TextChoices):
        WAITING = "waiting", "en attente"
        RUNNING = "running", "en cours"
        DONE = "done", "prêt"
        FAILED = "failed", "échoué"
        CANCELLED = "cancelled", "annulé"

    PENDING = [Status.WAITING, Status.RUNNING]
    # Past this, and when no task awaits it, the request may be made again.
    STALE_AFTER = dt.timedelta(minutes=15)

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="renderings"
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="demandé par",
        null=True,
        blank=True,
    )
    status = models.CharField("état", max_length=10, choices=Status.choices, default=Status.WAITING)
    is_public = models.BooleanField("petits effectifs cachés", default=False)
    # Of a public document: the commissions that whoever asked for it knows anyway.
    knowing = models.CharField("commissions connues", max_length=200, blank=True)
    file = models.FileField("fichier", upload_to=rendering_path, blank=True)
    # Those asked for with one button; none, asked for alone.
    batch = models.UUIDField("production", null=True, blank=True, db_index=True)
    failure = models.CharField("ce qui a échoué", max_length=200, blank=True)
    created_at = models.DateTimeField("demandé le", auto_now_add=True)
    started_at = models.DateTimeField("commencé le", null=True, blank=True)
    ended_at = models.DateTimeField("terminé le", null=True, blank=True)

    objects = RenderingQuerySet.as_manager()

    class Meta:
        verbose_name = "document produit"
        verbose_name_plural = "documents produits"
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="done") | ~Q(file=""),
                name="rendering_done_has_file",
                violation_error_message="Un document prêt a un fichier.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.edition} ({self.get_status_display()})"

    @property
    def is_pending(self) -> bool:
        return self.status in self.PENDING

    @property
    def seconds(self) -> int | None:
        """How long it took; nothing as long as it is not over."""
        if self.started_at is None or self.ended_at is None:
            return None
        return round((self.ended_at - self.started_at).total_seconds())

    @property
    def is_stale(self) -> bool:
        return self.is_pending and timezone.now() - self.created_at > self.STALE_AFTER


class KeptAnswer(models.Model):
    """What one process worked out, for the others: see `reports.figures.keeping`."""

    key = models.CharField("clé", max_length=32, primary_key=True)
    value = models.BinaryField("valeur")
    kept_at = models.DateTimeField("gardée le", default=timezone.now, db_index=True)

    class Meta:
        verbose_name = "réponse gardée"
        verbose_name_plural = "réponses gardées"

    def __str__(self) -> str:
        return self.key


class ProtectedSet(models.Model):
    """What of the figures of a day must not be shown, for those who know no more than readers.

    See `reports.figures.guard.protected`. It holds as long as the figures are those that
    `digest` was made of; `state` spares counting them again to know.
    """

    day = models.DateField("jour des chiffres")
    # The commissions whose figures are known anyway; empty for a reader.
    knowing = models.CharField("commissions connues", max_length=200, blank=True)
    digest = models.CharField("empreinte des chiffres", max_length=32)
    state = models.CharField("état des données", max_length=32, blank=True)
    hidden = models.BinaryField("chiffres cachés")
    report = models.JSONField("compte rendu", default=dict, blank=True)
    solved_at = models.DateTimeField("calculé le", default=timezone.now)

    class Meta:
        verbose_name = "protection des chiffres"
        verbose_name_plural = "protections des chiffres"
        constraints = [
            models.UniqueConstraint(fields=["day", "knowing"], name="protected_set_key"),
        ]

    def __str__(self) -> str:
        return f"chiffres du {self.day} pour {self.knowing or 'un lecteur'}"


class Release(models.Model):
    """The counts of a published booklet, as somebody was given them: what was shown stays known.

    See `reports.figures.guard.releases`.
    """

    day = models.DateField("jour des chiffres")
    # Of who was given them, as in a `ProtectedSet`.
    knowing = models.CharField("commissions connues", max_length=200, blank=True)
    digest = models.CharField("empreinte des chiffres", max_length=32)
    values = models.BinaryField("effectifs")
    hidden = models.BinaryField("chiffres cachés")
    released_at = models.DateTimeField("donnés le", default=timezone.now)

    class Meta:
        verbose_name = "chiffres publiés"
        verbose_name_plural = "chiffres publiés"
        ordering = ["-released_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["day", "knowing", "digest"], name="release_key"),
        ]

    def __str__(self) -> str:
        return f"chiffres du {self.day} donnés le {self.released_at:%d/%m/%Y}"
