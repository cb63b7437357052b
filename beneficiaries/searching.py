"""Persons and households looked for by what one has at hand: a name, a number, a birth date."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from typing import Self

from django.db.models import Case, Q, QuerySet, When

from beneficiaries.models import Household, Membership, Person
from plics.accents import Begins, Reads, ReadsExactly
from plics.models import User

DAYS = ("%d/%m/%Y", "%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")
# « 12031985 », in the fewest keys; a file number is longer.
CLOSED_UP = re.compile(r"\d{8}")
NAMES = ("last_name", "first_name", "birth_name")


def day_of(word: str) -> dt.date | None:
    for pattern in ("%d%m%Y",) if CLOSED_UP.fullmatch(word) else DAYS:
        try:
            return dt.datetime.strptime(word, pattern).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
    return None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Asked:
    """What was typed: days are birth dates, the rest is words."""

    words: tuple[str, ...]
    births: tuple[dt.date, ...]

    @classmethod
    def of(cls, text: str) -> Self:
        days = {word: day_of(word) for word in text.split()}
        return cls(
            words=tuple(word for word, day in days.items() if day is None),
            births=tuple(day for day in days.values() if day),
        )

    @property
    def numbers(self) -> list[str]:
        """Words that may be a file number, or its end."""
        return [word.upper() for word in self.words if any(map(str.isdigit, word))]

    def born(self, persons: QuerySet[Person]) -> QuerySet[Person]:
        for day in self.births:
            persons = persons.filter(birth_date=day)
        return persons


def persons_asked(asked: Asked, user: User) -> QuerySet[Person]:
    """Those whom the account may see, the nearest name first; without their names, nobody."""
    found = asked.born(Person.objects.visible_to(user).filter(anonymised_on=None))
    names = [word for word in asked.words if word.upper() not in asked.numbers]
    for number in asked.numbers:
        places = Membership.objects.visible_to(user).filter(household__number__contains=number)
        found = found.filter(Q(pk__in=places.values("person")) | any_name(Reads, number))
    for name in names:
        found = found.filter(any_name(Reads, name))
    if names:
        # « DE LA TOUR » is one name, « Tour Anne » two.
        exact = any_name(ReadsExactly, " ".join(names)) | each_name(ReadsExactly, names)
        nearest = Case(When(exact, then=0), When(each_name(Begins, names), then=1), default=2)
        found = found.order_by(nearest, "last_name", "first_name", "birth_date", "pk")
    return found


def households_asked(asked: Asked, user: User) -> QuerySet[Household]:
    """By their number alone: by a name, one finds persons."""
    if len(asked.words) != 1 or not asked.numbers or asked.births:
        return Household.objects.none()
    found = Household.objects.visible_to(user).filter(anonymised_on=None)
    return found.filter(number__contains=asked.numbers[0])


def any_name(lookup: type[Reads], text: str) -> Q:
    found = Q()
    for name in NAMES:
        found |= Q(**{f"{name}__{lookup.lookup_name}": text})
    return found


def each_name(lookup: type[Reads], words: list[str]) -> Q:
    found = Q()
    for word in words:
        found &= any_name(lookup, word)
    return found
