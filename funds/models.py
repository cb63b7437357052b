"""The three aid funds: rules, yearly budgets, aids from request to decision."""

import datetime as dt
from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from beneficiaries.models import (
    Commission,
    Commune,
    Household,
    HouseholdSituation,
    Membership,
    Person,
)
from beneficiaries.models.births import AfterBirth
from plics import formatting
from plics.days import happened
from plics.models import (
    STANDS,
    AgeLimits,
    Cancellable,
    NomenclatureQuerySet,
    StandingManager,
    User,
    cancelled_with_reason,
)
from plics.periods import Period, age_on
from plics.unusual import Remark

NOT_NEGATIVE = [MinValueValidator(0)]


class AidDecision(models.TextChoices):
    GRANTED = "accord", "accord"
    REFUSED = "refus", "refus"
    ADJOURNED = "ajournement", "ajournement"


class Fund(AgeLimits):
    code = models.SlugField("code", max_length=10, unique=True)
    name = models.CharField("nom", max_length=120)
    acronym = models.CharField("sigle", max_length=10)
    rule = models.TextField("règle d’attribution", help_text="Imprimée dans le PLICS.")
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


def key_of(number: str) -> str:
    """« 0003 » and « 3 », « A-4 » and « a-4 » are one number."""
    folded = number.strip().casefold()
    return folded.lstrip("0") or "0"


class AidQuerySet(models.QuerySet["Aid"]):
    def decided_during(self, period: Period) -> Self:
        return self.filter(decided_on__range=(period.start, period.end))

    def granted(self) -> Self:
        return self.filter(decision=AidDecision.GRANTED)

    def lacking_amount(self) -> Self:
        """Granted, and nobody said how much."""
        return self.granted().filter(amount_granted=None)

    def visible_to(self, user: User) -> Self:
        if user.sees_everything:
            return self
        if not user.sees_persons:
            return self.none()
        return self.filter(
            commune__attachments__ends_on=None,
            commune__attachments__commission__in=user.commissions.all(),
        )


AidManager = StandingManager.from_queryset(AidQuerySet)


class Aid(Cancellable, AfterBirth):
    fund = models.ForeignKey(Fund, models.PROTECT, verbose_name="fonds", related_name="aids")
    number = models.CharField("numéro", max_length=40)
    person = models.ForeignKey(Person, models.PROTECT, verbose_name="personne", related_name="aids")
    household = models.ForeignKey(
        Household, models.SET_NULL, verbose_name="ménage", null=True, blank=True
    )
    commune = models.ForeignKey(Commune, models.PROTECT, verbose_name="commune")
    requested_on = models.DateField("demandée le", null=True, blank=True, validators=[happened])
    decided_on = models.DateField("décidée le", db_index=True, validators=[happened])
    # Numbers may start again each year, with or without zeros in front: what tells an aid.
    year = models.PositiveSmallIntegerField("année", editable=False)
    number_key = models.CharField("numéro comparé", max_length=60, editable=False)
    decision = models.CharField("décision", max_length=12, choices=AidDecision.choices)
    refusal_reason = models.CharField("motif de refus", max_length=200, blank=True)
    nature = models.ForeignKey(
        AidNature, models.PROTECT, verbose_name="nature", null=True, blank=True
    )
    amount_requested = models.DecimalField(
        "montant demandé (€)",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    amount_granted = models.DecimalField(
        "montant accordé (€)",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )

    objects = AidManager()
    with_cancelled = AidQuerySet.as_manager()

    after_birth = ("requested_on", "decided_on")

    class Meta:
        verbose_name = "aide"
        verbose_name_plural = "aides"
        ordering = ["-decided_on", "fund"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "year", "number_key"],
                condition=STANDS,
                name="aid_key",
                violation_error_message="Ce numéro d’aide existe déjà pour ce fonds cette année.",
            ),
            cancelled_with_reason("aid_cancelled_with_reason"),
            models.CheckConstraint(
                condition=Q(amount_granted=None) | Q(decision=AidDecision.GRANTED),
                name="aid_amount_needs_grant",
                violation_error_message="Un montant accordé demande une décision « accord ».",
            ),
            models.CheckConstraint(
                condition=Q(amount_granted=None) | Q(amount_granted__gte=0),
                name="aid_granted_positive",
                violation_error_message="Le montant accordé ne peut être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(amount_requested=None) | Q(amount_requested__gte=0),
                name="aid_requested_positive",
                violation_error_message="Le montant demandé ne peut être négatif.",
            ),
            models.CheckConstraint(
                condition=Q(amount_granted=None)
                | Q(amount_requested=None)
                | Q(amount_granted__lte=F("amount_requested")),
                name="aid_granted_within_request",
                violation_error_message="Le montant accordé dépasse le montant demandé.",
            ),
            models.CheckConstraint(
                condition=Q(requested_on=None) | Q(decided_on__gte=F("requested_on")),
                name="aid_dates",
                violation_error_message="La décision précède la demande.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.fund} {self.number}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.set_key()
        super().save(*args, **kwargs)

    @property
    def counts_from(self) -> dt.date:
        return self.decided_on

    def set_key(self) -> None:
        """To be called before a write that does not go through `save`."""
        self.year, self.number_key = self.decided_on.year, key_of(self.number)

    def forget_nothing_granted(self) -> None:
        """0 € on a refusal says that nothing was granted."""
        if self.decision != AidDecision.GRANTED and self.amount_granted == 0:
            self.amount_granted = None

    def check_number(self) -> None:
        self.set_key()
        same = Aid.objects.filter(fund=self.fund_id, year=self.year, number_key=self.number_key)
        other = same.exclude(pk=self.pk).select_related("person").first()
        if other:
            told = f"Ce numéro est déjà celui d’une aide de {self.year} ({other.person})."
            raise ValidationError({"number": told})

    def clean(self) -> None:
        super().clean()
        self.forget_nothing_granted()
        if self.fund_id and self.number and self.decided_on:
            self.check_number()
        if not (self.fund_id and self.person_id and self.decided_on):
            return
        if self.nature and self.nature.fund_id != self.fund_id:
            raise ValidationError({"nature": "Cette nature appartient à un autre fonds."})
        refusal = self.fund.refusal(
            birth_date=self.person.birth_date,
            decided_on=self.decided_on,
            nature_code=self.nature.code if self.nature else "",
            person=self.person,
        )
        if refusal:
            raise ValidationError({"person": refusal})
        if refusal := self.fund.refusal_of(self.amount_granted):
            raise ValidationError({"amount_granted": refusal})

    def unusual(self) -> Iterator[Remark]:
        if self.decision == AidDecision.REFUSED and not self.refusal_reason:
            yield Remark(
                field="refusal_reason",
                rule="Refus sans motif",
                detail="le refus n’a pas de motif.",
            )
