"""Since when nobody heard of a person, and from what day on they are made anonymous."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Collection, Iterable, Iterator

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, DateField, F, Max, Q, QuerySet, Value, When
from django.utils import timezone

from actions.models import Participation, Proposal
from beneficiaries.enums import OPEN_STATES
from beneficiaries.models import (
    Decision,
    EngagementContract,
    Household,
    HouseholdSituation,
    Interview,
    Membership,
    Orientation,
    Person,
    Support,
)
from funds.models import Aid
from plics.models import Change

# What still goes on: nobody is forgotten meanwhile.
GOING_ON = dt.date.max
Pairs = Iterable[tuple[int, dt.date | None]]
# Of whom it is asked; of everybody.
Keys = Collection[int] | QuerySet | None
# The days that tell that somebody was met.
DAYS: list[tuple[type, str]] = [
    (Aid, "requested_on"),
    (Aid, "decided_on"),
    (Participation, "entered_on"),
    (Participation, "exited_on"),
    (Proposal, "proposed_on"),
    (Interview, "held_on"),
    (Orientation, "informed_on"),
    (Orientation, "notified_on"),
    (EngagementContract, "signed_on"),
    (EngagementContract, "ends_on"),
    (Support, "starts_on"),
    (Support, "ends_on"),
    (Membership, "starts_on"),
    (Membership, "ends_on"),
]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Due:
    """A person whom nobody met since `last`: anonymous on `on`."""

    person: int
    last: dt.date

    @property
    def on(self) -> dt.date:
        return self.last + dt.timedelta(days=settings.RETENTION_DAYS)


def due(until: dt.date, among: Keys = None) -> list[Due]:
    """Whose time is over on that day, the longest forgotten first; `among` these persons alone.

    Whose data are restricted are kept: somebody may need them in court.
    """
    last = last_contacts(among)
    known = of(Person.objects.filter(anonymised_on=None, restricted_on=None), among, "pk")
    found = [
        Due(person=pk, last=last[pk])
        for pk in known.order_by("pk").values_list("pk", flat=True)
        if pk in last and last[pk] != GOING_ON
    ]
    return sorted((each for each in found if each.on <= until), key=lambda each: each.last)


def of(rows: QuerySet, among: Keys, person: str = "person") -> QuerySet:
    return rows if among is None else rows.filter(**{f"{person}__in": among})


def last_contacts(among: Keys = None) -> dict[int, dt.date]:
    """By person, the last day that anything tells; nothing for whom nothing does."""
    last: dict[int, dt.date] = {}
    for pairs in [*(days_of(*each, among) for each in DAYS), *more_days(among)]:
        for person, day in pairs:
            if day is not None and day > last.get(person, dt.date.min):
                last[person] = day
    for person, moment in typed_alone(among):
        last.setdefault(person, timezone.localdate(moment))
    return last


def days_of(model: type, field: str, among: Keys) -> QuerySet:
    rows = of(model._default_manager.order_by(), among)  # type: ignore[attr-defined] # a model
    return rows.values_list("person").annotate(last=Max(field))


def more_days(among: Keys) -> Iterator[Pairs]:
    yield from (in_their_household(among), decided(among), still_inside(among))
    accompanied = of(Support.objects.filter(ends_on=None), among).order_by()
    yield ((person, GOING_ON) for person in accompanied.values_list("person", flat=True).distinct())


def in_their_household(among: Keys) -> Pairs:
    """An open place lasts as long as the household's right, then tells no more than it."""
    places = of(Membership.objects.filter(ends_on=None), among).order_by()
    ends = last_of_households(None if among is None else places.values("household"))
    return ((person, ends.get(home)) for person, home in places.values_list("person", "household"))


def last_of_households(homes: QuerySet | None = None) -> dict[int, dt.date]:
    last = Case(
        When(ends_on=None, right_state__in=OPEN_STATES, then=Value(GOING_ON)),
        When(ends_on=None, then=F("starts_on")),
        default=F("ends_on"),
        output_field=DateField(),
    )
    rows = of(HouseholdSituation.objects.order_by(), homes, "household").values_list("household")
    return dict(rows.annotate(last=Max(last)))


def decided(among: Keys) -> Pairs:
    """What the commission decided of the household while they lived there."""
    held, place = F("sitting__held_on"), "household__memberships__"
    # In the same filter: a second one would ask of any place of the household.
    asked = {} if among is None else {f"{place}person__in": among}
    lived = Decision.objects.filter(
        Q(**{f"{place}ends_on": None}) | Q(**{f"{place}ends_on__gte": held}),
        **{f"{place}starts_on__lte": held},
        **asked,
    )
    rows = lived.order_by().values_list(f"{place}person")
    for field in ("sitting__held_on", "lifted_on", "ends_on"):
        yield from rows.annotate(last=Max(field))


def still_inside(among: Keys) -> Pairs:
    """Nobody told their exit: the year of the agreement bounds it."""
    inside = of(Participation.objects.filter(exited_on=None), among).order_by()
    rows = inside.values_list("person").annotate(year=Max("agreement__year"))
    return ((person, dt.date(year, 12, 31)) for person, year in rows)


def typed_alone(among: Keys) -> Iterable[tuple[int, dt.datetime]]:
    """Records on which nothing hangs yet were typed one day: the history tells which."""
    changes = Change.objects.filter(content_type=ContentType.objects.get_for_model(Person))
    rows = of(changes, among, "object_id").order_by().values_list("object_id")
    last = rows.annotate(last=Max("timestamp"))
    return ((int(person), moment) for person, moment in last if person is not None)


def without_any_day() -> int:
    """Persons of whom nothing tells when they were met: somebody has to look."""
    known = Person.objects.filter(anonymised_on=None).values_list("pk", flat=True)
    return len(set(known) - set(last_contacts()))


def empty_households(until: dt.date, besides: Collection[int] = ()) -> list[int]:
    """Where nobody is still named, those `besides` apart, and no right goes on."""
    named = Membership.objects.filter(person__anonymised_on=None).order_by()
    pairs = named.values_list("household", "person")
    gone = set(besides)
    kept = {home for home, person in pairs if person not in gone}
    limit = until - dt.timedelta(days=settings.RETENTION_DAYS)
    kept |= {home for home, last in last_of_households().items() if last > limit}
    found = Household.objects.filter(anonymised_on=None).order_by("pk")
    return [home for home in found.values_list("pk", flat=True) if home not in kept]
