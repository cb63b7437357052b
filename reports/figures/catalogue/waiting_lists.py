"""Who waits for a place in an action, and who leaves one within thirty days."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.db.models import DateField, QuerySet, Value

from actions.models import Participation, Proposal
from reports.figures import sources
from reports.figures.base import Scope, Timing, Unit
from reports.figures.indicators import Family, Indicator, Measure, MedianDays, Printed, Secrecy

SOON = dt.timedelta(days=30)


def waiting(scope: Scope) -> QuerySet[Any]:
    still = Value(None, output_field=DateField())
    found: QuerySet[Any] = Proposal.objects.waiting(scope.on).annotate(ended=still)
    return found


def leaving(scope: Scope) -> QuerySet[Participation]:
    """Of those that are counted as present that day."""
    present = Participation.objects.filter(
        sources.of_audience(scope), agreement__year=scope.year, entered_on__lte=scope.on
    )
    return present.leaving_between(scope.on + dt.timedelta(days=1), scope.on + SOON)


proposals = dataclasses.replace(
    sources.participations,
    name="proposals",
    rows=waiting,
    timing=Timing.STOCK,
    base="Personnes proposées, qui ne sont ni entrées, ni refusées, ni n’ont renoncé ce jour-là.",
    covers="personnes proposées pour l’action",
    tells_audience=False,
    flags=(),
    reads=(*sources.OF_PARTICIPATION, Proposal),
)
leavers = dataclasses.replace(
    sources.participations,
    name="leavers",
    rows=leaving,
    timing=Timing.STOCK,
    base="Participations en cours ce jour-là, dont la sortie est connue ou prévue.",
    covers="participations en cours",
    flags=(),
    reads=sources.OF_PARTICIPATION,
)
SHARED: dict[str, Any] = {"family": Family.ACTIONS, "printed": Printed.NOWHERE}

INDICATORS: list[Indicator] = [
    Measure(
        code="action.waiting.on_day",
        label="Personnes en attente d’une place",
        definition="Personnes proposées qui attendent ce jour-là d’entrer dans l’action.",
        unit=Unit.PERSONS,
        source=proposals,
        secrecy=Secrecy.INTERNAL,
        adds_up=(),
        **SHARED,
    ),
    MedianDays(
        code="action.waiting.days",
        label="Jours d’attente d’une place",
        definition="Jours de la proposition à la date. Médiane : la moitié attend moins longtemps.",
        source=proposals,
        key="pk",
        since="proposed_on",
        until="ended",
        counted="action.waiting.on_day",
        **SHARED,
    ),
    Measure(
        code="action.leaving.on_day",
        label="Sorties d’ici trente jours",
        definition="Participations dont la sortie, connue sinon prévue, vient dans les trente "
        "jours qui suivent la date.",
        unit=Unit.PARTICIPATIONS,
        source=leavers,
        secrecy=Secrecy.INTERNAL,
        adds_up=(),
        **SHARED,
    ),
]
