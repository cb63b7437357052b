"""Sittings of the RSA commissions and what they decide."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from beneficiaries.models.households import Household, Membership
from beneficiaries.models.territory import Commission
from plics.days import foreseen, problem_of
from plics.models import (
    Cancellable,
    Nomenclature,
    StandingManager,
    User,
    cancelled_with_reason,
    dates_in_order,
    one_at_a_time,
)
from plics.periods import Period
from plics.unusual import Remark

SECOND_SANCTION = "La séance a déjà pris cette sanction pour ce ménage"
REPEATED = "Autre décision de la même séance pour le même ménage"
OUT_OF_TIME = "Décision d’un type qui n’est pas en vigueur ce jour-là"


class DecisionType(Nomenclature):
    is_other = models.BooleanField(
        "parmi les « autres décisions »",
        default=False,
        help_text="Détaillée à part dans le PLICS.",
    )
    is_sanction = models.BooleanField("sanction", default=False)
    comes_back = models.BooleanField(
        "revient à une séance suivante",
        default=False,
        help_text="Le dossier est proposé à la séance d’après : rien n’y est encore décidé.",
    )
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

    def usual_rate(self, persons: int) -> int | None:
        """Within the cap, for a household of that many persons."""
        cap = self.rate_cap_several if persons > 1 else None
        if self.default_rate is None or cap is None:
            return self.default_rate
        return min(self.default_rate, cap)


class SittingQuerySet(models.QuerySet["Sitting"]):
    def without_decision(self) -> Self:
        return self.exclude(pk__in=Decision.objects.values("sitting"))

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

    def clean(self) -> None:
        """Its day may not go past what it decided."""
        if self.pk is None or self.held_on is None:
            return
        decided = Decision.objects.filter(sitting=self)
        if problem_of(self.held_on) and decided.exists():
            told = "Une séance à venir n’a encore rien décidé, et celle-ci a des décisions."
            raise ValidationError({"held_on": told})
        effect = decided.filter(takes_effect_on__lt=self.held_on).order_by("takes_effect_on")
        if first := effect.first():
            told = f"Une de ses décisions prend effet le {first.takes_effect_on:%d/%m/%Y}."
            raise ValidationError({"held_on": told})


class DecisionQuerySet(models.QuerySet["Decision"]):
    def taken_during(self, period: Period) -> Self:
        return self.filter(sitting__held_on__range=(period.start, period.end))

    def visible_to(self, user: User) -> Self:
        return user.scope(self, "sitting__commission") if user.sees_names else self.none()


DecisionManager = StandingManager.from_queryset(DecisionQuerySet)


class Decision(Cancellable):
    sitting = models.ForeignKey(
        Sitting, models.PROTECT, verbose_name="séance", related_name="decisions"
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

    objects = DecisionManager()
    with_cancelled = DecisionQuerySet.as_manager()

    class Meta:
        verbose_name = "décision"
        verbose_name_plural = "décisions"
        ordering = ["-sitting__held_on", "pk"]
        constraints = [
            cancelled_with_reason("decision_cancelled_with_reason"),
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

    @property
    def counts_from(self) -> dt.date:
        return self.sitting.held_on

    def clean(self) -> None:
        # A sitting typed on the same page is not saved yet.
        sitting: Sitting | None = getattr(self, "sitting", None)
        if sitting is None or sitting.held_on is None:
            return
        held = sitting.held_on
        if problem_of(held):
            raise ValidationError({"sitting": "Une séance à venir n’a encore rien décidé."})
        if self.takes_effect_on and self.takes_effect_on < held:
            told = f"La séance est du {held:%d/%m/%Y}\u00a0: pas d’effet avant ce jour."
            raise ValidationError({"takes_effect_on": told})
        if self.is_sanction_of_household and self.household:
            one_at_a_time(Household.objects.filter(pk=self.household.pk))
            if self.is_second_of(self.others()):
                raise ValidationError({"type": f"{SECOND_SANCTION}."})

    @property
    def is_sanction_of_household(self) -> bool:
        return bool(self.type_id and self.household_id and self.type.is_sanction)

    def is_second_of(self, others: Iterable[Decision]) -> bool:
        """One of the others is the same sanction of the household at that sitting."""
        return self.is_sanction_of_household and any(
            (other.household_id, other.type_id) == (self.household_id, self.type_id)
            for other in others
        )

    def others(self) -> models.QuerySet[Decision]:
        """What the sitting also decided of the household."""
        if self.household_id is None or self.sitting_id is None:
            return Decision.objects.none()
        same = Decision.objects.filter(sitting=self.sitting_id, household=self.household_id)
        return same.exclude(pk=self.pk).select_related("type")

    def unusual(self) -> Iterator[Remark]:
        held = self.sitting.held_on
        yield from self.unusual_sanction()
        yield from self.unusual_beside(self.others())
        if not self.type.is_valid_on(held):
            yield Remark(
                field="type",
                rule=OUT_OF_TIME,
                detail=f"« {self.type} » n’est pas en vigueur le {held:%d/%m/%Y}.",
            )

    def unusual_beside(self, others: Iterable[Decision]) -> Iterator[Remark]:
        same = [each for each in others if each.household_id == self.household_id]
        if same:
            yield Remark(
                field="household",
                rule=REPEATED,
                detail=f"la séance a déjà une décision pour ce ménage ({same[0].type}).",
            )

    def unusual_sanction(self) -> Iterator[Remark]:
        if not self.type.is_sanction:
            return
        missing = [
            words
            for words, value in (("taux", self.rate), ("date d’effet", self.takes_effect_on))
            if value is None
        ]
        if missing:
            yield Remark(
                field="type",
                rule="Sanction sans taux ou sans date d’effet",
                detail=f"la sanction n’a pas de {' ni de '.join(missing)}.",
            )
        cap = self.type.rate_cap_several
        if cap is None or self.rate is None or self.rate <= cap or self.household_id is None:
            return
        members = Membership.objects.on(self.takes_effect_on or self.sitting.held_on)
        several = members.filter(household=self.household_id).count()
        if several > 1:
            yield Remark(
                field="rate",
                rule="Taux au-delà du plafond d’un ménage de plusieurs personnes",
                detail=f"{self.rate}\u00a0% pour un ménage de {several} personnes, "
                f"plafond {cap}\u00a0%.",
            )
