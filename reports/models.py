"""Editions of the booklet and the figures frozen with them."""

import datetime as dt
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from beneficiaries.models import Commission
from plics.models import User
from plics.periods import stock_day
from plics.richtext.fields import RichTextField
from reports.editions.accepted import AcceptedFinding as AcceptedFinding
from reports.week.models import FollowUp as FollowUp


class ProgrammeYear(models.Model):
    """What holds for the four editions of a year; one that nobody wrote down is as usual."""

    USUAL = 5

    year = models.PositiveSmallIntegerField("année du programme", unique=True)
    secrecy_threshold = models.PositiveSmallIntegerField(
        "seuil du secret statistique",
        default=USUAL,
        help_text="Plus petit effectif publié. Un effectif plus petit, zéro excepté, est caché aux "
        "lecteurs, avec ce qui permettrait de le retrouver.",
    )

    class Meta:
        verbose_name = "année de programme"
        verbose_name_plural = "années de programme"
        ordering = ["-year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(secrecy_threshold__range=(3, 20)),
                name="programme_year_threshold",
                violation_error_message="Le seuil du secret statistique va de 3 à 20.",
            )
        ]

    def __str__(self) -> str:
        return f"programme {self.year}"

    @classmethod
    def threshold_of(cls, year: int) -> int:
        found = cls.objects.filter(year=year).values_list("secrecy_threshold", flat=True)
        return found.first() or cls.USUAL


class EditionQuerySet(models.QuerySet["Edition"]):
    def visible_to(self, user: User) -> Self:
        """Published booklets are for every account; drafts for those who work on them."""
        if user.sees_everything:
            return self
        published = Q(status=Edition.Status.VALIDATED)
        if not user.works_on_data:
            return self.filter(published)
        return self.filter(published | Q(commission__in=user.commissions.all()))


class Edition(models.Model):
    """The PLICS of one commission: programme of a year, evaluation of the year before."""

    class Status(models.TextChoices):
        DRAFT = "draft", "brouillon"
        VALIDATED = "validated", "validée"

    commission = models.ForeignKey(Commission, models.PROTECT, verbose_name="commission RSA")
    programme_year = models.PositiveSmallIntegerField("année du programme")
    status = models.CharField(
        "état", max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    preamble = RichTextField("préambule", blank=True)
    participants_note = RichTextField("présentation des participants", blank=True)
    validated_at = models.DateTimeField("validée le", null=True, blank=True, editable=False)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="validée par",
        null=True,
        blank=True,
        editable=False,
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition du PLICS"
        verbose_name_plural = "éditions du PLICS"
        ordering = ["-programme_year", "commission"]
        constraints = [
            models.UniqueConstraint(
                fields=["commission", "programme_year"],
                name="edition_key",
                violation_error_message="Cette commission a déjà une édition pour cette année.",
            ),
            models.CheckConstraint(
                condition=Q(status="draft", validated_at=None)
                | Q(status="validated", validated_at__isnull=False),
                name="edition_validated_dated",
                violation_error_message="Une édition validée porte sa date de validation.",
            ),
        ]

    def __str__(self) -> str:
        return f"PLICS {self.programme_year} – commission {self.commission.of_form}"

    @property
    def evaluation_year(self) -> int:
        return self.programme_year - 1

    @property
    def reference_date(self):
        return stock_day(self.evaluation_year)

    @property
    def file_name(self) -> str:
        return f"plics-{self.programme_year}-{self.commission.slug}.pdf"

    @property
    def is_validated(self) -> bool:
        return self.status == self.Status.VALIDATED


class AuthorMessageQuerySet(models.QuerySet["AuthorMessage"]):
    def visible_to(self, user: User) -> Self:
        return user.scope(self, "edition__commission")


class AuthorMessage(models.Model):
    """What an author tells over a figure of a booklet, in place of the computed message.

    `digest` is of the figures she saw, `computed` what was told of them then.
    """

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="messages"
    )
    exhibit = models.CharField("figure", max_length=200)
    text = models.CharField(
        "message",
        max_length=250,
        help_text="Enregistrer, même sans rien changer, garde ce message sur les chiffres "
        "d’aujourd’hui ; le supprimer reprend le message calculé. N’y écrivez aucun chiffre que "
        "la figure ne montre pas.",
    )
    computed = models.CharField("message calculé alors", max_length=500)
    digest = models.CharField("empreinte des chiffres", max_length=32, editable=False)

    objects = AuthorMessageQuerySet.as_manager()

    class Meta:
        verbose_name = "message d’auteur"
        verbose_name_plural = "messages d’auteur"
        ordering = ["edition", "exhibit"]
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "exhibit"],
                name="author_message_key",
                violation_error_message="Cette figure porte déjà un message d’auteur : "
                "modifiez-le.",
            )
        ]

    def __str__(self) -> str:
        return self.text


class Figure(models.Model):
    """A published value with the words that explained it that day; it never moves again."""

    edition = models.ForeignKey(
        Edition, models.CASCADE, verbose_name="édition", related_name="figures"
    )
    year = models.PositiveSmallIntegerField("année évaluée")
    code = models.CharField("indicateur", max_length=60)
    territory = models.CharField("territoire", max_length=60)
    subject = models.CharField("objet", max_length=80, blank=True)
    group = models.CharField("groupe", max_length=60, blank=True)
    group_label = models.CharField("libellé du groupe", max_length=200, blank=True)
    value = models.DecimalField("valeur", max_digits=20, decimal_places=8, null=True)
    share = models.DecimalField("part", max_digits=14, decimal_places=8, null=True)
    numerator = models.DecimalField("numérateur", max_digits=20, decimal_places=8, null=True)
    denominator = models.DecimalField("dénominateur", max_digits=20, decimal_places=8, null=True)
    display = models.CharField("affichage", max_length=60)
    label = models.CharField("libellé", max_length=200)
    definition = models.TextField("définition")

    class Meta:
        verbose_name = "chiffre arrêté"
        verbose_name_plural = "chiffres arrêtés"
        constraints = [
            models.UniqueConstraint(
                fields=["edition", "year", "code", "territory", "subject", "group"],
                name="figure_key",
                violation_error_message="Ce chiffre est déjà arrêté.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} : {self.display}"


class RenderingQuerySet(models.QuerySet["Rendering"]):
    def visible_to(self, user: User) -> Self:
        """A document follows its edition: a draft's PDF is no more public than the draft.

        What was made for those who see everything shows all small counts and portraits not read
        over yet: they alone get it, if they may see names.
        """
        found = self.filter(edition__in=Edition.objects.visible_to(user))
        if user.sees_everything and user.sees_names:
            return found
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
    created_at = models.DateTimeField("demandé le", auto_now_add=True)

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
