"""An aid is asked for, then decided: number, commune and household come by themselves."""

from __future__ import annotations

import dataclasses
import datetime as dt
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Count, Sum

from beneficiaries.models import Commune, Household, Membership, Person
from beneficiaries.services import as_known_on
from funds.models import Aid, AidDecision, AidNature, Fund, RefusalReason, has_open_right
from plics import history
from plics.models import one_at_a_time
from plics.periods import age_on, year

DIGITS = 4


@transaction.atomic
def request_aid(
    *,
    person: Person,
    fund: Fund,
    requested_on: dt.date,
    nature: AidNature | None,
    amount: Decimal | None,
    commune: Commune | None = None,
    by: Any,
) -> Aid:
    """`commune` where the person's is not known."""
    known = commune or as_known_on(person, requested_on)["commune"]
    if known is None:
        told = "La commune de la personne n’est pas connue ce jour-là : tapez-la ici."
        raise ValidationError({"commune": told})
    aid = Aid(
        fund=fund,
        number=next_number(fund, requested_on.year),
        person=person,
        household=household_on(person, requested_on),
        commune=known,
        requested_on=requested_on,
        nature=nature,
        amount_requested=amount,
    )
    aid.full_clean()
    with history.acting(by):
        aid.save()
    return aid


def next_number(fund: Fund, in_year: int) -> str:
    """« 2026-0012 »: one more than the last given, cancelled aids included; two agents at once
    wait for each other."""
    one_at_a_time(Fund.objects.filter(pk=fund.pk))
    start = f"{in_year}-"
    given = Aid._base_manager.filter(fund=fund, number__startswith=start)
    ranks = [
        int(rest)
        for number in given.values_list("number", flat=True)
        if (rest := number.removeprefix(start)).isdecimal()
    ]
    return f"{start}{max(ranks, default=0) + 1:0{DIGITS}d}"


def household_on(person: Person, day: dt.date) -> Household | None:
    places = Membership.objects.on(day).filter(person=person).select_related("household")
    place = places.order_by("-starts_on", "-pk").first()
    return place.household if place else None


@transaction.atomic
def decide(
    aid: Aid,
    *,
    decision: str,
    decided_on: dt.date,
    amount_granted: Decimal | None,
    refusal_reason: RefusalReason | None,
    refusal_note: str,
    by: Any,
) -> Aid:
    row = Aid.objects.select_for_update(of=("self",)).get(pk=aid.pk)
    if not row.is_pending:
        raise ValidationError("Cette aide vient d’être décidée : rien n’a été changé.")
    if decision == AidDecision.GRANTED and not amount_granted:
        raise ValidationError({"amount_granted": "Un accord dit combien, plus de 0\u00a0€."})
    if decision == AidDecision.REFUSED and refusal_reason is None:
        raise ValidationError({"refusal_reason": "Un refus a un motif de la liste."})
    row.decision, row.decided_on, row.amount_granted = decision, decided_on, amount_granted
    row.refusal_reason, row.refusal_note = refusal_reason, refusal_note
    row.full_clean()
    with history.acting(by):
        row.save()
    return row


@dataclasses.dataclass(frozen=True, kw_only=True)
class Standing:
    """What an agent looks at before asking or deciding: that day, for this person, in this fund."""

    day: dt.date
    age: int
    commune: Commune | None
    household: Household | None
    has_open_right: bool
    ceiling: Decimal | None
    count: int
    granted: Decimal
    aids: list[Aid]
    # Why the fund could not help that day, or not so much.
    refusals: list[str]


def standing(
    person: Person,
    fund: Fund,
    day: dt.date,
    *,
    nature: AidNature | None = None,
    amount: Decimal | None = None,
    commune: Commune | None = None,
) -> Standing:
    aids = Aid.objects.filter(person=person).select_related("fund", "nature")
    period = year(day.year)
    granted = aids.granted().decided_during(period).filter(fund=fund)
    totals = granted.aggregate(count=Count("pk"), amount=Sum("amount_granted"))
    said = [
        fund.refusal(
            birth_date=person.birth_date,
            decided_on=day,
            nature_code=nature.code if nature else "",
            person=person,
        ),
        fund.refusal_of(amount),
    ]
    return Standing(
        day=day,
        age=age_on(day, person.birth_date),
        commune=commune or as_known_on(person, day)["commune"],
        household=household_on(person, day),
        has_open_right=has_open_right(person, day),
        ceiling=fund.max_amount,
        count=totals["count"],
        granted=totals["amount"] or Decimal(0),
        aids=list(aids[:5]),
        refusals=[each for each in said if each],
    )
