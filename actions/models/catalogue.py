"""What is offered: sections of the booklet, axes, providers, actions."""

from decimal import Decimal

from django.db import models

from actions.enums import Aim, Variant
from beneficiaries.models import ReferentBody
from plics import formatting
from plics.models import AgeLimits, Nomenclature, dates_in_order
from plics.richtext.fields import RichTextField


class CapacityUnit(Nomenclature):
    plural = models.CharField("pluriel", max_length=120)
    is_full_time_equivalent = models.BooleanField(
        "se mesure en équivalents temps plein",
        default=False,
        help_text="L’occupation rapporte alors les ETP réalisés, et non les entrées.",
    )

    class Meta(Nomenclature.Meta):
        verbose_name = "unité de capacité"
        verbose_name_plural = "unités de capacité"

    def counted(self, value: Decimal) -> str:
        """« 20 places »."""
        return formatting.counted(value, self.label, self.plural, places=2)


class Section(models.Model):
    """A section of the chapter « Les dispositifs d’insertion »."""

    code = models.CharField("numéro", max_length=10, unique=True, help_text="II.2")
    title = models.CharField("titre", max_length=120)
    introduction = RichTextField("introduction", blank=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "rubrique"
        verbose_name_plural = "rubriques"
        ordering = ["order"]

    def __str__(self) -> str:
        return f"{self.code} {self.title}"


class Axis(models.Model):
    section = models.ForeignKey(
        Section, models.PROTECT, verbose_name="rubrique", related_name="axes"
    )
    label = models.CharField("libellé", max_length=120, unique=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)

    class Meta:
        verbose_name = "axe"
        verbose_name_plural = "axes"
        ordering = ["section", "order"]

    def __str__(self) -> str:
        return self.label


class Provider(models.Model):
    name = models.CharField("nom", max_length=120, unique=True)
    address = models.CharField("adresse", max_length=200, blank=True)
    postal_code = models.CharField("code postal", max_length=5, blank=True)
    city = models.CharField("ville", max_length=60, blank=True)
    phone = models.CharField("téléphone", max_length=20, blank=True)
    fax = models.CharField("télécopie", max_length=20, blank=True)
    email = models.EmailField("courriel", blank=True)

    class Meta:
        verbose_name = "structure"
        verbose_name_plural = "structures"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def contact_line(self) -> str:
        """« 10, rue des Flandres – 61200 Argentan – Tél. 02… »."""
        city = f"{self.postal_code} {self.city}".strip()
        phone = f"Tél. {self.phone}" if self.phone else ""
        return " – ".join(part for part in (self.address, city, phone) if part)


class Action(AgeLimits):
    slug = models.SlugField("identifiant", unique=True, max_length=80)
    title = models.CharField("intitulé", max_length=200)
    provider = models.ForeignKey(
        Provider, models.PROTECT, verbose_name="structure", related_name="actions"
    )
    axis = models.ForeignKey(Axis, models.PROTECT, verbose_name="axe", related_name="actions")
    aim = models.CharField("visée", max_length=20, choices=Aim.choices, blank=True)
    variant = models.CharField(
        "mode d’évaluation", max_length=30, choices=Variant.choices, default=Variant.PLACES
    )
    funding_tag = models.CharField("financement", max_length=20, blank=True, help_text="FAPI, FSE…")
    referent_body = models.ForeignKey(
        ReferentBody,
        models.PROTECT,
        verbose_name="organisme référent",
        null=True,
        blank=True,
        help_text="Pour l’accompagnement par un référent : ses contrats et entretiens.",
    )
    starts_on = models.DateField("début", null=True, blank=True)
    ends_on = models.DateField("fin", null=True, blank=True)
    order = models.PositiveSmallIntegerField("ordre", default=0)
    is_assumed = models.BooleanField(
        "donnée supposée", default=False, help_text="Créée pour la démonstration, hors source."
    )

    class Meta:
        verbose_name = "action"
        verbose_name_plural = "actions"
        ordering = ["axis__section__order", "axis__order", "order", "title"]
        constraints = [
            *AgeLimits.Meta.constraints,
            dates_in_order("starts_on", "ends_on", "action_dates", "La fin précède le début."),
        ]

    def __str__(self) -> str:
        return self.title
