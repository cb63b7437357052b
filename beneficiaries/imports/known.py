"""What the database knows of households around a date, read in a few queries."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Mapping

from django.db.models import Q

from beneficiaries.enums import Organisation
from beneficiaries.imports.stock import PERSON_FIELDS, SITUATION_FIELDS, NameKey, loose, loose_key
from beneficiaries.imports.timeline import Interval, before
from beneficiaries.models import Household, HouseholdSituation, Identity, Membership, Person
from plics.models import ImportRun


@dataclasses.dataclass(slots=True)
class KnownPerson:
    pk: int
    last_name: str
    first_name: str
    birth_date: dt.date
    values: dict
    protected: list[str] = dataclasses.field(default_factory=list)
    given_up: list[NameKey] = dataclasses.field(default_factory=list)

    @property
    def birth_name(self) -> str:
        return self.values["birth_name"]

    def had(self, name: str):
        return self.values[name] if name in self.values else getattr(self, name)


@dataclasses.dataclass(slots=True)
class KnownHousehold:
    pk: int
    number: str
    matricule_fingerprint: str
    protected: list[str] = dataclasses.field(default_factory=list)
    situations: list[Interval] = dataclasses.field(default_factory=list)
    persons: dict[int, KnownPerson] = dataclasses.field(default_factory=dict)
    memberships: dict[int, list[Interval]] = dataclasses.field(default_factory=dict)
    # The first day anybody had a place in it.
    since: dt.date | None = None

    def place_before(self, person: int, day: dt.date) -> tuple | None:
        return before(self.memberships.get(person, []), day)

    def lodges(self, person: int, day: dt.date) -> bool:
        return any(piece.holds(day) for piece in self.memberships.get(person, ()))


class Known:
    """Households by number; rows of each timeline by (owner, start) in `*_keys`."""

    def __init__(self, start: dt.date, end: dt.date | None):
        self.start, self.end = start, end
        self.households: dict[str, KnownHousehold] = {}
        self.by_pk: dict[int, KnownHousehold] = {}
        self.situation_keys: dict[tuple, int] = {}
        self.membership_keys: dict[tuple, int] = {}
        # By key, those of the RSA among them, and where each has a place around that day.
        self.everyone: dict[int, KnownPerson] = {}
        self.persons: dict[int, KnownPerson] = {}
        self.homes: dict[int, list[KnownHousehold]] = defaultdict(list)
        self.load_households()
        self.load_situations()
        self.load_persons()
        self.load_memberships()
        self.load_identities()
        self.load_protected(Household, self.by_pk)
        self.load_protected(Person, self.everyone)

    def load_households(self) -> None:
        rows = Household.objects.order_by().values_list("pk", "number", "matricule_fingerprint")
        for row in rows.iterator(5000):
            household = KnownHousehold(*row)
            self.households[household.number] = self.by_pk[household.pk] = household

    def load_protected(
        self, model: type[Household | Person], known: Mapping[int, KnownHousehold | KnownPerson]
    ) -> None:
        """Few rows have fields that staff wrote: only theirs are worth decoding."""
        rows = model.objects.exclude(protected_fields=[]).order_by()
        for pk, protected in rows.values_list("pk", "protected_fields"):
            known[pk].protected = protected

    def load_persons(self) -> None:
        names = ("last_name", "first_name", "birth_date")
        rows = Person.objects.order_by().values_list("pk", *names, *PERSON_FIELDS)
        for pk, last_name, first_name, birth_date, *values in rows.iterator(5000):
            known = dict(zip(PERSON_FIELDS, values, strict=True))
            self.everyone[pk] = KnownPerson(pk, last_name, first_name, birth_date, known)

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
        """All of them say who may be meant in a household; those around the day, who is in it."""
        fields = ("household_id", "person_id", "pk", "starts_on", "ends_on", "role",
                  "has_rights_and_duties")  # fmt: skip
        rows = Membership.objects.order_by("starts_on").values_list(*fields)
        for household, person, pk, start, end, *state in rows.iterator(5000):
            home = self.by_pk[household]
            home.since = home.since or start
            if person not in home.persons:
                self.know(person, home)
            if not self.is_around(start, end):
                continue
            if person not in home.memberships:
                home.memberships[person] = []
                self.homes[person].append(home)
            home.memberships[person].append(Interval(start, end, tuple(state)))
            self.membership_keys[household, person, start] = pk

    def is_around(self, start: dt.date, end: dt.date | None) -> bool:
        """What `touching` asks the database."""
        return (end is None or end >= self.start) and (self.end is None or start <= self.end)

    def load_identities(self) -> None:
        rows = Identity.objects.order_by("pk").values_list(
            "person_id", "household_id", "last_name", "first_name", "birth_date"
        )
        for pk, household, last_name, first_name, birth_date in rows:
            if household is not None:
                self.know(pk, self.by_pk[household])
            person = self.everyone[pk]
            names = last_name, first_name, birth_date
            if loose_key(*names) != loose(person):
                person.given_up.append(names)

    def know(self, pk: int, home: KnownHousehold) -> None:
        home.persons[pk] = self.persons[pk] = self.everyone[pk]


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
