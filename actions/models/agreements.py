"""What was agreed for a year: capacity, targets, sheets, case stories."""

import datetime as dt
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Case, Exists, F, OuterRef, Q, Subquery, Sum, When
from django.db.models.functions import Coalesce

from actions.enums import AGREED_WITHOUT_CAPACITY, EVALUATION_BLOCKS, Audience, BlockKind
from actions.models.catalogue import Action, CapacityUnit
from beneficiaries.models import Commission
from plics import formatting
from plics.days import foreseen
from plics.models import Nomenclature, User
from plics.richtext.fields import RichTextField

NOT_NEGATIVE = [MinValueValidator(0)]
PLACES = models.DecimalField(max_digits=8, decimal_places=2)


class AgreementQuerySet(models.QuerySet["Agreement"]):
    def of_year(self, year: int) -> Self:
        return self.filter(year=year)

    def lacking_capacity(self) -> Self:
        """Where no share of places can be told though the action is agreed in places."""
        measured = self.exclude(action__variant__in=AGREED_WITHOUT_CAPACITY)
        return measured.filter(capacity=None)

    def ending_between(self, first: dt.date, last: dt.date) -> Self:
        """That end on one of these days: the year's last one, where no other is given."""
        whole = [year for year in range(first.year, last.year + 1) if dt.date(year, 12, 31) <= last]
        return self.filter(Q(ends_on__range=(first, last)) | Q(ends_on=None, year__in=whole))

    def with_places_on(self, day: dt.date) -> Self:
        """`places_that_day`: those of the sessions that run, where the agreement has any; its
        capacity otherwise."""
        sessions: Any = self.model._meta.get_field("sessions").related_model
        own = sessions.objects.filter(agreement=OuterRef("pk"))
        running = own.on(day).order_by().values("agreement").annotate(sum=Sum("places"))
        opened = Coalesce(Subquery(running.values("sum")), 0, output_field=PLACES)
        return self.annotate(
            places_that_day=Case(
                When(Exists(own), then=opened), default=F("capacity"), output_field=PLACES
            )
        )

    def visible_to(self, user: User) -> Self:
        """Coordinators see those of their commissions; readers get figures, not rows."""
        if user.is_provider:
            return self.filter(action__provider__in=user.providers.all())
        return user.scope(self, "commission")


class Agreement(models.Model):
    """One action, one year, one commission: capacity of N-1 and of N are two rows."""

    action = models.ForeignKey(
        Action, models.PROTECT, verbose_name="action", related_name="agreements"
    )
    year = models.PositiveSmallIntegerField(
        "année", validators=[MinValueValidator(2000), MaxValueValidator(2100)]
    )
    commission = models.ForeignKey(Commission, models.PROTECT, verbose_name="commission RSA")
    capacity = models.DecimalField(
        "capacité", max_digits=8, decimal_places=2, null=True, blank=True, validators=NOT_NEGATIVE
    )
    unit = models.ForeignKey(
        CapacityUnit, models.PROTECT, verbose_name="unité", null=True, blank=True
    )
    dynamic_exit_target = models.DecimalField(
        "objectif de sorties dynamiques (%)",
        max_digits=5,
        decimal_places=2,
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(100)],
    )
    reference_date = models.DateField(
        "sorties comptées jusqu’au",
        null=True,
        blank=True,
        help_text="Vide : le 31 décembre de l’année.",
        validators=[foreseen],
    )
    ends_on = models.DateField(
        "fin",
        null=True,
        blank=True,
        help_text="Vide : le 31 décembre de l’année.",
        validators=[foreseen],
    )
    amount = models.DecimalField(
        "montant (€)",
        max_digits=10,
        decimal_places=2,
        null=True,
        blank=True,
        validators=NOT_NEGATIVE,
    )
    highlights = models.JSONField(
        "parts à citer",
        default=list,
        blank=True,
        help_text="Codes des indicateurs imprimés sous « À noter », dans l’ordre.",
    )

    objects = AgreementQuerySet.as_manager()

    class Meta:
        verbose_name = "convention"
        verbose_name_plural = "conventions"
        ordering = ["-year", "action"]
        constraints = [
            models.UniqueConstraint(
                fields=["action", "year", "commission"],
                name="agreement_key",
                violation_error_message="Cette action a déjà une convention pour cette année "
                "et cette commission.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=0),
                name="agreement_capacity",
                violation_error_message="Une capacité ne peut être négative.",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(unit__isnull=False),
                name="agreement_unit",
                violation_error_message="Une capacité demande son unité.",
            ),
            models.CheckConstraint(
                condition=Q(dynamic_exit_target=None) | Q(dynamic_exit_target__range=(0, 100)),
                name="agreement_target",
                violation_error_message="Un objectif va de 0 à 100 %%.",
            ),
            models.CheckConstraint(
                condition=Q(reference_date=None) | Q(reference_date__year=models.F("year")),
                name="agreement_reference_date",
                violation_error_message="La date de référence est dans l’année de la convention.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on=None) | Q(ends_on__year__gte=models.F("year")),
                name="agreement_end",
                violation_error_message="La fin précède l’année de la convention.",
            ),
            models.CheckConstraint(
                condition=Q(amount=None) | Q(amount__gte=0),
                name="agreement_amount",
                violation_error_message="Un montant ne peut être négatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.year} ({self.commission})"

    @property
    def exits_until(self) -> dt.date:
        return self.reference_date or dt.date(self.year, 12, 31)

    @property
    def last_day(self) -> dt.date:
        return self.ends_on or dt.date(self.year, 12, 31)


class CapacityShare(models.Model):
    """Part of a capacity kept for one audience, or counted in another unit."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name="convention", related_name="capacity_shares"
    )
    audience = models.CharField("public", max_length=5, choices=Audience.choices, blank=True)
    unit = models.ForeignKey(CapacityUnit, models.PROTECT, verbose_name="unité")
    value = models.DecimalField("valeur", max_digits=8, decimal_places=2, validators=NOT_NEGATIVE)

    class Meta:
        verbose_name = "capacité détaillée"
        verbose_name_plural = "capacités détaillées"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "audience", "unit"],
                name="capacity_share_key",
                violation_error_message="Ce détail de capacité existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(value__gte=0),
                name="capacity_share_value",
                violation_error_message="Une capacité ne peut être négative.",
            ),
        ]

    def __str__(self) -> str:
        return self.unit.counted(self.value)


class TargetKind(Nomenclature):
    """Share with two interviews a month, share in lasting jobs, hours a person…"""

    unit = models.CharField("unité", max_length=20, default="%")

    class Meta(Nomenclature.Meta):
        verbose_name = "type d’objectif"
        verbose_name_plural = "types d’objectif"


class Target(models.Model):
    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name="convention", related_name="targets"
    )
    kind = models.ForeignKey(TargetKind, models.PROTECT, verbose_name="objectif")
    value = models.DecimalField("valeur", max_digits=8, decimal_places=2, validators=NOT_NEGATIVE)

    class Meta:
        verbose_name = "objectif"
        verbose_name_plural = "objectifs"
        ordering = ["kind__order"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind"],
                name="target_key",
                violation_error_message="Cet objectif est déjà fixé.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind}\u00a0: {formatting.number(self.value, 2, trim=True)}"


class SheetBlock(models.Model):
    """A titled part of an action's sheet."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name="convention", related_name="blocks"
    )
    kind = models.CharField("partie", max_length=30, choices=BlockKind.choices)
    title = models.CharField(
        "titre", max_length=120, blank=True, help_text="Vide : le titre habituel de la partie."
    )
    body = RichTextField("texte")

    class Meta:
        verbose_name = "partie de la fiche"
        verbose_name_plural = "parties de la fiche"
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "kind"],
                name="sheet_block_key",
                violation_error_message="Cette partie existe déjà dans la fiche.",
            )
        ]

    def __str__(self) -> str:
        return self.heading

    @property
    def heading(self) -> str:
        return self.title or self.get_kind_display()

    @property
    def is_evaluation(self) -> bool:
        return self.kind in EVALUATION_BLOCKS
