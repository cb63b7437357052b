"""Who took part, what they undertook, how they left."""

import datetime as dt
from collections.abc import Iterator
from typing import Self

from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import Q

from actions.enums import Audience, ExitGroup
from actions.models.agreements import Agreement
from beneficiaries.enums import EducationLevel, FamilySituation
from beneficiaries.models import Commune, Person, Step, overlapping
from beneficiaries.models.births import AfterBirth
from plics import formatting
from plics.days import foreseen, happened, latest, problem_of
from plics.models import (
    STANDS,
    Cancellable,
    Nomenclature,
    StandingManager,
    User,
    cancelled_with_reason,
    dates_in_order,
)
from plics.periods import Period, age_on
from plics.unusual import Remark

# School is compulsory until then (Code de l’éducation, L131-1): no action takes pupils.
SCHOOL_LEAVING_AGE = 16
FULL_TIME = 1
OUTCOME_TO_COME = "Une sortie à venir n’a encore ni issue ni abandon"


class ExitOutcome(Nomenclature):
    group = models.CharField("groupe", max_length=10, choices=ExitGroup.choices)

    class Meta(Nomenclature.Meta):
        verbose_name = "issue"
        verbose_name_plural = "issues"


class MeasureKind(Nomenclature):
    """What an action does besides receiving persons: rentals, days, workshops…"""

    class Meta(Nomenclature.Meta):
        verbose_name = "type de réalisation"
        verbose_name_plural = "types de réalisation"


def is_active_during(period: Period, path: str = "") -> Q:
    """On the action one day of the period at least; `path` leads to the participation."""
    return overlapping(period, f"{path}entered_on", f"{path}exited_on")


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def active_during(self, period: Period) -> Self:
        return self.filter(is_active_during(period))

    def leaving_between(self, first: dt.date, last: dt.date) -> Self:
        """Inside on the first of these days, and to leave by the last: as known, or as planned."""
        planned = Q(exited_on=None, planned_exit_on__range=(first, last))
        return self.filter(planned | Q(exited_on__range=(first, last)), entered_on__lte=first)

    def overstaying(self, day: dt.date) -> Self:
        """Planned to have left, and nobody said that they did."""
        still = Q(exited_on=None) | Q(exited_on__gte=day)
        return self.filter(still, planned_exit_on__lt=day, entered_on__lte=day)

    def lacking_outcome(self) -> Self:
        """Ended, and nobody said how."""
        return self.filter(exited_on__isnull=False, outcome=None, is_dropout=False)

    def visible_to(self, user: User) -> Self:
        return user.scope(self, "agreement__commission") if user.sees_names else self.none()


ParticipationManager = StandingManager.from_queryset(ParticipationQuerySet)


class Participation(Cancellable, AfterBirth):
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name="convention", related_name="participations"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="personne", related_name="participations"
    )
    audience = models.CharField(
        "public", max_length=5, choices=Audience.choices, default=Audience.RSA
    )
    entered_on = models.DateField("date d’entrée", validators=[happened])
    planned_exit_on = models.DateField(
        "sortie prévue le",
        null=True,
        blank=True,
        validators=[foreseen],
        help_text="Un projet : la sortie elle-même se dit par sa date et son issue.",
    )
    exited_on = models.DateField("date de sortie", null=True, blank=True, validators=[foreseen])
    is_dropout = models.BooleanField("abandon", default=False)
    outcome = models.ForeignKey(
        ExitOutcome, models.PROTECT, verbose_name="issue", null=True, blank=True
    )
    is_excluded_from_rate = models.BooleanField("exclue du taux de sorties", default=False)
    exclusion_reason = models.CharField("motif d’exclusion", max_length=200, blank=True)
    steps = models.ManyToManyField(Step, verbose_name="démarches", blank=True, through="TakenStep")
    hours = models.DecimalField(
        "heures",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    full_time_equivalent = models.DecimalField(
        "équivalent temps plein",
        max_digits=6,
        decimal_places=3,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
    )
    immersions = models.PositiveSmallIntegerField("périodes d’immersion", default=0)
    has_two_interviews_a_month = models.BooleanField(
        "deux entretiens par mois", null=True, blank=True
    )
    # The person as known at entry: later figures must not drift with the person's life.
    education_level = models.CharField(
        "niveau de formation", max_length=4, choices=EducationLevel.choices, blank=True
    )
    family_situation = models.CharField(
        "situation familiale", max_length=3, choices=FamilySituation.choices, blank=True
    )
    has_children = models.BooleanField("avec enfant", null=True, blank=True)
    commune = models.ForeignKey(
        Commune, models.PROTECT, verbose_name="commune", null=True, blank=True
    )
    lives_in_priority_area = models.BooleanField("quartier prioritaire", null=True, blank=True)
    has_vehicle = models.BooleanField("dispose d’un véhicule", null=True, blank=True)
    rsa_applied_on = models.DateField(
        "demande de RSA du", null=True, blank=True, validators=[happened]
    )

    objects = ParticipationManager()
    with_cancelled = ParticipationQuerySet.as_manager()

    after_birth = ("entered_on",)

    class Meta:
        verbose_name = "participation"
        verbose_name_plural = "participations"
        ordering = ["-entered_on", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "person", "entered_on"],
                condition=STANDS,
                name="participation_key",
                violation_error_message="Cette personne est déjà entrée ce jour sur l’action.",
            ),
            cancelled_with_reason("participation_cancelled_with_reason"),
            dates_in_order(
                "entered_on", "exited_on", "participation_dates", "La sortie précède l’entrée."
            ),
            dates_in_order(
                "entered_on",
                "planned_exit_on",
                "participation_planned_exit",
                "La sortie prévue précède l’entrée.",
            ),
            models.CheckConstraint(
                condition=Q(outcome=None) | Q(exited_on__isnull=False),
                name="participation_outcome_needs_exit",
                violation_error_message="Une issue demande une date de sortie.",
            ),
            models.CheckConstraint(
                condition=Q(is_dropout=False) | Q(exited_on__isnull=False),
                name="participation_dropout_needs_exit",
                violation_error_message="Un abandon demande une date de sortie.",
            ),
            models.CheckConstraint(
                condition=Q(hours=None) | Q(hours__gte=0),
                name="participation_hours",
                violation_error_message="Des heures ne peuvent être négatives.",
            ),
            models.CheckConstraint(
                condition=Q(full_time_equivalent=None) | Q(full_time_equivalent__gte=0),
                name="participation_fte",
                violation_error_message="Un ETP ne peut être négatif.",
            ),
        ]
        indexes = [models.Index(fields=["agreement", "entered_on"], name="participation_entry_idx")]

    def __str__(self) -> str:
        return f"{self.person} – {self.agreement}"

    @property
    def counts_from(self) -> dt.date:
        return self.entered_on

    @property
    def has_outcome_to_come(self) -> bool:
        """An exit may be planned; how it ended is only known afterwards."""
        left = self.exited_on
        ended = self.is_dropout or self.outcome_id is not None
        return left is not None and ended and bool(problem_of(left))

    def clean(self) -> None:
        super().clean()
        if self.has_outcome_to_come:
            raise ValidationError({"exited_on": f"{OUTCOME_TO_COME}\u00a0: {latest()}."})
        if self.person_id and self.agreement_id and self.entered_on and (why := self.age_refusal()):
            raise ValidationError({"person": why})
        if why := self.late_entry_refusal():
            raise ValidationError({"entered_on": why})

    def late_entry_refusal(self) -> str:
        """What somebody did in an action came after their entry, which does not move past it."""
        if self.pk is None or not self.entered_on:
            return ""
        days = [each.passed_on for each in self.milestones.all()]
        days += [each.taken_on for each in self.taken_steps.all() if each.taken_on]
        if not days or min(days) >= self.entered_on:
            return ""
        return f"Une démarche ou une étape est du {min(days):%d/%m/%Y}\u00a0: pas après."

    def age_refusal(self) -> str:
        """Why this action may not take a person of that age at entry; empty when it may."""
        age = age_on(self.entered_on, self.person.birth_date)
        action = self.agreement.action
        if age < SCHOOL_LEAVING_AGE:
            return f"La personne a {age} ans à l’entrée\u00a0: pas avant {SCHOOL_LEAVING_AGE} ans."
        if not action.takes_age(age):
            return f"L’action reçoit {action.ages}, la personne a {age} ans à l’entrée."
        return ""

    def unusual(self) -> Iterator[Remark]:
        year, worked = self.agreement.year, self.full_time_equivalent
        if self.entered_on.year > year:
            yield Remark(
                field="entered_on",
                rule="Entrée postérieure à l’année de la convention",
                detail=f"l’entrée est de {self.entered_on.year}, la convention de {year}.",
            )
        if worked is not None and worked > FULL_TIME:
            yield Remark(
                field="full_time_equivalent",
                rule="Plus d’un équivalent temps plein pour une personne",
                detail=f"{formatting.number(worked, 3, trim=True)} ETP pour une seule personne.",
            )
        if self.is_excluded_from_rate and not self.exclusion_reason:
            yield Remark(
                field="exclusion_reason",
                rule="Exclusion du taux sans motif",
                detail="l’exclusion du taux de sorties n’a pas de motif.",
            )


class OffPersonMeasure(models.Model):
    """Rentals, days of rental, workshops, groups: counted without persons."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name="convention", related_name="measures"
    )
    kind = models.ForeignKey(MeasureKind, models.PROTECT, verbose_name="réalisation")
    done_on = models.DateField("date", validators=[happened])
    quantity = models.DecimalField(
        "quantité", max_digits=8, decimal_places=2, validators=[MinValueValidator(0)]
    )

    class Meta:
        verbose_name = "réalisation hors personnes"
        verbose_name_plural = "réalisations hors personnes"
        ordering = ["done_on"]
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gte=0),
                name="measure_quantity",
                violation_error_message="Une quantité ne peut être négative.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}\u00a0: {formatting.number(self.quantity, 2, trim=True)}"
