"""Participants that a provider adds: known persons are found, the others created."""

from __future__ import annotations

import datetime as dt

from beneficiaries.imports.persons import only
from beneficiaries.imports.stock import loose
from beneficiaries.models import FormerName, Person


class Newcomers:
    """Persons born on a day are loaded once: a return adds few of them."""

    def __init__(self):
        self.born: dict[dt.date, dict[tuple, list[Person]]] = {}
        self.new: dict[tuple, Person] = {}

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
            numbered = [p for p in same if p.household and p.household.number == number]
            same = numbered or [p for p in same if p.household is None]
        found = only(same, wanted)
        if found is None:
            wanted.sex = values.get("sexe") or ""
            wanted.education_level = values.get("niveau_formation") or ""
            wanted.commune_id = values.get("code_commune")
            found = self.new.setdefault(key, wanted)
        return found

    def of_day(self, day: dt.date) -> dict[tuple, list[Person]]:
        """By their names, and by those that a merge gave up."""
        if day not in self.born:
            persons = Person.objects.filter(birth_date=day).select_related("household")
            former = FormerName.objects.filter(birth_date=day).select_related("person__household")
            named = [(person, person) for person in persons.order_by("pk")]
            self.born[day] = {}
            for name, person in [*named, *((name, name.person) for name in former)]:
                same = self.born[day].setdefault(loose(name), [])
                if person not in same:
                    same.append(person)
        return self.born[day]

    def told(self, person: Person) -> str:
        if person.pk is None:
            return "Personne inconnue : sa fiche sera créée, hors du stock RSA."
        if person.household:
            return f"Personne connue, dossier {person.household.number}."
        return "Personne connue, hors du stock RSA."
