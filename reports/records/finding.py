"""Whoever is looked for from the band of any page, with what tells one namesake from another."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from beneficiaries.models import Household, HouseholdSituation, Membership, Person
from beneficiaries.searching import Asked, households_asked, persons_asked
from plics import formatting, nir
from plics.models import User
from plics.periods import age_on

# Each word is looked for in each name of each person.
MOST_WORDS = 6
# Rows shown; who asks for more says more.
SHOWN = 50
TOO_SHORT = "Tapez deux lettres au moins, un numéro de demande ou une date de naissance."
TOO_LONG = f"Tapez {formatting.in_words(MOST_WORDS)} mots au plus."


@dataclasses.dataclass(frozen=True, kw_only=True)
class Line:
    row: Any
    age: int | None = None
    files: list[str] = dataclasses.field(default_factory=list)
    situation: HouseholdSituation | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Found:
    persons: list[Line]
    households: list[Line]
    # More than what is shown.
    is_cut: bool

    @property
    def only(self) -> Person | Household | None:
        lines = self.persons + self.households
        return lines[0].row if len(lines) == 1 else None


def problem_with(term: str) -> str:
    """Why this is not looked for; nothing when it may be."""
    if nir.holds_nir(term):
        return nir.REFUSED
    if len(term.split()) > MOST_WORDS:
        return TOO_LONG
    return TOO_SHORT if len(term.strip()) < 2 else ""


def found_for(term: str, user: User, day: dt.date) -> Found:
    """Five statements at most, however many are found."""
    asked = Asked.of(term)
    persons = list(persons_asked(asked, user)[: SHOWN + 1])
    households = list(households_asked(asked, user)[: SHOWN + 1])
    is_cut = len(persons) > SHOWN or len(households) > SHOWN
    persons, households = persons[:SHOWN], households[:SHOWN]
    homes = homes_of(persons, user)
    keys = [each.pk for each in households]
    keys += [place.household_id for places in homes.values() for place in places]
    known = last_situations(keys, user)
    return Found(
        persons=[line_of(person, homes.get(person.pk, []), known, day) for person in persons],
        households=[Line(row=each, situation=known.get(each.pk)) for each in households],
        is_cut=is_cut,
    )


def line_of(person: Person, places: list[Membership], known: dict, day: dt.date) -> Line:
    situations = (known.get(place.household_id) for place in places)
    return Line(
        row=person,
        age=age_on(day, person.birth_date),
        files=[place.household.number for place in places],
        situation=next(filter(None, situations), None),
    )


def homes_of(persons: list[Person], user: User) -> dict[int, list[Membership]]:
    places = Membership.objects.visible_to(user).last_of_each().filter(person__in=persons)
    found: dict[int, list[Membership]] = {}
    for place in places.select_related("household").order_by("-starts_on", "pk"):
        found.setdefault(place.person_id, []).append(place)
    return found


def last_situations(households: list[int], user: User) -> dict[int, HouseholdSituation]:
    rows = HouseholdSituation.objects.visible_to(user).filter(household__in=households)
    return {row.household_id: row for row in rows.select_related("commune").order_by("starts_on")}
