"""The neutral rows that every stock file gives, and how their persons are recognised."""

import dataclasses
import datetime as dt
import hmac

from django.conf import settings

from beneficiaries.models import Commune, FormerCommune
from plics.importing import values
from plics.importing.errors import Invalid, shown
from plics.importing.headers import folded
from plics.importing.reports import Report

SITUATION_FIELDS = (
    "right_state", "commune_id", "family_situation", "applied_on", "rsa_type", "organisation",
    "closing_reason",
)  # fmt: skip
PERSON_FIELDS = ("sex", "education_level", "lives_in_priority_area", "has_vehicle")
NAME_LENGTH = 60


@dataclasses.dataclass(slots=True, kw_only=True)
class PersonRow:
    line: int
    role: str
    last_name: str
    first_name: str
    birth_date: dt.date
    sex: str = ""
    has_rights_and_duties: bool | None = None
    education_level: str = ""
    lives_in_priority_area: bool | None = None
    has_vehicle: bool | None = None


@dataclasses.dataclass(slots=True, kw_only=True)
class HouseholdRow:
    number: str
    line: int
    right_state: str
    # None where a right that is not open is out of the département, or nobody knows where.
    commune_id: int | None
    family_situation: str
    applied_on: dt.date
    # Who pays: CAF or MSA. Empty until what the base knows of the household is asked.
    organisation: str = ""
    matricule_fingerprint: str = ""
    rsa_type: str = ""
    closing_reason: str = ""
    persons: list[PersonRow] = dataclasses.field(default_factory=list)
    # Persons whose row was refused: still in the household if they were.
    held: set[tuple] = dataclasses.field(default_factory=set)
    holds_everyone: bool = False


@dataclasses.dataclass(slots=True)
class Stock:
    households: dict[str, HouseholdRow] = dataclasses.field(default_factory=dict)
    refused: set[str] = dataclasses.field(default_factory=set)
    # Refused rows whose household cannot be told, by the person they name.
    unattached: set[tuple] = dataclasses.field(default_factory=set)
    # A file of corrected rejects completes a stock: what it lacks is not closed.
    is_complement: bool = False


def fingerprint(matricule: str) -> str:
    """What is kept of a matricule: for the MSA it is the social security number."""
    key = settings.FINGERPRINT_KEY.encode()
    return hmac.digest(key, matricule.encode(), "sha256").hex()


def exact_key(last_name: str, first_name: str, birth_date: dt.date) -> tuple:
    return last_name.casefold(), first_name.casefold(), birth_date


def loose_key(last_name: str, first_name: str, birth_date: dt.date) -> tuple:
    """CNAF files drop accents, lists keep them: « ÉVRARD » and « Evrard » are one name."""
    return folded(last_name), folded(first_name), birth_date


def recognise(rows: list, known: list) -> list[tuple]:
    """Pairs each row of a household with the known person it names, or None.

    Names written the same way come first, so that twins called Zoé and Zoë stay two
    persons; then names that differ by accents, case or punctuation, when only one row and
    one person are left for them; then persons whose name or birth date staff corrected
    and protected, on what is left of their key.
    """
    pairs: dict[int, object] = {}
    free = list(known)
    for key in (verbatim, exact, loose):
        pair_by(key, rows, free, pairs)
    corrected = [p for p in free if set() < KEY_FIELDS & set(p.protected) < KEY_FIELDS]
    for person in corrected:
        pair_by(lambda item, p=person: partial(item, p.protected), rows, [person], pairs)
    return [(row, pairs.get(index)) for index, row in enumerate(rows)]


KEY_FIELDS = {"last_name", "first_name", "birth_date"}


def verbatim(item) -> tuple:
    return item.last_name, item.first_name, item.birth_date


def exact(item) -> tuple:
    return exact_key(item.last_name, item.first_name, item.birth_date)


def loose(item) -> tuple:
    return loose_key(item.last_name, item.first_name, item.birth_date)


def partial(item, protected) -> tuple:
    parts = zip(("last_name", "first_name", "birth_date"), loose(item), strict=True)
    return tuple(part for name, part in parts if name not in protected)


def pair_by(key, rows: list, free: list, pairs: dict[int, object]) -> None:
    """Pairs rows with persons that share a key nobody else among the unpaired has."""
    left = [index for index in range(len(rows)) if index not in pairs]
    if not left or not free:
        return
    persons: dict[tuple, list] = {}
    indexes: dict[tuple, list[int]] = {}
    for person in free:
        persons.setdefault(key(person), []).append(person)
    for index in left:
        indexes.setdefault(key(rows[index]), []).append(index)
    for value, found in indexes.items():
        if len(found) == 1 and len(persons.get(value, ())) == 1:
            pairs[found[0]] = persons[value][0]
            free.remove(persons[value][0])


class Communes:
    """Reads an INSEE code into the key of a known commune, a former one's into its successor's."""

    def __init__(self) -> None:
        rows = Commune.objects.values_list("pk", "insee_code", "name")
        self.keys = {code: pk for pk, code, _ in rows}
        self.names = {pk: f"{name} ({code})" for pk, code, name in rows}
        self.codes = {pk: code for pk, code, _ in rows}
        former = FormerCommune.objects.values_list("insee_code", "name", "successor_id")
        self.former = {code: (name, successor) for code, name, successor in former}
        # What was read as its successor, once each.
        self.succeeded: dict[str, str] = {}

    def __call__(self, raw: values.Raw) -> int:
        code = values.insee_code(raw)
        if code in self.keys:
            return self.keys[code]
        if code in self.former:
            name, successor = self.former[code]
            self.succeeded[code] = f"{name} ({code}) comme {self.names[successor]}"
            return successor
        raise Invalid(
            f"« {shown(code)} » n’est pas une commune connue",
            "le code INSEE (et non postal) d’une commune du référentiel",
        )

    def tell(self, report: Report) -> None:
        if self.succeeded:
            named = ", ".join(text for _, text in sorted(self.succeeded.items()))
            report.say(f"Anciennes communes lues comme celle qui leur a succédé : {named}.")
