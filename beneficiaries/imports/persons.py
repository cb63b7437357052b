"""Persons of the other files: found in the stock or outside it, else created outside."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable
from itertools import chain

from beneficiaries.imports.stock import all_keys, loose, verbatim
from beneficiaries.models import Identity, Membership, Person
from plics import history
from plics.importing.errors import Invalid
from plics.importing.reports import Report
from plics.models import User

KEYS = 500
OUTSIDE = "hors du RSA"
FILLED = (
    "birth_name",
    "sex",
    "education_level",
    "lives_in_priority_area",
    "has_vehicle",
    "commune_id",
)


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
        self.load(list(numbers), list(births))

    def load(self, numbers: list[str], births: list[dt.date]) -> None:
        """Those who ever had a place in these households, and those of these birth dates."""
        places: list[tuple[str, int]] = []
        for batch in batches(numbers):
            found = Membership.objects.filter(household__number__in=batch).order_by("person")
            places += found.values_list("household__number", "person_id")
        named: list[Identity] = []
        born: list[int] = []
        for dates in batches(births):
            named += Identity.objects.filter(birth_date__in=dates).select_related("household")
            born += Person.objects.filter(birth_date__in=dates).values_list("pk", flat=True)
        people: dict[int, Person] = {}
        for keys in batches([*(pk for _, pk in places), *born, *(n.person_id for n in named)]):
            rows = Person.objects.with_file().select_related("commune").filter(pk__in=keys)
            people |= {person.pk: person for person in rows}
        for number, pk in places:
            self.keep(people[pk], self.by_number[number])
        for pk in sorted(born):
            self.keep(people[pk], self.inside if people[pk].file_number else self.outside)
        for identity in named:
            self.keep_identity(people[identity.person_id], identity)

    def keep_identity(self, person: Person, identity: Identity) -> None:
        """A person answers for the names given up too, where they were seen under them."""
        number = identity.household and identity.household.number
        self.keep(person, self.by_number[number] if number else self.outside, loose(identity))
        if person.file_number:
            self.keep(person, self.inside, loose(identity))

    def keep(self, person: Person, persons: dict[tuple, list[Person]], key=None) -> None:
        for each in [key] if key else all_keys(person):
            same = persons.setdefault(each, [])
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
            birth_name=values.get("nom_naissance") or "",
        )
        wanted.file_number = None
        number = values["numero_demande"]
        # The present names first: those somebody was born with are for when they changed.
        for key in dict.fromkeys([loose(wanted), *all_keys(wanted)]):
            if found := self.find_by(key, number, wanted):
                refuse_frozen(found)
                return found
        return wanted

    def find_by(self, key: tuple, number: str | None, wanted: Person) -> Person | None:
        outside = self.outside.get(key, [])
        if number:
            return only(self.by_number[number].get(key, []), wanted) or only(outside, wanted)
        same = (*self.inside.get(key, []), *outside)
        named = {person.pk or id(person): person for person in same}
        return only(list(named.values()), wanted, tells_files=self.tells_files)

    def settle(self, person: Person, line: int, number: str | None, facts: dict) -> None:
        """Keeps the person of an accepted row, and fills what was unknown of them."""
        if not person.file_number and number:
            self.strangers.append(line)
        elif person.file_number and not number:
            self.recognised.append(line)
        blanks = {
            name: value
            for name, value in facts.items()
            if value not in (None, "")
            and getattr(person, name) in (None, "")
            and name not in person.protected_fields
            # A household's commune is that of its situations.
            and not (name == "commune_id" and person.file_number)
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
        history.bulk_update(Person, self.filled.values(), fields, batch_size=KEYS)


def refuse_frozen(person: Person) -> None:
    """No file adds to, nor changes, what has to keep still."""
    if person.frozen:
        raise Invalid(person.frozen.rstrip("."), field="nom")


def only(persons: list[Person], wanted: Person, *, tells_files: bool = False) -> Person | None:
    """The one person of that name; several are told apart by the way they are written."""
    if len(persons) < 2:
        return persons[0] if persons else None
    same = [person for person in persons if verbatim(person) == verbatim(wanted)]
    if len(same) == 1:
        return same[0]
    places = (person.file_number or OUTSIDE for person in persons)
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
