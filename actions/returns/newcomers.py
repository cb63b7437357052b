"""Participants that a provider adds: known persons are found, the others created."""

from __future__ import annotations

from beneficiaries.imports.persons import only
from beneficiaries.imports.stock import loose_key
from beneficiaries.models import Person


class Newcomers:
    """Persons born on a day are loaded once: a return adds few of them."""

    def __init__(self):
        self.born: dict = {}
        self.new: dict[tuple, Person] = {}

    def find(self, values: dict) -> Person:
        """The only person of that name and birth date; the file number tells namesakes apart."""
        wanted = Person(
            last_name=values["nom"],
            first_name=values["prenom"],
            birth_date=values["date_naissance"],
        )
        key = loose_key(wanted.last_name, wanted.first_name, wanted.birth_date)
        same = [each for each in self.of_day(wanted.birth_date) if self.key(each) == key]
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

    def of_day(self, day) -> list[Person]:
        if day not in self.born:
            self.born[day] = list(
                Person.objects.filter(birth_date=day).select_related("household").order_by("pk")
            )
        return self.born[day]

    def key(self, person: Person) -> tuple:
        return loose_key(person.last_name, person.first_name, person.birth_date)

    def told(self, person: Person) -> str:
        if person.pk is None:
            return "Personne inconnue : sa fiche sera créée, hors du stock RSA."
        if person.household:
            return f"Personne connue, dossier {person.household.number}."
        return "Personne connue, hors du stock RSA."
