"""What the database knows of households around a date, read in a few queries."""

import dataclasses
import datetime as dt

from django.db.models import F, Q

from beneficiaries.enums import Organisation
from beneficiaries.imports.stock import PERSON_FIELDS, SITUATION_FIELDS
from beneficiaries.imports.timeline import Interval
from beneficiaries.models import Household, HouseholdSituation, Membership, Person
from plics.models import ImportRun


@dataclasses.dataclass(slots=True)
class KnownPerson:
    pk: int
    last_name: str
    first_name: str
    birth_date: dt.date
    protected: list[str]
    values: dict


@dataclasses.dataclass(slots=True)
class KnownHousehold:
    pk: int
    number: str
    matricule_fingerprint: str
    protected: list[str]
    situations: list[Interval] = dataclasses.field(default_factory=list)
    persons: dict[int, KnownPerson] = dataclasses.field(default_factory=dict)
    memberships: dict[int, list[Interval]] = dataclasses.field(default_factory=dict)


class Known:
    """Households by number; rows of each timeline by (owner, start) in `*_keys`."""

    def __init__(self, start: dt.date, end: dt.date | None):
        self.start, self.end = start, end
        self.households: dict[str, KnownHousehold] = {}
        self.by_pk: dict[int, KnownHousehold] = {}
        self.situation_keys: dict[tuple, int] = {}
        self.membership_keys: dict[tuple, int] = {}
        self.load_households()
        self.load_persons()
        self.load_situations()
        self.load_memberships()

    def load_households(self) -> None:
        rows = Household.objects.order_by().values_list(
            "pk", "number", "matricule_fingerprint", "protected_fields"
        )
        for row in rows.iterator(5000):
            household = KnownHousehold(*row)
            self.households[household.number] = self.by_pk[household.pk] = household

    def load_persons(self) -> None:
        names = ("last_name", "first_name", "birth_date", "protected_fields")
        rows = Person.objects.order_by().values_list("household_id", "pk", *names, *PERSON_FIELDS)
        for household, pk, *rest in rows.filter(household__isnull=False).iterator(5000):
            self.add_person(household, pk, rest)
        # Someone merged into another household still answers for the one they left.
        moved = rows.filter(memberships__isnull=False).exclude(
            memberships__household=F("household")
        )
        for household, pk, *rest in moved.values_list(
            "memberships__household_id", "pk", *names, *PERSON_FIELDS
        ):
            self.add_person(household, pk, rest)

    def add_person(self, household: int, pk: int, rest: list) -> None:
        last_name, first_name, birth_date, protected, *values = rest
        known = dict(zip(PERSON_FIELDS, values, strict=True))
        person = KnownPerson(pk, last_name, first_name, birth_date, protected, known)
        self.by_pk[household].persons[pk] = person

    def touching(self) -> Q:
        """Intervals that overlap [start, end) or touch it."""
        around = Q(ends_on=None) | Q(ends_on__gte=self.start)
        return around if self.end is None else around & Q(starts_on__lte=self.end)

    def load_situations(self) -> None:
        rows = HouseholdSituation.objects.filter(self.touching()).order_by("starts_on")
        fields = ("household_id", "pk", "starts_on", "ends_on", *SITUATION_FIELDS)
        for household, pk, start, end, *state in rows.values_list(*fields).iterator(5000):
            self.by_pk[household].situations.append(Interval(start, end, tuple(state)))
            self.situation_keys[household, start] = pk

    def load_memberships(self) -> None:
        rows = Membership.objects.filter(self.touching()).order_by("starts_on")
        fields = ("household_id", "person_id", "pk", "starts_on", "ends_on", "role",
                  "has_rights_and_duties")  # fmt: skip
        for household, person, pk, start, end, *state in rows.values_list(*fields).iterator(5000):
            timeline = self.by_pk[household].memberships.setdefault(person, [])
            timeline.append(Interval(start, end, tuple(state)))
            self.membership_keys[household, person, start] = pk


class Loaded:
    """The stocks already loaded, payer by payer, seen from the day of another one."""

    def __init__(self, day: dt.date):
        self.day = day
        self.dates: dict[str, list[dt.date]] = {payer: [] for payer in Organisation.values}
        runs = ImportRun.objects.filter(is_stock=True, reference_date__isnull=False)
        for loaded, payers in runs.order_by("reference_date").values_list(
            "reference_date", "payers"
        ):
            # Runs that name no payer spoke for all of them.
            for payer in payers or self.dates:
                assert loaded is not None
                self.dates[payer].append(loaded)

    def latest(self, payer: str) -> dt.date | None:
        return self.dates[payer][-1] if self.dates[payer] else None

    def following(self, payer: str) -> dt.date | None:
        """The next day of which that payer's file told: this one says nothing from there on."""
        return next((loaded for loaded in self.dates[payer] if loaded > self.day), None)

    def is_latest(self, payer: str) -> bool:
        latest = self.latest(payer)
        return latest is None or self.day >= latest

    def corrects_the_past(self, payer: str) -> bool:
        latest = self.latest(payer)
        return latest is not None and self.day <= latest


def known_payers(day: dt.date) -> dict[str, str]:
    """By file number, who paid each household that day, or else came next."""
    found: dict[str, str] = {}
    rows = HouseholdSituation.objects.order_by("starts_on")
    for number, payer, start in rows.values_list("household__number", "organisation", "starts_on"):
        if start <= day or number not in found:
            found[number] = payer
    return found
