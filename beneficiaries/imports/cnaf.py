"""The CNAF's monthly « bénéficiaires » flux, dossier by dossier."""

import dataclasses
import datetime as dt

from lxml import etree

from beneficiaries.enums import PersonRole
from beneficiaries.imports import columns
from beneficiaries.imports.stock import (
    NAME_LENGTH,
    Communes,
    HouseholdRow,
    PersonRow,
    Stock,
    exact_key,
    fingerprint,
    loose_key,
)
from beneficiaries.imports.stock_importer import StockImporter
from plics.imports import guards, values
from plics.imports.errors import FileRefused, Invalid, french, masked
from plics.imports.fields import RowError, refusal
from plics.imports.markup import MarkupRefused, stream

HEAD, DOSSIER, TAIL = "IdentificationFlux", "InfosFoyerRSA", "TransmissionFlux"
MONTHLY = {"M", "R"}
ROLES = set(PersonRole.values)
COMPLEMENT = "complement"
name = values.text(NAME_LENGTH, name=True)


def no_code(length: int):
    """A closing reason or a benefit: kept as sent, within the room there is for it."""
    return values.text(length)


PARSERS = {
    "NUMDEMRSA": values.file_number,
    "FONORG": columns.organisation,
    "MATRICULE": values.matricule,
    "DTDEMRSA": values.date,
    "SITFAM": columns.family_situation,
    "ETATDOSRSA": columns.right_state,
    "MOTICLORSA": no_code(3),
    "NATPF": no_code(5),
    "NOM": name,
    "PRENOM": name,
    "DTNAI": values.date,
    "SEXE": columns.sex,
    "TOPPERSDRODEVORSA": values.yes_no,
}
OPTIONAL = {"FONORG", "MATRICULE", "MOTICLORSA", "NATPF", "TOPPERSDRODEVORSA"}


class CnafImporter(StockImporter):
    kind = "cnaf"
    title = "Flux mensuel « bénéficiaires » de la CNAF"
    explanation = (
        "Le fichier XML reçu chaque mois de la CAF ou de la MSA. Sa date de référence est la "
        "balise DTREF ; son total de contrôle doit être celui des dossiers lus."
    )
    takes_date = True

    def read(self) -> None:
        guards.check_size(self.job.path, guards.XML_LIMIT)
        self.communes = Communes()
        self.stock = Stock()
        self.report.reject = DossierRejects()
        self.reader = DossierReader(self.communes)
        self.dossiers = self.others = 0
        self.total: int | None = None
        try:
            with self.job.path.open("rb") as file:
                for element in stream(file, HEAD, DOSSIER, TAIL):
                    self.meet(element)
        except MarkupRefused as problem:
            raise FileRefused(
                f"Le flux est refusé : {problem.problem}.", line=problem.line
            ) from None
        self.check_total()
        if self.others:
            self.report.say(f"Personnes sans rôle dans le RSA, laissées de côté : {self.others}.")

    def meet(self, element) -> None:
        if element.tag == HEAD:
            self.read_head(element)
        elif element.tag == TAIL:
            text = (element.findtext("NBTOTDOSRSATRANSM") or "").strip()
            self.total = int(text) if text.isdigit() else None
        else:
            if self.report.reference_date is None:
                raise FileRefused("Le flux ne donne pas sa date de référence (DTREF).", line=1)
            self.dossiers += 1
            self.read_dossier(element)

    def read_head(self, element) -> None:
        kind = (element.findtext("TYPEFLUX") or "M").strip()
        if kind not in MONTHLY:
            raise FileRefused(
                f"Ce flux est de type « {kind} » : seul le flux mensuel (M) donne tout le stock.",
                line=element.sourceline,
                field="TYPEFLUX",
            )
        try:
            day = values.date(element.findtext("DTREF") or "")
        except Invalid as problem:
            raise FileRefused(
                f"Date de référence du flux : {problem.message}",
                line=element.sourceline,
                field="DTREF",
            ) from None
        if self.job.date and self.job.date != day:
            raise FileRefused(
                f"Le flux est au {day:%d/%m/%Y}, et la date demandée est le "
                f"{self.job.date:%d/%m/%Y}.",
                line=element.sourceline,
                field="DTREF",
            )
        self.report.reference_date = day
        self.report.reject.head = etree.tostring(element, encoding="unicode", with_tail=False)
        self.stock.is_complement = element.getroottree().getroot().get(COMPLEMENT) is not None

    def check_total(self) -> None:
        if not self.dossiers:
            raise FileRefused(f"Le fichier n’est pas un flux « bénéficiaires » : aucun {DOSSIER}.")
        if self.total == self.dossiers:
            return
        announced = "absent" if self.total is None else f"de {self.total}"
        raise FileRefused(
            f"Le fichier est tronqué : le total de contrôle (NBTOTDOSRSATRANSM) est {announced}, "
            f"et {self.dossiers} dossiers ont été lus.",
            field="NBTOTDOSRSATRANSM",
        )

    def read_dossier(self, element) -> None:
        line = element.sourceline
        household, errors, others = self.reader.read(element, self.report.reference_date)
        self.others += others
        if household.number in self.stock.households or household.number in self.stock.refused:
            errors.append(refusal(line, "NUMDEMRSA", Invalid(
                "Ce dossier est déjà dans le flux", "un dossier par numéro de demande"
            ), household.number))  # fmt: skip
        elif household.number and errors:
            self.stock.refused.add(household.number)
        elif not errors:
            self.stock.households[household.number] = household
        if errors:
            if not household.number:
                self.stock.unattached |= {
                    loose_key(p.last_name, p.first_name, p.birth_date) for p in household.persons
                }
            self.refuse(element, errors)

    def refuse(self, element, errors: list[RowError]) -> None:
        self.report.errors += errors
        self.report.refused += 1
        self.report.reject.add(element, errors)


class DossierReader:
    """Reads the elements of a dossier; each distinct value is parsed once."""

    def __init__(self, communes: Communes):
        self.parsers = PARSERS | {"NUMCOM": communes}
        self.memory: dict[tuple, object] = {}

    def read(self, dossier, day: dt.date) -> tuple[HouseholdRow, list[RowError], int]:
        self.line, self.day, self.errors = dossier.sourceline, day, []
        identity = dossier.find("IdentificationRSA")
        household = self.household(dossier, dossier if identity is None else identity)
        seen, others = set(), 0
        for rank, element in enumerate(dossier.iterfind("Personne"), start=1):
            role = rsa_role(element)
            if role not in ROLES:
                others += 1
                continue
            person = self.person(element, role, rank)
            if person is None:
                continue
            key = exact_key(person.last_name, person.first_name, person.birth_date)
            if key in seen:
                self.add("NOM", Invalid(f"Personne {rank} : déjà dans le dossier"))
            seen.add(key)
            household.persons.append(person)
        self.check_applicant(household)
        return household, self.errors, others

    def household(self, dossier, identity) -> HouseholdRow:
        benefit = dossier.find("PrestationRSA")
        benefit = dossier if benefit is None else benefit
        closing = benefit.find(".//FinDroit")
        if closing is None:
            closing = benefit.find(".//FinDroitMoisAnterieur")
        matricule = self.value("MATRICULE", identity.findtext("Organisme/MATRICULE"))
        return HouseholdRow(
            number=self.value("NUMDEMRSA", identity.findtext("DemandeRSA/NUMDEMRSA")) or "",
            line=self.line,
            right_state=self.value("ETATDOSRSA", benefit.findtext(".//ETATDOSRSA")),
            commune_id=self.value("NUMCOM", current_commune(dossier)),
            family_situation=self.value("SITFAM", dossier.findtext(".//SituationFamille/SITFAM")),
            applied_on=self.value("DTDEMRSA", identity.findtext("DemandeRSA/DTDEMRSA")),
            organisation=self.value("FONORG", identity.findtext("Organisme/FONORG")) or "",
            matricule_fingerprint=fingerprint(matricule) if matricule else "",
            rsa_type=self.value("NATPF", current_benefit(benefit, self.day)) or "",
            closing_reason=""
            if closing is None
            else self.value("MOTICLORSA", closing.findtext("MOTICLORSA")) or "",
        )

    def person(self, element, role: str, rank: int) -> PersonRow | None:
        identity = element.find("Identification")
        if identity is None:
            self.add("Identification", Invalid(f"Personne {rank} : bloc absent"))
            return None
        known = len(self.errors)
        last = identity.findtext("NOM")
        if last is None or not last.strip():
            last = identity.findtext("NOMNAI")
        person = PersonRow(
            line=self.line,
            role=role,
            last_name=self.value("NOM", last, rank),
            first_name=self.value("PRENOM", identity.findtext("PRENOM"), rank),
            birth_date=self.value("DTNAI", identity.findtext("DTNAI"), rank),
            sex=self.value("SEXE", identity.findtext("SEXE"), rank),
            has_rights_and_duties=self.value(
                "TOPPERSDRODEVORSA",
                element.findtext("MontantCalculDroitRSAPersonne/TOPPERSDRODEVORSA"),
                rank,
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
        key = tag, text
        try:
            value = self.memory[key]
        except KeyError:
            value = self.memory[key] = self.parse(tag, text)
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


def rsa_role(person) -> str | None:
    """The role in the RSA, never the one in family benefits."""
    for block in person.iterfind("Prestations"):
        if (block.findtext("NATPREST") or "").strip() == "RSA":
            return (block.findtext("ROLEPERS") or "").strip()
    newer = person.find("FonctionPersonneRSA")
    if newer is None:
        newer = person.find(".//FonctionPersonneRSA")
    if newer is None:
        return None
    return (newer.findtext(".//ROLEPERS") or newer.text or "").strip()


def current_commune(dossier) -> str | None:
    """INSEE code of the address of rank 01."""
    for address in dossier.iterfind("DonneesAdministratives/Adresse"):
        rank = (address.findtext("TroncCommunAdresse/RGADR") or "").strip()
        if rank.lstrip("0") == "1":
            return address.findtext("AdresseDetailleeFrance/NUMCOM")
    return None


def current_benefit(benefit, day: dt.date) -> str | None:
    """NATPF of the calculation in force at the date, else of the first."""
    details = benefit.findall(".//DetailCalculDroitRSA")
    for detail in details:
        end = detail.findtext("DFNATDRO")
        if not end or end.strip() >= day.isoformat():
            return detail.findtext("NATPF")
    return details[0].findtext("NATPF") if details else None


@dataclasses.dataclass
class DossierRejects:
    """Refused dossiers as a flux: each preceded by its reason, to correct and send again."""

    head: str = ""
    dossiers: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    suffix = ".xml"

    def add(self, element, errors: list[RowError]) -> None:
        for nir in element.iter("NIR"):
            nir.text = None
        for matricule in element.iter("MATRICULE"):
            matricule.text = masked(matricule.text or "") or None
            if matricule.text and "•" in matricule.text:
                matricule.text = None
        text = etree.tostring(element, encoding="unicode", with_tail=False)
        reason = " ".join(f"{error.field} : {error.message}" for error in errors)
        self.dossiers.append((reason.replace("--", "—"), text))

    def __len__(self):
        return len(self.dossiers)

    def content(self) -> bytes:
        lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<Racine {COMPLEMENT}="rejets">']
        lines.append(self.head)
        for reason, dossier in self.dossiers:
            lines += [f"<!-- {french(reason)} -->", dossier]
        total = f"<NBTOTDOSRSATRANSM>{len(self):08}</NBTOTDOSRSATRANSM>"
        lines += [f"<{TAIL}>{total}</{TAIL}>", "</Racine>"]
        return "\n".join(lines).encode()
