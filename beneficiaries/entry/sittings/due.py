"""Which files a sitting has to look at, and why: told by what was decided and signed before."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from django.db.models import Exists, OuterRef, Q

from beneficiaries.models import (
    Attachment,
    Decision,
    EngagementContract,
    HouseholdSituation,
    Membership,
    Sitting,
)
from plics.periods import months_before

# What ends by then cannot wait for the sitting after.
AHEAD = dt.timedelta(days=30)
# Months after which a file that nobody brought back is left to the lists of the quality page.
BEHIND = 3

Reason = tuple[int, str]


def due(sitting: Sitting) -> dict[int, str]:
    """Why each household comes, the most pressing first; what the sitting has decided is done."""
    here = HouseholdSituation.objects.on(sitting.held_on).filter(commune__in=communes_of(sitting))
    present = set(here.values_list("household", flat=True))
    entitled = set(here.with_open_right().values_list("household", flat=True))
    decided = set(Decision.objects.filter(sitting=sitting).values_list("household", flat=True))
    found: dict[int, list[str]] = {}
    for reasons, kept in (
        (sanctions(sitting), present),
        (put_off(sitting), present),
        (contracts(sitting), entitled),
    ):
        for household, reason in reasons:
            if household in kept - decided:
                found.setdefault(household, []).append(reason)
    return {household: " ".join(reasons) for household, reasons in found.items()}


def decisions_of(sitting: Sitting) -> list[Decision]:
    rows = Decision.objects.filter(sitting=sitting, household__isnull=False)
    return list(rows.select_related("type", "household").order_by("pk"))


def communes_of(sitting: Sitting):
    attached = Attachment.objects.in_force(sitting.held_on).filter(commission=sitting.commission_id)
    return attached.values("commune")


def without_later(sitting: Sitting):
    """What was decided before, and that no sitting has looked at again since."""
    before = Decision.objects.filter(
        household=OuterRef("household"), sitting__held_on__lt=sitting.held_on
    )
    later = before.filter(sitting__held_on__gt=OuterRef("sitting__held_on"))
    rows = Decision.objects.filter(
        household__isnull=False, sitting__commission=sitting.commission_id
    )
    rows = rows.filter(~Exists(later), sitting__held_on__lt=sitting.held_on)
    return rows.select_related("type", "sitting")


def sanctions(sitting: Sitting) -> Iterator[Reason]:
    """Neither lifted nor over for long: to be lifted, renewed or followed by another."""
    held = sitting.held_on
    standing = Q(lifted_on=None) | Q(lifted_on__gt=held)
    soon = Q(ends_on__range=(months_before(held, BEHIND), held + AHEAD))
    rows = without_later(sitting).filter(standing, soon, type__is_sanction=True)
    for row in rows.order_by("ends_on", "pk"):
        rate = f" de {row.rate}\u00a0%" if row.rate else ""
        yield row.household_id, f"{row.type}{rate} jusqu’au {row.ends_on:%d/%m/%Y}."


def put_off(sitting: Sitting) -> Iterator[Reason]:
    held = sitting.held_on
    rows = without_later(sitting).filter(
        type__comes_back=True, sitting__held_on__gte=months_before(held, BEHIND)
    )
    for row in rows.order_by("sitting__held_on", "pk"):
        yield row.household_id, f"{row.type} le {row.sitting.held_on:%d/%m/%Y}."


def contracts(sitting: Sitting) -> Iterator[Reason]:
    """Over, or nearly, and nothing signed that goes on."""
    held = sitting.held_on
    last = held + AHEAD
    goes_on = EngagementContract.objects.filter(
        Q(ends_on=None) | Q(ends_on__gt=OuterRef("ends_on")),
        person=OuterRef("person"),
        signed_on__lte=held,
    )
    ending = EngagementContract.objects.filter(
        ~Exists(goes_on),
        ends_on__range=(months_before(held, BEHIND), last),
        signed_on__lte=held,
    )
    ends = dict(ending.order_by("ends_on", "pk").values_list("person", "ends_on"))
    places = Membership.objects.on(held).adults().filter(person__in=ending.values("person"))
    homes = dict(places.values_list("person", "household"))
    for person, end in ends.items():
        if person in homes:
            yield homes[person], f"Contrat jusqu’au {end:%d/%m/%Y}, sans suite."
