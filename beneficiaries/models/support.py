"""Who accompanies whom: referents, contracts, interviews."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from typing import Self, TypeVar

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Exists, OuterRef, Q

from beneficiaries.models.births import AfterBirth
from beneficiaries.models.households import Person
from beneficiaries.models.intervals import overlapping
from beneficiaries.models.territory import Commission
from plics.days import foreseen, happened
from plics.models import (
    Cancellable,
    Nomenclature,
    StandingManager,
    User,
    cancelled_with_reason,
    dates_in_order,
    one_at_a_time,
)
from plics.periods import Day, Period
from plics.unusual import Remark


class ContractKind(Nomenclature):
    """First CER, renewal, amendment, contrat d’engagement…"""

    class Meta(Nomenclature.Meta):
        verbose_name = "type de contrat"
        verbose_name_plural = "types de contrat"


class InterviewKind(Nomenclature):
    class Meta(Nomenclature.Meta):
        verbose_name = "type d’entretien"
        verbose_name_plural = "types d’entretien"


class Step(Nomenclature):
    """A démarche undertaken during an action or a contract."""

    class Meta(Nomenclature.Meta):
        verbose_name = "démarche"
        verbose_name_plural = "démarches"


class Need(Nomenclature):
    """An obstacle found in a diagnosis: work, housing, health…"""

    steps = models.ManyToManyField(
        Step,
        verbose_name="démarches qui y répondent",
        related_name="needs",
        blank=True,
        help_text="Une action où l’une d’elles est engagée travaille cette problématique.",
    )

    class Meta(Nomenclature.Meta):
        verbose_name = "problématique"
        verbose_name_plural = "problématiques"


class SupportEndReason(Nomenclature):
    class Meta(Nomenclature.Meta):
        verbose_name = "motif de fin d’accompagnement"
        verbose_name_plural = "motifs de fin d’accompagnement"


class ReferentBody(models.Model):
    """The organisation a referent belongs to: département, CCAS, MSA, France Travail…"""

    name = models.CharField("nom", max_length=120, unique=True)
    slug = models.SlugField("identifiant", unique=True)
    keeps_contracts_here = models.BooleanField(
        "contrats suivis ici",
        default=True,
        help_text="Décoché, personne n’attend de contrat de cet organisme : il garde les siens.",
    )

    class Meta:
        verbose_name = "organisme référent"
        verbose_name_plural = "organismes référents"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Referent(models.Model):
    body = models.ForeignKey(
        ReferentBody, models.PROTECT, verbose_name="organisme", related_name="referents"
    )
    name = models.CharField("nom", max_length=120)
    starts_on = models.DateField("en poste depuis", null=True, blank=True, validators=[foreseen])
    ends_on = models.DateField("jusqu’au", null=True, blank=True, validators=[foreseen])

    class Meta:
        verbose_name = "référent"
        verbose_name_plural = "référents"
        ordering = ["name"]
        constraints = [
            dates_in_order("starts_on", "ends_on", "referent_dates", "La fin précède le début.")
        ]

    def __str__(self) -> str:
        return self.name


Row = TypeVar("Row", bound=models.Model, covariant=True)


class OfPersonQuerySet(models.QuerySet[Row]):
    def visible_to(self, user: User) -> Self:
        if user.sees_names and user.sees_everything:
            return self
        return self.filter(person__in=Person.objects.visible_to(user).values("pk"))


OfPersonManager = StandingManager.from_queryset(OfPersonQuerySet)


def is_supported_during(period: Period, path: str = "") -> Q:
    """Through a join, no manager leaves the cancelled ones out."""
    stands = Q(**{f"{path}cancelled_at": None})
    return stands & overlapping(period, f"{path}starts_on", f"{path}ends_on")


class SupportQuerySet(OfPersonQuerySet["Support"]):
    def active_during(self, period: Period) -> Self:
        return self.filter(is_supported_during(period))


SupportManager = StandingManager.from_queryset(SupportQuerySet)


class Support(Cancellable, AfterBirth):
    """A person accompanied by a referent body from a day to another."""

    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="personne", related_name="supports"
    )
    body = models.ForeignKey(ReferentBody, models.PROTECT, verbose_name="organisme référent")
    referent = models.ForeignKey(
        Referent, models.PROTECT, verbose_name="référent", null=True, blank=True
    )
    commission = models.ForeignKey(Commission, models.PROTECT, verbose_name="commission RSA")
    starts_on = models.DateField("début", validators=[foreseen])
    ends_on = models.DateField("fin", null=True, blank=True, validators=[foreseen])
    end_reason = models.ForeignKey(
        SupportEndReason, models.PROTECT, verbose_name="motif de fin", null=True, blank=True
    )
    needs = models.ManyToManyField(Need, verbose_name="problématiques", blank=True)
    steps = models.ManyToManyField(Step, verbose_name="démarches", blank=True)

    objects = SupportManager()
    with_cancelled = SupportQuerySet.as_manager()

    after_birth = ("starts_on",)

    class Meta:
        verbose_name = "accompagnement"
        verbose_name_plural = "accompagnements"
        ordering = ["-starts_on"]
        constraints = [
            cancelled_with_reason("support_cancelled_with_reason"),
            dates_in_order("starts_on", "ends_on", "support_dates", "La fin précède le début."),
            models.CheckConstraint(
                condition=Q(end_reason=None) | Q(ends_on__isnull=False),
                name="support_reason_needs_end",
                violation_error_message="Un motif de fin demande une date de fin.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.body}"

    @property
    def counts_from(self) -> dt.date:
        return self.starts_on

    def clean(self) -> None:
        super().clean()
        if self.referent and self.body_id and self.referent.body_id != self.body_id:
            raise ValidationError({"referent": f"Ce référent est de « {self.referent.body} »."})
        if (
            self.person_id
            and self.body_id
            and self.starts_on
            and (why := self.twin_refusal(self.others_alone()))
        ):
            raise ValidationError({"starts_on": why})

    def others_alone(self) -> Iterable[Support]:
        one_at_a_time(Person.objects.filter(pk=self.person_id))
        return self.others()

    def others(self) -> Iterable[Support]:
        """The person's other supports."""
        rows = Support.objects.filter(person=self.person_id).exclude(pk=self.pk)
        return rows.select_related("body")

    def goes_along(self, other: Support) -> bool:
        """One day in both at least; the day that ends one may begin the next."""
        return (self.ends_on is None or other.starts_on < self.ends_on) and (
            other.ends_on is None or self.starts_on < other.ends_on
        )

    def twin_refusal(self, others: Iterable[Support]) -> str:
        """Why the person cannot be accompanied by that body then; empty when they can."""
        for other in others:
            if other.body_id == self.body_id and self.goes_along(other):
                return (
                    "Cet organisme accompagne déjà la personne depuis le "
                    f"{other.starts_on:%d/%m/%Y} : fermez d’abord cet accompagnement."
                )
        return ""

    def unusual(self) -> Iterator[Remark]:
        return self.unusual_beside(self.others())

    def unusual_beside(self, others: Iterable[Support]) -> Iterator[Remark]:
        beside = [other.body.name for other in others if self.goes_along(other)]
        if beside:
            yield Remark(
                field="body",
                rule="Personne accompagnée au même moment par un autre organisme",
                detail=f"la personne est accompagnée au même moment par {', '.join(beside)}.",
            )


class ContractQuerySet(OfPersonQuerySet["EngagementContract"]):
    def in_force(self, day: Day) -> Self:
        """Signed, and valid to that day at least."""
        return self.filter(Q(ends_on=None) | Q(ends_on__gte=day), signed_on__lte=day)

    def unfollowed(self, day: Day) -> Self:
        """Signed by that day, like any other of the person: none of those goes on after."""
        next_one = EngagementContract.objects.filter(
            Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
            person=OuterRef("person"),
            signed_on__lte=day,
        )
        return self.filter(~Exists(next_one), signed_on__lte=day)

    def ending_between(self, first: dt.date, last: dt.date) -> Self:
        """That end on one of these days, and that nothing signed by the first of them follows."""
        return self.unfollowed(first).filter(ends_on__range=(first, last))


ContractManager = StandingManager.from_queryset(ContractQuerySet)


class EngagementContract(Cancellable, AfterBirth):
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="personne", related_name="contracts"
    )
    body = models.ForeignKey(ReferentBody, models.PROTECT, verbose_name="organisme référent")
    commission = models.ForeignKey(Commission, models.PROTECT, verbose_name="commission RSA")
    kind = models.ForeignKey(ContractKind, models.PROTECT, verbose_name="type")
    signed_on = models.DateField("signé le", validators=[happened])
    ends_on = models.DateField("valable jusqu’au", null=True, blank=True, validators=[foreseen])
    needs = models.ManyToManyField(Need, verbose_name="problématiques", blank=True)

    objects = ContractManager()
    with_cancelled = ContractQuerySet.as_manager()

    after_birth = ("signed_on",)

    class Meta:
        verbose_name = "contrat d’engagement"
        verbose_name_plural = "contrats d’engagement"
        ordering = ["-signed_on"]
        constraints = [
            cancelled_with_reason("contract_cancelled_with_reason"),
            dates_in_order(
                "signed_on", "ends_on", "contract_dates", "La fin précède la signature."
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.kind}"

    @property
    def counts_from(self) -> dt.date:
        return self.signed_on


class Interview(Cancellable, AfterBirth):
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="personne", related_name="interviews"
    )
    body = models.ForeignKey(ReferentBody, models.PROTECT, verbose_name="organisme référent")
    commission = models.ForeignKey(Commission, models.PROTECT, verbose_name="commission RSA")
    kind = models.ForeignKey(InterviewKind, models.PROTECT, verbose_name="type")
    held_on = models.DateField("date", validators=[happened])

    objects = OfPersonManager()
    with_cancelled = OfPersonQuerySet.as_manager()

    after_birth = ("held_on",)

    class Meta:
        verbose_name = "entretien"
        verbose_name_plural = "entretiens"
        ordering = ["-held_on"]
        constraints = [cancelled_with_reason("interview_cancelled_with_reason")]

    def __str__(self) -> str:
        return f"{self.person} – {self.kind}"

    @property
    def counts_from(self) -> dt.date:
        return self.held_on
