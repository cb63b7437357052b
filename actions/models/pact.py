"""The territorial pact (PTI): axes and action sheets over several years."""

from django.db import models
from django.db.models import F, Q

from plics.days import happened
from plics.richtext.fields import RichTextField


class Pact(models.Model):
    name = models.CharField("nom", max_length=120)
    starts_year = models.PositiveSmallIntegerField("première année", unique=True)
    ends_year = models.PositiveSmallIntegerField("dernière année")
    voted_on = models.DateField("voté le", null=True, blank=True, validators=[happened])
    design_year = models.PositiveSmallIntegerField("année de conception", null=True, blank=True)
    introduction = RichTextField("présentation", blank=True)
    partners_interviewed = models.PositiveSmallIntegerField(
        "partenaires ou élus rencontrés", null=True, blank=True
    )
    beneficiaries_interviewed = models.PositiveSmallIntegerField(
        "bénéficiaires interrogés", null=True, blank=True
    )
    meetings = models.PositiveSmallIntegerField("réunions de travail", null=True, blank=True)
    partners_attending = models.PositiveSmallIntegerField(
        "partenaires aux réunions", null=True, blank=True
    )

    class Meta:
        verbose_name = "pacte territorial d’insertion"
        verbose_name_plural = "pactes territoriaux d’insertion"
        ordering = ["-starts_year"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_year__gte=F("starts_year")),
                name="pact_years",
                violation_error_message="La dernière année précède la première.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class PactAxis(models.Model):
    pact = models.ForeignKey(Pact, models.CASCADE, verbose_name="pacte", related_name="axes")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("titre", max_length=160)

    class Meta:
        verbose_name = "axe du pacte"
        verbose_name_plural = "axes du pacte"
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["pact", "number"],
                name="pact_axis_key",
                violation_error_message="Ce numéro d’axe est déjà pris.",
            )
        ]

    def __str__(self) -> str:
        return f"Axe {self.number} : {self.title}"


class PactAction(models.Model):
    axis = models.ForeignKey(PactAxis, models.CASCADE, verbose_name="axe", related_name="actions")
    number = models.PositiveSmallIntegerField("numéro")
    title = models.CharField("titre", max_length=200)
    year = models.PositiveSmallIntegerField("année de lancement")
    is_assumed = models.BooleanField(
        "titre supposé", default=False, help_text="La source publiée ne donne pas ce titre."
    )

    class Meta:
        verbose_name = "fiche action du pacte"
        verbose_name_plural = "fiches actions du pacte"
        ordering = ["axis", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["axis", "number"],
                name="pact_action_key",
                violation_error_message="Ce numéro de fiche est déjà pris dans l’axe.",
            )
        ]

    def __str__(self) -> str:
        return self.title
