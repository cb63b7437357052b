"""Which known person each row of a stock names: in its household first, then across them."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

from beneficiaries.enums import PersonRole
from beneficiaries.imports.changed_names import contradict, married_away, mended
from beneficiaries.imports.known import Known, KnownHousehold, KnownPerson
from beneficiaries.imports.stock import HouseholdRow, PersonRow, all_keys, exact, loose, verbatim
from plics.importing.headers import folded

KEY_FIELDS = {"last_name", "first_name", "birth_date"}


class Names(NamedTuple):
    """One of the names that a person answers for."""

    person: KnownPerson
    last_name: str
    first_name: str
    birth_date: dt.date
    birth_name: str


def born(item) -> tuple:
    """A marriage changes the last name, not the one somebody was born with."""
    birth_name = item.birth_name or item.last_name
    return folded(birth_name), folded(item.first_name), item.birth_date


# Names written the same way come first, so that twins called Zoé and Zoë stay two persons.
KEYS = (verbatim, exact, loose, born)


def names_of(person: KnownPerson) -> list[Names]:
    birth_name = person.values["birth_name"]
    present = Names(person, person.last_name, person.first_name, person.birth_date, birth_name)
    given_up = [Names(person, last, first, day, birth_name) for last, first, day in person.given_up]
    return [present, *given_up]


class Recognition:
    """`found`: the person of each row, by the row's id; a row without one is a new person.

    A wrong fusion is worse than a duplicate, which the quality page tells: whatever names
    several rows or several persons is left apart.
    """

    def __init__(
        self,
        rows: Iterable[HouseholdRow],
        known: Known,
        ends: Callable[[KnownHousehold], bool],
        taken: dict[str, KnownHousehold],
    ):
        """`ends` tells the households that the file no longer has, though it speaks for them;
        `taken`, by new number, those that it takes over from another payer."""
        self.known, self.ends, self.day = known, ends, known.start
        self.rows = {row.number: row for row in rows}
        self.found: dict[int, KnownPerson] = {}
        # Persons of the file who are in one of its rows.
        self.met: set[int] = set()
        self.new: list[tuple[str, PersonRow]] = []
        # Rows whose last name, or first name, alone is new, by id; and lines told.
        self.married: set[int] = set()
        self.mended: set[int] = set()
        self.moved: list[int] = []
        self.shared: list[int] = []
        self.namesakes: list[int] = []
        # By the row's id, lines of who may be somebody known under another name.
        self.doubtful: dict[int, int] = {}
        self.taken = taken
        for row in self.rows.values():
            self.recognise(row)
        if self.new:
            self.look_elsewhere()

    def keep(self, row: PersonRow, person: KnownPerson, told: list[int] | None = None) -> None:
        self.found[id(row)] = person
        self.met.add(person.pk)
        if told is not None:
            told.append(row.line)

    # -- in the household

    def recognise(self, household: HouseholdRow) -> None:
        number, rows = household.number, household.persons
        known = self.taken.get(number) or self.known.households.get(number)
        if known is not None and known.persons:
            rows, free = self.pair_written_alike(rows, known.persons)
            for key in KEYS if rows else ():
                rows = self.pair(key, rows, free)
                if rows and free:
                    rows = self.pair(key, rows, self.present(known, free), free)
            for person in [p for p in free if set() < KEY_FIELDS & set(p.protected) < KEY_FIELDS]:
                rows = self.pair(partial_key(person.protected), rows, [person], free)
            if rows and free:
                rows = self.pair_married(known, household, rows, free)
        self.new += [(household.number, row) for row in rows]

    def pair_written_alike(
        self, rows: list[PersonRow], persons: dict[int, KnownPerson]
    ) -> tuple[list[PersonRow], list[KnownPerson]]:
        """Nearly everyone, nearly always: no grouping where nobody shares a name."""
        named = {verbatim(person): person for person in persons.values()}
        if len(named) < len(persons):
            return rows, list(persons.values())
        left = []
        for row in rows:
            person = named.pop(verbatim(row), None)
            if person is None:
                left.append(row)
            else:
                self.keep(row, person)
        return left, list(named.values())

    def pair(
        self, key: Callable, rows: list[PersonRow], pool: list[KnownPerson],
        free: list[KnownPerson] | None = None,
    ) -> list[PersonRow]:  # fmt: skip
        """Pairs rows with persons that share a key nobody else has; gives back the others."""
        if not rows or not pool:
            return rows
        persons, asked = grouped(pool, key), grouped(rows, key)
        left = []
        for value, same in asked.items():
            matches = persons.get(value, ())
            if len(same) == len(matches) == 1:
                self.keep(same[0], matches[0])
                (pool if free is None else free).remove(matches[0])
            else:
                left += same
        return left

    def present(self, known: KnownHousehold, free: list[KnownPerson]) -> list[KnownPerson]:
        return [person for person in free if known.place_before(person.pk, self.day)]

    def pair_married(
        self,
        known: KnownHousehold,
        household: HouseholdRow,
        rows: list[PersonRow],
        free: list[KnownPerson],
    ) -> list[PersonRow]:
        """In a list without birth names: one is gone, one is new, and only the last name differs.

        Same file, role, sex, first name and birth date: two such persons would have to cross.
        """
        gone = []
        for person in self.present(known, free):
            place = known.place_before(person.pk, self.day)
            if place and not household.holds(person):
                gone.append(Leaving(person, place[0]))
        left, before = rows, len(self.found)
        persons, asked = grouped(gone, leaving_key), grouped(rows, leaving_key)
        for value, same in asked.items():
            matches = persons.get(value, ())
            if not len(same) == len(matches) == 1:
                continue
            (row,), (match,) = same, matches
            # A child that a parent recognises changes the name it was born with as well.
            if row.role != PersonRole.CHILD and contradict(row, match.person):
                self.doubtful[id(row)] = row.line
                continue
            self.keep(row, match.person)
            self.married.add(id(row))
            free.remove(match.person)
        return left if len(self.found) == before else [r for r in rows if id(r) not in self.found]

    # -- in another household

    def look_elsewhere(self) -> None:
        births = {row.birth_date for _, row in self.new}
        named = [
            name
            for person in self.known.persons.values()
            for name in names_of(person)
            if name.birth_date in births
        ]
        if named:
            gone = [name for name in named if self.has_just_left(name.person)]
            for key in KEYS:
                self.pair_moved(key, gone)
            for key in KEYS:
                self.pair_moved(key, named, come_back=True)
            named += self.pair_mended(named)
            self.pair_married_away(named)
        self.pair_shared_children(named)
        # Under another name, somebody born with the same one: a marriage perhaps.
        births_alike, told = grouped(named, born), set(self.namesakes)
        self.namesakes += [
            row.line
            for _, row in self.left()
            if row.line not in told and row.same is None and born(row) in births_alike
        ]

    def homes(self, person: KnownPerson) -> list[KnownHousehold]:
        """Where the person lives once the file is in, if none of its rows names them."""
        return [
            home
            for home in self.known.homes[person.pk]
            if home.lodges(person.pk, self.day) and not self.is_left(home, person)
        ]

    def is_left(self, home: KnownHousehold, person: KnownPerson) -> bool:
        row = self.rows.get(home.number)
        return not row.holds(person) if row else self.ends(home)

    def has_just_left(self, person: KnownPerson) -> bool:
        return (
            person.pk not in self.met
            and any(home.place_before(person.pk, self.day) for home in self.known.homes[person.pk])
            and not self.homes(person)
        )

    def pair_moved(self, key: Callable, pool: list[Names], *, come_back: bool = False) -> None:
        """Gone from one household and new in another; or back, months later, under a new number,
        when nobody else ever had these names."""
        persons = grouped(pool, key)
        rows = grouped([row for _, row in self.left()], key)
        for value, same in rows.items():
            people = {name.person.pk: name.person for name in persons.get(value, ())}
            if len(same) != 1 or len(people) != 1:
                continue
            (person,) = people.values()
            if person.pk in self.met or (come_back and self.homes(person)):
                continue
            if not contradict(same[0], person):
                self.keep(same[0], person, self.moved)

    def left(self) -> list[tuple[str, PersonRow]]:
        return [(number, row) for number, row in self.new if id(row) not in self.found]

    def pair_mended(self, named: list[Names]) -> list[Names]:
        """Gives back the names that those whose first name was corrected have from now on."""
        pairs = mended(self, {key for name in named for key in all_keys(name)})
        for row, person in pairs:
            self.keep(row, person)
            self.mended.add(id(row))
            del self.doubtful[id(row)]
        return [
            Names(person, row.last_name, row.first_name, row.birth_date, row.birth_name)
            for row, person in pairs
        ]

    def pair_married_away(self, named: list[Names]) -> None:
        for row, person in married_away(self, [name.person for name in named]):
            self.keep(row, person, self.moved)
            self.married.add(id(row))
            del self.doubtful[id(row)]

    # -- in two households

    def pair_shared_children(self, named: list[Names]) -> None:
        """A child listed by two households has two homes; three households are namesakes."""
        known = grouped(named, loose)
        births = {name.birth_date for name in named}
        for value, same in namesakes(self.left(), births).items():
            people = {name.person.pk: name.person for name in known.get(value, ())}
            children = all(row.role == PersonRole.CHILD for _, row in same)
            (first, row), others = same[0], same[1:]
            if children and not others and len(people) == 1:
                (person,) = people.values()
                if self.has_another_home(person, first):
                    self.keep(row, person, self.shared)
                    continue
            if children and len(others) == 1 and not people and others[0][0] != first:
                others[0][1].same = row
                self.shared.append(others[0][1].line)
            elif people or others:
                self.namesakes += [row.line for _, row in same]

    def has_another_home(self, person: KnownPerson, number: str) -> bool:
        """One other household of the base, where the person is a child, and stays one."""
        homes = [home for home in self.known.homes[person.pk] if home.lodges(person.pk, self.day)]
        if len(homes) != 1 or homes[0].number == number:
            return False
        place = homes[0].place_before(person.pk, self.day)
        return place is not None and place[0] == PersonRole.CHILD


class Leaving(NamedTuple):
    person: KnownPerson
    role: str


def leaving_key(item: Leaving | PersonRow) -> tuple:
    person = item.person if isinstance(item, Leaving) else item
    sex = person.values["sex"] if isinstance(person, KnownPerson) else person.sex
    return item.role, sex, folded(person.first_name), person.birth_date


def partial_key(protected: list[str]) -> Callable:
    """What is left of the key of somebody whose name or birth date staff corrected."""
    fields = ("last_name", "first_name", "birth_date")

    def key(item) -> tuple:
        parts = zip(fields, loose(item), strict=True)
        return tuple(part for name, part in parts if name not in protected)

    return key


def grouped(items: Iterable, key: Callable) -> dict[tuple, list]:
    found: dict[tuple, list] = {}
    for item in items:
        found.setdefault(key(item), []).append(item)
    return found


def namesakes(
    rows: list[tuple[str, PersonRow]], births: set[dt.date]
) -> dict[tuple, list[tuple[str, PersonRow]]]:
    """Rows that may share their names with another, or with who was known, born one of `births`.

    Births are compared first: names take longer.
    """
    by_birth: dict[dt.date, list[tuple[str, PersonRow]]] = defaultdict(list)
    for item in rows:
        by_birth[item[1].birth_date].append(item)
    found: dict[tuple, list[tuple[str, PersonRow]]] = {}
    for birth, same in by_birth.items():
        for item in same if len(same) > 1 or birth in births else ():
            found.setdefault(loose(item[1]), []).append(item)
    return found
