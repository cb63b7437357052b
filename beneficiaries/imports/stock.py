"""The neutral rows that every stock file gives, and what names are compared by."""

import dataclasses
import datetime as dt
import hmac
from typing import NamedTuple

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
PERSON_FIELDS = (
    "birth_name", "sex", "education_level", "lives_in_priority_area", "has_vehicle",
)  # fmt: skip
NAME_LENGTH = 60


class SeenAs(NamedTuple):
    """Names as a file writes them, when they are names given up."""

    last_name: str
    first_name: str
    # Given up for another first name of the payer's, who may take it back.
    is_mended: bool


@dataclasses.dataclass(slots=True, kw_only=True)
class PersonRow:
    line: int
    role: str
    last_name: str
    first_name: str
    birth_date: dt.date
    birth_name: str = ""
    seen_as: SeenAs | None = None
    # An earlier row of the file, about the same new person in their other home.
    same: "PersonRow | None" = None
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

    def holds(self, person) -> bool:
        """A refused row takes nobody out of the household."""
        return self.holds_everyone or (bool(self.held) and loose(person) in self.held)


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


# Last name, first name, birth date.
NameKey = tuple[str, str, dt.date]


def exact_key(last_name: str, first_name: str, birth_date: dt.date) -> tuple:
    return last_name.casefold(), first_name.casefold(), birth_date


def loose_key(last_name: str, first_name: str, birth_date: dt.date) -> tuple:
    """CNAF files drop accents, lists keep them: « ÉVRARD » and « Evrard » are one name."""
    return folded(last_name), folded(first_name), birth_date


def verbatim(item) -> tuple:
    return item.last_name, item.first_name, item.birth_date


def exact(item) -> tuple:
    return exact_key(item.last_name, item.first_name, item.birth_date)


def loose(item) -> tuple:
    return loose_key(item.last_name, item.first_name, item.birth_date)


def all_keys(person) -> set[tuple]:
    """The names that somebody answers for: theirs, and those they were born with."""
    birth_name = person.birth_name or person.last_name
    return {loose(person), loose_key(birth_name, person.first_name, person.birth_date)}


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
