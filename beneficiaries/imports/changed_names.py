"""Who a row names when one of their names changed, and no birth name tells.

What else agrees must leave one answer alone: otherwise the two are kept apart, and told.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from beneficiaries.enums import FamilySituation, PersonRole
from beneficiaries.imports.known import KnownHousehold, KnownPerson
from beneficiaries.imports.payers import ADULTS, APPLIED
from beneficiaries.imports.stock import HouseholdRow, PersonRow, all_keys
from beneficiaries.imports.timeline import before
from plics.importing.headers import folded

if TYPE_CHECKING:
    from beneficiaries.imports.recognition import Recognition

# Of two ways to write one first name: « Mohamed », « Mohammed ». « Tom » and « Tim » have 0.67.
RESEMBLANCE = 0.8


def contradict(row: PersonRow, person: KnownPerson) -> bool:
    """Two birth names known to differ are two persons."""
    known = person.values["birth_name"]
    return bool(row.birth_name and known and folded(row.birth_name) != folded(known))


class Answers:
    """Rows and persons that may be the same: each must be the other's only one."""

    def __init__(self) -> None:
        self.rows: dict[int, PersonRow] = {}
        self.persons: dict[int, list[KnownPerson]] = defaultdict(list)
        self.suitors: dict[int, int] = defaultdict(int)

    def add(self, row: PersonRow, person: KnownPerson) -> None:
        self.rows[id(row)] = row
        self.persons[id(row)].append(person)
        self.suitors[person.pk] += 1

    def sure(self) -> Iterable[tuple[PersonRow, KnownPerson]]:
        for key, (person, *others) in self.persons.items():
            if not others and self.suitors[person.pk] == 1:
                yield self.rows[key], person


# -- a first name, in the same household


def mended(seen: Recognition, bearers: set[tuple]) -> list[tuple[PersonRow, KnownPerson]]:
    """The payer corrected a first name: gone from the household, new in it, otherwise the same.

    `bearers`: the names of who is known already; a row of theirs is nobody else's.
    """
    by_home: dict[str, Answers] = defaultdict(Answers)
    for number, row in seen.left():
        home = seen.taken.get(number) or seen.known.households.get(number)
        if home is None or not bearers.isdisjoint(all_keys(row)):
            continue
        for person in home.persons.values():
            if not is_gone(seen, number, home, person) or not is_same_but_first_name(row, person):
                continue
            place = home.place_before(person.pk, seen.day)
            if place and place[0] == row.role:
                seen.doubtful[id(row)] = row.line
                if row.role == PersonRole.APPLICANT or resemble(row.first_name, person.first_name):
                    by_home[number].add(row, person)
    return agreed(pair for answers in by_home.values() for pair in answers.sure())


def agreed(
    pairs: Iterable[tuple[PersonRow, KnownPerson]],
) -> list[tuple[PersonRow, KnownPerson]]:
    """A child of two homes has one first name in both."""
    found: dict[int, list[tuple[PersonRow, KnownPerson]]] = defaultdict(list)
    for row, person in pairs:
        found[person.pk].append((row, person))
    return [
        pair
        for same in found.values()
        if len({folded(row.first_name) for row, _ in same}) == 1
        for pair in same
    ]


# -- a last name, from one household to another


def married_away(
    seen: Recognition, known: Iterable[KnownPerson]
) -> list[tuple[PersonRow, KnownPerson]]:
    """Gone from a household and new in another, under another last name.

    In a département two women who share first name and birth date, of whom one leaves and one
    comes, cross every year or two: something else has to vouch for them.
    """
    bearers: dict[tuple, dict[int, KnownPerson]] = defaultdict(dict)
    for person in known:
        bearers[first_name_and_birth(person)][person.pk] = person
    rows: dict[tuple, list[tuple[str, PersonRow]]] = defaultdict(list)
    for number, row in seen.left():
        rows[first_name_and_birth(row)].append((number, row))
    found = []
    for key, same in rows.items():
        people = list(bearers.get(key, {}).values())
        if len(same) != 1 or len(people) != 1:
            continue
        ((number, row),), (person,) = same, people
        left = [h for h in seen.known.homes[person.pk] if h.place_before(person.pk, seen.day)]
        is_here = any(home.number == number for home in left)
        if is_here or contradict(row, person) or not agree_on_sex(row, person):
            continue
        if seen.has_just_left(person):
            seen.doubtful[id(row)] = row.line
            if is_vouched_for(seen, number, row, left):
                found.append((row, person))
    return found


def first_name_and_birth(item: PersonRow | KnownPerson) -> tuple:
    return folded(item.first_name), item.birth_date


def agree_on_sex(row: PersonRow, person: KnownPerson) -> bool:
    return len({row.sex, person.values["sex"]} - {"", None}) < 2


def is_vouched_for(
    seen: Recognition, number: str, row: PersonRow, left: list[KnownHousehold]
) -> bool:
    """By the name of the spouse, the account, the day of the application, or who came along."""
    household = seen.rows[number]
    others = [other for other in household.persons if other is not row]
    is_spouse = row.role in ADULTS and household.family_situation == FamilySituation.MARRIED
    if is_spouse and any(
        other.role in ADULTS and folded(other.last_name) == folded(row.last_name)
        for other in others
    ):
        return True
    company = [known for other in others if (known := seen.found.get(id(other)))]
    return any(
        comes_from(home, household, seen.day)
        or any(home.place_before(known.pk, seen.day) for known in company)
        for home in left
    )


def comes_from(home: KnownHousehold, household: HouseholdRow, day: dt.date) -> bool:
    account, right = household.matricule_fingerprint, before(home.situations, day)
    if account and account == home.matricule_fingerprint:
        return True
    return right is not None and right[APPLIED] == household.applied_on


# -- a first name, in the same household: what agrees


def is_gone(seen: Recognition, number: str, home: KnownHousehold, person: KnownPerson) -> bool:
    return (
        person.pk not in seen.met
        and home.place_before(person.pk, seen.day) is not None
        and not seen.rows[number].holds(person)
    )


def is_same_but_first_name(row: PersonRow, person: KnownPerson) -> bool:
    names = {folded(name) for name in (row.last_name, row.birth_name) if name}
    known = {folded(name) for name in (person.last_name, person.birth_name) if name}
    return (
        row.birth_date == person.birth_date
        and agree_on_sex(row, person)
        and not names.isdisjoint(known)
        and not contradict(row, person)
    )


def resemble(first: str, second: str) -> bool:
    """« Jean » and « Jean-Pierre », « Jaen » and « Jean »; twins have names of their own."""
    first, second = folded(first), folded(second)
    words, others = set(first.split()), set(second.split())
    return (
        words <= others
        or others <= words
        or sorted(first) == sorted(second)
        or SequenceMatcher(None, first, second, autojunk=False).ratio() >= RESEMBLANCE
    )
