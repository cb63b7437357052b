"""The rows behind a figure: the very rows it counted, named for those who may read them."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable
from functools import cached_property

from django.apps import apps
from django.db.models import Case, F, Model, OuterRef, Q, QuerySet, Subquery, When
from django.urls import reverse

from actions.models import Participation
from beneficiaries import models as b
from beneficiaries.enums import FamilySituation, PersonRole, RightState
from funds.models import Aid, AidDecision
from plics import formatting
from plics.models import User
from plics.permissions import visible
from reports.dashboards.asked import AskedPage
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Indicator, Scope
from reports.figures.base import KNOWN, Level, Source
from reports.figures.geography import Geography, geography
from reports.figures.groups import load_nomenclatures
from reports.figures.indicators import Breakdown, Measure, Ratio
from reports.figures.reading import once

UNNAMED = "–"


@dataclasses.dataclass(frozen=True, kw_only=True)
class NameColumn:
    label: str
    path: str
    choices: dict[str, str] = dataclasses.field(default_factory=dict)

    def display(self, value) -> str:
        if value in (None, ""):
            return UNNAMED
        if self.choices:
            return self.choices.get(value, UNNAMED)
        if isinstance(value, dt.date):
            # Long titles wrap so that all columns are in sight; a day stays on one line.
            return formatting.day(value).replace(" ", formatting.NBSP)
        if isinstance(value, bool):
            return "oui" if value else "non"
        return str(value)


@dataclasses.dataclass(frozen=True, kw_only=True)
class NameList:
    """How the rows of a model are named. `record` leads to the row shown in the data."""

    columns: list[NameColumn]
    order: list[str]
    record: tuple[str, str]
    # What is told as of the day of the figure.
    prepare: Callable[[QuerySet, User, dt.date], QuerySet] = lambda rows, user, day: rows
    # Who of them the user may read by name: for persons, those they may see that day.
    seen: Callable[[type[Model], User, dt.date], QuerySet] = lambda model, user, day: visible(
        model._default_manager.all(), user
    )

    def named(self, rows: QuerySet, user: User, day: dt.date) -> QuerySet:
        """Those that the user may read, as plain values, the key of the record first: nothing is
        read row by row."""
        paths = [column.path for column in self.columns]
        seen = rows.filter(pk__in=self.seen(rows.model, user, day).values("pk"))
        return (
            self.prepare(seen, user, day).order_by(*self.order).values_list(self.record[1], *paths)
        )

    @property
    def shown(self) -> type[Model]:
        """What its records are of."""
        label, name = self.record[0].split("_", 1)
        return apps.get_model(label, name)

    def lines(self, values) -> list[tuple[str, list[str]]]:
        """For each row, the address of its record and what its columns show."""
        route = f"admin:{self.record[0]}_change"
        return [
            (
                reverse(route, args=[key]) if key else "",
                [column.display(value) for column, value in zip(self.columns, row, strict=True)],
            )
            for key, *row in values
        ]


def _person(prefix: str = "person__") -> list[NameColumn]:
    return [
        NameColumn(label="Nom", path=f"{prefix}last_name"),
        NameColumn(label="Prénom", path=f"{prefix}first_name"),
        NameColumn(label="Naissance", path=f"{prefix}birth_date"),
    ]


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


def with_home(rows: QuerySet, user: User, day: dt.date) -> QuerySet:
    """The commune of the household that day."""
    homes = b.HouseholdSituation.objects.on(day).filter(household=OuterRef("household"))
    return rows.annotate(home_that_day=Subquery(homes.values("commune__name")[:1]))


NUMBER = NameColumn(label="Numéro de demande", path="household__number")
BY_NAME = ["person__last_name", "person__first_name", "pk"]
PERSON = ("beneficiaries_person", "person_id")

LISTINGS: dict[type, NameList] = {
    b.HouseholdSituation: NameList(
        columns=[
            NameColumn(label="Allocataire", path="applicant_last"),
            NameColumn(label="Prénom", path="applicant_first"),
            NUMBER,
            NameColumn(label="Commune", path="commune__name"),
            NameColumn(
                label="Situation familiale",
                path="family_situation",
                choices=dict(FamilySituation.choices),
            ),
            NameColumn(label="Droit", path="right_state", choices=dict(RightState.choices)),
            NameColumn(label="Demande du", path="applied_on"),
        ],
        order=["applicant_last", "applicant_first", "pk"],
        record=("beneficiaries_household", "household_id"),
        prepare=with_applicant,
    ),
    b.Membership: NameList(
        columns=[
            *_person(),
            NameColumn(label="Rôle", path="role", choices=dict(PersonRole.choices)),
            NUMBER,
            NameColumn(label="Commune", path="home_that_day"),
        ],
        order=BY_NAME,
        record=PERSON,
        prepare=with_home,
        seen=lambda model, user, day: b.Membership.objects.visible_to(user, day),
    ),
    b.Decision: NameList(
        columns=[
            NUMBER,
            NameColumn(label="Séance", path="sitting__held_on"),
            NameColumn(label="Commission", path="sitting__commission__name"),
            NameColumn(label="Décision", path="type__label"),
            NameColumn(label="Précision", path="detail"),
        ],
        order=["sitting__held_on", "pk"],
        record=("beneficiaries_decision", "pk"),
    ),
    Participation: NameList(
        columns=[
            *_person(),
            NameColumn(label="Action", path="agreement__action__title"),
            NameColumn(label="Entrée", path="entered_on"),
            NameColumn(label="Sortie", path="exited_on"),
            NameColumn(label="Issue", path="outcome__label"),
        ],
        order=BY_NAME,
        record=("actions_participation", "pk"),
    ),
    Aid: NameList(
        columns=[
            *_person(),
            NameColumn(label="Fonds", path="fund__acronym"),
            NameColumn(label="Numéro", path="number"),
            NameColumn(label="Décidée le", path="decided_on"),
            NameColumn(label="Décision", path="decision", choices=dict(AidDecision.choices)),
            NameColumn(label="Nature", path="nature__label"),
            NameColumn(label="Motif de refus", path="refusal_reason__label"),
            NameColumn(label="Accordé (€)", path="amount_granted"),
        ],
        order=BY_NAME,
        record=("funds_aid", "pk"),
    ),
    b.Support: NameList(
        columns=[
            *_person(),
            NameColumn(label="Organisme", path="body__name"),
            NameColumn(label="Début", path="starts_on"),
            NameColumn(label="Fin", path="ends_on"),
            NameColumn(label="Motif de fin", path="end_reason__label"),
        ],
        order=BY_NAME,
        record=("beneficiaries_support", "pk"),
    ),
    b.EngagementContract: NameList(
        columns=[
            *_person(),
            NameColumn(label="Organisme", path="body__name"),
            NameColumn(label="Type", path="kind__label"),
            NameColumn(label="Signé le", path="signed_on"),
        ],
        order=BY_NAME,
        record=("beneficiaries_engagementcontract", "pk"),
    ),
}


@once
def _listing_of(source: Source, scope: Scope) -> NameList | None:
    return LISTINGS.get(source.rows(scope).model)


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
    """`total` is the figure; `named` the rows of it that the user may read by name."""

    listing: NameList
    total: int
    named: QuerySet

    @cached_property
    def hidden(self) -> int:
        """Households or persons that have since left the commission: counted, no longer shown."""
        return self.total - self.named.count()


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
    listing = LISTINGS[rows.model]
    return Behind(
        listing=listing,
        named=listing.named(rows, asked.user, scope.on),
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
