"""Where people are sent, how long they wait for it, and for the contract that follows."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import ClassVar, Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q

from beneficiaries.enums import Path, Wait
from beneficiaries.models.births import AfterBirth
from beneficiaries.models.households import Membership, Person
from beneficiaries.models.joined import Joined
from beneficiaries.models.support import OfPersonQuerySet, ReferentBody
from plics.days import happened
from plics.models import (
    STANDS,
    Cancellable,
    Nomenclature,
    NomenclatureQuerySet,
    StandingManager,
    cancelled_with_reason,
    dates_in_order,
)
from plics.periods import Day


class WaitLimitQuerySet(NomenclatureQuerySet["WaitLimit"]):
    def days_on(self, wait: Wait, day: dt.date) -> int | None:
        """In force that day. Years that no text bounded are told by the first text that came."""
        return days_among(self.all(), wait, day)


def days_among(limits: Iterable[WaitLimit], wait: Wait, day: dt.date) -> int | None:
    """The same of rows already read."""
    ours = [limit for limit in limits if limit.wait == wait]
    ours.sort(key=lambda limit: limit.valid_from or dt.date.min)
    in_force = [limit for limit in ours if limit.is_valid_on(day)]
    to_come = [limit for limit in ours if limit.valid_from and limit.valid_from > day]
    found = in_force[-1:] or to_come[:1]
    return found[0].days if found else None


class WaitLimit(Nomenclature):
    """How long a text lets people wait: a decree that changes it closes a row and opens another."""

    wait = models.CharField("attente", max_length=20, choices=Wait.choices)
    days = models.PositiveSmallIntegerField("jours", validators=[MinValueValidator(1)])

    objects: ClassVar = WaitLimitQuerySet.as_manager()

    class Meta(Nomenclature.Meta):
        verbose_name = "délai à tenir"
        verbose_name_plural = "délais à tenir"


class OrientationQuerySet(OfPersonQuerySet["Orientation"]):
    def replaced(self, day: Day) -> Self:
        """By a later one that day; of two on the same day, the last one recorded counts."""
        return self.filter(
            Q(other__notified_on__lte=day, other__cancelled_at=None),
            Q(other__notified_on__gt=F("notified_on"))
            | Q(other__notified_on=F("notified_on"), other__pk__gt=F("pk")),
        )

    def holding(self, day: Day) -> Self:
        """The one that holds for each person that day."""
        replaced = Orientation.objects.replaced(day).order_by().values("pk")
        return self.filter(notified_on__lte=day).exclude(pk__in=replaced)

    def of_covered(self, day: Day) -> Self:
        """Of adults whose household's right is open that day: others wait for nothing."""
        covered = Membership.objects.covered(day).adults()
        return self.filter(person__in=covered.values("person"))

    def waiting(self, day: Day) -> Self:
        """The département knew of them, and no orientation was notified yet."""
        untold = Q(notified_on=None) | Q(notified_on__gt=day)
        return self.of_covered(day).filter(untold, informed_on__lte=day)

    def awaiting_contract(self, day: Day) -> Self:
        """The orientation that holds, which no contract signed since follows.

        Nobody waits where contracts are not kept here, nor while another orientation is asked.
        """
        followed = Orientation.objects.filter(
            contract__signed_on__gte=F("notified_on"),
            contract__signed_on__lte=day,
            contract__cancelled_at=None,
        )
        asked_again = Orientation.objects.waiting(day).order_by().values("person")
        return (
            self.holding(day)
            .of_covered(day)
            .filter(body__keeps_contracts_here=True)
            .exclude(pk__in=followed.order_by().values("pk"))
            .exclude(person__in=asked_again)
        )

    def begun_before(self, wait: Wait, day: dt.date) -> Self:
        """Whose wait had begun by the eve of that day."""
        return self.filter(**{f"{BEGINS[wait]}__lt": day})

    def late(self, wait: Wait, day: dt.date) -> Self:
        """Still waiting that day, though the delay in force is over."""
        days = WaitLimit.objects.days_on(wait, day)
        if days is None:
            return self.none()
        rows = self.waiting(day) if wait == Wait.ORIENTATION else self.awaiting_contract(day)
        return rows.begun_before(wait, day - dt.timedelta(days=days))


BEGINS = {Wait.ORIENTATION: "informed_on", Wait.CONTRACT: "notified_on"}
OrientationManager = StandingManager.from_queryset(OrientationQuerySet)


class Orientation(Cancellable, AfterBirth):
    """From the day when the département was told of somebody to the one when they were told.

    Not notified yet, it is a wait: a path and a body may be thought of.
    """

    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="personne", related_name="orientations"
    )
    informed_on = models.DateField(
        "information reçue le", null=True, blank=True, validators=[happened]
    )
    notified_on = models.DateField(
        "orientation notifiée le",
        null=True,
        blank=True,
        validators=[happened],
        help_text="Vide : la personne attend son orientation.",
    )
    path = models.CharField("parcours", max_length=20, choices=Path.choices, blank=True)
    body = models.ForeignKey(
        ReferentBody, models.PROTECT, verbose_name="organisme référent", null=True, blank=True
    )

    objects = OrientationManager()
    with_cancelled = OrientationQuerySet.as_manager()
    contract = Joined("EngagementContract", "person")
    other = Joined("Orientation", "person")

    after_birth = ("informed_on", "notified_on")

    class Meta:
        verbose_name = "orientation"
        verbose_name_plural = "orientations"
        # Whoever waits comes first, on any database.
        ordering = [F("notified_on").desc(nulls_first=True), "-informed_on"]
        constraints = [
            cancelled_with_reason("orientation_cancelled_with_reason"),
            dates_in_order(
                "informed_on",
                "notified_on",
                "orientation_dates",
                "L’orientation ne peut précéder l’information reçue.",
            ),
            models.CheckConstraint(
                condition=Q(informed_on__isnull=False) | Q(notified_on__isnull=False),
                name="orientation_begun",
                violation_error_message="Indiquez le jour de l’information reçue, ou celui de la "
                "notification.",
            ),
            models.CheckConstraint(
                condition=Q(notified_on=None) | (Q(body__isnull=False) & ~Q(path="")),
                name="orientation_told_whole",
                violation_error_message="Une orientation notifiée a un parcours et un organisme "
                "référent.",
            ),
            models.UniqueConstraint(
                fields=["person"],
                condition=STANDS & Q(notified_on=None),
                name="orientation_one_wait",
                violation_error_message="Cette personne attend déjà une orientation : complétez "
                "celle-là.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} : {self.get_path_display() or 'en attente'}"

    @property
    def is_waiting(self) -> bool:
        return self.notified_on is None

    @property
    def counts_from(self) -> dt.date | None:
        return self.notified_on or self.informed_on
