"""Communes, cantons, commissions, and which commune belonged where on a date."""

from typing import Any, Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q

from beneficiaries.models.intervals import in_force
from plics import formatting
from plics.days import foreseen
from plics.models import NoOverlap, User, dates_in_order
from plics.periods import Day


class CommissionQuerySet(models.QuerySet["Commission"]):
    def visible_to(self, user: User) -> Self:
        return user.scope(self, "pk")


class Commission(models.Model):
    """A territorial RSA commission: it takes decisions and gets a booklet."""

    name = models.CharField("nom", max_length=60, unique=True)
    slug = models.SlugField("identifiant", unique=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    objects = CommissionQuerySet.as_manager()

    class Meta:
        verbose_name = "commission RSA"
        verbose_name_plural = "commissions RSA"
        ordering = ["order", "name"]

    def __str__(self) -> str:
        return self.name

    @property
    def of_form(self) -> str:
        """« d’Argentan »."""
        return formatting.of(self.name)


class Canton(models.Model):
    code = models.CharField("code", max_length=4, unique=True)
    name = models.CharField("nom", max_length=60)

    class Meta:
        verbose_name = "canton"
        verbose_name_plural = "cantons"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Commune(models.Model):
    # Residents under which INSEE's older definition calls a commune rural.
    RURAL_UNDER = 2000
    CODE = [RegexValidator(r"^\d[\dAB]\d{3}$", "Un code INSEE a cinq caractères : 61006.")]

    insee_code = models.CharField(
        "code INSEE",
        max_length=5,
        unique=True,
        validators=CODE,
    )
    name = models.CharField("nom", max_length=80)
    population = models.PositiveIntegerField("population", null=True, blank=True)
    longitude = models.DecimalField("longitude", max_digits=7, decimal_places=4, null=True)
    latitude = models.DecimalField("latitude", max_digits=7, decimal_places=4, null=True)
    outline = models.JSONField(
        "contour", null=True, blank=True, help_text="Géométrie GeoJSON (WGS84), si elle est connue."
    )

    class Meta:
        verbose_name = "commune"
        verbose_name_plural = "communes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class FormerCommune(models.Model):
    """A code that files go on writing for years after the commune joined another."""

    insee_code = models.CharField("code INSEE", max_length=5, unique=True, validators=Commune.CODE)
    name = models.CharField("nom", max_length=80)
    successor = models.ForeignKey(
        Commune, models.CASCADE, verbose_name="lue comme", related_name="former_communes"
    )

    class Meta:
        verbose_name = "ancienne commune"
        verbose_name_plural = "anciennes communes"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    def in_force(self, day: Day) -> Self:
        return self.filter(in_force(day))


class Attachment(models.Model):
    """A commune's canton and commission from a day until another (excluded)."""

    commune = models.ForeignKey(
        Commune, models.CASCADE, verbose_name="commune", related_name="attachments"
    )
    canton = models.ForeignKey(Canton, models.PROTECT, verbose_name="canton")
    commission = models.ForeignKey(Commission, models.PROTECT, verbose_name="commission RSA")
    starts_on = models.DateField("à partir du", validators=[foreseen])
    ends_on = models.DateField("jusqu’au (exclu)", null=True, blank=True, validators=[foreseen])

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = "rattachement"
        verbose_name_plural = "rattachements"
        ordering = ["commune", "starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["commune", "starts_on"],
                name="attachment_one_a_day",
                violation_error_message="Cette commune a déjà un rattachement à cette date.",
            ),
            models.UniqueConstraint(
                fields=["commune"],
                condition=Q(ends_on=None),
                name="attachment_one_open",
                violation_error_message="Fermez d’abord le rattachement en cours de la commune.",
            ),
            dates_in_order("starts_on", "ends_on", "attachment_dates", "La fin précède le début."),
            NoOverlap(
                same=["commune"],
                name="attachment_no_overlap",
                violation_error_message="Ce rattachement en chevauche un autre de la commune",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.commune} → {self.canton} → {self.commission}"


def communes_of(user: User) -> models.QuerySet[Commune, Any]:
    """Communes now attached to the commissions that the user may see."""
    return Commune.objects.filter(
        attachments__ends_on=None, attachments__commission__in=user.commissions.all()
    ).values("pk")
