"""Write a stock's plan: a few bulk statements, whatever the number of households."""

import datetime as dt
from collections.abc import Callable
from itertools import groupby

from beneficiaries.imports.known import Known, KnownPerson
from beneficiaries.imports.stock import PERSON_FIELDS, SITUATION_FIELDS, PersonRow
from beneficiaries.imports.stock_plan import HouseholdPlan, PersonPlan, StockPlan
from beneficiaries.imports.timeline import Interval
from beneficiaries.models import (
    Correction,
    Household,
    HouseholdSituation,
    Identity,
    Membership,
    Person,
)
from plics import history
from plics.models import ImportRun

BATCH = 2000
# A key list must stay under the number of variables a database takes in one statement.
KEYS = 500
MEMBERSHIP_FIELDS = ("role", "has_rights_and_duties")


class StockWriter:
    def __init__(self, plan: StockPlan, known: Known, run: ImportRun, codes: dict[int, str]):
        self.plan, self.known, self.run, self.codes = plan, known, run, codes
        self.every = [*plan.households, *plan.closings, *plan.taken]
        self.household_keys: dict[str, int] = {}
        self.person_keys: dict[int, int] = {}

    def write(self, *, tell: Callable) -> None:
        """`tell` hears how many tables are written, of how many."""
        tables = [
            self.write_households,
            self.write_persons,
            self.write_situations,
            self.write_memberships,
            self.write_identities,
        ]
        for done, write_table in enumerate(tables):
            tell(done, len(tables))
            write_table()
        self.write_corrections()

    # -- households and persons

    def write_households(self) -> None:
        self.household_keys = {known.number: pk for pk, known in self.known.by_pk.items()}
        new = [
            Household(
                number=plan.row.number,
                matricule_fingerprint=plan.row.matricule_fingerprint,
            )
            for plan in self.every
            if plan.row and plan.known is None
        ]
        for household in history.bulk_create(Household, new, batch_size=BATCH):
            self.household_keys[household.number] = household.pk
        changed = [
            Household(pk=plan.known.pk, **plan.changes)
            for plan in self.every
            if plan.known and plan.changes
        ]
        history.bulk_update(Household, changed, ["matricule_fingerprint"], batch_size=KEYS)

    def write_persons(self) -> None:
        new: dict[int, Person] = {}
        changed: dict[int, dict] = {}
        for household in self.every:
            for plan in household.persons:
                row, known = plan.row, plan.known
                if row and known is None and row.same is None:
                    new[id(row)] = new_person(row)
                elif known and plan.changes:
                    # A child of two homes has two rows.
                    before = changed.get(known.pk) or names_of(known) | known.values
                    changed[known.pk] = before | plan.changes
        history.bulk_create(Person, list(new.values()), batch_size=BATCH)
        self.person_keys = {key: person.pk for key, person in new.items()}
        history.bulk_update(
            Person,
            [Person(pk=pk, **values) for pk, values in changed.items()],
            ["last_name", "first_name", *PERSON_FIELDS],
            batch_size=KEYS,
        )

    def key_of(self, plan: PersonPlan) -> int:
        if plan.known:
            return plan.known.pk
        assert plan.row is not None
        return self.person_keys[id(plan.row.same or plan.row)]

    def write_identities(self) -> None:
        rows = [
            identity(self.household_keys[household.number], plan.known.pk, plan.given_up)
            for household in self.every
            for plan in household.persons
            if plan.known and plan.given_up
        ]
        # Names already given up there keep the person they lead to.
        Identity.objects.bulk_create(rows, batch_size=BATCH, ignore_conflicts=True)

    # -- their timelines

    def write_situations(self) -> None:
        gone, cut, changed, new = [], [], [], []
        for plan in self.every:
            owner = self.household_keys[plan.number]
            keys = self.known.situation_keys
            gone += [keys[owner, piece.start] for piece in plan.situations.gone]
            for old, piece in plan.situations.changed:
                key = keys[owner, piece.start]
                if old.state == piece.state:
                    cut.append((key, piece.end))
                else:
                    changed.append(situation(owner, piece, pk=key))
            new += [situation(owner, piece) for piece in plan.situations.new]
        write_timeline(HouseholdSituation, gone, cut, changed, new, SITUATION_FIELDS)

    def write_memberships(self) -> None:
        gone, cut, changed, new = [], [], [], []
        for household in self.every:
            owner = self.household_keys[household.number]
            keys = self.known.membership_keys
            for plan in household.persons:
                person = self.key_of(plan)
                gone += [keys[owner, person, piece.start] for piece in plan.memberships.gone]
                for old, piece in plan.memberships.changed:
                    key = keys[owner, person, piece.start]
                    if old.state == piece.state:
                        cut.append((key, piece.end))
                    else:
                        changed.append(membership(owner, person, piece, pk=key))
                new += [membership(owner, person, piece) for piece in plan.memberships.new]
        write_timeline(Membership, gone, cut, changed, new, MEMBERSHIP_FIELDS)

    # -- what it did to the past

    def write_corrections(self) -> None:
        history.bulk_create(
            Correction,
            [correction for plan in self.every if (correction := self.correction(plan))],
            batch_size=BATCH,
        )

    def correction(self, plan: HouseholdPlan) -> Correction | None:
        """What changes at a date already loaded; a person's sex has no date at all."""
        sexes = [
            (p.known, p.changes["sex"])
            for p in plan.persons
            if p.known and "sex" in p.changes and p.known.values["sex"]
        ]
        corrects_the_past = self.plan.loaded.corrects_the_past(plan.payer)
        if not sexes and not (corrects_the_past and plan.moves_timeline):
            return None
        before = [{"person": known.pk, "sex": known.values["sex"]} for known, _ in sexes]
        after = [{"person": known.pk, "sex": sex} for known, sex in sexes]
        starts = [self.plan.start]
        if plan.known:
            places = plan.known.memberships
            starts += [piece.start for known, _ in sexes for piece in places.get(known.pk, [])]
        if corrects_the_past:
            self.add_pieces(plan, before, after)
        return Correction(
            household_id=self.household_keys[plan.number],
            import_run=self.run,
            starts_on=min(starts),
            before=before,
            after=after,
        )

    def add_pieces(self, plan: HouseholdPlan, before: list, after: list) -> None:
        for old, new in self.pieces(plan):
            before += old
            after += new

    def pieces(self, plan: HouseholdPlan):
        yield self.described(plan.situations, SITUATION_FIELDS, {})
        for person in plan.persons:
            yield self.described(
                person.memberships, MEMBERSHIP_FIELDS, {"person": self.key_of(person)}
            )

    def described(self, change, fields: tuple, owner: dict) -> tuple[list[dict], list[dict]]:
        old = [*change.gone, *(pair[0] for pair in change.changed)]
        new = [*change.new, *(pair[1] for pair in change.changed)]
        before, after = (
            [owner | self.as_json(piece, fields) for piece in sorted(pieces, key=start_of)]
            for pieces in (old, new)
        )
        return before, after

    def as_json(self, piece: Interval, fields: tuple) -> dict:
        state = dict(zip(fields, piece.state, strict=True))
        if "commune_id" in state:
            state["commune"] = self.codes[state.pop("commune_id")]
            state["applied_on"] = state["applied_on"].isoformat()
        return {
            "starts_on": piece.start.isoformat(),
            "ends_on": piece.end and piece.end.isoformat(),
        } | state


def names_of(person: KnownPerson) -> dict[str, str]:
    return {"last_name": person.last_name, "first_name": person.first_name}


def start_of(piece: Interval) -> dt.date:
    return piece.start


def situation(household: int, piece: Interval, pk: int | None = None) -> HouseholdSituation:
    state = dict(zip(SITUATION_FIELDS, piece.state, strict=True))
    return HouseholdSituation(
        pk=pk, household_id=household, starts_on=piece.start, ends_on=piece.end, **state
    )


def membership(household: int, person: int, piece: Interval, pk: int | None = None) -> Membership:
    role, rights = piece.state
    return Membership(
        pk=pk,
        household_id=household,
        person_id=person,
        starts_on=piece.start,
        ends_on=piece.end,
        role=role,
        has_rights_and_duties=rights,
    )


def new_person(row: PersonRow) -> Person:
    return Person(
        last_name=row.last_name,
        first_name=row.first_name,
        birth_date=row.birth_date,
        **{name: getattr(row, name) for name in PERSON_FIELDS},
    )


def identity(household: int, person: int, names: tuple) -> Identity:
    last_name, first_name, birth_date = names
    return Identity(
        household_id=household,
        person_id=person,
        last_name=last_name,
        first_name=first_name,
        birth_date=birth_date,
    )


def write_timeline(model, gone: list, cut: list, changed: list, new: list, fields: tuple) -> None:
    """Ends before beginnings: at no moment does a household have two open situations."""
    history.bulk_delete(model, gone)
    by_end = sorted(cut, key=lambda item: (item[1] is None, item[1] or dt.date.max))
    for end, group in groupby(by_end, key=lambda item: item[1]):
        for keys in batches([key for key, _ in group]):
            history.bulk_set(model.objects.filter(pk__in=keys), ends_on=end)
    history.bulk_update(model, changed, ["ends_on", *fields], batch_size=KEYS)
    history.bulk_create(model, new, batch_size=BATCH)


def batches(keys: list):
    for start in range(0, len(keys), KEYS):
        yield keys[start : start + KEYS]
