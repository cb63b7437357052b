"""Households that pass from one payer to the other, whichever payer's file comes first."""

import datetime as dt
from collections.abc import Collection
from functools import cached_property

from django.db.models import Min

from beneficiaries.enums import OPEN_STATES, PersonRole
from beneficiaries.imports.known import Known, KnownHousehold, KnownPerson, Loaded
from beneficiaries.imports.stock import (
    SITUATION_FIELDS,
    HouseholdRow,
    PersonRow,
    all_keys,
    loose_key,
)
from beneficiaries.imports.timeline import Interval
from beneficiaries.models import HouseholdSituation
from plics.importing.headers import folded

STATE = SITUATION_FIELDS.index("right_state")
PAYER = SITUATION_FIELDS.index("organisation")
APPLIED = SITUATION_FIELDS.index("applied_on")
ADULTS = (PersonRole.APPLICANT, PersonRole.PARTNER)


class Passing:
    """Which rows of a stock are of households that another payer pays, or paid.

    `taken`: by the number that the file gives, the household of the other payer that it takes
    over. `kept`: rows of the payer left, whose household is open under the other one already.
    `strangers`: rows whose number is that of a household of the other payer, where none of their
    people lives. `aside`: the numbers of which the file changes nothing, those rows' among them.
    """

    def __init__(
        self, rows: Collection[HouseholdRow], known: Known, payers: list[str], loaded: Loaded
    ):
        self.known, self.payers, self.loaded, self.day = known, payers, loaded, known.start
        self.by_birth: dict = {}
        for person in known.persons.values():
            self.by_birth.setdefault(person.birth_date, []).append(person)
        self.taken: dict[str, KnownHousehold] = {}
        self.kept: list[HouseholdRow] = []
        self.strangers: list[HouseholdRow] = []
        self.aside: set[str] = set()
        self.contested = {
            row.number: began for row in rows if (began := self.open_elsewhere(row)) is not None
        }
        listed = {row.number for row in rows}
        takers: dict[str, list[HouseholdRow]] = {}
        for row in rows:
            if row.number in self.contested:
                self.weigh(row, self.contested[row.number])
            elif row.right_state not in OPEN_STATES:
                continue
            elif self.is_kept(row, household := known.households.get(row.number)):
                self.kept.append(row)
            elif household is None or self.piece_of(household) is None:
                other = self.other_home(row)
                if other is not None and other.number not in listed:
                    takers.setdefault(other.number, []).append(row)
        for number, same in takers.items():
            # Two rows that would take one household over are namesakes.
            if len(same) == 1:
                self.taken[same[0].number] = known.households[number]
        self.aside |= {row.number for row in (*self.kept, *self.strangers)}

    def weigh(self, row: HouseholdRow, began: Interval) -> None:
        household = self.known.households[row.number]
        births = {person.birth_date for person in household.persons.values()}
        if births.isdisjoint(person.birth_date for person in row.persons):
            # One number for two households: whichever came last would erase the other's people.
            self.strangers.append(row)
        elif row.right_state not in OPEN_STATES:
            # The payer left closes its own right, not the one that the other opened.
            self.aside.add(row.number)
        elif self.is_left_by(row, household, began):
            self.kept.append(row)

    def is_kept(self, row: HouseholdRow, household: KnownHousehold | None) -> bool:
        """The payer left still lists as open what the other payer took over."""
        if household is None or self.piece_of(household) is not None:
            return False
        other = self.other_home(row)
        began = self.piece_of(other) if other else None
        if other is None or began is None or household.since is None:
            return False
        if household.since >= began.start or row.applied_on >= began.start:
            # A later month told of it first, or a right asked for since: this one takes over.
            return False
        if self.is_last_to_tell(began.state[PAYER]):
            return False
        mine, theirs = row.applied_on, began.state[APPLIED]
        return (mine, household.since) <= (theirs, other.since or household.since)

    def open_elsewhere(self, row: HouseholdRow) -> Interval | None:
        """The open right of that very number, under a payer the file does not speak for."""
        household = self.known.households.get(row.number)
        piece = self.piece_of(household) if household else None
        if piece is None or piece.state[STATE] not in OPEN_STATES:
            return None
        return None if piece.state[PAYER] in (row.organisation, *self.payers) else piece

    def is_left_by(self, row: HouseholdRow, household: KnownHousehold, began: Interval) -> bool:
        """Both payers go on listing one number: the one who came last keeps it, month after month,
        whichever file is loaded first."""
        other = began.state[PAYER]
        mine = self.first_days.get((household.pk, row.organisation))
        theirs = self.first_days.get((household.pk, other))
        if mine is None or theirs is None or self.is_last_to_tell(other):
            return False
        return (row.applied_on, mine) <= (began.state[APPLIED], theirs)

    @cached_property
    def first_days(self) -> dict[tuple[int, str], dt.date]:
        """When each payer first told of a household; what is known around a day forgets it."""
        households = [self.known.households[number].pk for number in self.contested]
        told = HouseholdSituation.objects.filter(household__in=households).order_by()
        rows = told.values_list("household", "organisation").annotate(day=Min("starts_on"))
        return {(household, payer): day for household, payer, day in rows}

    def is_last_to_tell(self, other: str) -> bool:
        """Of two payers, the last month in which one says « present » wins, from then on."""
        latest = self.loaded.latest(other)
        return latest is None or month_of(latest) < month_of(self.day)

    def other_home(self, row: HouseholdRow) -> KnownHousehold | None:
        """The one household, open under a payer the file does not speak for, of the same adults."""
        adults = [person for person in row.persons if person.role in ADULTS]
        found = [self.only(person, self.by_birth.get(person.birth_date, ())) for person in adults]
        people = {person.pk for person in found if person is not None}
        if not people or len(people) != len(adults):
            return None
        homes = [
            home
            for home in self.known.homes[min(people)]
            if home.number != row.number and self.adults_of(home) == people
        ]
        if len(homes) != 1:
            return None
        piece = self.piece_of(homes[0])
        if piece is None or piece.state[STATE] not in OPEN_STATES:
            return None
        return None if piece.state[PAYER] in (row.organisation, *self.payers) else homes[0]

    def piece_of(self, household: KnownHousehold) -> Interval | None:
        return next((piece for piece in household.situations if piece.holds(self.day)), None)

    def adults_of(self, home: KnownHousehold) -> set[int]:
        return {
            pk
            for pk, places in home.memberships.items()
            if any(place.holds(self.day) and place.state[0] in ADULTS for place in places)
        }

    def only(self, row: PersonRow, pool: Collection[KnownPerson]) -> KnownPerson | None:
        """The only known person with these names, birth date and sex: two are namesakes."""
        if not pool:
            return None
        keys = all_keys(row)
        found = [person for person in pool if not keys.isdisjoint(names_of(person))]
        if len(found) != 1:
            return None
        (person,) = found
        sexes = {row.sex, person.values["sex"]} - {"", None}
        births = {folded(row.birth_name), folded(person.birth_name)} - {""}
        return person if len(sexes) < 2 and len(births) < 2 else None


def month_of(day: dt.date) -> tuple[int, int]:
    """Files of one month bear different days: neither knows more than the other."""
    return day.year, day.month


def names_of(person: KnownPerson) -> set[tuple]:
    return all_keys(person) | {loose_key(*names) for names in person.given_up}
