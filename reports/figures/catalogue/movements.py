"""Who came in and who left between two days: stock before + entries − exits = stock now."""

from __future__ import annotations

import dataclasses
import datetime as dt
from itertools import accumulate

from django.db.models import Case, CharField, Count, F, FilteredRelation, Q, Value, When
from django.db.models.functions import Coalesce, Greatest, NullIf, TruncMonth

from beneficiaries.enums import OPEN_STATES, ClosingReason
from beneficiaries.models import HouseholdSituation
from plics.models import ImportRun
from plics.periods import months_before
from reports.figures import groups
from reports.figures.base import Scope, Source, Timing, Unit
from reports.figures.geography import geography
from reports.figures.indicators import Breakdown, Family, Measure, Printed, Secrecy
from reports.figures.reading import kept, once

OPEN = HouseholdSituation.objects.filter(right_state__in=OPEN_STATES)


def _beside(edge: str, own: str) -> FilteredRelation:
    """The household's situation, if any, whose `edge` is this one's `own`: a joined row.

    Situations of a household follow each other without overlapping: there is one at most.
    """
    same_day = Q(**{f"household__situations__{edge}": F(own)})
    return FilteredRelation("household__situations", condition=same_day)


def _still_open(path: str) -> Case:
    """The commune of the situation found at `path`, where its right is open."""
    return Case(When(**{f"{path}__right_state__in": OPEN_STATES}, then=F(f"{path}__commune_id")))


def _after_previous(scope: Scope, field: str) -> dict:
    """From the morrow of the same day last year to the day."""
    return {f"{field}__gt": scope.previous().on, f"{field}__lte": scope.on}


def opened(scope: Scope):
    """Situations that open a right in the year; `origin_id`: where it already was open."""
    return OPEN.filter(**_after_previous(scope, "starts_on")).annotate(
        before=_beside("ends_on", "starts_on"), origin_id=_still_open("before")
    )


def ended(scope: Scope):
    """Situations that end an open right; `target_id`: the commune where it goes on."""
    return OPEN.filter(**_after_previous(scope, "ends_on")).annotate(
        after=_beside("starts_on", "ends_on"),
        target_id=_still_open("after"),
        # The file gives the reason on the closed situation, or on the one it closes.
        reason=Coalesce(
            NullIf("after__closing_reason", Value("")),
            "closing_reason",
            output_field=CharField(),
        ),
    )


def _source(name: str, rows, base: str, **more) -> Source:
    return Source(
        name=name,
        rows=rows,
        place="commune_id",
        by="commune",
        spread="everywhere",
        timing=Timing.MOVEMENT,
        base=base,
        **more,
    )


openings = _source(
    "openings",
    opened,
    "Droits ouverts depuis le même jour de l’année précédente.",
    without="origin_id",
)
endings = _source(
    "endings",
    ended,
    "Droits fermés depuis le même jour de l’année précédente.",
    without="target_id",
)


def by_closing_reason(scope, lists):
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
        printed=Printed.NOWHERE,
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
        printed=Printed.NOWHERE,
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
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        splits="rsa.exits",
        said="{label} : {share}",
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
        printed=Printed.NOWHERE,
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
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        unit=Unit.HOUSEHOLDS,
        source=endings,
        where=lambda scope: Q(target_id__isnull=False),
    ),
]


# --- month by month --------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Trend:
    """Month ends, and for each territory the households open on each of them."""

    days: list[dt.date]
    values: dict[str, list[int]]


@once
def last_loaded_day() -> dt.date | None:
    """The last day on which the stock is known: an unfinished month is cut."""
    loaded = ImportRun.objects.filter(is_stock=True)
    day = loaded.order_by("-reference_date").values_list("reference_date", flat=True).first()
    return day or OPEN.order_by("-starts_on").values_list("starts_on", flat=True).first()


def month_ends(last: dt.date, months: int) -> list[dt.date]:
    """The `months` month ends up to `last`, oldest first."""
    first_of_next = (last + dt.timedelta(days=1)).replace(day=1)
    return [
        months_before(first_of_next, back) - dt.timedelta(days=1)
        for back in range(months - 1, -1, -1)
    ]


@kept
def household_trend(scope: Scope, months: int = 36) -> Trend:
    """`rsa.households` on each month end up to the scope's day, in one query."""
    known = last_loaded_day()
    days = month_ends(min(scope.on, known) if known else scope.on, months)
    ranks = {day.replace(day=1): rank for rank, day in enumerate(days)}
    # Whole months: who came by the end of one, less who had left by then.
    came, left = (
        OPEN.filter(**{f"{field}__lte": days[-1]})
        .annotate(sign=Value(sign), day=Greatest(field, Value(days[0])))
        .order_by()
        .values_list("commune_id", "sign", "day")
        .annotate(n=Count("pk"))
        for sign, field in ((1, "starts_on"), (-1, "ends_on"))
    )
    places = geography(scope)
    steps = {territory.key: [0] * months for territory in places.territories}
    for commune, sign, day, count in came.union(left, all=True):
        rank = ranks[day.replace(day=1)]
        for key in places.keys(openings, commune):
            steps[key][rank] += sign * count
    return Trend(days=days, values={key: list(accumulate(each)) for key, each in steps.items()})


@kept
def monthly_movements(scope: Scope, months: int = 12) -> dict[str, dict[str, list[int]]]:
    """By territory, entries and exits of each month up to the scope's day.

    `{"argentan": {"entries": […], "exits": […]}}`, in the order of `month_ends`.
    """
    days = month_ends(scope.on, months)
    ranks = {day.replace(day=1): rank for rank, day in enumerate(days)}
    span = {"gt": days[0].replace(day=1) - dt.timedelta(days=1), "lte": days[-1]}
    places = geography(scope)
    found = {
        territory.key: {"entries": [0] * months, "exits": [0] * months}
        for territory in places.territories
    }
    entries, exits = (
        OPEN.filter(**{f"{field}__{edge}": day for edge, day in span.items()})
        .annotate(beside=beside, other=_still_open("beside"))
        .filter(other=None)
        .annotate(name=Value(name), month=TruncMonth(field))
        .order_by()
        .values_list("commune_id", "name", "month")
        .annotate(n=Count("pk"))
        for name, field, beside in (
            ("entries", "starts_on", _beside("ends_on", "starts_on")),
            ("exits", "ends_on", _beside("starts_on", "ends_on")),
        )
    )
    for commune, name, month, count in entries.union(exits, all=True):
        for key in places.keys(openings, commune):
            found[key][name][ranks[month]] += count
    return found
