"""Compare a stock with what is known: what begins, changes, stays, ends."""

import dataclasses
import datetime as dt
from collections import Counter
from collections.abc import Callable

from beneficiaries.enums import OPEN_STATES, RightState
from beneficiaries.imports.known import Known, KnownHousehold, KnownPerson, Loaded
from beneficiaries.imports.payers import PAYER, Passing
from beneficiaries.imports.recognition import Recognition
from beneficiaries.imports.stock import (
    PERSON_FIELDS,
    SITUATION_FIELDS,
    HouseholdRow,
    PersonRow,
    Stock,
    loose,
    verbatim,
)
from beneficiaries.imports.timeline import Difference, Interval, before, difference, rewrite
from plics.importing.headers import folded
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
    # Names under which files may go on naming the person in this household.
    given_up: tuple = ()

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
    payer: str

    @property
    def number(self) -> str:
        named = self.row or self.known
        assert named is not None
        return named.number

    @property
    def moves_timeline(self) -> bool:
        return self.situations != NOTHING or any(p.memberships != NOTHING for p in self.persons)


class StockPlan:
    """What the state read in a stock makes of each household, from its day on.

    It holds until the next stock of the same payer, or the day another payer took over.
    """

    def __init__(
        self, stock: Stock, known: Known, loaded: Loaded, payers: list[str], tell: Callable
    ):
        """`tell` hears how many households are compared, of how many."""
        self.stock, self.known, self.loaded, self.payers = stock, known, loaded, payers
        self.start = known.start
        rows = [row for row in stock.households.values() if not self.is_elsewhere(row)]
        self.elsewhere = len(stock.households) - len(rows)
        self.passing = Passing(rows, known, payers, loaded)
        rows = [row for row in rows if row.number not in self.passing.aside]
        self.recognised = Recognition(rows, known, self.closes, self.passing.taken)
        self.households = []
        for count, row in enumerate(rows):
            if not count % STEP:
                tell(count, len(rows))
            self.households.append(self.plan_household(row, known.households.get(row.number)))
        self.closings = self.plan_closings()
        self.taken = [
            self.plan_closing(home, loaded.following(stock.households[number].organisation))
            for number, home in self.passing.taken.items()
        ]

    def is_elsewhere(self, row: HouseholdRow) -> bool:
        """Not open, living elsewhere, and never known here: nothing to say of it."""
        if row.commune_id is not None:
            return False
        known = self.known.households.get(row.number)
        return known is None or before(known.situations, self.start) is None

    # -- households of the file

    def plan_household(self, row: HouseholdRow, known: KnownHousehold | None) -> HouseholdPlan:
        old = known.situations if known else []
        state = self.situation_of(row, known)
        payer = state[PAYER]
        end = self.end_of(old, payer)
        situations = self.rewritten(old, state, end)
        changes = self.household_changes(row, known, payer) if known else {}
        persons = self.plan_persons(row, known, payer, end)
        return HouseholdPlan(row, known, changes, situations, persons, payer)

    def end_of(self, situations: list[Interval], payer: str) -> dt.date | None:
        """Where the payer's file of that day stops telling of a household."""
        following = self.loaded.following(payer)
        ends = [following] if following else []
        ends += [p.start for p in situations if p.start > self.start and p.state[PAYER] != payer]
        return min(ends, default=None)

    def rewritten(
        self, old: list[Interval], state: tuple | None, end: dt.date | None
    ) -> Difference:
        """NOTHING in the usual case: the state already holds on the whole interval."""
        for piece in old:
            if piece.state == state and piece.start <= self.start and reaches(piece, end):
                return NOTHING
        new = rewrite(old, self.start, end, state)
        return NOTHING if new == old else difference(old, new)

    def situation_of(self, row: HouseholdRow, known: KnownHousehold | None) -> tuple:
        """The row's state, completed by what the file does not carry or may not change."""
        previous = before(known.situations, self.start) if known else None
        if row.right_state not in CLOSED_STATES:
            row.closing_reason = ""
        if known is None or previous is None:
            return tuple(getattr(row, name) for name in SITUATION_FIELDS)
        old = dict(zip(SITUATION_FIELDS, previous, strict=True))
        new = {name: getattr(row, name) for name in SITUATION_FIELDS}
        new["commune_id"] = new["commune_id"] or old["commune_id"]
        new["rsa_type"] = new["rsa_type"] or old["rsa_type"]
        if row.right_state in CLOSED_STATES:
            new["closing_reason"] = new["closing_reason"] or old["closing_reason"]
        for name in known.protected:
            name = "commune_id" if name == "commune" else name
            if name in new:
                new[name] = old[name]
        return tuple(new.values())

    def household_changes(self, row: HouseholdRow, known: KnownHousehold, payer: str) -> dict:
        name, new = "matricule_fingerprint", row.matricule_fingerprint
        old = known.matricule_fingerprint
        return {name: new} if self.may_change(name, new, old, known.protected, payer) else {}

    def may_change(self, name: str, new, old, protected: list[str], payer: str) -> bool:
        """Never blanks, never touches what staff protected; an older file only fills gaps."""
        if new in (None, "") or new == old or name in protected:
            return False
        return self.loaded.is_latest(payer) or old in (None, "")

    # -- their persons

    def plan_persons(
        self, row: HouseholdRow, known: KnownHousehold | None, payer: str, end: dt.date | None
    ) -> list[PersonPlan]:
        plans, present = [], set()
        timelines = known.memberships if known else {}
        for person in row.persons:
            match = self.recognised.found.get(id(person))
            timeline = timelines.get(match.pk, []) if match else []
            plans.append(self.plan_person(person, match, timeline, payer, end))
            if match:
                present.add(match.pk)
        for pk, timeline in timelines.items():
            if pk not in present and not row.holds(self.known.persons[pk]):
                left = self.rewritten(timeline, None, end)
                if left != NOTHING:
                    plans.append(PersonPlan(None, self.known.persons[pk], {}, left))
        return plans

    def plan_person(
        self,
        row: PersonRow,
        known: KnownPerson | None,
        timeline: list[Interval],
        payer: str,
        end: dt.date | None,
    ) -> PersonPlan:
        rights = row.has_rights_and_duties
        previous = before(timeline, self.start)
        if rights is None and previous:
            rights = previous[1]
        places = self.rewritten(timeline, (row.role, rights), end)
        if known is None:
            return PersonPlan(row, None, {}, places)
        changes = {
            name: getattr(row, name)
            for name in PERSON_FIELDS
            if self.may_change(name, getattr(row, name), known.values[name], known.protected, payer)
        }
        given_up = self.change_names(row, known, changes, payer)
        return PersonPlan(row, known, changes, places, given_up)

    def change_names(self, row: PersonRow, known: KnownPerson, changes: dict, payer: str) -> tuple:
        """The names that files may go on writing: those given up, or those not taken."""
        if not (different := self.names_changed(row, known)):
            return ()
        taken = {
            name: written
            for name, (written, is_taken) in different.items()
            if is_taken and self.may_change(name, written, known.had(name), known.protected, payer)
        }
        if taken:
            changes |= taken
            return verbatim(known)
        if row.seen_as or not different.keys().isdisjoint(known.protected):
            return ()
        return verbatim(row)

    def names_changed(self, row: PersonRow, known: KnownPerson) -> dict[str, tuple[str, bool]]:
        """The names that the row writes otherwise, and whether they are the person’s from now."""
        seen, born = row.seen_as or row, known.birth_name or known.last_name
        if (seen.last_name, seen.first_name) == (known.last_name, known.first_name):
            return {}
        is_mended = row.seen_as.is_mended if row.seen_as else id(row) in self.recognised.mended
        is_married = id(row) in self.recognised.married or folded(row.birth_name) == folded(born)
        names = {
            "last_name": (seen.last_name, is_married),
            "first_name": (seen.first_name, is_mended),
        }
        return {
            name: (written, is_taken)
            for name, (written, is_taken) in names.items()
            if written != known.had(name) and folded(written) != folded(known.had(name))
        }

    # -- households the file no longer has

    def closes(self, known: KnownHousehold) -> bool:
        """The file speaks for the household, and no longer has it."""
        return not (
            self.stock.is_complement
            or known.number in self.stock.households
            or known.number in self.stock.refused
            or self.payer_of(known) not in self.payers
            or self.is_named_by_a_refused_row(known)
        )

    def plan_closings(self) -> list[HouseholdPlan]:
        known = self.known.households.values()
        plans = [
            self.plan_closing(home, self.end_of(home.situations, self.payer_of(home)))
            for home in known
            if self.closes(home)
        ]
        return [plan for plan in plans if plan.moves_timeline]

    def plan_closing(self, known: KnownHousehold, end: dt.date | None) -> HouseholdPlan:
        payer = self.payer_of(known)
        situations = self.rewritten(known.situations, None, end)
        persons = [
            PersonPlan(None, known.persons[pk], {}, self.rewritten(timeline, None, end))
            for pk, timeline in known.memberships.items()
        ]
        return HouseholdPlan(None, known, {}, situations, persons, payer)

    def payer_of(self, known: KnownHousehold) -> str:
        """Who pays the household that day, or next; without a situation, any file speaks for it."""
        state = before(known.situations, self.start)
        if state is None and known.situations:
            state = known.situations[0].state
        return state[PAYER] if state else self.payers[0]

    def is_named_by_a_refused_row(self, known: KnownHousehold) -> bool:
        if not self.stock.unattached:
            return False
        return any(loose(person) in self.stock.unattached for person in known.persons.values())

    def was_open(self, known: KnownHousehold | None) -> bool:
        return known is not None and any(
            piece.holds(self.start) and piece.state[0] in OPEN_STATES for piece in known.situations
        )

    def open_before(self) -> Counter[str]:
        """Households open when the file comes, by payer."""
        known = self.known.households.values()
        return Counter(self.payer_of(household) for household in known if self.was_open(household))

    def closed_by_payer(self) -> Counter[str]:
        return Counter(plan.payer for plan in self.closings if self.was_open(plan.known))

    @property
    def closed(self) -> int:
        """Households whose right was open and that the file no longer has."""
        return self.closed_by_payer().total()


def reaches(piece: Interval, end: dt.date | None) -> bool:
    return piece.end is None or (end is not None and piece.end >= end)
