"""The département's own list of recipients: one row per person, the whole stock."""

import dataclasses
from collections import defaultdict
from collections.abc import Sequence

from beneficiaries.enums import OPEN_STATES, PersonRole, RightState
from beneficiaries.imports import columns
from beneficiaries.imports.identities import SAME_PERSON, Identities
from beneficiaries.imports.stock import (
    Communes,
    HouseholdRow,
    PersonRow,
    SeenAs,
    Stock,
    exact_key,
    fingerprint,
    loose_key,
)
from beneficiaries.imports.stock_importer import StockImporter
from plics.importing import values
from plics.importing.errors import Invalid, shown
from plics.importing.fields import Field, RowError, RowReader, refusal
from plics.importing.importer import READING, STEP
from plics.importing.reports import COMPANION
from plics.importing.table_importer import TableImporter
from plics.importing.values import Raw

FIELDS = [
    dataclasses.replace(columns.NUMBER, required=True),
    Field(
        name="organisme",
        parse=columns.organisation,
        label="Organisme",
        help="CAF ou MSA",
        example="CAF",
        synonyms=("fonorg",),
    ),
    Field(
        name="matricule",
        parse=values.matricule,
        takes_nir=True,
        label="Matricule",
        help="numéro d’allocataire ; seule une empreinte en est gardée",
        synonyms=("n° CAF", "n° allocataire", "n° allocataire CAF/MSA", "numéro allocataire"),
    ),
    Field(
        name="role",
        parse=columns.role,
        label="Rôle",
        help="DEM (allocataire), CJT (conjoint), ENF (enfant) ou AUT (autre à charge)",
        example="DEM",
        required=True,
        synonyms=("role personne", "rolepers", "qualité", "qualité bénéficiaire droit"),
    ),
    columns.LAST_NAME,
    columns.BIRTH_NAME,
    columns.FIRST_NAME,
    columns.BIRTH_DATE,
    dataclasses.replace(columns.SEX, required=True),
    dataclasses.replace(columns.COMMUNE, required=True),
    dataclasses.replace(columns.FAMILY, required=True),
    Field(
        name="date_demande",
        parse=values.past_date,
        label="Date de demande du RSA",
        help=values.DATE_EXPECTED,
        example="2018-06-01",
        required=True,
        synonyms=("dtdemrsa", "date de demande", "date demande RSA", "date d’ouverture du droit"),
    ),
    Field(
        name="etat_droit",
        parse=columns.right_state,
        label="État du droit",
        help="code ETATDOSRSA de 0 à 6 (2, 3 et 4 : droit ouvert)",
        example="2",
        codes=lambda: RightState.choices,
        required=True,
        synonyms=("etatdosrsa", "état du dossier", "état dossier RSA"),
    ),
    Field(
        name="type_rsa",
        parse=columns.rsa_type,
        label="Type de RSA",
        help="code NATPF : RSD (socle), RSI (socle majoré)…",
        example="RSD",
        synonyms=("natpf",),
    ),
    Field(
        name="droits_devoirs",
        parse=values.yes_no,
        label="Droits et devoirs",
        help="O ou N",
        example="O",
        synonyms=("toppersdrodevorsa", "soumis aux droits et devoirs", "droit devoir", "sdd"),
    ),
    columns.LEVEL,
    columns.PRIORITY_AREA,
    columns.VEHICLE,
]
# What a row must say like its applicant's; an empty cell of an optional column agrees.
SHARED = (
    "code_commune", "situation_familiale", "date_demande", "etat_droit", "organisme", "matricule",
    "type_rsa",
)  # fmt: skip
NAMES = ("nom", "prenom", "date_naissance")
REFUSED_WITH = "Le ménage est refusé à cause de la ligne {line}."


class ListingImporter(StockImporter, TableImporter):
    slug = "beneficiaires"
    title = "Stock mensuel des bénéficiaires"
    explanation = (
        "Une ligne par personne, tout le stock à la date de référence. Un ménage ouvert et absent "
        "du fichier est clos à cette date ; un ménage refusé reste comme il était."
    )
    fields = FIELDS
    date_label = "Date du stock"
    date_help = "Le jour où la liste est arrêtée, souvent une fin de mois."
    needs_date = True

    def read(self) -> None:
        self.communes = Communes()
        self.fields = [
            dataclasses.replace(field, parse=self.communes)
            if field.name == "code_commune"
            else field
            for field in FIELDS
        ]
        TableImporter.read(self)
        self.stock = Stock(is_complement=self.reader.is_reject)
        Grouping(self).group()

    def plan(self) -> None:
        StockImporter.plan(self)


@dataclasses.dataclass(slots=True)
class Reading:
    """One row as read: its cells, its values, what is wrong with it."""

    line: int
    cells: Sequence[Raw]
    values: dict
    errors: list[RowError]
    seen_as: SeenAs | None = None

    def value(self, name: str):
        found = self.values.get(name)
        return None if found.__class__ is Invalid else found

    @property
    def names(self) -> tuple | None:
        parts = [self.value(name) for name in NAMES]
        return loose_key(*parts) if all(parts) else None


def applied_unborn(applicant: Reading) -> RowError | None:
    born, applied = applicant.value("date_naissance"), applicant.value("date_demande")
    if born <= applied:
        return None
    problem = Invalid(f"La demande précède la naissance de l’allocataire ({born:%d/%m/%Y})")
    return refusal(applicant.line, "date_demande", problem, f"{applied:%d/%m/%Y}")


class Grouping:
    """Rows to households: what agrees goes in, the rest is refused and handed back."""

    def __init__(self, importer: ListingImporter):
        self.importer, self.report, self.stock = importer, importer.report, importer.stock
        self.reader: RowReader = importer.reader
        self.day = importer.day
        self.identities = Identities()

    def group(self) -> None:
        groups = defaultdict(list)
        rows = self.importer.table.rows
        for count, (line, cells) in enumerate(rows):
            if not count % STEP:
                self.importer.job.tell(READING, count, len(rows))
            reading = Reading(line, cells, *self.reader.read_row(line, cells))
            born = reading.value("date_naissance")
            if born and born > self.day:
                reading.errors.append(
                    refusal(line, "date_naissance", Invalid(
                        f"Naissance le {born:%d/%m/%Y}, après la date du stock",
                        f"au plus tard le {self.day:%d/%m/%Y}",
                    ))
                )  # fmt: skip
            self.allow_elsewhere(reading)
            number = reading.value("numero_demande")
            if number:
                groups[number].append(reading)
            else:
                self.refuse(reading)
                if reading.names:
                    self.stock.unattached.add(reading.names)
        for number, readings in groups.items():
            self.take(number, readings)

    def allow_elsewhere(self, reading: Reading) -> None:
        """A right that is not open is brought in wherever the household lives."""
        state = reading.value("etat_droit")
        if state and state not in OPEN_STATES and not reading.value("code_commune"):
            reading.values["code_commune"] = None
            reading.errors = [e for e in reading.errors if e.field != "code_commune"]

    def rename(self, number: str, readings: list[Reading]) -> None:
        written = [tuple(map(reading.value, NAMES)) for reading in readings]
        for reading, found in zip(readings, self.identities.of(number, written), strict=True):
            if found:
                names, reading.seen_as = found
                reading.values |= zip(NAMES, names, strict=True)

    def take(self, number: str, readings: list[Reading]) -> None:
        self.rename(number, readings)
        applicants = [r for r in readings if r.value("role") == PersonRole.APPLICANT]
        problem = self.applicant_problem(readings, applicants)
        is_read = applicants and not applicants[0].errors
        problem = problem or (applied_unborn(applicants[0]) if is_read else None)
        if problem or not is_read:
            self.refuse_household(number, readings, applicants, problem)
            return
        household = self.household(number, applicants[0])
        seen: dict[tuple, Reading] = {}
        for reading in [applicants[0], *(r for r in readings if r is not applicants[0])]:
            if not reading.errors:
                self.check_agreement(reading, applicants[0])
            if not reading.errors:
                self.add_person(household, reading, seen)
            if reading.errors:
                self.hold(household, reading)
        self.stock.households[number] = household
        self.give_back(readings)

    def applicant_problem(
        self, readings: list[Reading], applicants: list[Reading]
    ) -> RowError | None:
        if len(applicants) > 1:
            lines = " et ".join(str(reading.line) for reading in applicants)
            problem = Invalid(f"Le ménage a plusieurs allocataires (lignes {lines})", "un seul DEM")
            return refusal(applicants[1].line, "role", problem, "DEM")
        if applicants or any(reading.errors and not reading.value("role") for reading in readings):
            return None
        problem = Invalid("Le ménage n’a pas de ligne d’allocataire", "une ligne de rôle DEM")
        return refusal(readings[0].line, "role", problem, readings[0].value("role") or "")

    def household(self, number: str, reading: Reading) -> HouseholdRow:
        row = reading.values
        matricule = row.get("matricule")
        return HouseholdRow(
            number=number,
            line=reading.line,
            right_state=row["etat_droit"],
            commune_id=row["code_commune"],
            family_situation=row["situation_familiale"],
            applied_on=row["date_demande"],
            organisation=row.get("organisme") or "",
            matricule_fingerprint=fingerprint(matricule) if matricule else "",
            rsa_type=row.get("type_rsa") or "",
        )

    def check_agreement(self, reading: Reading, applicant: Reading) -> None:
        for name in SHARED:
            mine, reference = reading.values.get(name), applicant.values.get(name)
            if mine == reference or mine is None or reference is None:
                continue
            index = self.reader.indexes[name]
            found, wanted = (shown(r.cells[index]) for r in (reading, applicant))
            problem = Invalid(
                f"« {found} » contredit l’allocataire de la ligne {applicant.line}",
                f"« {wanted} », comme lui",
            )
            if name == "matricule":
                # For the MSA it is the social security number, however it is written.
                problem = Invalid(f"Matricule autre que celui de la ligne {applicant.line}")
                found = ""
            reading.errors.append(refusal(reading.line, name, problem, found))

    def add_person(self, household: HouseholdRow, reading: Reading, seen: dict) -> None:
        row = reading.values
        key = exact_key(row["nom"], row["prenom"], row["date_naissance"])
        if key in seen:
            first = seen[key]
            why = SAME_PERSON if reading.seen_as or first.seen_as else ""
            problem = Invalid(
                f"Cette personne est déjà dans le ménage à la ligne {first.line}{why}"
            )
            reading.errors.append(refusal(reading.line, "nom", problem))
            return
        seen[key] = reading
        household.persons.append(
            PersonRow(
                line=reading.line,
                role=row["role"],
                last_name=row["nom"],
                first_name=row["prenom"],
                birth_date=row["date_naissance"],
                birth_name=row.get("nom_naissance") or "",
                seen_as=reading.seen_as,
                sex=row["sexe"],
                has_rights_and_duties=row.get("droits_devoirs"),
                education_level=row.get("niveau_formation") or "",
                lives_in_priority_area=row.get("quartier_prioritaire"),
                has_vehicle=row.get("vehicule"),
            )
        )

    def hold(self, household: HouseholdRow, reading: Reading) -> None:
        """The person of a refused row stays in the household if they were in it."""
        if reading.names:
            household.held.add(reading.names)
        else:
            household.holds_everyone = True

    def refuse(self, reading: Reading) -> None:
        self.importer.refuse(reading.line, reading.cells, reading.errors)

    def refuse_household(
        self,
        number: str,
        readings: list[Reading],
        applicants: list[Reading],
        problem: RowError | None,
    ) -> None:
        self.stock.refused.add(number)
        if problem:
            guilty = next(r for r in readings if r.line == problem.line)
            guilty.errors.append(problem)
        else:
            guilty = next((r for r in applicants if r.errors), None) or next(
                r for r in readings if r.errors
            )
        for reading in readings:
            if reading.errors:
                self.refuse(reading)
            else:
                self.report.refused += 1
                reason = REFUSED_WITH.format(line=guilty.line)
                self.importer.rejects.add(reading.line, reading.cells, reason)

    def give_back(self, readings: list[Reading]) -> None:
        """A household goes back whole with its refused rows: corrected, it is read alone."""
        refused = [reading for reading in readings if reading.errors]
        for reading in refused:
            self.refuse(reading)
        for reading in readings if refused else ():
            if not reading.errors:
                self.importer.rejects.add(reading.line, reading.cells, COMPANION)
