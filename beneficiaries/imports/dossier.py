"""One dossier of the CNAF flux to a neutral household, with what is wrong in it."""

import datetime as dt

from beneficiaries.enums import PersonRole
from beneficiaries.imports import columns
from beneficiaries.imports.stock import (
    NAME_LENGTH,
    Communes,
    HouseholdRow,
    PersonRow,
    exact_key,
    fingerprint,
)
from plics.imports import values
from plics.imports.errors import Invalid
from plics.imports.fields import RowError, refusal

ROLES = set(PersonRole.values)
name = values.text(NAME_LENGTH, name=True)

PARSERS = {
    "NUMDEMRSA": values.file_number,
    "FONORG": columns.organisation,
    "MATRICULE": values.matricule,
    "DTDEMRSA": values.date,
    "SITFAM": columns.family_situation,
    "ETATDOSRSA": columns.right_state,
    "MOTICLORSA": values.text(3),
    "NATPF": values.text(5),
    "NOM": name,
    "PRENOM": name,
    "DTNAI": values.date,
    "SEXE": columns.sex,
    "TOPPERSDRODEVORSA": values.yes_no,
}
OPTIONAL = {"FONORG", "MATRICULE", "MOTICLORSA", "NATPF", "TOPPERSDRODEVORSA"}


class DossierReader:
    """Reads a dossier by walking its blocks once; each distinct value is parsed once.

    Searches by path cost three times the parsing of the file itself.
    """

    def __init__(self, communes: Communes):
        self.parsers = PARSERS | {"NUMCOM": communes}
        self.memory: dict[str, dict] = {tag: {} for tag in self.parsers}

    def read(self, dossier, day: dt.date) -> tuple[HouseholdRow, list[RowError], int]:
        self.line, self.day, self.errors = dossier.sourceline, day, []
        self.others = 0
        found, people = {}, []
        for block in dossier:
            tag = block.tag
            if tag == "Personne":
                people.append(block)
            elif tag == "IdentificationRSA":
                found |= leaves(block, "Organisme", "DemandeRSA")
            elif tag == "DonneesAdministratives":
                found |= leaves(block, "SituationFamille")
                found["NUMCOM"] = current_commune(block)
            elif tag == "PrestationRSA":
                found |= right(block, day)
        household = self.household(found)
        self.add_persons(household, people)
        self.check_applicant(household)
        return household, self.errors, self.others

    def household(self, found: dict) -> HouseholdRow:
        matricule = self.value("MATRICULE", found.get("MATRICULE"))
        return HouseholdRow(
            number=self.value("NUMDEMRSA", found.get("NUMDEMRSA")) or "",
            line=self.line,
            right_state=self.value("ETATDOSRSA", found.get("ETATDOSRSA")),
            commune_id=self.value("NUMCOM", found.get("NUMCOM")),
            family_situation=self.value("SITFAM", found.get("SITFAM")),
            applied_on=self.value("DTDEMRSA", found.get("DTDEMRSA")),
            organisation=self.value("FONORG", found.get("FONORG")) or "",
            matricule_fingerprint=fingerprint(matricule) if matricule else "",
            rsa_type=self.value("NATPF", found.get("NATPF")) or "",
            closing_reason=self.value("MOTICLORSA", found.get("MOTICLORSA")) or "",
        )

    def add_persons(self, household: HouseholdRow, people: list) -> None:
        seen = set()
        for rank, element in enumerate(people, start=1):
            role, found = person_blocks(element)
            if role not in ROLES:
                self.others += 1
                continue
            person = self.person(found, role, rank)
            if person is None:
                continue
            key = exact_key(person.last_name, person.first_name, person.birth_date)
            if key in seen:
                self.add("NOM", Invalid(f"Personne {rank} : déjà dans le dossier"))
            seen.add(key)
            household.persons.append(person)

    def person(self, found: dict, role: str, rank: int) -> PersonRow | None:
        known = len(self.errors)
        last = found.get("NOM")
        if last is None or not last.strip():
            last = found.get("NOMNAI")
        person = PersonRow(
            line=self.line,
            role=role,
            last_name=self.value("NOM", last, rank),
            first_name=self.value("PRENOM", found.get("PRENOM"), rank),
            birth_date=self.value("DTNAI", found.get("DTNAI"), rank),
            sex=self.value("SEXE", found.get("SEXE"), rank),
            has_rights_and_duties=self.value(
                "TOPPERSDRODEVORSA", found.get("TOPPERSDRODEVORSA"), rank
            ),
        )
        if person.birth_date and person.birth_date > self.day:
            self.add("DTNAI", Invalid(f"Personne {rank} : naissance après la date du flux"))
        return person if len(self.errors) == known else None

    def check_applicant(self, household: HouseholdRow) -> None:
        count = sum(person.role == PersonRole.APPLICANT for person in household.persons)
        if count > 1:
            self.add("ROLEPERS", Invalid("Le dossier a plusieurs demandeurs", "un seul DEM"))
        elif not count and not self.errors:
            self.add("ROLEPERS", Invalid("Le dossier n’a pas de demandeur", "une personne DEM"))

    def value(self, tag: str, text: str | None, rank: int = 0):
        memory = self.memory[tag]
        try:
            value = memory[text]
        except KeyError:
            value = memory[text] = self.parse(tag, text)
        if value.__class__ is Invalid:
            self.add(tag, of_person(value, rank), text or "")
            return None
        return value

    def parse(self, tag: str, text: str | None):
        if text is None or not text.strip():
            return None if tag in OPTIONAL else Invalid("Balise absente ou vide", "une valeur")
        try:
            return self.parsers[tag](text)
        except Invalid as problem:
            return problem

    def add(self, tag: str, problem: Invalid, value: str = "") -> None:
        self.errors.append(refusal(self.line, tag, problem, value))


def of_person(problem: Invalid, rank: int) -> Invalid:
    return Invalid(f"Personne {rank} : {problem.problem}", problem.expected) if rank else problem


def texts(element) -> dict[str, str | None]:
    return {child.tag: child.text for child in element}


def leaves(block, *tags: str) -> dict[str, str | None]:
    """Texts of those sub-blocks, put together."""
    found = {}
    for part in block:
        if part.tag in tags:
            found |= texts(part)
    return found


def person_blocks(element) -> tuple[str | None, dict]:
    """The role in the RSA, never the one in family benefits, and the texts that matter."""
    role, found = None, {}
    for block in element:
        tag = block.tag
        if tag == "Identification":
            found |= texts(block)
        elif tag == "Prestations":
            benefit = texts(block)
            if (benefit.get("NATPREST") or "").strip() == "RSA":
                role = benefit.get("ROLEPERS")
        elif tag == "FonctionPersonneRSA":  # in newer versions of the flux
            role = block.findtext(".//ROLEPERS") or block.text
        elif tag == "MontantCalculDroitRSAPersonne":
            found["TOPPERSDRODEVORSA"] = texts(block).get("TOPPERSDRODEVORSA")
    return role and role.strip(), found


def current_commune(block) -> str | None:
    """INSEE code of the address of rank 01."""
    for part in block:
        if part.tag == "Adresse":
            address = {tag: text for half in part for tag, text in texts(half).items()}
            if (address.get("RGADR") or "").strip().lstrip("0") == "1":
                return address.get("NUMCOM")
    return None


def right(block, day: dt.date) -> dict[str, str | None]:
    """State of the right, first closing reason, and the benefit in force at the date."""
    found: dict[str, str | None] = {}
    is_current = False
    for part in block.iter("ETATDOSRSA", "MOTICLORSA", "DetailCalculDroitRSA"):
        if part.tag != "DetailCalculDroitRSA":
            found.setdefault(part.tag, part.text)
            continue
        detail = texts(part)
        end = (detail.get("DFNATDRO") or "").strip()
        if "NATPF" not in found or (not is_current and (not end or end >= day.isoformat())):
            found["NATPF"] = detail.get("NATPF")
            is_current = not end or end >= day.isoformat()
    return found
