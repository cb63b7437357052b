"""Sittings of the RSA commissions and what they decide."""

from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from beneficiaries.models.households import Household
from beneficiaries.models.territory import Commission
from plics.days import foreseen, problem_of
from plics.models import Nomenclature, User, dates_in_order
from plics.periods import Period


class DecisionType(Nomenclature):
    is_other = models.BooleanField(
        "parmi les « autres décisions »",
        default=False,
        help_text="Détaillée à part dans le PLICS.",
    )
    is_sanction = models.BooleanField("sanction", default=False)
    default_rate = models.PositiveSmallIntegerField(
        "taux habituel (%)", null=True, blank=True, validators=[MaxValueValidator(100)]
    )
    # CASF R262-68-6: at most half for households of several persons.
    rate_cap_several = models.PositiveSmallIntegerField(
        "plafond pour plusieurs personnes (%)",
        null=True,
        blank=True,
        validators=[MaxValueValidator(100)],
    )

    class Meta(Nomenclature.Meta):
        verbose_name = "type de décision"
        verbose_name_plural = "types de décision"


class SittingQuerySet(models.QuerySet["Sitting"]):
    def without_decision(self) -> Self:
        return self.filter(decisions=None)

    def visible_to(self, user: User) -> Self:
        return user.scope(self, "commission")


class Sitting(models.Model):
    commission = models.ForeignKey(Commission, models.PROTECT, verbose_name="commission RSA")
    held_on = models.DateField("date de séance", validators=[foreseen])

    objects = SittingQuerySet.as_manager()

    class Meta:
        verbose_name = "séance"
        verbose_name_plural = "séances"
        ordering = ["-held_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["commission", "held_on"],
                name="sitting_one_a_day",
                violation_error_message="Cette commission a déjà une séance ce jour.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.commission}, {self.held_on:%d/%m/%Y}"


class DecisionQuerySet(models.QuerySet["Decision"]):
    def taken_during(self, period: Period) -> Self:
        return self.filter(sitting__held_on__range=(period.start, period.end))

    def visible_to(self, user: User) -> Self:
        return user.scope(self, "sitting__commission")


class Decision(models.Model):
    sitting = models.ForeignKey(
        Sitting, models.CASCADE, verbose_name="séance", related_name="decisions"
    )
    household = models.ForeignKey(
        Household,
        models.SET_NULL,
        verbose_name="ménage",
        related_name="decisions",
        null=True,
        blank=True,
    )
    type = models.ForeignKey(DecisionType, models.PROTECT, verbose_name="décision")
    detail = models.CharField("précision", max_length=200, blank=True)
    rate = models.PositiveSmallIntegerField(
        "taux (%)",
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
        help_text="Part de l’allocation suspendue ou supprimée.",
    )
    takes_effect_on = models.DateField("effet le", null=True, blank=True, validators=[foreseen])
    lifted_on = models.DateField("levée le", null=True, blank=True, validators=[foreseen])
    ends_on = models.DateField("fin le", null=True, blank=True, validators=[foreseen])

    objects = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["-sitting__held_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(rate=None) | Q(rate__range=(1, 100)),
                name="decision_rate",
                violation_error_message="Le taux va de 1 à 100 %%.",
            ),
            dates_in_order(
                "takes_effect_on", "lifted_on", "decision_lift", "La levée précède l’effet."
            ),
            dates_in_order("takes_effect_on", "ends_on", "decision_end", "La fin précède l’effet."),
        ]

    def __str__(self) -> str:
        return f"{self.type} ({self.sitting})"

    def clean(self) -> None:
        if self.sitting_id and problem_of(self.sitting.held_on):
            raise ValidationError({"sitting": "Une séance à venir n’a encore rien décidé."})
