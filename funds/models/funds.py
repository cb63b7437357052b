"""The three aid funds: rules, natures of aid, yearly budgets."""

import datetime as dt
from decimal import Decimal

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from beneficiaries.models import (
    Commission,
    HouseholdSituation,
    Membership,
    Person,
)
from plics import formatting
from plics.models import (
    AgeLimits,
    Nomenclature,
    NomenclatureQuerySet,
)
from plics.periods import age_on
from plics.richtext.fields import RichTextField

NOT_NEGATIVE = [MinValueValidator(0)]


class Fund(AgeLimits):
    code = models.SlugField("code", max_length=10, unique=True)
    name = models.CharField("nom", max_length=120)
    acronym = models.CharField("sigle", max_length=10)
    rule = RichTextField("règle d’attribution", help_text="Imprimée dans le PLICS.")
    order = models.PositiveSmallIntegerField("ordre", default=0)
    exceptional_min_age = models.PositiveSmallIntegerField(
        "âge minimal par dérogation", null=True, blank=True
    )
    exceptional_nature = models.SlugField("nature de la dérogation", blank=True)
    requires_open_right = models.BooleanField("réservé aux droits RSA ouverts", default=False)
    max_amount = models.DecimalField(
        "plafond d’une aide (€)",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )

    class Meta:
        verbose_name = "fonds"
        verbose_name_plural = "fonds"
        ordering = ["order"]
        constraints = [*AgeLimits.Meta.constraints]

    def __str__(self) -> str:
        return self.acronym

    def refusal(
        self,
        *,
        birth_date: dt.date,
        decided_on: dt.date,
        nature_code: str = "",
        person: Person | None = None,
    ) -> str:
        """Why this fund may not help this person that day; empty when it may."""
        if self.requires_open_right and not has_open_right(person, decided_on):
            return (
                f"{self.acronym} : la personne doit avoir un droit RSA ouvert "
                "à la date de la décision."
            )
        age = age_on(decided_on, birth_date)
        if self.takes_age(age):
            return ""
        youngest, exceptional = self.min_age, self.exceptional_min_age
        if exceptional is None or youngest is None or not exceptional <= age < youngest:
            return (
                f"{self.acronym} : {self.ages}, la personne a {age} ans à la date de la décision."
            )
        if nature_code == self.exceptional_nature:
            return ""
        return (
            f"{self.acronym} : de {exceptional} à {youngest - 1} ans, "
            f"seulement pour la nature « {self.exceptional_nature} » ({age} ans)."
        )

    def refusal_of(self, amount: Decimal | None) -> str:
        """Why this fund may not grant so much; empty when it may."""
        if amount is None or self.max_amount is None or amount <= self.max_amount:
            return ""
        return f"{self.acronym} : une aide ne dépasse pas {formatting.euros(self.max_amount)}."


def has_open_right(person: Person | None, day: dt.date) -> bool:
    """Of the household where the person has a place that day."""
    if person is None or person.pk is None:
        return False
    places = Membership.objects.on(day).filter(person=person)
    return (
        HouseholdSituation.objects.on(day)
        .with_open_right()
        .filter(household__in=places.values("household"))
        .exists()
    )


class FundBudget(models.Model):
    fund = models.ForeignKey(Fund, models.CASCADE, verbose_name="fonds", related_name="budgets")
    year = models.PositiveSmallIntegerField("année")
    commission = models.ForeignKey(
        Commission,
        models.PROTECT,
        verbose_name="commission RSA",
        null=True,
        blank=True,
        help_text="Vide : budget de tout le département.",
    )
    voted = models.DecimalField(
        "budget voté (€)", max_digits=12, decimal_places=2, validators=NOT_NEGATIVE
    )

    class Meta:
        verbose_name = "budget annuel"
        verbose_name_plural = "budgets annuels"
        ordering = ["-year", "fund"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "year", "commission"],
                name="fund_budget_key",
                violation_error_message="Ce budget existe déjà.",
            ),
            models.UniqueConstraint(
                fields=["fund", "year"],
                condition=Q(commission=None),
                name="fund_budget_department",
                violation_error_message="Le budget départemental de cette année existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(voted__gte=0),
                name="fund_budget_voted",
                violation_error_message="Un budget ne peut être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.year}"


class AidNature(models.Model):
    fund = models.ForeignKey(Fund, models.CASCADE, verbose_name="fonds", related_name="natures")
    code = models.SlugField("code", max_length=40)
    label = models.CharField("libellé", max_length=120)
    order = models.PositiveSmallIntegerField("ordre", default=0)
    valid_from = models.DateField("en vigueur du", null=True, blank=True)
    valid_to = models.DateField("au", null=True, blank=True)

    objects = NomenclatureQuerySet.as_manager()

    class Meta:
        verbose_name = "nature d’aide"
        verbose_name_plural = "natures d’aide"
        ordering = ["fund", "order"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "code"],
                name="aid_nature_key",
                violation_error_message="Ce code existe déjà pour ce fonds.",
            )
        ]

    def __str__(self) -> str:
        return self.label


class RefusalReason(Nomenclature):
    """A closed list, of all funds: what readers get of a refusal is never a typed text."""

    class Meta(Nomenclature.Meta):
        verbose_name = "motif de refus d’une aide"
        verbose_name_plural = "motifs de refus des aides"
