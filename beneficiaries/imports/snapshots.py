"""What was known of a person at a date: copied on the rows that began then."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from typing import TypeVar

from beneficiaries.enums import PersonRole
from beneficiaries.imports.persons import batches
from beneficiaries.models import Attachment, HouseholdSituation, Membership, Person

Dated = TypeVar("Dated", HouseholdSituation, Membership, Attachment)


@dataclasses.dataclass(frozen=True)
class Snapshot:
    commune_id: int | None = None
    family_situation: str = ""
    has_children: bool | None = None
    rsa_applied_on: dt.date | None = None


def nearest(rows: list[Dated], day: dt.date) -> Dated | None:
    """The row in force that day; else the first that follows, else the last before."""
    for row in rows:
        if row.starts_on <= day and (row.ends_on is None or row.ends_on > day):
            return row
    following = [row for row in rows if row.starts_on > day]
    return following[0] if following else (rows[-1] if rows else None)


class Snapshots:
    """Places, situations and children, loaded once for all the persons of a file."""

    def __init__(self, persons: Iterable[Person]):
        self.places: dict[int | None, list[Membership]] = defaultdict(list)
        self.situations: dict[int | None, list[HouseholdSituation]] = defaultdict(list)
        self.children: dict[int, list[Membership]] = defaultdict(list)
        households = set()
        for batch in batches(person.pk for person in persons):
            for place in Membership.objects.filter(person__in=batch).order_by("starts_on", "pk"):
                self.places[place.person_id].append(place)
                households.add(place.household_id)
        for batch in batches(households):
            for row in HouseholdSituation.objects.filter(household__in=batch).order_by("starts_on"):
                self.situations[row.household_id].append(row)
            members = Membership.objects.filter(household__in=batch, role=PersonRole.CHILD)
            for child in members.order_by("starts_on"):
                self.children[child.household_id].append(child)

    def household_of(self, person: Person, day: dt.date) -> int | None:
        """Where the person lived that day, or else came next, or lived last."""
        place = nearest(self.places[person.pk], day)
        return place.household_id if place else None

    def of(self, person: Person, day: dt.date) -> Snapshot:
        household = self.household_of(person, day)
        situation = nearest(self.situations[household], day)
        if household is None or situation is None:
            return Snapshot(commune_id=person.commune_id)
        seen = max(day, situation.starts_on)
        if situation.ends_on and situation.ends_on <= seen:
            seen = situation.ends_on - dt.timedelta(days=1)
        return Snapshot(
            commune_id=situation.commune_id,
            family_situation=situation.family_situation,
            has_children=any(
                child.starts_on <= seen and (child.ends_on is None or child.ends_on > seen)
                for child in self.children[household]
            ),
            rsa_applied_on=situation.applied_on,
        )


class Attachments:
    """The commission of a commune at a date."""

    def __init__(self):
        self.rows: dict[int | None, list[Attachment]] = defaultdict(list)
        for row in Attachment.objects.order_by("starts_on"):
            self.rows[row.commune_id].append(row)

    def commission(self, commune_id: int | None, day: dt.date) -> int | None:
        row = nearest(self.rows.get(commune_id, []), day)
        return row.commission_id if row else None
