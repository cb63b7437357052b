"""Who came in and who left between two days: stock before + entries − exits = stock now."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, CharField, F, FilteredRelation, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce, NullIf

from beneficiaries.enums import OPEN_STATES, ClosingReason
from beneficiaries.models import HouseholdSituation
from plics.periods import Period
from reports.figures import groups
from reports.figures.base import Level, Origin, Rows, Scope, Source, Spread, Timing, Unit
from reports.figures.indicators import Breakdown, Family, Group, Lists, Measure, Printed, Secrecy

OPEN = HouseholdSituation.objects.filter(right_state__in=OPEN_STATES)


def beside(edge: str, own: str, days: Period) -> FilteredRelation:
    """The household's situation, if any, whose `edge` is this one's `own`: a joined row.

    Situations of a household follow each other without overlapping: there is one at most.
    `days` are those asked of this situation: said of its neighbour too, they spare the database
    all the situations that begin or end on other days.
    """
    meets = Q(**{f"neighbour__{edge}": F(own)})
    near = Q(**{f"neighbour__{edge}__range": (days.start, days.end)})
    return FilteredRelation("neighbour", condition=meets & near)


def still_open(path: str) -> Case:
    """The commune of the situation found at `path`, where its right is open."""
    return Case(When(**{f"{path}__right_state__in": OPEN_STATES}, then=F(f"{path}__commune_id")))


def _since_previous(scope: Scope) -> Period:
    """From the morrow of the same day last year to the day."""
    return Period(start=scope.previous().on + dt.timedelta(days=1), end=scope.on)


def opened_in(days: Period) -> QuerySet[HouseholdSituation]:
    """Situations that open a right those days; `origin_id`: where it already was open."""
    return OPEN.filter(starts_on__range=(days.start, days.end)).annotate(
        before=beside("ends_on", "starts_on", days), origin_id=still_open("before")
    )


def ended_in(days: Period) -> QuerySet[HouseholdSituation]:
    """Situations that end an open right; `target_id`: the commune where it goes on."""
    return OPEN.filter(ends_on__range=(days.start, days.end)).annotate(
        after=beside("starts_on", "ends_on", days),
        target_id=still_open("after"),
        # The file gives the reason on the closed situation, or on the one it closes.
        reason=Coalesce(
            NullIf("after__closing_reason", Value("")),
            "closing_reason",
            output_field=CharField(),
        ),
    )


def _source(
    name: str, rows: Rows, base: str, covers: str, without: str, flags: tuple[str, ...] = ()
) -> Source:
    return Source(
        name=name,
        rows=rows,
        place="commune_id",
        by=Level.COMMUNE,
        spread=Spread.EVERYWHERE,
        timing=Timing.MOVEMENT,
        reads=(HouseholdSituation,),
        base=base,
        covers=covers,
        origin=Origin.PAYERS,
        without=without,
        flags=flags,
    )


openings = _source(
    "openings",
    lambda scope: opened_in(_since_previous(scope)),
    "Droits ouverts depuis le même jour de l’année précédente.",
    "ménages dont un droit au RSA s’est ouvert",
    without="origin_id",
)
endings = _source(
    "endings",
    lambda scope: ended_in(_since_previous(scope)),
    "Droits fermés depuis le même jour de l’année précédente.",
    "ménages dont le droit au RSA a pris fin",
    without="target_id",
    flags=("reason",),
)


def by_closing_reason(scope: Scope, lists: Lists) -> list[Group]:
    return groups.by_choices("reason", ClosingReason)(scope, lists)


def has_closed(scope: Scope) -> Q:
    """The right goes on nowhere."""
    return Q(target_id__isnull=True)


INDICATORS = [
    Measure(
        code="rsa.entries",
        label="Entrées dans le RSA",
        definition="Ménages dont un droit s’est ouvert depuis le même jour de l’année précédente, "
        "première ouverture ou retour.",
        family=Family.RECIPIENTS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.HOUSEHOLDS,
        source=openings,
        where=lambda scope: Q(origin_id__isnull=True),
    ),
    Measure(
        code="rsa.exits",
        label="Sorties du RSA",
        definition="Ménages dont le droit s’est fermé depuis le même jour de l’année précédente.",
        family=Family.RECIPIENTS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.HOUSEHOLDS,
        source=endings,
        where=has_closed,
    ),
    Breakdown(
        code="rsa.exits.by_reason",
        label="Sorties du RSA, par motif",
        definition="Motif de clôture porté par le fichier de l’organisme payeur.",
        family=Family.RECIPIENTS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        splits="rsa.exits",
        said="{name} : {part}",
        unit=Unit.HOUSEHOLDS,
        source=endings,
        where=has_closed,
        groups=by_closing_reason,
    ),
    Measure(
        code="rsa.moves_in",
        label="Arrivées d’un autre territoire",
        definition="Ménages dont le droit, ouvert sans interruption, vient d’un autre territoire.",
        family=Family.RECIPIENTS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.HOUSEHOLDS,
        source=openings,
        where=lambda scope: Q(origin_id__isnull=False),
    ),
    Measure(
        code="rsa.moves_out",
        label="Départs vers un autre territoire",
        definition="Ménages dont le droit, ouvert sans interruption, part vers un autre "
        "territoire.",
        family=Family.RECIPIENTS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.HOUSEHOLDS,
        source=endings,
        where=lambda scope: Q(target_id__isnull=False),
    ),
]
