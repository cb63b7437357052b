"""Editions of the booklet and what leads to their publication: models of `reports`."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Commission
from plics.models import User
from plics.models.department import DEPARTMENT
from plics.periods import stock_day
from plics.richtext.fields import RichTextField


class ProgrammeYear(models.Model):
    """What holds for the editions of a year; one that nobody wrote down is as usual."""

    USUAL = 5

    year = models.PositiveSmallIntegerField("année du programme", unique=True)
    secrecy_threshold = models.PositiveSmallIntegerField(
        "seuil du secret statistique",
        default=USUAL,
        help_text="Plus petit effectif publié. Un effectif plus petit, zéro excepté, est caché aux "
        "lecteurs, avec ce qui permettrait de le retrouver.",
    )
    needs_second_agent = models.BooleanField(
        "validation par un autre agent",
        default=True,
        help_text="Qui a écrit un texte ou un message d’une édition, ou l’a modifiée, ne la "
        "valide pas : un autre agent relit et valide.",
    )

    release_on = models.DateField(
        "publication prévue le",
        null=True,
        blank=True,
        help_text="Annoncée aux lecteurs des livrets jusqu’à ce jour ; elle ne publie rien.",
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
    def of(cls, year: int) -> ProgrammeYear:
        return cls.objects.filter(year=year).first() or cls(year=year)

    @classmethod
    def threshold_of(cls, year: int) -> int:
        return cls.of(year).secrecy_threshold


class EditionQuerySet(models.QuerySet["Edition"]):
    def published(self) -> EditionQuerySet:
        return self.filter(_published())

    def visible_to(self, user: User) -> EditionQuerySet:
        """Published booklets are for every account; the others for those who work on them, and
        for the readers named, once they are in review."""
        if user.sees_everything:
            return self
        if not user.reads_figures:
            return self.published()
        named = ~Q(status=Edition.Status.DRAFT) & Q(
            pk__in=Edition.readers.through.objects.filter(user=user.pk).values("edition")
        )
        if not user.works_on_data:
            return self.filter(_published() | named)
        return self.filter(_published() | named | Q(commission__in=user.commissions.all()))

    def open(self) -> EditionQuerySet:
        """Not validated: texts and messages may still change."""
        return self.exclude(status__in=Edition.FROZEN)

    def worked_on_by(self, user: User) -> EditionQuerySet:
        """Coordinators prepare that of their commission, the service all of them."""
        return user.scope(self, "commission")

    def at_place(self, place: str) -> EditionQuerySet:
        """Of a commission by its slug, or of the département."""
        if place == DEPARTMENT:
            return self.filter(commission=None)
        return self.filter(commission__slug=place)

    def newest(self) -> Edition | None:
        return self.order_by("-version").first()

    def at_address(self, year: int, place: str, version: int | None = None) -> Edition | None:
        """That version, or the newest of these."""
        found = self.filter(programme_year=year).at_place(place)
        return found.newest() if version is None else found.filter(version=version).first()


def _published() -> Q:
    """The server alone tells: before its instant, an edition is not published."""
    return Q(status=Edition.Status.PUBLISHED, published_at__lte=timezone.now())


class Edition(models.Model):
    """The PLICS of a commission, or of the département: programme of a year, evaluation of the
    year before it. A correction after publication is another version: this one stays as it is.
    """

    class Status(models.TextChoices):
        DRAFT = "draft", "brouillon"
        REVIEW = "review", "en relecture"
        VALIDATED = "validated", "validée"
        PUBLISHED = "published", "publiée"

    FROZEN = [Status.VALIDATED, Status.PUBLISHED]

    commission = models.ForeignKey(
        Commission,
        models.PROTECT,
        verbose_name="commission RSA",
        null=True,
        blank=True,
        help_text="Vide : l’édition du département entier.",
    )
    programme_year = models.PositiveSmallIntegerField("année du programme")
    version = models.PositiveSmallIntegerField("version", default=1, editable=False)
    correction_note = models.TextField("note de correction", blank=True, editable=False)
    status = models.CharField(
        "état", max_length=10, choices=Status.choices, default=Status.DRAFT, editable=False
    )
    preamble = RichTextField("préambule", blank=True)
    participants_note = RichTextField("présentation des participants", blank=True)
    readers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name="lecteurs avant publication",
        related_name="editions_to_read",
        blank=True,
        help_text="Ces comptes lisent l’édition dès sa relecture, avec les chiffres que leur rôle "
        "leur donne.",
    )
    validated_at = models.DateTimeField("validée le", null=True, blank=True, editable=False)
    validated_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="validée par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    # The instant from which readers get it; it may be to come.
    published_at = models.DateTimeField("publiée le", null=True, blank=True, editable=False)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        verbose_name="publiée par",
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )

    objects = EditionQuerySet.as_manager()

    class Meta:
        verbose_name = "édition du PLICS"
        verbose_name_plural = "éditions du PLICS"
        ordering = ["-programme_year", "commission", "-version"]
        constraints = [
            models.UniqueConstraint(
                fields=["commission", "programme_year", "version"],
                name="edition_key",
                violation_error_message="Cette commission a déjà une édition pour cette année.",
            ),
            # Two absent commissions are not equal to a database.
            models.UniqueConstraint(
                fields=["programme_year", "version"],
                condition=Q(commission=None),
                name="edition_department_key",
                violation_error_message="Le département a déjà une édition pour cette année.",
            ),
            models.CheckConstraint(
                condition=Q(version=1) | Q(version__gt=1) & ~Q(correction_note=""),
                name="edition_correction_told",
                violation_error_message="Une nouvelle version porte sa note de correction.",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["draft", "review"], validated_at=None, published_at=None)
                | Q(status="validated", validated_at__isnull=False, published_at=None)
                | Q(status="published", validated_at__isnull=False, published_at__isnull=False),
                name="edition_state_dated",
                violation_error_message="Une édition validée porte sa date de validation, une "
                "édition publiée celle de sa publication.",
            ),
        ]

    def __str__(self) -> str:
        whose = f"commission {self.commission.of_form}" if self.commission else "département"
        version = f", version {self.version}" if self.version > 1 else ""
        return f"PLICS {self.programme_year} – {whose}{version}"

    def get_absolute_url(self) -> str:
        """Of this version, for ever."""
        return reverse("reports:version", args=[self.programme_year, self.place, self.version])

    @classmethod
    def named_in_address(cls, *, year: int, place: str, version: int | None) -> int | None:
        """Its key: no field alone says where it is from."""
        found = cls.objects.at_address(year, place, version)
        return found.pk if found else None

    @property
    def place(self) -> str:
        """In addresses, in names of files, among the territories of figures."""
        return self.commission.slug if self.commission else DEPARTMENT

    @property
    def evaluation_year(self) -> int:
        return self.programme_year - 1

    @property
    def reference_date(self) -> dt.date:
        return stock_day(self.evaluation_year)

    @property
    def file_name(self) -> str:
        version = f"-v{self.version}" if self.version > 1 else ""
        return f"plics-{self.programme_year}-{self.place}{version}.pdf"

    @property
    def is_validated(self) -> bool:
        """Its figures are frozen, published or not."""
        return self.status in self.FROZEN

    @property
    def state(self) -> str:
        """As it is told: before its instant it is not published."""
        is_to_come = self.status == self.Status.PUBLISHED and not self.is_published
        return "à paraître" if is_to_come else self.get_status_display()

    @property
    def is_published(self) -> bool:
        """For every account, from now on."""
        return self.published_at is not None and self.published_at <= timezone.now()
