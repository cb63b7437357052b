"""One dossier of the CNAF flux to a neutral household, with what is wrong in it."""

import datetime as dt
from collections.abc import Callable
from typing import NamedTuple

from beneficiaries.enums import OPEN_STATES, PersonRole
from beneficiaries.imports import columns
from beneficiaries.imports.identities import SAME_PERSON, Identities
from beneficiaries.imports.roles import BENEFICIARY, RESPONSIBLE, SEVERAL, Standing, settled
from beneficiaries.imports.stock import (
    NAME_LENGTH,
    Communes,
    HouseholdRow,
    PersonRow,
    exact,
    fingerprint,
    verbatim,
)
from plics.importing import values
from plics.importing.errors import Invalid, shown
from plics.importing.fields import RowError, nir_in, refusal

ROLES = set(PersonRole.values)
REQUIRED, UNREAD = object(), object()
name = values.text(NAME_LENGTH, name=True)


class Leaf(NamedTuple):
    """A tag: the field of the row it fills, its parser, and what it is worth when empty."""

    field: str
    parse: Callable
    blank: object = REQUIRED
    takes_nir: bool = False


def matricule(text: str) -> str:
    found = values.matricule(text)
    return fingerprint(found) if found else ""


HOUSEHOLD = {
    "NUMDEMRSA": Leaf("number", values.file_number),
    "FONORG": Leaf("organisation", columns.organisation, ""),
    "MATRICULE": Leaf("matricule_fingerprint", matricule, "", takes_nir=True),
    "DTDEMRSA": Leaf("applied_on", values.past_date),
    "SITFAM": Leaf("family_situation", columns.family_situation),
    "NUMCOM": Leaf("commune_id", values.insee_code),
    "ETATDOSRSA": Leaf("right_state", columns.right_state),
    "MOTICLORSA": Leaf("closing_reason", values.text(3), ""),
    "NATPF": Leaf("rsa_type", values.text(5), ""),
}
PERSON = {
    "NOM": Leaf("last_name", name),
    "NOMNAI": Leaf("birth_name", name, ""),
    "PRENOM": Leaf("first_name", name),
    "DTNAI": Leaf("birth_date", values.past_date),
    "SEXE": Leaf("sex", columns.sex),
    "TOPPERSDRODEVORSA": Leaf("has_rights_and_duties", values.yes_no, None),
}
TAGS = [*HOUSEHOLD, *PERSON]


class DossierReader:
    """Reads a dossier by walking its blocks once; each distinct value is parsed once.

    Searches by path cost three times the parsing of the file itself.
    """

    def __init__(self, communes: Communes):
        place = HOUSEHOLD["NUMCOM"]._replace(parse=communes)
        self.household_leaves = with_memory(HOUSEHOLD | {"NUMCOM": place})
        self.person_leaves = with_memory(PERSON)
        self.identities = Identities()

    def read_dossier(
        self, dossier, line: int, day: dt.date
    ) -> tuple[HouseholdRow, list[RowError], int]:
        self.line, self.day = line, day
        self.errors: list[RowError] = []
        self.others = 0
        found: dict[str, str | None] = {}
        people = []
        for block in dossier:
            tag = block.tag
            if tag == "Personne":
                people.append(block)
            elif tag == "IdentificationRSA":
                found |= texts(block, "Organisme", "DemandeRSA")
            elif tag == "DonneesAdministratives":
                found |= texts(block, "SituationFamille")
                found["NUMCOM"] = current_commune(block)
            elif tag == "PrestationRSA":
                found |= right(block, day)
        household = HouseholdRow(line=self.line, **self.parse(self.household_leaves, found))
        if household.right_state and household.right_state not in OPEN_STATES:
            # Such a household is brought in wherever it lives.
            self.errors = [error for error in self.errors if error.field != "NUMCOM"]
        self.add_persons(household, people)
        self.check_applicant(household)
        self.check_application(household)
        return household, self.errors, self.others

    def add_persons(self, household: HouseholdRow, people: list) -> None:
        people_read: list[tuple[int, PersonRow]] = []
        blocks = [person_blocks(element) for element in people]
        roles = settled([standing for standing, _ in blocks])
        for rank, (role, (_, found)) in enumerate(zip(roles, blocks, strict=True), start=1):
            if not role:
                self.others += 1
                continue
            if role not in ROLES:
                self.add("ROLEPERS", unknown_role(role, rank), role)
                continue
            person = self.person(found, role, rank)
            if person is not None:
                people_read.append((rank, person))
        household.persons = [person for _, person in people_read]
        self.rename(household)
        self.check_twice(people_read)

    def check_twice(self, people: list[tuple[int, PersonRow]]) -> None:
        seen: dict[tuple, bool] = {}
        for rank, person in people:
            key, is_renamed = exact(person), person.seen_as is not None
            if key in seen:
                why = SAME_PERSON if is_renamed or seen[key] else ""
                self.add("NOM", Invalid(f"Personne {rank} : déjà dans le dossier{why}"))
            seen[key] = is_renamed

    def person(self, found: dict, role: str, rank: int) -> PersonRow | None:
        known = len(self.errors)
        if not (found.get("NOM") or "").strip():
            found["NOM"] = found.get("NOMNAI")
        row = self.parse(self.person_leaves, found, rank)
        if row["birth_date"] and row["birth_date"] > self.day:
            self.add("DTNAI", Invalid(f"Personne {rank} : naissance après la date du flux"))
        if len(self.errors) > known:
            return None
        return PersonRow(line=self.line, role=role, **row)

    def rename(self, household: HouseholdRow) -> None:
        written = [verbatim(person) for person in household.persons]
        found = self.identities.of(household.number, written)
        for person, known in zip(household.persons, found, strict=True):
            if known:
                names, person.seen_as = known
                person.last_name, person.first_name, person.birth_date = names

    def check_applicant(self, household: HouseholdRow) -> None:
        count = [person.role for person in household.persons].count(PersonRole.APPLICANT)
        if count > 1:
            self.add("ROLEPERS", Invalid("Le dossier a plusieurs demandeurs", "un seul DEM"))
        elif not count and not self.errors:
            self.add("ROLEPERS", Invalid("Le dossier n’a pas de demandeur", "une personne DEM"))

    def check_application(self, household: HouseholdRow) -> None:
        for person in household.persons:
            born, applied = person.birth_date, household.applied_on
            if person.role == PersonRole.APPLICANT and applied and applied < born:
                told = f"La demande précède la naissance de l’allocataire ({born:%d/%m/%Y})"
                self.add("DTDEMRSA", Invalid(told), f"{applied:%d/%m/%Y}")

    def parse(self, leaves: list, found: dict, rank: int = 0) -> dict:
        """Fields of a row by name; what is refused is None and joins the errors."""
        row = {}
        for tag, leaf, memory in leaves:
            text = found.get(tag)
            value = memory.get(text, UNREAD)
            if value is UNREAD:
                value = memory[text] = parsed(leaf, text)
            if value.__class__ is Invalid:
                self.add(tag, of_person(value, rank), text or "")
                value = None
            row[leaf.field] = value
        return row

    def add(self, tag: str, problem: Invalid, value: str = "") -> None:
        self.errors.append(refusal(self.line, tag, problem, value))


def with_memory(leaves: dict[str, Leaf]) -> list[tuple[str, Leaf, dict]]:
    return [(tag, leaf, {}) for tag, leaf in leaves.items()]


def parsed(leaf: Leaf, text: str | None):
    if text is None or not text.strip():
        if leaf.blank is REQUIRED:
            return Invalid("Balise absente ou vide", "une valeur")
        return leaf.blank
    if not leaf.takes_nir and (problem := nir_in(text)):
        return problem
    try:
        return leaf.parse(text)
    except Invalid as problem:
        return problem


def of_person(problem: Invalid, rank: int) -> Invalid:
    return Invalid(f"Personne {rank} : {problem.problem}", problem.expected) if rank else problem


def unknown_role(role: str, rank: int) -> Invalid:
    if role in (BENEFICIARY, RESPONSIBLE):
        return Invalid(f"Personne {rank} : le dossier a {SEVERAL}", "un seul responsable")
    told = f"Personne {rank} : rôle « {shown(role)} » inconnu"
    return Invalid(told, ", ".join((*PersonRole.values, BENEFICIARY, RESPONSIBLE)))


def texts(block, *tags: str) -> dict[str, str | None]:
    """Texts of those sub-blocks, put together."""
    return {leaf.tag: leaf.text for part in block if part.tag in tags for leaf in part}


def person_blocks(element) -> tuple[Standing, dict]:
    """The person's standing, and the texts that matter; the RSA has its own block or tag."""
    role = family_role = responsible = ""
    found: dict[str, str | None] = {}
    for block in element:
        tag = block.tag
        if tag in ("Identification", "MontantCalculDroitRSAPersonne", "CalculDroitRSAPersonne"):
            for leaf in block:
                found[leaf.tag] = leaf.text
        elif tag == "Prestations":
            benefit = {leaf.tag: leaf.text for leaf in block}
            if code_in(benefit.get("NATPREST")) == "RSA":
                role = code_in(benefit.get("ROLEPERS"))
            else:
                family_role = code_in(benefit.get("ROLEPERS"))
        elif tag == "FonctionPersonneRSA":  # in newer versions of the flux
            role = code_in(block.findtext(".//ROLEPERS") or block.text)
        elif tag == "FonctionPersonnePFA":
            family_role = code_in(block.findtext(".//ROLEPERS") or block.text)
        elif tag in ("DossierCAF", "DossierCafMsa"):
            responsible = code_in(block.findtext("TOPRESPDOS"))
    return Standing(role, family_role, responsible == "1"), found


def code_in(text: str | None) -> str:
    return (text or "").strip().upper()


def current_commune(block) -> str | None:
    """INSEE code of the address of rank 01."""
    for part in block:
        if part.tag == "Adresse":
            address = {leaf.tag: leaf.text for half in part for leaf in half}
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
        for detail in benefits(part):
            end = (detail.get("DFNATDRO") or "").strip()
            if "NATPF" not in found or (not is_current and (not end or end >= day.isoformat())):
                found["NATPF"] = detail.get("NATPF")
                is_current = not end or end >= day.isoformat()
    return found


def benefits(part) -> list[dict[str, str | None]]:
    """The texts of a benefit; newer versions put each in a block of its own (RSASocle…)."""
    direct = {leaf.tag: leaf.text for leaf in part}
    if "NATPF" in direct:
        return [direct]
    nested = [{leaf.tag: leaf.text for leaf in block} for block in part]
    return [detail for detail in nested if "NATPF" in detail]
