"""Orientation and contracts, and the delays the law sets since 2025.

Decree 2024-1244: oriented within six weeks of the information received; contract within
one month of the orientation's notice.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db.models import (
    BooleanField,
    DateField,
    ExpressionWrapper,
    F,
    FilteredRelation,
    Q,
    QuerySet,
    Subquery,
)

from beneficiaries.enums import ADULT_ROLES, Path
from beneficiaries.models import (
    EngagementContract,
    HouseholdSituation,
    Membership,
    Orientation,
)
from reports.figures import groups
from reports.figures.base import KNOWN, Level, Origin, Scope, Source, Spread, Timing, Unit
from reports.figures.indicators import Breakdown, Family, Measure, Printed, Ratio, Secrecy
from reports.figures.sources import covered_persons

ORIENTED_WITHIN = dt.timedelta(weeks=6)
CONTRACT_WITHIN = dt.timedelta(days=30)


def oriented_adults(scope: Scope) -> QuerySet[Membership]:
    """Adults covered that day, with their latest orientation, if any, and their contracts.

    Lists of keys, each worked out once for all rows: a subquery that named a row would be
    worked out for each, and by one processor.
    """
    # What is replaced is left out while joining: asked of the rows joined, PostgreSQL takes half of
    # them for lost, and joins places before it knows which households count.
    replaced = Subquery(Orientation.objects.replaced(scope.on).order_by().values("pk"))
    latest = Q(orientation__notified_on__lte=scope.on, orientation__cancelled_at=None)
    latest &= ~Q(orientation__pk__in=replaced)
    valid = EngagementContract.objects.in_force(scope.on)
    return (
        covered_persons(scope)
        .filter(role__in=ADULT_ROLES)
        .annotate(
            latest=FilteredRelation("orientation", condition=latest),
            path=F("latest__path"),
            is_informed=_flag(Q(latest__informed_on__isnull=False)),
            is_oriented_in_time=_flag(
                Q(latest__notified_on__lte=_after("latest__informed_on", ORIENTED_WITHIN))
            ),
            has_contract=_flag(Q(person__in=valid.values("person"))),
            has_contract_in_time=_flag(Q(latest__pk__in=_followed(scope).values("pk"))),
        )
    )


def _followed(scope: Scope) -> QuerySet[Orientation]:
    """By a contract signed in time."""
    return Orientation.objects.filter(
        Q(contract__signed_on__lte=scope.on, contract__cancelled_at=None),
        contract__signed_on__gte=F("notified_on"),
        contract__signed_on__lte=_after("notified_on", CONTRACT_WITHIN),
    )


def _flag(where: Q) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(where, output_field=BooleanField())


def _after(start: str, delay: dt.timedelta) -> ExpressionWrapper[Any]:
    return ExpressionWrapper(F(start) + delay, output_field=DateField())


adults = Source(
    name="oriented_adults",
    rows=oriented_adults,
    place="situation__commune_id",
    by=Level.COMMUNE,
    spread=Spread.EVERYWHERE,
    timing=Timing.STOCK,
    base="Allocataires et conjoints des ménages dont le droit est ouvert à la date.",
    covers="allocataires et conjoints des ménages dont le droit au RSA est ouvert",
    origin=Origin.PAYERS,
    reads=(
        EngagementContract,
        HouseholdSituation,
        Membership,
        Orientation,
    ),
    flags=("path", "is_informed", "is_oriented_in_time", "has_contract", "has_contract_in_time"),
)


def _count(code: str, label: str, definition: str, where: Q | None = None, **more: Any) -> Measure:
    return Measure(
        code=f"pathway.{code}",
        label=label,
        definition=definition,
        family=Family.PATHWAYS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        **{"adds_up": (), **more},
        unit=Unit.PERSONS,
        source=adults,
        where=None if where is None else lambda scope: where,
    )


ORIENTED = Q(path__isnull=False)

INDICATORS = [
    _count("adults", "Allocataires et conjoints", "Base des parts du parcours."),
    _count(
        "oriented",
        "Personnes orientées",
        "Personnes ayant reçu une orientation.",
        ORIENTED,
        adds_up=((("pathway.by_path", KNOWN),),),
    ),
    _count(
        "with_contract.count",
        "Personnes sous contrat",
        "Personnes ayant un contrat d’engagement en cours de validité à la date.",
        Q(has_contract=True),
    ),
    _count(
        "duties.with_contract.count",
        "Personnes soumises aux droits et devoirs, sous contrat",
        "Allocataires et conjoints soumis aux droits et devoirs, qui ont un contrat d’engagement "
        "en cours de validité à la date.",
        Q(has_rights_and_duties=True, has_contract=True),
        group_sums=lambda: {None: (("pathway.with_contract.count",),)},
    ),
    _count(
        "informed",
        "Personnes orientées dont le délai est connu",
        "Personnes orientées dont la date d’information est connue.",
        Q(is_informed=True),
        within=(("pathway.oriented",),),
    ),
    _count(
        "oriented_6_weeks.count",
        "Personnes orientées en six semaines",
        "Orientation notifiée au plus six semaines après l’information reçue.",
        Q(is_oriented_in_time=True),
    ),
    _count(
        "contract_1_month.count",
        "Personnes sous contrat en un mois",
        "Contrat signé au plus trente jours après la notification de l’orientation.",
        ORIENTED & Q(has_contract_in_time=True),
    ),
    Breakdown(
        code="pathway.by_path",
        label="Personnes orientées, par parcours",
        definition="Parcours de la dernière orientation ; « non connu » : sans orientation.",
        family=Family.PATHWAYS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        splits="pathway.adults",
        said="{name} : {part}",
        unit=Unit.PERSONS,
        source=adults,
        groups=groups.by_choices("path", Path),
    ),
    Ratio(
        code="pathway.oriented.rate",
        label="Part des personnes orientées",
        definition="Personnes orientées rapportées aux allocataires et conjoints.",
        family=Family.PATHWAYS,
        printed=Printed.NOWHERE,
        said=None,
        numerator="pathway.oriented",
        denominator="pathway.adults",
    ),
    Ratio(
        code="pathway.with_contract",
        label="Part des personnes sous contrat",
        definition="Personnes ayant un contrat en cours, rapportées aux allocataires et conjoints.",
        family=Family.PATHWAYS,
        printed=Printed.EVALUATED,
        said=None,
        numerator="pathway.with_contract.count",
        denominator="pathway.adults",
    ),
    Ratio(
        code="pathway.duties.with_contract",
        label="Contrats en cours pour 100 personnes soumises aux droits et devoirs",
        definition="Personnes sous contrat, parmi les allocataires et conjoints que le fichier dit "
        "soumis aux droits et devoirs.",
        family=Family.PATHWAYS,
        printed=Printed.NOWHERE,
        said=None,
        numerator="pathway.duties.with_contract.count",
        denominator="rsa.rights_and_duties",
    ),
    Ratio(
        code="pathway.oriented_6_weeks",
        label="Orientations en six semaines",
        definition="Personnes orientées en six semaines, parmi celles dont le délai est connu.",
        family=Family.PATHWAYS,
        printed=Printed.EVALUATED,
        said=None,
        numerator="pathway.oriented_6_weeks.count",
        denominator="pathway.informed",
    ),
    Ratio(
        code="pathway.contract_1_month",
        label="Contrats en un mois",
        definition="Personnes sous contrat un mois après leur orientation, parmi les orientées.",
        family=Family.PATHWAYS,
        printed=Printed.NOWHERE,
        said=None,
        numerator="pathway.contract_1_month.count",
        denominator="pathway.oriented",
    ),
]
