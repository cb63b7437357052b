"""Persons of the other files: found in the stock or outside it, else created outside."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from beneficiaries.imports.stock import loose, verbatim
from beneficiaries.models import FormerName, Person
from plics.importing.errors import Invalid
from plics.importing.reports import Report
from plics.models import User

KEYS = 500
OUTSIDE = "hors du RSA"
FILLED = ("sex", "education_level", "lives_in_priority_area", "has_vehicle", "commune_id")


class PersonIndex:
    """Persons by file number and name; one search costs no query."""

    def __init__(
        self,
        numbers: Iterable[str],
        births: Iterable[dt.date],
        report: Report,
        by: User | None,
    ):
        self.report = report
        # Namesakes may live in a commission that this account does not see.
        self.tells_files = by is None or by.sees_everything
        self.by_number: dict[str, dict[tuple, list[Person]]] = defaultdict(dict)
        # Of the stock, by their names alone: what a row without file number tells.
        self.inside: dict[tuple, list[Person]] = {}
        self.outside: dict[tuple, list[Person]] = {}
        self.new: dict[int, Person] = {}
        self.filled: dict[int, Person] = {}
        self.strangers: list[int] = []
        self.recognised: list[int] = []
        numbers, births = list(numbers), list(births)
        for batch in batches(numbers):
            persons = Person.objects.filter(household__number__in=batch).order_by("pk")
            for person in persons.select_related("household", "commune"):
                assert person.household is not None
                self.keep(person, self.by_number[person.household.number])
        for batch in batches(births):
            persons = Person.objects.filter(birth_date__in=batch).order_by("pk")
            for person in persons.select_related("household", "commune"):
                self.keep(person, self.inside if person.household_id else self.outside)
        self.load_former_names(numbers, births)

    def load_former_names(self, numbers: list[str], births: list[dt.date]) -> None:
        """A merged person answers for both names, where each of them was."""
        loaded = {person.pk: person for person in self.everyone()}
        former = FormerName.objects.select_related("household", "person__household")
        for batch in batches(births):
            for name in former.filter(birth_date__in=batch):
                person = loaded.setdefault(name.person_id, name.person)
                number = name.household and name.household.number
                self.keep(person, self.by_number[number] if number else self.outside, loose(name))
                if person.household_id:
                    self.keep(person, self.inside, loose(name))

    def keep(self, person: Person, persons: dict[tuple, list[Person]], key=None) -> None:
        same = persons.setdefault(key or loose(person), [])
        if person not in same:
            same.append(person)

    def known(self) -> list[Person]:
        """Those of the stock, to load their households."""
        named = chain.from_iterable(persons.values() for persons in self.by_number.values())
        return [*chain(*named), *chain(*self.inside.values())]

    def everyone(self) -> list[Person]:
        return [*self.known(), *chain(*self.outside.values())]

    def find(self, values: dict) -> Person:
        """The person a row names; unsaved, and not yet kept, when nobody has that name."""
        wanted = Person(
            last_name=values["nom"],
            first_name=values["prenom"],
            birth_date=values["date_naissance"],
        )
        key = loose(wanted)
        number = values["numero_demande"]
        outside = self.outside.get(key, [])
        if number:
            person = only(self.by_number[number].get(key, []), wanted)
            return person or only(outside, wanted) or wanted
        same = (*self.inside.get(key, []), *outside)
        named = {person.pk or id(person): person for person in same}
        return only(list(named.values()), wanted, tells_files=self.tells_files) or wanted

    def settle(self, person: Person, line: int, number: str | None, facts: dict) -> None:
        """Keeps the person of an accepted row, and fills what was unknown of them."""
        if person.household_id is None and number:
            self.strangers.append(line)
        elif person.household_id and not number:
            self.recognised.append(line)
        blanks = {
            name: value
            for name, value in facts.items()
            if value not in (None, "")
            and getattr(person, name) in (None, "")
            and name not in person.protected_fields
            # A household's commune is that of its situations.
            and not (name == "commune_id" and person.household_id)
        }
        for name, value in blanks.items():
            setattr(person, name, value)
        if person.pk:
            if blanks:
                self.filled[person.pk] = person
        elif id(person) not in self.new:
            self.new[id(person)] = person
            self.keep(person, self.outside)

    def tell(self) -> None:
        self.report.say_lines(
            "Personnes absentes du dossier RSA que leur ligne indique, rattachées hors du stock",
            self.strangers,
        )
        self.report.say_lines(
            "Personnes du RSA reconnues à leurs nom, prénom et date de naissance, sans numéro de "
            "demande",
            self.recognised,
        )

    def write(self) -> None:
        Person.objects.bulk_create(self.new.values())
        fields = [name.removesuffix("_id") for name in FILLED]
        Person.objects.bulk_update(self.filled.values(), fields, batch_size=KEYS)


def only(persons: list[Person], wanted: Person, *, tells_files: bool = False) -> Person | None:
    """The one person of that name; several are told apart by the way they are written."""
    if len(persons) < 2:
        return persons[0] if persons else None
    same = [person for person in persons if verbatim(person) == verbatim(wanted)]
    if len(same) == 1:
        return same[0]
    places = (person.household.number if person.household else OUTSIDE for person in persons)
    told = f" ({', '.join(sorted(places))})" if tells_files else ""
    raise Invalid(
        f"{len(persons)} personnes ont ce nom, ce prénom et cette date de naissance{told}",
        "le numéro de demande de RSA, ou la fusion des doublons",
        field="nom",
    )


def batches(values: Iterable):
    ordered = sorted(set(values))
    for start in range(0, len(ordered), KEYS):
        yield ordered[start : start + KEYS]
