"""Whom a line means: last name, first name, birth date, file number, in any order."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Iterable

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from beneficiaries.models import Identity, Membership, Person
from beneficiaries.models.households import PersonQuerySet
from plics.importing.errors import Invalid
from plics.importing.headers import folded
from plics.importing.values import past_date
from plics.models import User

# What a picker's own label adds: « MARTIN Julie, née le 12/03/1985 – hors RSA ».
OF_LABELS = re.compile(r",? né(?:e|\(e\))? le | – hors RSA$|[–,;\t]")
DAY = re.compile(r"(?<!\d)(?:\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{1,2}-\d{1,2})(?!\d)")
# A first name may have eleven letters: a number has a digit.
NUMBER = re.compile(r"\b(?=[A-Z]*\d)[0-9A-Z]{11}\b")
FEW = 5
UNKNOWN = "Aucune personne connue ne s’appelle ainsi{}. Vérifiez l’orthographe, ou créez sa fiche."
EXPECTED = "nom, prénom et date de naissance, comme « MARTIN Julie 12/03/1985 »"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Named:
    words: tuple[str, ...]
    born_on: dt.date | None
    number: str

    def fits(self, names: tuple[str, ...]) -> bool:
        """A number already says who: a part of the name is then enough."""
        return self.words == names or (bool(self.number) and set(self.words) <= set(names))


# « 12031985 », in the fewest keys.
CLOSED_UP = re.compile(r"\b(\d\d)(\d\d)(\d{4})\b")


def named_in(text: str) -> Named:
    text = CLOSED_UP.sub(r"\1/\2/\3", OF_LABELS.sub(" ", text))
    day = DAY.search(text)
    try:
        born_on = past_date(day[0]) if day else None
    except Invalid as problem:
        raise ValidationError(str(problem)) from problem
    text = DAY.sub(" ", text, count=1)
    number = NUMBER.search(text)
    return Named(
        words=in_any_order(NUMBER.sub(" ", text, count=1)),
        born_on=born_on,
        number=number[0] if number else "",
    )


def in_any_order(text: str) -> tuple[str, ...]:
    return tuple(sorted(folded(text).split()))


def names_of(person: Person, identities: Iterable[Identity]) -> set[tuple[str, ...]]:
    """Theirs, the one they were born with, and those given up."""
    last_names = {person.last_name, person.birth_name or person.last_name}
    return {in_any_order(f"{name} {person.first_name}") for name in last_names} | {
        in_any_order(f"{each.last_name} {each.first_name}") for each in identities
    }


def find_person(text: str, user: User) -> Person:
    """The only one that these words mean, among those that the account may see."""
    wanted = named_in(text)
    persons = Person.objects.visible_to(user).with_file()
    if wanted.born_on is None and not wanted.number:
        raise ValidationError(told_namesakes(persons, wanted))
    found = [
        person
        for person in candidates(persons, wanted)
        if any(wanted.fits(names) for names in names_of(person, person.identities.all()))
    ]
    if len(found) > 1 and wanted.number:
        numbered = set(having(persons, wanted.number).values_list("pk", flat=True))
        found = [person for person in found if person.pk in numbered]
    if not found:
        raise ValidationError(UNKNOWN.format(told_day(wanted)))
    if len(found) > 1:
        files = ", ".join(person.file_number or "hors RSA" for person in found[:FEW])
        told = f"{len(found)} fiches répondent à cette ligne ({files})\u00a0: "
        raise ValidationError(f"{told}précisez {'le nom' if not wanted.words else 'le numéro'}.")
    return found[0]


def candidates(persons: PersonQuerySet, wanted: Named) -> PersonQuerySet:
    if wanted.born_on is None:
        return having(persons, wanted.number)
    before = Identity.objects.filter(birth_date=wanted.born_on).values("person")
    born = persons.filter(Q(birth_date=wanted.born_on) | Q(pk__in=before))
    return born.prefetch_related("identities")


def having(persons: PersonQuerySet, number: str) -> PersonQuerySet:
    places = Membership.objects.filter(household__number=number)
    return persons.filter(pk__in=places.values("person"))


def told_day(wanted: Named) -> str:
    return f", née ce jour-là ({wanted.born_on:%d/%m/%Y})" if wanted.born_on else ""


def told_namesakes(persons: PersonQuerySet, wanted: Named) -> str:
    """Names alone choose nobody: who bears them is told, for one to be chosen."""
    if not wanted.words:
        return f"Attendu\u00a0: {EXPECTED}."
    for word in wanted.words:
        persons = persons.filter(Q(last_name__reads=word) | Q(first_name__reads=word))
    found = [f"{person} {person.birth_date:%d/%m/%Y}" for person in persons[: FEW + 1]]
    if not found:
        return UNKNOWN.format("")
    more = "…" if len(found) > FEW else ""
    return f"Précisez la date de naissance\u00a0: {', '.join(found[:FEW])}{more}."


class PersonField(forms.CharField):
    """Somebody told as people write them, or as a picker does."""

    user: User

    def __init__(self, **options) -> None:
        options.setdefault("label", "Personne")
        super().__init__(max_length=200, **options)

    def clean(self, value):
        text = super().clean(value)
        return find_person(text, self.user) if text else None
