"""Writes that touch several rows of the actions: enrol, close, carry over."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable

from django.core.exceptions import ValidationError
from django.db import transaction

from actions.enums import EVALUATION_BLOCKS, Audience
from actions.models import (
    Agreement,
    CapacityShare,
    ExitOutcome,
    Participation,
    PassedMilestone,
    SheetBlock,
    TakenStep,
    Target,
)
from beneficiaries.services import as_known_on
from plics import history
from plics.models import Operation


@dataclasses.dataclass
class Recorded:
    """What a bulk action did: the rows it changed, and those already recorded, left alone."""

    operation: Operation | None = None
    changed: list[Participation] = dataclasses.field(default_factory=list)
    left: list[Participation] = dataclasses.field(default_factory=list)


class AgreementExists(Exception):
    """The year carried over to already has its agreement."""

    def __init__(self, agreements: list[Agreement]):
        self.agreements = agreements
        super().__init__(f"{len(agreements)} convention(s) existent déjà pour l’année suivante.")


class ParticipationRefused(ValidationError):
    """A participation cannot take what was asked; `reasons` are French sentences."""

    def __init__(self, participation: Participation, error: ValidationError):
        super().__init__(error)
        self.participation = participation
        self.reasons = error.messages


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
    with history.acting(by):
        return enter(participation)


def enter(participation: Participation) -> Participation:
    fill_snapshot(participation)
    return save(participation)


def follow_up(participation: Participation, *done: PassedMilestone | TakenStep | None) -> None:
    """What a participant did, the milestone that they may have passed, the step undertaken."""
    save(participation)
    for each in filter(None, done):
        each.save()


@transaction.atomic
def close(
    participations: Iterable[Participation],
    *,
    exited_on: dt.date,
    by,
    outcome: ExitOutcome | None = None,
    is_dropout: bool = False,
) -> Recorded:
    """All those still inside leave that day, or none does; an exit already recorded stays."""

    def leave(participation: Participation) -> None:
        participation.exited_on = exited_on
        participation.is_dropout = is_dropout
        participation.outcome = outcome or participation.outcome

    return record(
        participations,
        leave,
        is_recorded=lambda row: row.exited_on is not None,
        label=f"Clore au {exited_on:%d/%m/%Y}{told_ending(outcome, is_dropout)}",
        by=by,
    )


def told_ending(outcome: ExitOutcome | None, is_dropout: bool) -> str:
    return "".join([f", issue « {outcome} »" if outcome else "", ", abandon" if is_dropout else ""])


@transaction.atomic
def record_outcome(
    participations: Iterable[Participation], *, outcome: ExitOutcome, by
) -> Recorded:
    """An outcome already recorded stays."""

    def conclude(participation: Participation) -> None:
        participation.outcome = outcome

    return record(
        participations,
        conclude,
        is_recorded=lambda row: row.outcome_id is not None,
        label=f"Enregistrer l’issue « {outcome} »",
        by=by,
    )


def record(
    participations: Iterable[Participation],
    change: Callable[[Participation], None],
    *,
    is_recorded: Callable[[Participation], bool],
    label: str,
    by,
) -> Recorded:
    """Looked at under a lock: what a colleague has just recorded is seen."""
    keys = [participation.pk for participation in participations]
    rows = Participation.objects.filter(pk__in=keys).order_by("pk")
    list(rows.select_for_update(no_key=True).values_list("pk"))
    found = Recorded()
    with history.operation(Operation.Kind.BULK, label, by=by) as found.operation:
        for row in rows.select_related("person", "agreement", "outcome"):
            if is_recorded(row):
                found.left.append(row)
                continue
            change(row)
            found.changed.append(save(row))
    return found


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
    with history.operation(Operation.Kind.BULK, "Reconduire pour l’année suivante", by=by):
        return [renew(agreement) for agreement in agreements]


def renew(agreement: Agreement) -> Agreement:
    renewed = Agreement(
        action=agreement.action,
        commission=agreement.commission,
        year=agreement.year + 1,
        capacity=agreement.capacity,
        unit=agreement.unit,
        dynamic_exit_target=agreement.dynamic_exit_target,
        reference_date=a_year_later(agreement.reference_date),
        ends_on=a_year_later(agreement.ends_on),
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
