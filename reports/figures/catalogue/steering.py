"""What a coordinator steers by: money left, places left, needs, sittings."""

import calendar
import dataclasses
import datetime as dt
from collections.abc import Callable
from decimal import Decimal

from django.db.models import Model, Q

from beneficiaries.models import EngagementContract, Need, Sitting, Step, Support
from funds.models import RefusalReason
from plics import formatting
from plics.periods import Period
from reports.figures import groups, sources
from reports.figures.base import Level, Origin, Rows, Scope, Source, Spread, Timing, Unit
from reports.figures.catalogue.funds import is_refused
from reports.figures.catalogue.referents import supported
from reports.figures.indicators import (
    Breakdown,
    Family,
    Formula,
    Group,
    Lists,
    Measure,
    Printed,
    Secrecy,
    ToDate,
)
from reports.figures.keeping import kept

Number = Decimal | int


@dataclasses.dataclass(frozen=True, kw_only=True)
class Difference(Formula):
    """What is left of a measure once another is taken away."""

    whole: str
    taken: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.whole, self.taken)

    def compute(self, scope: Scope, *values: Number | None) -> Number | None:
        whole, taken = values
        return None if whole is None or taken is None else whole - taken


@dataclasses.dataclass(frozen=True, kw_only=True)
class PlacesLeft(Difference):
    """The same of other parts wherever `instead` has a value: FTE where agreed in FTE."""

    instead_whole: str
    instead_taken: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (*super().parts, self.instead_whole, self.instead_taken)

    def supports_where(self, has_value: Callable[[str], bool]) -> tuple[str, ...]:
        instead = self.instead_whole, self.instead_taken
        return instead if has_value(self.instead_whole) else super().parts

    def compute(self, scope: Scope, *values: Number | None) -> Number | None:
        whole, taken, instead_whole, instead_taken = values
        if instead_whole is not None:
            return super().compute(scope, instead_whole, instead_taken or 0)
        return super().compute(scope, whole, taken)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Projection(Formula):
    """A sum from 1 January to the day, carried to 31 December at the same pace."""

    of: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.of,)

    def compute(self, scope: Scope, *values: Number | None) -> Number | None:
        (so_far,) = values
        if so_far is None:
            return None
        days = 366 if calendar.isleap(scope.year) else 365
        return Decimal(so_far) * days / scope.on.timetuple().tm_yday


def _of_commission(
    name: str,
    rows: Rows,
    base: str,
    place: str,
    reads: tuple[type[Model], ...],
    *,
    covers: str,
    origin: Origin = Origin.REFERENTS,
) -> Source:
    return Source(
        name=name,
        rows=rows,
        place=place,
        by=Level.COMMISSION,
        spread=Spread.COMMISSIONS,
        timing=Timing.YEAR,
        base=base,
        covers=covers,
        origin=origin,
        reads=reads,
    )


sittings = _of_commission(
    "sittings",
    lambda scope: Sitting.objects.filter(held_on__range=(scope.period.start, scope.period.end)),
    "Séances des commissions tenues dans l’année.",
    "commission_id",
    (Sitting,),
    covers="séances tenues",
    origin=Origin.COMMISSIONS,
)
needs_in_support = _of_commission(
    "needs_in_support",
    lambda scope: Support.needs.through.objects.filter(supported(scope, "support__")),
    "Accompagnements actifs dans l’année, tous organismes référents.",
    "support__commission_id",
    (Need, Support, Support.needs.through),
    covers="problématiques des personnes accompagnées",
)
needs_in_contracts = _of_commission(
    "needs_in_contracts",
    lambda scope: EngagementContract.needs.through.objects.filter(
        engagementcontract__cancelled_at=None,
        engagementcontract__signed_on__range=(scope.period.start, scope.period.end),
    ),
    "Contrats signés dans l’année, tous organismes référents.",
    "engagementcontract__commission_id",
    (EngagementContract, EngagementContract.needs.through, Need),
    covers="problématiques inscrites aux contrats signés",
)
steps_in_support = _of_commission(
    "steps_in_support",
    lambda scope: Support.steps.through.objects.filter(supported(scope, "support__")),
    "Accompagnements actifs dans l’année, tous organismes référents.",
    "support__commission_id",
    (Step, Support, Support.steps.through),
    covers="démarches des personnes accompagnées",
)


@kept(Sitting)
def _sitting_days(period: Period) -> list[dt.date]:
    held = Sitting.objects.filter(held_on__range=(period.start, period.end))
    return list(held.order_by("held_on").values_list("held_on", flat=True).distinct())


def by_sitting(scope: Scope, lists: Lists) -> list[Group]:
    return [
        Group(code=day.isoformat(), label=formatting.day(day), where=Q(sitting__held_on=day))
        for day in _sitting_days(scope.period)
    ]


MONEY = [
    Difference(
        code="fund.remaining",
        label="Reste à engager",
        definition="Budget voté moins le montant accordé dans l’année civile.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        to_date=ToDate(),
        unit=Unit.EUROS,
        whole="fund.budget",
        taken="fund.amount",
    ),
    Projection(
        code="fund.projection",
        label="Montant projeté en fin d’année",
        definition="Montant accordé du 1er janvier à la date, prolongé au même rythme quotidien "
        "jusqu’au 31 décembre.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        unit=Unit.EUROS,
        of="fund.amount.to_date",
    ),
    Breakdown(
        code="fund.refusals.by_reason",
        label="Refus, par motif",
        definition="Motif du refus, pris dans la liste des motifs de refus.",
        family=Family.AIDS,
        printed=Printed.NOWHERE,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits="fund.refusals",
        said="{name} : {part}",
        unit=Unit.REQUESTS,
        source=sources.aids,
        where=is_refused,
        groups=groups.by_nomenclature(RefusalReason, "refusal_reason__code"),
    ),
]

PLACES = [
    PlacesLeft(
        code="action.places_left",
        label="Places encore libres",
        definition="Capacité conventionnée moins les entrées de l’année, ou moins les équivalents "
        "temps plein réalisés quand la convention est conclue en équivalents temps plein ; "
        "négatif : plus d’entrées que de places.",
        family=Family.ACTIONS,
        printed=Printed.NOWHERE,
        unit=Unit.CAPACITY,
        places=2,
        whole="action.capacity",
        taken="action.entries",
        instead_whole="action.capacity.fte",
        instead_taken="action.fte",
    ),
]

NEEDS = [
    Breakdown(
        code="needs.in_support",
        label="Problématiques repérées par les référents",
        definition="Accompagnements actifs dans l’année où la problématique est notée ; un "
        "accompagnement peut en porter plusieurs.",
        family=Family.NEEDS,
        printed=Printed.NOWHERE,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits=None,
        said="{name} : {part}",
        unit=Unit.NEEDS,
        source=needs_in_support,
        per_subject="referent.needs",
        groups=groups.by_nomenclature(Need, "need__code"),
    ),
    Breakdown(
        code="needs.in_contracts",
        label="Problématiques inscrites aux contrats",
        definition="Contrats signés dans l’année où la problématique est notée ; un contrat peut "
        "en porter plusieurs.",
        family=Family.NEEDS,
        printed=Printed.NOWHERE,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits=None,
        said="{name} : {part}",
        unit=Unit.NEEDS,
        source=needs_in_contracts,
        groups=groups.by_nomenclature(Need, "need__code"),
    ),
    Breakdown(
        code="needs.steps",
        label="Démarches engagées avec les référents",
        definition="Accompagnements actifs dans l’année où la démarche est engagée.",
        family=Family.NEEDS,
        printed=Printed.NOWHERE,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits=None,
        said="{name} : {part}",
        unit=Unit.STEPS,
        source=steps_in_support,
        per_subject="referent.steps",
        groups=groups.by_nomenclature(Step, "step__code"),
    ),
]

SITTINGS = [
    Measure(
        code="sittings.count",
        label="Séances",
        definition="Séances de commission tenues dans l’année.",
        family=Family.DECISIONS,
        printed=Printed.NOWHERE,
        to_date=ToDate(),
        secrecy=Secrecy.OPEN,
        adds_up=(),
        unit=Unit.SITTINGS,
        source=sittings,
    ),
    Breakdown(
        code="decisions.by_sitting",
        label="Décisions des commissions, par séance",
        definition="Décisions de l’année selon la date de la séance.",
        family=Family.DECISIONS,
        printed=Printed.NOWHERE,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits="decisions.total",
        said="{name} : {part}",
        unit=Unit.DECISIONS,
        source=sources.decisions,
        groups=by_sitting,
    ),
]

INDICATORS = MONEY + PLACES + NEEDS + SITTINGS
