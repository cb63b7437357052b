"""Aids, from request to decision."""

import datetime as dt
from collections.abc import Iterator
from typing import Any, Self, cast

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from beneficiaries.models import (
    Commune,
    Household,
    Person,
)
from beneficiaries.models.births import AfterBirth
from funds.models.funds import NOT_NEGATIVE, AidNature, Fund, RefusalReason
from funds.models.payments import PaymentOrder
from plics.days import happened
from plics.models import (
    STANDS,
    Cancellable,
    StandingManager,
    User,
    cancelled_with_reason,
)
from plics.models.nomenclatures import out_of_dates
from plics.periods import Period
from plics.unusual import Remark


class AidDecision(models.TextChoices):
    GRANTED = "accord", "accord"
    REFUSED = "refus", "refus"
    ADJOURNED = "ajournement", "ajournement"


def key_of(number: str) -> str:
    """« 0003 » and « 3 », « A-4 » and « a-4 » are one number."""
    folded = number.strip().casefold()
    return folded.lstrip("0") or "0"


class AidQuerySet(models.QuerySet["Aid"]):
    def pending(self) -> Self:
        """Asked, and nobody has decided yet."""
        return self.filter(decided_on=None)

    def decided_during(self, period: Period) -> Self:
        return self.filter(decided_on__range=(period.start, period.end))

    def granted(self) -> Self:
        return self.filter(decision=AidDecision.GRANTED)

    def to_pay(self) -> Self:
        """Granted, and in no order of payment yet."""
        return self.granted().filter(payment_order=None, amount_granted__gt=0)

    def lacking_amount(self) -> Self:
        """Granted, and nobody said how much."""
        return self.granted().filter(amount_granted=None)

    def refused_without_reason(self) -> Self:
        return self.filter(decision=AidDecision.REFUSED, refusal_reason=None)

    def visible_to(self, user: User) -> Self:
        if not user.sees_names:
            return self.none()
        if user.sees_everything:
            return self
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
    # Neither day nor decision until it is decided.
    decided_on = models.DateField(
        "décidée le", db_index=True, null=True, blank=True, validators=[happened]
    )
    # Numbers may start again each year, with or without zeros in front: what tells an aid.
    year = models.PositiveSmallIntegerField("année", editable=False)
    number_key = models.CharField("numéro comparé", max_length=60, editable=False)
    decision = models.CharField("décision", max_length=12, choices=AidDecision.choices, blank=True)
    refusal_reason = models.ForeignKey(
        RefusalReason, models.PROTECT, verbose_name="motif de refus", null=True, blank=True
    )
    refusal_note = models.CharField(
        "précision sur le refus",
        max_length=200,
        blank=True,
        help_text="Pour le service : jamais publiée, sans donnée de santé.",
    )
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

    # « Mise en paiement », once: nothing of it changes afterwards.
    payment_order = models.ForeignKey(
        PaymentOrder,
        models.PROTECT,
        verbose_name="ordre de paiement",
        related_name="aids",
        null=True,
        blank=True,
        editable=False,
    )

    objects = AidManager()
    with_cancelled = AidQuerySet.as_manager()

    after_birth = ("requested_on", "decided_on")

    class Meta:
        verbose_name = "aide"
        verbose_name_plural = "aides"
        # What waits comes first, whatever the database.
        ordering = [F("decided_on").desc(nulls_first=True), "fund"]
        constraints = [
            models.UniqueConstraint(
                fields=["fund", "year", "number_key"],
                condition=STANDS,
                name="aid_key",
                violation_error_message="Ce numéro d’aide existe déjà pour ce fonds cette année.",
            ),
            cancelled_with_reason("aid_cancelled_with_reason"),
            models.CheckConstraint(
                condition=Q(payment_order=None)
                | Q(
                    cancelled_at=None,
                    decision=AidDecision.GRANTED,
                    amount_granted__isnull=False,
                ),
                name="aid_paid_stands",
                violation_error_message="Cette aide est mise en paiement : elle reste accordée.",
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None, decision="")
                | (Q(decided_on__isnull=False) & ~Q(decision="")),
                name="aid_decision_with_day",
                violation_error_message="Une décision a un jour, et un jour une décision.",
            ),
            models.CheckConstraint(
                condition=Q(decided_on__isnull=False) | Q(requested_on__isnull=False),
                name="aid_asked_or_decided",
                violation_error_message="Une aide est au moins demandée : le jour manque.",
            ),
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
                condition=Q(requested_on=None)
                | Q(decided_on=None)
                | Q(decided_on__gte=F("requested_on")),
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
    def is_pending(self) -> bool:
        return self.decided_on is None

    @property
    def is_granted(self) -> bool:
        return self.decision == AidDecision.GRANTED

    @property
    def counts_from(self) -> dt.date:
        """The day of its decision, of its request until then: the two are never both unknown."""
        return cast(dt.date, self.decided_on or self.requested_on)

    def set_key(self) -> None:
        """To be called before a write that does not go through `save`."""
        self.year, self.number_key = self.counts_from.year, key_of(self.number)

    def forget_nothing_granted(self) -> None:
        """0 € on a refusal says that nothing was granted."""
        if not self.is_granted and self.amount_granted == 0:
            self.amount_granted = None

    def check_number(self) -> None:
        self.set_key()
        same = Aid.objects.filter(fund=self.fund_id, year=self.year, number_key=self.number_key)
        other = same.exclude(pk=self.pk).select_related("person").first()
        if other:
            told = f"Ce numéro est déjà celui d’une aide de {self.year} ({other.person})."
            raise ValidationError({"number": told})

    def check_nature_in_force(self) -> None:
        """On the day asked; one that a file brought with the decision, that day."""
        days = [day for day in (self.requested_on, self.decided_on) if day]
        told = [out_of_dates(self.nature, day) for day in days] if self.nature else []
        if told and all(told):
            raise ValidationError({"nature": f"{told[0]}."})

    def clean(self) -> None:
        super().clean()
        self.forget_nothing_granted()
        if self.fund_id and self.number and self.counts_from:
            self.check_number()
        if self.fund_id and self.nature and self.nature.fund_id != self.fund_id:
            raise ValidationError({"nature": "Cette nature appartient à un autre fonds."})
        self.check_nature_in_force()
        # They bear on the day of an accord: whom a fund may not help is refused, or put off.
        if self.fund_id and self.person_id and self.decided_on and self.is_granted:
            self.check_rules(self.decided_on)

    def check_rules(self, day: dt.date) -> None:
        refusal = self.fund.refusal(
            birth_date=self.person.birth_date,
            decided_on=day,
            nature_code=self.nature.code if self.nature else "",
            person=self.person,
        )
        if refusal:
            raise ValidationError({"person": refusal})
        if refusal := self.fund.refusal_of(self.amount_granted):
            raise ValidationError({"amount_granted": refusal})

    def unusual(self) -> Iterator[Remark]:
        if self.is_granted and self.amount_granted == 0:
            yield Remark(
                field="amount_granted",
                rule="Accord de 0 €",
                detail="l’aide est accordée, pour 0\u00a0€.",
            )
        if self.decision == AidDecision.REFUSED and not (
            self.refusal_reason_id or self.refusal_note
        ):
            yield Remark(
                field="refusal_reason",
                rule="Refus sans motif",
                detail="le refus n’a pas de motif.",
            )
