"""Writes that touch several rows of the actions: enrol, close, carry over."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.enums import EVALUATION_BLOCKS, Audience
from actions.models import (
    Agreement,
    CapacityShare,
    ExitOutcome,
    Participation,
    SheetBlock,
    Target,
)
from beneficiaries.services import as_known_on
from plics import history


class AgreementExists(Exception):
    """The year carried over to already has its agreement."""

    def __init__(self, agreements: list[Agreement]):
        self.agreements = agreements
        super().__init__(f"{len(agreements)} convention(s) existent déjà pour l’année suivante.")


class ParticipationRefused(Exception):
    """A participation cannot take what was asked; `reasons` are French sentences."""

    def __init__(self, participation: Participation, error: ValidationError):
        self.participation = participation
        self.reasons = error.messages
        super().__init__(" ".join(error.messages))


def fill_snapshot(participation: Participation) -> None:
    """Complete, from the household on the entry day, what was not typed by hand."""
    known = as_known_on(participation.person, participation.entered_on)
    for name, value in known.items():
        if getattr(participation, name) in ("", None):
            setattr(participation, name, value)


@transaction.atomic
def enrol(
    *, person, agreement: Agreement, entered_on: dt.date, by, audience: str = Audience.RSA
) -> Participation:
    """A person enters an action."""
    participation = Participation(
        person=person, agreement=agreement, entered_on=entered_on, audience=audience
    )
    fill_snapshot(participation)
    save(participation)
    history.record(by, [participation], "Inscription sur l’action.")
    return participation


@transaction.atomic
def close(
    participations: Iterable[Participation],
    *,
    exited_on: dt.date,
    by,
    outcome: ExitOutcome | None = None,
    is_dropout: bool = False,
) -> list[Participation]:
    """All leave that day, or none does."""
    closed = []
    for participation in participations:
        participation.exited_on = exited_on
        participation.is_dropout = is_dropout
        participation.outcome = outcome or participation.outcome
        closed.append(save(participation))
    history.record(by, closed, f"Sortie le {exited_on:%d/%m/%Y}.")
    return closed


@transaction.atomic
def record_outcome(
    participations: Iterable[Participation], *, outcome: ExitOutcome, by
) -> list[Participation]:
    recorded = []
    for participation in participations:
        participation.outcome = outcome
        recorded.append(save(participation))
    history.record(by, recorded, f"Issue : {outcome}.")
    return recorded


def save(participation: Participation) -> Participation:
    try:
        participation.full_clean()
    except ValidationError as error:
        raise ParticipationRefused(participation, error) from error
    participation.save()
    return participation


def already_carried(agreements: Iterable[Agreement]) -> list[Agreement]:
    """Those whose action has, the year after, an agreement in the same commission."""
    agreements = list(agreements)
    held = set(
        Agreement.objects.filter(
            action__in=[agreement.action_id for agreement in agreements]
        ).values_list("action_id", "commission_id", "year")
    )
    return [
        agreement
        for agreement in agreements
        if (agreement.action_id, agreement.commission_id, agreement.year + 1) in held
    ]


@transaction.atomic
def carry_over(agreements: Iterable[Agreement], *, by) -> list[Agreement]:
    """The same agreements for the year after, without what evaluates the past one.

    The amount is voted anew each year: it stays to be entered.
    """
    agreements = list(agreements)
    if held := already_carried(agreements):
        raise AgreementExists(held)
    renewed = [renew(agreement) for agreement in agreements]
    history.record(by, renewed, "Reconduite de l’année précédente.")
    return renewed


def renew(agreement: Agreement) -> Agreement:
    renewed = Agreement(
        action=agreement.action,
        commission=agreement.commission,
        year=agreement.year + 1,
        capacity=agreement.capacity,
        unit=agreement.unit,
        dynamic_exit_target=agreement.dynamic_exit_target,
        reference_date=a_year_later(agreement.reference_date),
        highlights=agreement.highlights,
    )
    renewed.full_clean()
    renewed.save()
    action_page = agreement.blocks.exclude(kind__in=EVALUATION_BLOCKS)
    copied: list[CapacityShare | Target | SheetBlock] = [
        *agreement.capacity_shares.all(),
        *agreement.targets.all(),
        *action_page,
    ]
    for row in copied:
        row.pk = None
        row._state.adding = True
        row.agreement = renewed
        row.save()
    return renewed


def a_year_later(day: dt.date | None) -> dt.date | None:
    if day is None:
        return None
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year + 1, day=28 if leap else day.day)
