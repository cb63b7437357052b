"""Compare a stock with what is known: what begins, changes, stays, ends."""

import dataclasses
from collections.abc import Callable

from beneficiaries.enums import OPEN_STATES, RightState
from beneficiaries.imports.known import Known, KnownHousehold, KnownPerson
from beneficiaries.imports.stock import (
    PERSON_FIELDS,
    SITUATION_FIELDS,
    HouseholdRow,
    PersonRow,
    Stock,
    loose_key,
    recognise,
)
from beneficiaries.imports.timeline import Difference, Interval, difference, rewrite
from plics.importing.importer import STEP
from plics.importing.reports import CREATED, UNCHANGED, UPDATED

CLOSED_STATES = (RightState.CLOSED, RightState.CLOSED_EARLIER)
NOTHING = Difference([], [], [])


@dataclasses.dataclass(slots=True)
class PersonPlan:
    row: PersonRow | None
    known: KnownPerson | None
    changes: dict
    memberships: Difference

    @property
    def fate(self) -> str:
        if self.known is None:
            return CREATED
        return UPDATED if self.changes or self.memberships != NOTHING else UNCHANGED


@dataclasses.dataclass(slots=True)
class HouseholdPlan:
    row: HouseholdRow | None
    known: KnownHousehold | None
    changes: dict
    situations: Difference
    persons: list[PersonPlan]

    @property
    def number(self) -> str:
        named = self.row or self.known
        assert named is not None
        return named.number

    @property
    def moves_timeline(self) -> bool:
        return self.situations != NOTHING or any(p.memberships != NOTHING for p in self.persons)


class StockPlan:
    """What the state read in a stock, holding on [start, end), makes of each household."""

    def __init__(self, stock: Stock, known: Known, *, is_latest: bool, tell: Callable):
        """`tell` hears how many households are compared, of how many."""
        self.stock, self.known, self.is_latest = stock, known, is_latest
        self.start, self.end = known.start, known.end
        self.households = []
        for count, row in enumerate(stock.households.values()):
            if not count % STEP:
                tell(count, len(stock.households))
            self.households.append(self.plan_household(row))
        self.closings = [] if stock.is_complement else self.plan_closings()

    # -- households of the file

    def plan_household(self, row: HouseholdRow) -> HouseholdPlan:
        known = self.known.households.get(row.number)
        old = known.situations if known else []
        situations = self.rewritten(old, self.situation_of(row, known))
        changes = self.household_changes(row, known) if known else {}
        return HouseholdPlan(row, known, changes, situations, self.plan_persons(row, known))

    def rewritten(self, old: list[Interval], state: tuple | None) -> Difference:
        """NOTHING in the usual case: the state already holds on the whole interval."""
        for piece in old:
            if piece.state == state and piece.start <= self.start and self.reaches(piece):
                return NOTHING
        new = rewrite(old, self.start, self.end, state)
        return NOTHING if new == old else difference(old, new)

    def reaches(self, piece: Interval) -> bool:
        return piece.end is None or (self.end is not None and piece.end >= self.end)

    def before(self, timeline: list[Interval]) -> tuple | None:
        """The state at the start, or the one that ended there."""
        for piece in reversed(timeline):
            if piece.start <= self.start and (piece.end is None or piece.end >= self.start):
                return piece.state
        return None

    def situation_of(self, row: HouseholdRow, known: KnownHousehold | None) -> tuple:
        """The row's state, completed by what the file does not carry or may not change."""
        previous = self.before(known.situations) if known else None
        if row.right_state not in CLOSED_STATES:
            row.closing_reason = ""
        if known is None or previous is None:
            return tuple(getattr(row, name) for name in SITUATION_FIELDS)
        old = dict(zip(SITUATION_FIELDS, previous, strict=True))
        new = {name: getattr(row, name) for name in SITUATION_FIELDS}
        new["rsa_type"] = new["rsa_type"] or old["rsa_type"]
        if row.right_state in CLOSED_STATES:
            new["closing_reason"] = new["closing_reason"] or old["closing_reason"]
        for name in known.protected:
            name = "commune_id" if name == "commune" else name
            if name in new:
                new[name] = old[name]
        return tuple(new.values())

    def household_changes(self, row: HouseholdRow, known: KnownHousehold) -> dict:
        names = ("organisation", "matricule_fingerprint")
        return {
            name: getattr(row, name)
            for name in names
            if self.may_change(name, getattr(row, name), getattr(known, name), known.protected)
        }

    def may_change(self, name: str, new, old, protected: list[str]) -> bool:
        """Never blanks, never touches what staff protected; an older file only fills gaps."""
        if new in (None, "") or new == old or name in protected:
            return False
        return self.is_latest or old in (None, "")

    # -- their persons

    def plan_persons(self, row: HouseholdRow, known: KnownHousehold | None) -> list[PersonPlan]:
        if known is None:
            return [self.plan_person(person, None, []) for person in row.persons]
        plans, present = [], set()
        for person, match in recognise(row.persons, list(known.persons.values())):
            timeline = known.memberships.get(match.pk, []) if match else []
            plans.append(self.plan_person(person, match, timeline))
            if match:
                present.add(match.pk)
        for pk, timeline in known.memberships.items():
            if pk not in present and not self.is_held(row, known.persons[pk]):
                left = self.rewritten(timeline, None)
                if left != NOTHING:
                    plans.append(PersonPlan(None, known.persons[pk], {}, left))
        return plans

    def plan_person(
        self, row: PersonRow, known: KnownPerson | None, timeline: list[Interval]
    ) -> PersonPlan:
        rights = row.has_rights_and_duties
        previous = self.before(timeline)
        if rights is None and previous:
            rights = previous[1]
        changes = {}
        if known:
            changes = {
                name: getattr(row, name)
                for name in PERSON_FIELDS
                if self.may_change(name, getattr(row, name), known.values[name], known.protected)
            }
        return PersonPlan(row, known, changes, self.rewritten(timeline, (row.role, rights)))

    def is_held(self, row: HouseholdRow, person: KnownPerson) -> bool:
        """A refused row takes nobody out of the household."""
        if row.holds_everyone:
            return True
        return bool(row.held) and names_of(person) in row.held

    # -- households the file no longer has

    def plan_closings(self) -> list[HouseholdPlan]:
        kept = self.stock.households.keys() | self.stock.refused
        plans = []
        for number, known in self.known.households.items():
            if number in kept or self.is_named_by_a_refused_row(known):
                continue
            situations = self.rewritten(known.situations, None)
            persons = [
                PersonPlan(None, known.persons[pk], {}, self.rewritten(timeline, None))
                for pk, timeline in known.memberships.items()
            ]
            plan = HouseholdPlan(None, known, {}, situations, persons)
            if plan.moves_timeline:
                plans.append(plan)
        return plans

    def is_named_by_a_refused_row(self, known: KnownHousehold) -> bool:
        if not self.stock.unattached:
            return False
        return any(names_of(person) in self.stock.unattached for person in known.persons.values())

    def was_open(self, known: KnownHousehold | None) -> bool:
        return known is not None and any(
            piece.holds(self.start) and piece.state[0] in OPEN_STATES for piece in known.situations
        )

    @property
    def open_before(self) -> int:
        return sum(map(self.was_open, self.known.households.values()))

    @property
    def closed(self) -> int:
        """Households whose right was open and that the file no longer has."""
        return sum(self.was_open(plan.known) for plan in self.closings)


def names_of(person) -> tuple:
    return loose_key(person.last_name, person.first_name, person.birth_date)
