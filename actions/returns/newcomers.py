"""Participants that a provider adds: known persons are found, the others created."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db.models import Q

from actions.models import Agreement, Participation
from beneficiaries.imports.persons import only
from beneficiaries.imports.stock import all_keys, loose
from beneficiaries.models import Identity, Membership, Person
from beneficiaries.models.households import PersonQuerySet


class Newcomers:
    """Persons born on a day are loaded once: a return adds few of them."""

    def __init__(self, among: PersonQuerySet | None = None):
        self.among = Person.objects.all() if among is None else among
        self.born: dict[dt.date, dict[tuple, list[Person]]] = {}
        self.new: dict[tuple, Person] = {}
        self.files: dict[int, set[str]] = defaultdict(set)

    def find(self, values: dict) -> Person:
        """The only person of that name and birth date; the file number tells namesakes apart."""
        wanted = Person(
            last_name=values["nom"],
            first_name=values["prenom"],
            birth_date=values["date_naissance"],
        )
        key = loose(wanted)
        same = self.of_day(wanted.birth_date).get(key, [])
        if number := values.get("numero_demande"):
            numbered = [p for p in same if number in self.files[p.pk]]
            same = numbered or [p for p in same if not self.files[p.pk]]
        found = only(same, wanted)
        if found is None:
            wanted.sex = values.get("sexe") or ""
            wanted.education_level = values.get("niveau_formation") or ""
            wanted.commune_id = values.get("code_commune")
            found = self.new.setdefault(key, wanted)
        return found

    def of_day(self, day: dt.date) -> dict[tuple, list[Person]]:
        """By their names, and by those given up."""
        if day not in self.born:
            identities = Identity.objects.filter(birth_date=day, person__in=self.among.values("pk"))
            identities = identities.select_related("household")
            known = Q(birth_date=day) | Q(pk__in=identities.values("person"))
            persons = {p.pk: p for p in self.among.with_file().filter(known).order_by("pk")}
            self.load_files(persons, identities)
            born = [p for p in persons.values() if p.birth_date == day]
            named = [(key, p) for p in born for key in all_keys(p)]
            self.born[day] = {}
            for key, person in [*named, *((loose(n), persons[n.person_id]) for n in identities)]:
                same = self.born[day].setdefault(key, [])
                if person not in same:
                    same.append(person)
        return self.born[day]

    def load_files(self, persons: Collection[int], identities: Iterable[Identity]) -> None:
        """The numbers of the households where each had a place, or was seen."""
        places = Membership.objects.filter(person__in=persons)
        for pk, number in places.values_list("person_id", "household__number"):
            self.files[pk].add(number)
        for name in identities:
            if name.household:
                self.files[name.person_id].add(name.household.number)

    def told(self, person: Person) -> str:
        if person.pk is None:
            return "Personne inconnue : sa fiche sera créée, hors du stock RSA."
        if person.file_number:
            return f"Personne connue, dossier {person.file_number}."
        return "Personne connue, hors du stock RSA."


class OwnParticipants(Newcomers):
    """What a provider is told: who takes part already is found, nobody else is said known or not.

    A list of names typed in would else tell which of them have the RSA, and under what number.
    """

    def __init__(self, agreement: Agreement):
        here = Participation.objects.filter(agreement=agreement).values("person")
        super().__init__(Person.objects.filter(pk__in=here))

    def told(self, person: Person) -> str:
        return "Le service rattachera cette personne à une fiche."
