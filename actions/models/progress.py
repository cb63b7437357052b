"""What a participant undertakes and passes on the way, each with its day."""

from __future__ import annotations

import datetime as dt

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q

from actions.enums import LicenceStage
from actions.models.participations import Participation
from beneficiaries.models import Step
from beneficiaries.models.rights import frozen_refusal
from plics.days import happened
from plics.models import Nomenclature


class Milestone(Nomenclature):
    """A stage passed on the way: driving theory passed, licence obtained…"""

    licence_stage = models.CharField(
        "étape du permis",
        max_length=20,
        choices=LicenceStage.choices,
        blank=True,
        help_text="Vide : étape sans rapport avec le permis de conduire. Les chiffres du permis "
        "comptent l’étape ainsi désignée.",
    )

    class Meta(Nomenclature.Meta):
        verbose_name = "étape"
        verbose_name_plural = "étapes"
        constraints = [
            models.UniqueConstraint(
                fields=["licence_stage"],
                condition=~Q(licence_stage=""),
                name="milestone_licence_stage",
                violation_error_message="Une autre étape tient déjà ce rang vers le permis.",
            )
        ]


class TakenStep(models.Model):
    """A step that a participant undertook; its day, where somebody said it."""

    participation = models.ForeignKey(
        Participation, models.CASCADE, verbose_name="participation", related_name="taken_steps"
    )
    step = models.ForeignKey(Step, models.PROTECT, verbose_name="démarche", related_name="+")
    taken_on = models.DateField("engagée le", null=True, blank=True, validators=[happened])

    class Meta:
        verbose_name = "démarche engagée"
        verbose_name_plural = "démarches engagées"
        # The table that held the steps before they had a day.
        db_table = "actions_participation_steps"
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "step"],
                name="taken_step_once",
                violation_error_message="Cette démarche est déjà engagée.",
            )
        ]

    def __str__(self) -> str:
        return str(self.step)

    def clean(self) -> None:
        not_before_entry(self.participation, self.taken_on, "taken_on")


def not_before_entry(participation: Participation, day: dt.date | None, field: str) -> None:
    """What somebody did in an action, on a row that may still change, since they entered it."""
    if why := frozen_refusal(participation):
        raise ValidationError(why)
    entered = participation.entered_on
    if day and entered and day < entered:
        raise ValidationError({field: f"L’entrée est du {entered:%d/%m/%Y}\u00a0: pas avant."})


class PassedMilestone(models.Model):
    participation = models.ForeignKey(
        Participation, models.CASCADE, verbose_name="participation", related_name="milestones"
    )
    milestone = models.ForeignKey(Milestone, models.PROTECT, verbose_name="étape")
    passed_on = models.DateField("franchie le", validators=[happened])

    class Meta:
        verbose_name = "étape franchie"
        verbose_name_plural = "étapes franchies"
        constraints = [
            models.UniqueConstraint(
                fields=["participation", "milestone"],
                name="milestone_once",
                violation_error_message="Cette étape est déjà franchie.",
            )
        ]

    def __str__(self) -> str:
        return str(self.milestone)

    def clean(self) -> None:
        not_before_entry(self.participation, self.passed_on, "passed_on")
