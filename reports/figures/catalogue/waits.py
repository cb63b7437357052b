"""Who waits for an orientation or a contract, since how many days, and how long others did.

Worked with, day by day, by those who see persons: readers get the shares of `pathways`.
"""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import (
    Case,
    DateField,
    ExpressionWrapper,
    F,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from beneficiaries.enums import Wait
from beneficiaries.models import (
    EngagementContract,
    Membership,
    Orientation,
    ReferentBody,
    WaitLimit,
)
from beneficiaries.models.orientations import BEGINS, days_among
from plics.periods import years_before
from reports.figures.base import Rows, Scope, Source, Unit
from reports.figures.catalogue.pathways import ORIENTED, adults
from reports.figures.indicators import (
    Family,
    Indicator,
    Measure,
    MedianDays,
    Printed,
    Ratio,
    Secrecy,
    Where,
)
from reports.figures.keeping import kept

# What each wait is called in codes.
WAITS = {Wait.ORIENTATION: "orientation", Wait.CONTRACT: "contract"}
LIMIT = "délai en vigueur ce jour-là (liste « Délais à tenir »)"
NEVER = Q(began__isnull=True)


@kept(WaitLimit)
def limits() -> list[WaitLimit]:
    return list(WaitLimit.objects.all())


def limit_on(wait: Wait, day: dt.date) -> int | None:
    return days_among(limits(), wait, day)


# --- rows: adults covered that day, once for each of these orientations -----------------


def of_adults(
    scope: Scope, wait: Wait, orientations: QuerySet[Orientation], *, ended: Any
) -> QuerySet[Any]:
    chosen = Subquery(orientations.order_by().values("pk"))
    found: QuerySet[Any] = (
        Membership.objects.covered(scope.on)
        .adults()
        .filter(orientation__pk__in=chosen)
        .annotate(row=F("orientation__pk"), began=F(f"orientation__{BEGINS[wait]}"), ended=ended)
    )
    return found


def waiting(wait: Wait) -> Rows:
    def rows(scope: Scope) -> QuerySet[Any]:
        known = Orientation.objects
        found = known.waiting if wait == Wait.ORIENTATION else known.awaiting_contract
        still = Value(None, output_field=DateField())
        return of_adults(scope, wait, found(scope.on), ended=still)

    return rows


def informed(scope: Scope) -> QuerySet[Any]:
    lately = Orientation.objects.filter(informed_on__range=twelve_months(scope))
    told = When(orientation__notified_on__lte=scope.on, then=F("orientation__notified_on"))
    return of_adults(scope, Wait.ORIENTATION, lately, ended=Case(told, default=None))


def notified(scope: Scope) -> QuerySet[Any]:
    """Whose first contract since is looked for; where another body keeps it, nobody can."""
    lately = Orientation.objects.holding(scope.on).filter(
        notified_on__range=twelve_months(scope), body__keeps_contracts_here=True
    )
    signed = EngagementContract.objects.filter(
        person=OuterRef("person"),
        signed_on__gte=OuterRef("orientation__notified_on"),
        signed_on__lte=scope.on,
    )
    first = signed.order_by().values("person").annotate(first=Min("signed_on")).values("first")
    return of_adults(scope, Wait.CONTRACT, lately, ended=Subquery(first))


def twelve_months(scope: Scope) -> tuple[dt.date, dt.date]:
    return years_before(scope.on, 1) + dt.timedelta(days=1), scope.on


def _source(name: str, rows: Rows, base: str, covers: str) -> Source:
    return dataclasses.replace(
        adults,
        name=name,
        rows=rows,
        base=base,
        covers=covers,
        flags=(),
        reads=(*adults.reads, ReferentBody, WaitLimit),
    )


OF_COVERED = "des ménages dont le droit est ouvert à la date"
waits = {
    Wait.ORIENTATION: _source(
        "waits_for_orientation",
        waiting(Wait.ORIENTATION),
        f"Allocataires et conjoints {OF_COVERED}, dont l’information est reçue et l’orientation "
        "pas encore notifiée.",
        "allocataires et conjoints en attente d’une orientation",
    ),
    Wait.CONTRACT: _source(
        "waits_for_contract",
        waiting(Wait.CONTRACT),
        f"Allocataires et conjoints {OF_COVERED}, orientés vers un organisme dont les contrats "
        "sont suivis ici, sans contrat signé depuis.",
        "allocataires et conjoints en attente d’un contrat",
    ),
}
delays = {
    Wait.ORIENTATION: _source(
        "delays_of_orientation",
        informed,
        f"Allocataires et conjoints {OF_COVERED}, dont l’information est reçue dans les douze mois "
        "qui précèdent ; un délai encore ouvert compte jusqu’à la date.",
        "informations reçues dans les douze mois",
    ),
    Wait.CONTRACT: _source(
        "delays_of_contract",
        notified,
        f"Allocataires et conjoints {OF_COVERED}, dont l’orientation est notifiée dans les douze "
        "mois qui précèdent, vers un organisme dont les contrats sont suivis ici ; un délai encore "
        "ouvert compte jusqu’à la date.",
        "orientations notifiées dans les douze mois",
    ),
}


# --- conditions: late is the day after the delay ----------------------------------------


def is_over(wait: Wait) -> Where:
    """The delay was over before the day."""

    def where(scope: Scope) -> Q:
        days = limit_on(wait, scope.on)
        return NEVER if days is None else Q(began__lt=scope.on - dt.timedelta(days=days))

    return where


def has_overrun(wait: Wait) -> Where:
    def where(scope: Scope) -> Q:
        days = limit_on(wait, scope.on)
        if days is None:
            return NEVER
        end = ExpressionWrapper(
            F("began") + Value(dt.timedelta(days=days)), output_field=DateField()
        )
        return is_over(wait)(scope) & (Q(ended__isnull=True) | Q(ended__gt=end))

    return where


# --- indicators -------------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Words:
    """What a wait is called: « l’information reçue », « une orientation »."""

    since: str
    awaited: str


WORDS = {
    Wait.ORIENTATION: Words(since="l’information reçue", awaited="une orientation"),
    Wait.CONTRACT: Words(since="la notification de l’orientation", awaited="un contrat"),
}
SHARED: dict[str, Any] = {
    "family": Family.PATHWAYS,
    "printed": Printed.NOWHERE,
}


def _count(
    code: str,
    label: str,
    definition: str,
    source: Source,
    where: Where | None = None,
    unit: Unit = Unit.PERSONS,
) -> Measure:
    return Measure(
        code=code,
        label=label,
        definition=definition,
        source=source,
        where=where,
        unit=unit,
        secrecy=Secrecy.INTERNAL,
        adds_up=(),
        **SHARED,
    )


def _days(code: str, label: str, definition: str, source: Source, counted: str) -> MedianDays:
    return MedianDays(
        code=code,
        label=label,
        definition=f"{definition} Médiane : la moitié attend, ou a attendu, moins longtemps.",
        source=source,
        counted=counted,
        since="began",
        until="ended",
        key="row",
        **SHARED,
    )


def _rate(code: str, label: str, definition: str, late: str, base: str) -> Ratio:
    return Ratio(
        code=code,
        label=label,
        definition=definition,
        numerator=late,
        denominator=base,
        said=None,
        **SHARED,
    )


def of_wait(wait: Wait) -> list[Indicator]:
    words, source, code = WORDS[wait], waits[wait], f"wait.{WAITS[wait]}"
    label = f"En attente d’{words.awaited}"
    return [
        _count(
            code, label, f"Personnes qui attendent {words.awaited} depuis {words.since}.", source
        ),
        _count(
            f"{code}.late",
            f"{label}, délai dépassé",
            f"Personnes qui attendent encore au-delà du {LIMIT}.",
            source,
            is_over(wait),
        ),
        _rate(
            f"{code}.late.rate",
            f"{label} : part hors délai",
            f"Personnes qui attendent au-delà du {LIMIT}, parmi celles qui attendent.",
            f"{code}.late",
            code,
        ),
        _days(
            f"{code}.days",
            f"{label} : jours écoulés",
            f"Jours de {words.since} à la date.",
            source,
            code,
        ),
    ]


def of_delay(wait: Wait) -> list[Indicator]:
    words, source, code = WORDS[wait], delays[wait], f"delay.{WAITS[wait]}"
    label = f"Délai pour {words.awaited}"
    return [
        _count(code, f"{label} : cas suivis", "Base du délai médian.", source, unit=Unit.CASES),
        _count(
            f"{code}.due",
            f"{label} : cas échus",
            f"Cas suivis dont le {LIMIT} est passé à la date.",
            source,
            is_over(wait),
            Unit.CASES,
        ),
        _count(
            f"{code}.late",
            f"{label} : cas hors délai",
            f"Cas échus réglés après le {LIMIT}, ou qui ne le sont pas encore.",
            source,
            has_overrun(wait),
            Unit.CASES,
        ),
        _rate(
            f"{code}.late.rate",
            f"{label} : part hors délai",
            f"Cas réglés après le {LIMIT}, ou pas encore, parmi les cas échus.",
            f"{code}.late",
            f"{code}.due",
        ),
        _days(
            f"{code}.days",
            f"{label} : jours",
            f"Jours de {words.since} à la fin de l’attente, ou à la date si elle dure.",
            source,
            code,
        ),
    ]


INDICATORS: list[Indicator] = [
    _count(
        "wait.not_oriented",
        "Non orientés",
        "Allocataires et conjoints à qui aucune orientation n’est notifiée à la date.",
        adults,
        lambda scope: ~ORIENTED,
    ),
    *(each for wait in WAITS for each in (*of_wait(wait), *of_delay(wait))),
]
