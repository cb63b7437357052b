"""Who waits to enter an action, and when places open."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Self

from django.db import models
from django.db.models import Exists, F, Min, OuterRef, Q, Subquery

from actions.enums import ProposalEnd, Refuser
from actions.models.agreements import Agreement
from actions.models.participations import Participation
from beneficiaries.models import Person, ReferentBody
from beneficiaries.models.births import AfterBirth
from plics.days import foreseen, happened
from plics.models import (
    STANDS,
    Cancellable,
    Nomenclature,
    StandingManager,
    User,
    cancelled_with_reason,
    dates_in_order,
)
from plics.unusual import Remark


class ProposalEndReason(Nomenclature):
    """Why somebody proposed did not enter."""

    class Meta(Nomenclature.Meta):
        verbose_name = "motif de refus ou de renoncement"
        verbose_name_plural = "motifs de refus ou de renoncement"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def with_entry(self) -> Self:
        """Annotates `entered_on`: the first entry on that action since, whatever the year."""
        first = entries().order_by().values("person").annotate(first=Min("entered_on"))
        return self.annotate(entered_on=Subquery(first.values("first")))

    def waiting(self, day: dt.date) -> Self:
        """Proposed, neither refused nor given up, and not entered yet that day."""
        open_still = Q(closed_on=None) | Q(closed_on__gt=day)
        entered = Exists(entries().filter(entered_on__lte=day))
        return self.filter(open_still, ~entered, proposed_on__lte=day)

    def visible_to(self, user: User) -> Self:
        return user.scope(self, "agreement__commission") if user.sees_names else self.none()


def entries() -> models.QuerySet[Participation]:
    """The entry tells itself: what is proposed is closed by nobody's hand when it comes."""
    return Participation.objects.filter(
        person=OuterRef("person"),
        agreement__action=OuterRef("agreement__action"),
        entered_on__gte=OuterRef("proposed_on"),
    )


ProposalManager = StandingManager.from_queryset(ProposalQuerySet)


class Proposal(Cancellable, AfterBirth):
    """A person on the waiting list of an action, until they enter, are refused or give up."""

    agreement = models.ForeignKey(
        Agreement, models.PROTECT, verbose_name="convention", related_name="proposals"
    )
    person = models.ForeignKey(
        Person, models.PROTECT, verbose_name="personne", related_name="proposals"
    )
    proposed_on = models.DateField("proposée le", validators=[happened])
    proposed_by = models.ForeignKey(
        ReferentBody, models.PROTECT, verbose_name="proposée par", null=True, blank=True
    )
    closed_on = models.DateField(
        "refus ou renoncement le",
        null=True,
        blank=True,
        validators=[happened],
        help_text="Vide : la personne attend, ou elle est entrée, ce que dit sa participation.",
    )
    ending = models.CharField(
        "ce qui met fin à l’attente", max_length=20, choices=ProposalEnd.choices, blank=True
    )
    refused_by = models.CharField("refusée par", max_length=20, choices=Refuser.choices, blank=True)
    reason = models.ForeignKey(
        ProposalEndReason, models.PROTECT, verbose_name="motif", null=True, blank=True
    )

    objects = ProposalManager()
    with_cancelled = ProposalQuerySet.as_manager()

    after_birth = ("proposed_on",)
    # Where `with_entry` asks for it.
    entered_on: dt.date | None

    class Meta:
        verbose_name = "proposition"
        verbose_name_plural = "propositions"
        ordering = ["-proposed_on", "person"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "person", "proposed_on"],
                condition=STANDS,
                name="proposal_key",
                violation_error_message="Cette personne a déjà été proposée ce jour-là.",
            ),
            cancelled_with_reason("proposal_cancelled_with_reason"),
            dates_in_order(
                "proposed_on", "closed_on", "proposal_dates", "La fin précède la proposition."
            ),
            models.CheckConstraint(
                condition=Q(closed_on=None, ending="", reason=None)
                | (Q(closed_on__isnull=False) & ~Q(ending="")),
                name="proposal_end",
                violation_error_message="La fin d’une attente a une date et dit si la personne a "
                "été refusée ou a renoncé.",
            ),
            models.CheckConstraint(
                condition=(Q(refused_by="") & ~Q(ending=ProposalEnd.REFUSED))
                | (Q(ending=ProposalEnd.REFUSED, reason__isnull=False) & ~Q(refused_by="")),
                name="proposal_refusal",
                violation_error_message="Un refus dit qui refuse et pourquoi.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person} – {self.agreement}"

    @property
    def counts_from(self) -> dt.date:
        return self.proposed_on

    def unusual(self) -> Iterator[Remark]:
        others = Proposal.objects.filter(agreement=self.agreement_id, person=self.person_id)
        if other := others.exclude(pk=self.pk).waiting(self.proposed_on).first():
            yield Remark(
                field="person",
                rule="Personne proposée deux fois pour la même action",
                detail=f"elle attend déjà depuis le {other.proposed_on:%d/%m/%Y}.",
            )


class SessionQuerySet(models.QuerySet["Session"]):
    def on(self, day: dt.date) -> Self:
        return self.filter(starts_on__lte=day, ends_on__gte=day)

    def starting_between(self, first: dt.date, last: dt.date) -> Self:
        return self.filter(starts_on__range=(first, last))


class Session(models.Model):
    """Places of an agreement from a day to another, both included."""

    agreement = models.ForeignKey(
        Agreement, models.CASCADE, verbose_name="convention", related_name="sessions"
    )
    label = models.CharField("intitulé", max_length=120, blank=True)
    starts_on = models.DateField("début", validators=[foreseen])
    ends_on = models.DateField("fin", validators=[foreseen])
    places = models.PositiveSmallIntegerField("places")

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = "session"
        verbose_name_plural = "sessions"
        ordering = ["starts_on"]
        constraints = [
            models.UniqueConstraint(
                fields=["agreement", "starts_on", "label"],
                name="session_key",
                violation_error_message="Cette session existe déjà.",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="session_dates",
                violation_error_message="La fin précède le début.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label or self.agreement}, du {self.starts_on:%d/%m/%Y}"
