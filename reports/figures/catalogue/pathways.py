"""Orientation and contracts, and the delays the law sets since 2025.

Decree 2024-1244: oriented within six weeks of the information received; contract within
one month of the orientation's notice.
"""

import datetime as dt

from django.db.models import DateField, Exists, ExpressionWrapper, F, OuterRef, Q, Subquery

from beneficiaries.enums import ADULT_ROLES, Path
from beneficiaries.models import EngagementContract, Orientation
from reports.figures import groups
from reports.figures.base import Scope, Source, Timing, Unit
from reports.figures.indicators import Breakdown, Family, Measure, Printed, Ratio, Secrecy
from reports.figures.sources import covered_persons

ORIENTED_WITHIN = dt.timedelta(weeks=6)
CONTRACT_WITHIN = dt.timedelta(days=30)


def oriented_adults(scope: Scope):
    """Adults covered that day, with their latest orientation and a contract in force."""
    orientation = Orientation.objects.filter(
        person=OuterRef("person"), notified_on__lte=scope.on
    ).order_by("-notified_on")
    contracts = EngagementContract.objects.filter(
        person=OuterRef("person"), signed_on__lte=scope.on
    )
    in_force = Q(ends_on=None) | Q(ends_on__gte=scope.on)
    return (
        covered_persons(scope)
        .filter(role__in=ADULT_ROLES)
        .annotate(
            path=Subquery(orientation.values("path")[:1]),
            informed_on=Subquery(orientation.values("informed_on")[:1]),
            notified_on=Subquery(orientation.values("notified_on")[:1]),
            has_contract=Exists(contracts.filter(in_force)),
            signed_on=Subquery(
                contracts.filter(signed_on__gte=OuterRef("notified_on"))
                .order_by("signed_on")
                .values("signed_on")[:1]
            ),
        )
    )


def _within(end: str, start: str, delay: dt.timedelta) -> Q:
    latest = ExpressionWrapper(F(start) + delay, output_field=DateField())
    return Q(**{f"{end}__lte": latest})


adults = Source(
    name="oriented_adults",
    rows=oriented_adults,
    place="household__situations__commune_id",
    by="commune",
    spread="everywhere",
    timing=Timing.STOCK,
    base="Allocataires et conjoints des ménages dont le droit est ouvert à la date.",
)


def _count(code: str, label: str, definition: str, where: Q | None = None) -> Measure:
    return Measure(
        code=f"pathway.{code}",
        label=label,
        definition=definition,
        family=Family.PATHWAYS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.PERSONS,
        source=adults,
        where=where and (lambda scope: where),
    )


INFORMED = Q(informed_on__isnull=False)
ORIENTED = Q(path__isnull=False)

INDICATORS = [
    _count("adults", "Allocataires et conjoints", "Base des parts du parcours."),
    _count("oriented", "Personnes orientées", "Personnes ayant reçu une orientation.", ORIENTED),
    _count(
        "with_contract.count",
        "Personnes sous contrat",
        "Personnes ayant un contrat d’engagement en cours de validité à la date.",
        Q(has_contract=True),
    ),
    _count(
        "informed",
        "Personnes orientées dont le délai est connu",
        "Personnes orientées dont la date d’information est connue.",
        INFORMED,
    ),
    _count(
        "oriented_6_weeks.count",
        "Personnes orientées en six semaines",
        "Orientation notifiée au plus six semaines après l’information reçue.",
        INFORMED & _within("notified_on", "informed_on", ORIENTED_WITHIN),
    ),
    _count(
        "contract_1_month.count",
        "Personnes sous contrat en un mois",
        "Contrat signé au plus trente jours après la notification de l’orientation.",
        ORIENTED & _within("signed_on", "notified_on", CONTRACT_WITHIN),
    ),
    Breakdown(
        code="pathway.by_path",
        label="Personnes orientées, par parcours",
        definition="Parcours de la dernière orientation ; « non connu » : sans orientation.",
        family=Family.PATHWAYS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        splits="pathway.adults",
        said="{label} : {share}",
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
        printed=Printed.NOWHERE,
        said=None,
        numerator="pathway.with_contract.count",
        denominator="pathway.adults",
    ),
    Ratio(
        code="pathway.oriented_6_weeks",
        label="Orientations en six semaines",
        definition="Personnes orientées en six semaines, parmi celles dont le délai est connu.",
        family=Family.PATHWAYS,
        printed=Printed.NOWHERE,
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
