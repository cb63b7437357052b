"""Everything that has happened to a person or in a household, as one line of time."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Callable, Iterable
from typing import Any

from django.urls import reverse
from django.utils import timezone

from actions.models import Participation, Proposal
from beneficiaries.lived import lived
from beneficiaries.models import (
    Correction,
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
from plics.models import User, every_row
from plics.permissions import visible
from reports.records import telling

DAY_BEFORE = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Kind:
    """How the rows of a model are told. `until` gives their last day, both days counting; without
    it, a row is of one day."""

    label: str
    model: Any
    related: tuple[str, ...] = ()
    on: Callable[[Any], dt.date]
    until: Callable[[Any], dt.date | None] | None = None
    tell: Callable[[Any], str]
    prepare: Callable[[Any], Any] = lambda rows: rows
    # What of a household is told of who lived there: where its rows begin and end.
    spans: tuple[str, str] = ("", "")

    def rows(self, user: User, **asked: Any) -> Any:
        """Of those that the account may see; the cancelled ones too, which are told as such."""
        seen = visible(every_row(self.model).all(), user)
        return self.prepare(seen.filter(**asked).select_related(*self.related))

    def address(self, row: Any) -> str:
        options = self.model._meta
        return reverse(f"admin:{options.app_label}_{options.model_name}_change", args=[row.pk])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Event:
    kind: Kind
    row: Any
    on: dt.date
    until: dt.date | None
    told: str
    url: str
    # Somebody of the household, on its page.
    person: Person | None = None

    @property
    def cancelled(self) -> str:
        return getattr(self.row, "cancel_reason", "") or ""

    @property
    def lasts(self) -> bool:
        """More than a moment: what has no last day yet goes on."""
        return self.until != self.on

    def runs_on(self, day: dt.date) -> bool:
        """Goes on that day, and stands."""
        is_over = self.until is not None and self.until < day
        return not self.cancelled and self.on <= day and not is_over


def last_day(row: Any) -> dt.date | None:
    """Of rows whose end does not count."""
    return row.ends_on and row.ends_on - DAY_BEFORE


PLACE = Kind(
    label="Place",
    model=Membership,
    related=("household", "person"),
    on=lambda place: place.starts_on,
    until=last_day,
    tell=telling.place,
)
SITUATION = Kind(
    label="Situation",
    model=HouseholdSituation,
    related=("commune", "household"),
    on=lambda situation: situation.starts_on,
    until=last_day,
    tell=telling.situation,
    spans=("starts_on", "ends_on"),
)
ORIENTATION = Kind(
    label="Orientation",
    model=Orientation,
    related=("body",),
    on=lambda orientation: orientation.counts_from,
    # Not notified yet, it is a wait.
    until=lambda orientation: orientation.notified_on,
    tell=telling.orientation,
)
SUPPORT = Kind(
    label="Accompagnement",
    model=Support,
    related=("body", "referent", "end_reason"),
    on=lambda support: support.starts_on,
    until=lambda support: support.ends_on,
    tell=telling.support,
)
CONTRACT = Kind(
    label="Contrat",
    model=EngagementContract,
    related=("kind", "body"),
    on=lambda contract: contract.signed_on,
    until=lambda contract: contract.ends_on,
    tell=telling.contract,
)
INTERVIEW = Kind(
    label="Entretien",
    model=Interview,
    related=("kind", "body"),
    on=lambda interview: interview.held_on,
    tell=telling.interview,
)
PARTICIPATION = Kind(
    label="Participation",
    model=Participation,
    related=("agreement__action__provider", "outcome"),
    on=lambda participation: participation.entered_on,
    until=lambda participation: participation.exited_on,
    tell=telling.participation,
)
PROPOSAL = Kind(
    label="Proposition",
    model=Proposal,
    related=("agreement__action", "proposed_by", "reason"),
    prepare=lambda proposals: proposals.with_entry(),
    on=lambda proposal: proposal.proposed_on,
    until=lambda proposal: proposal.closed_on or proposal.entered_on,
    tell=telling.proposal,
)
AID = Kind(
    label="Aide",
    model=Aid,
    related=("person", "fund", "nature", "refusal_reason"),
    on=lambda aid: aid.counts_from,
    tell=telling.aid,
)
DECISION = Kind(
    label="Décision",
    model=Decision,
    related=("type", "sitting__commission"),
    on=lambda decision: decision.counts_from,
    tell=telling.decision,
    spans=("sitting__held_on", "sitting__held_on"),
)
CORRECTION = Kind(
    label="Correction",
    model=Correction,
    related=("recorded_by", "import_run"),
    on=lambda correction: timezone.localdate(correction.recorded_at),
    tell=telling.correction,
    spans=("starts_on", "starts_on"),
)
OF_PERSON = (ORIENTATION, SUPPORT, CONTRACT, INTERVIEW, PROPOSAL, PARTICIPATION, AID)
OF_HOUSEHOLD = (SITUATION, DECISION, CORRECTION)


def of_person(person: Person, user: User) -> list[Event]:
    """One statement a kind; of households, what was true while the person lived there."""
    places = list(PLACE.rows(user, person=person))
    found = events(PLACE, places)
    for kind in OF_PERSON:
        found += events(kind, kind.rows(user, person=person))
    for kind in OF_HOUSEHOLD:
        start, end = kind.spans
        found += events(kind, lived(kind.rows(user), places, start=start, end=end))
    return latest_first(found)


def of_household(household: Household, user: User) -> list[Event]:
    """What was of it, who lived there, and the aids given to it."""
    found = []
    for kind in OF_HOUSEHOLD:
        found += events(kind, kind.rows(user, household=household))
    found += events(PLACE, PLACE.rows(user, household=household), named=True)
    named = Person.objects.visible_to(user).values("pk")
    aids = AID.rows(user, household=household, person__in=named)
    found += events(AID, aids, named=True)
    return latest_first(found)


def accompanied(persons: list[int], user: User) -> list[Event]:
    """Who accompanies these persons, and their contracts."""
    found = []
    for kind in (SUPPORT, CONTRACT):
        found += events(kind, kind.rows(user, person__in=persons))
    return latest_first(found)


def events(kind: Kind, rows: Iterable[Any], *, named: bool = False) -> list[Event]:
    return [
        Event(
            kind=kind,
            row=row,
            on=kind.on(row),
            until=kind.until(row) if kind.until else kind.on(row),
            told=kind.tell(row),
            url=kind.address(row),
            person=row.person if named else None,
        )
        for row in rows
    ]


def latest_first(found: list[Event]) -> list[Event]:
    return sorted(found, key=lambda event: (event.on, event.kind.label), reverse=True)
