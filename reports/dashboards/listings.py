"""The rows behind a figure: the very rows it counted, named for those who may read them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import cached_property

from django.db.models import (
    Case,
    DurationField,
    ExpressionWrapper,
    F,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    When,
)

from actions.models import Participation, Proposal
from beneficiaries import models as b
from beneficiaries.enums import FamilySituation, PersonRole, RightState
from funds.models import Aid, AidDecision
from plics.models import User
from plics.permissions import visible
from reports.dashboards.asked import AskedPage
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Indicator, Scope
from reports.figures.base import KNOWN, Level, Source
from reports.figures.catalogue.waiting_lists import leavers
from reports.figures.catalogue.waits import delays, waits
from reports.figures.geography import Geography, geography
from reports.figures.groups import load_nomenclatures
from reports.figures.indicators import Breakdown, Measure, Ratio
from reports.figures.reading import once
from reports.tables.columns import Amount, Coded, Column, Day, DaysSince, Lasted
from reports.tables.persons import BY_NAME, person_columns
from reports.tables.table import Table


@dataclasses.dataclass(frozen=True, kw_only=True)
class NameList(Table):
    """How the rows of a model are named."""

    # What is told as of the day of the figure.
    prepare: Callable[[QuerySet, User, dt.date], QuerySet] = lambda rows, user, day: rows
    # Who of them the user may read by name: for persons, those they may see that day.
    seen: Callable[[type[Model], User, dt.date], QuerySet] = lambda model, user, day: visible(
        model._default_manager.all(), user
    )

    def named(self, rows: QuerySet, user: User, day: dt.date) -> QuerySet:
        """Those that the user may read."""
        seen = rows.filter(pk__in=self.seen(rows.model, user, day).values("pk"))
        return self.prepare(seen, user, day)


def with_applicant(rows: QuerySet, user: User, day: dt.date) -> QuerySet:
    """The name of who was the applicant that day, for those who may see them."""
    places = b.Membership.objects.on(day).filter(
        household=OuterRef("household"), role=PersonRole.APPLICANT
    )
    rows = rows.annotate(applicant=Subquery(places.values("person")[:1]))
    # Asked outside of the subquery, which runs for each row: whom one sees is listed once.
    seen = Q(applicant__isnull=False)
    if not user.sees_everything:
        seen &= b.lives_where_seen(user, day, "applicant")
    return rows.annotate(
        applicant_last=Case(When(seen, Subquery(places.values("person__last_name")[:1]))),
        applicant_first=Case(When(seen, Subquery(places.values("person__first_name")[:1]))),
    )


def with_orientation(rows: QuerySet, day: dt.date) -> QuerySet:
    """The last that was notified by that day."""
    told = b.Orientation.objects.filter(person=OuterRef("person"), notified_on__lte=day)
    last = told.order_by("-notified_on", "-pk")
    return rows.annotate(
        informed=Subquery(last.values("informed_on")[:1]),
        oriented=Subquery(last.values("notified_on")[:1]),
        oriented_after=ExpressionWrapper(F("oriented") - F("informed"), DurationField()),
    )


def with_place(rows: QuerySet, user: User, day: dt.date) -> QuerySet:
    """The commune of the household that day, and the orientation."""
    homes = b.HouseholdSituation.objects.on(day).filter(household=OuterRef("household"))
    rows = rows.annotate(home_that_day=Subquery(homes.values("commune__name")[:1]))
    return with_orientation(rows, day)


NUMBER = Column(label="Numéro de demande", path="household__number")
APPLICANT = [
    Column(label="Allocataire", path="applicant_last"),
    Column(label="Prénom", path="applicant_first"),
    NUMBER,
]
PERSON = ("beneficiaries_person", "person_id")

LISTINGS: dict[type, NameList] = {
    b.HouseholdSituation: NameList(
        columns=[
            *APPLICANT,
            Column(label="Commune", path="commune__name"),
            Coded(
                label="Situation familiale",
                path="family_situation",
                choices=dict(FamilySituation.choices),
            ),
            Coded(label="Droit", path="right_state", choices=dict(RightState.choices)),
            Day(label="Demande du", path="applied_on"),
        ],
        order=["applicant_last", "applicant_first", "pk"],
        record=("beneficiaries_household", "household_id"),
        prepare=with_applicant,
    ),
    b.Membership: NameList(
        columns=[
            *person_columns(),
            Coded(label="Rôle", path="role", choices=dict(PersonRole.choices)),
            NUMBER,
            Column(label="Commune", path="home_that_day"),
            Day(label="Information reçue le", path="informed"),
            Day(label="Orientée le", path="oriented"),
            Lasted(label="Délai", path="oriented_after"),
        ],
        order=BY_NAME,
        record=PERSON,
        prepare=with_place,
        seen=lambda model, user, day: b.Membership.objects.visible_to(user, day),
    ),
    b.Decision: NameList(
        columns=[
            *APPLICANT,
            Day(label="Séance", path="sitting__held_on"),
            Column(label="Commission", path="sitting__commission__name"),
            Column(label="Décision", path="type__label"),
            Column(label="Précision", path="detail"),
        ],
        order=["sitting__held_on", "pk"],
        record=("beneficiaries_decision", "pk"),
        prepare=with_applicant,
    ),
    Participation: NameList(
        columns=[
            *person_columns(),
            Column(label="Action", path="agreement__action__title"),
            Day(label="Entrée", path="entered_on"),
            Day(label="Sortie", path="exited_on"),
            Column(label="Issue", path="outcome__label"),
        ],
        order=BY_NAME,
        record=("actions_participation", "pk"),
    ),
    Proposal: NameList(
        columns=[
            *person_columns(),
            Column(label="Action", path="agreement__action__title"),
            Column(label="Proposée par", path="proposed_by__name"),
            Day(label="Proposée le", path="proposed_on"),
            DaysSince(label="Attente", path="proposed_on"),
        ],
        order=["proposed_on", *BY_NAME],
        record=("actions_proposal", "pk"),
    ),
    Aid: NameList(
        columns=[
            *person_columns(),
            Column(label="Fonds", path="fund__acronym"),
            Column(label="Numéro", path="number"),
            Day(label="Décidée le", path="decided_on"),
            Coded(label="Décision", path="decision", choices=dict(AidDecision.choices)),
            Column(label="Nature", path="nature__label"),
            Column(label="Motif de refus", path="refusal_reason__label"),
            Amount(label="Accordé (€)", path="amount_granted"),
        ],
        order=BY_NAME,
        record=("funds_aid", "pk"),
    ),
    b.Support: NameList(
        columns=[
            *person_columns(),
            Column(label="Organisme", path="body__name"),
            Day(label="Début", path="starts_on"),
            Day(label="Fin", path="ends_on"),
            Column(label="Motif de fin", path="end_reason__label"),
        ],
        order=BY_NAME,
        record=("beneficiaries_support", "pk"),
    ),
    b.EngagementContract: NameList(
        columns=[
            *person_columns(),
            Column(label="Organisme", path="body__name"),
            Column(label="Type", path="kind__label"),
            Day(label="Signé le", path="signed_on"),
        ],
        order=BY_NAME,
        record=("beneficiaries_engagementcontract", "pk"),
    ),
}


def _of_wait(*more: Column) -> NameList:
    """Since when, whoever waited longest first."""
    return dataclasses.replace(
        LISTINGS[b.Membership],
        columns=[
            *person_columns(),
            NUMBER,
            Column(label="Commune", path="home_that_day"),
            Day(label="Depuis le", path="began"),
            *more,
        ],
        order=["began", *BY_NAME],
    )


LEAVING = dataclasses.replace(
    LISTINGS[Participation],
    columns=[
        *person_columns(),
        Column(label="Action", path="agreement__action__title"),
        Day(label="Entrée", path="entered_on"),
        Day(label="Sortie prévue", path="planned_exit_on"),
        Day(label="Sortie", path="exited_on"),
    ],
)
WAITING = _of_wait(DaysSince(label="Attente", path="began"))
WAITED = _of_wait(Day(label="Jusqu’au", path="ended"))
OF_SOURCES = {leavers.name: LEAVING} | {source.name: WAITING for source in waits.values()}
OF_SOURCES |= {source.name: WAITED for source in delays.values()}


@once
def _listing_of(source: Source, scope: Scope) -> NameList | None:
    return OF_SOURCES.get(source.name) or LISTINGS.get(source.rows(scope).model)


def listed_measure(indicator: Indicator, scope: Scope) -> Measure | Breakdown | None:
    """The measure whose rows can be listed; for a rate, those of its numerator.

    Sums are not lists, nor are counts of distinct things or of what no list describes.
    """
    while isinstance(indicator, Ratio):
        indicator = CATALOGUE[indicator.numerator]
    if not isinstance(indicator, Measure | Breakdown) or indicator.field or indicator.distinct:
        return None
    return indicator if _listing_of(indicator.source, scope) else None


@dataclasses.dataclass(kw_only=True)
class Behind:
    """`total` is the figure; `rows` those of it that the user may read by name."""

    listing: NameList
    total: int
    rows: QuerySet

    @property
    def named(self) -> QuerySet:
        return self.listing.read(self.rows.order_by(*self.listing.order))

    @cached_property
    def hidden(self) -> int:
        """Households or persons that have since left the commission: counted, no longer shown."""
        return self.total - self.rows.count()


def behind(
    indicator: Measure | Breakdown, asked: AskedPage, *, subject: str | None, group: str | None
) -> Behind:
    """The rows that `evaluate` counted for this figure in the territory asked."""
    scope = asked.scope
    source = indicator.source
    rows = source.rows(scope)
    if indicator.where:
        rows = rows.filter(indicator.where(scope))
    if group:
        rows = _of_group(rows, indicator, scope, group)
    if subject:
        # PostgreSQL refuses the null character in a text.
        if source.subject is None or "\x00" in subject:
            raise UnknownPart
        rows = rows.annotate(listed_subject=F(source.subject)).filter(listed_subject=subject)
    rows = _placed(rows, source, geography(scope), asked.territory)
    listing = _listing_of(source, scope)
    assert listing is not None  # what is not listed has no address
    return Behind(
        listing=listing,
        rows=listing.named(rows, asked.user, scope.on),
        total=rows.count(),
    )


class UnknownPart(Exception):
    """The figure has no such group, or is not about an action or a fund."""


def _of_group(rows: QuerySet, indicator, scope: Scope, code: str) -> QuerySet:
    """Those of one group; or of any (KNOWN), or of none (UNKNOWN), as `evaluate` takes them."""
    if not isinstance(indicator, Breakdown):
        raise UnknownPart
    wheres = {group.code: group.where for group in indicator.groups(scope, load_nomenclatures())}
    if code in wheres:
        return rows.filter(wheres[code])
    if code not in (KNOWN, UNKNOWN):
        raise UnknownPart
    # A case, since what is in no group may lack the very value that groups are told by.
    told = [When(where, then=True) for where in wheres.values()]
    return rows.annotate(is_told=Case(*told, default=False)).filter(is_told=code == KNOWN)


def _placed(rows: QuerySet, source, known: Geography, territory: str) -> QuerySet:
    """The rows of a territory, exactly as evaluate folds them."""
    if territory == DEPARTMENT:
        return rows
    places = known.of_commune if source.by is Level.COMMUNE else known.of_commission
    here = [place for place, keys in places.items() if territory in keys]
    # Annotated first: the join that the rows were chosen by is the one read, not a second.
    rows = rows.annotate(listed_place=F(source.place)).filter(listed_place__in=here)
    if source.without:
        outside = [place for place, keys in places.items() if territory not in keys]
        elsewhere = Q(**{source.without: None}) | Q(**{f"{source.without}__in": outside})
        rows = rows.filter(elsewhere)
    return rows
