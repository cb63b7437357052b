"""The CNAF's monthly « bénéficiaires » flux, dossier by dossier."""

import dataclasses
import re

from lxml import etree

from beneficiaries.enums import Organisation
from beneficiaries.imports.dossier import TAGS, DossierReader
from beneficiaries.imports.stock import Communes, Stock, loose_key
from beneficiaries.imports.stock_importer import StockImporter
from plics.importing import guards, values
from plics.importing.apart import Found, elements
from plics.importing.errors import FileRefused, Invalid, french, shown
from plics.importing.fields import RowError, refusal
from plics.importing.importer import READING, STEP
from plics.importing.markup import MarkupRefused
from plics.nir import masked

HEAD, DOSSIER, TAIL = "IdentificationFlux", "InfosFoyerRSA", "TransmissionFlux"
MONTHLY = {"M", "R"}
# Of the « bénéficiaires » flux; the oldest does not say its name.
VERSIONS = ("vrsb0801", "vrsd0101", "vrsd0301")
VERSION = re.compile(r"\bv[a-z]{3}\d{4}", re.IGNORECASE)
COMPLEMENT = "complement"
# APPLIEME: the application that made the flux. What a dossier says of its own comes first.
PAYERS = {"CRI": Organisation.CAF, "AGO": Organisation.MSA}


class CnafImporter(StockImporter):
    slug = "cnaf"
    title = "Flux mensuel « bénéficiaires » de la CNAF"
    explanation = (
        "Le fichier XML reçu chaque mois de la CAF ou de la MSA. Sa date de référence est la "
        "balise DTREF ; son total de contrôle doit être celui des dossiers lus."
    )
    suffixes = (".xml",)
    size_limit = guards.XML_LIMIT
    starts_with = (b"<",)
    date_label = "Date du flux"
    date_help = "Facultative : si vous la donnez, le flux doit porter la même."
    tags = TAGS

    def read(self) -> None:
        guards.check_size(self.job.path, self.size_limit)
        self.communes = Communes()
        self.stock = Stock()
        self.report.reject = self.rejects = DossierRejects()
        self.reader = DossierReader(self.communes)
        self.dossiers = self.others = 0
        self.total: int | None = None
        try:
            for count, found in enumerate(elements(self.job.path, HEAD, DOSSIER, TAIL)):
                if not count % STEP:
                    self.job.tell(READING, round(found.share * 100), 100)
                self.meet(found)
        except MarkupRefused as problem:
            raise FileRefused(
                f"Le flux est refusé : {problem.problem}.", line=problem.line
            ) from None
        self.check_total()
        if self.others:
            self.report.say(f"Personnes sans rôle dans le RSA, laissées de côté : {self.others}.")

    def meet(self, found: Found) -> None:
        element = found.element
        if element.tag == HEAD:
            self.read_head(found)
        elif element.tag == TAIL:
            text = (element.findtext("NBTOTDOSRSATRANSM") or "").strip()
            self.total = int(text) if text.isdigit() else None
        else:
            if self.report.reference_date is None:
                raise FileRefused("Le flux ne donne pas sa date de référence (DTREF).", line=1)
            self.dossiers += 1
            self.read_dossier(element, found.line)

    def check_version(self, found: Found) -> None:
        """A version says its name in its head, or in the schema that the root refers to."""
        attributes = " ".join(found.root.values())
        said = found.element.findtext("VERSIONFLUX") or ""
        name = said.strip() or next(iter(VERSION.findall(attributes)), "")
        if name and name.casefold() not in VERSIONS:
            raise FileRefused(
                f"La version « {shown(name)} » du flux n’est pas connue : sont lues "
                f"{', '.join(VERSIONS)}.",
                line=found.line,
                field="VERSIONFLUX",
            )

    def read_head(self, found: Found) -> None:
        self.check_version(found)
        element = found.element
        kind = (element.findtext("TYPEFLUX") or "M").strip()
        if kind not in MONTHLY:
            raise FileRefused(
                f"Ce flux est de type « {kind} » : seul le flux mensuel (M) donne tout le stock.",
                line=found.line,
                field="TYPEFLUX",
            )
        try:
            day = values.past_date(element.findtext("DTREF") or "")
        except Invalid as problem:
            raise FileRefused(
                f"Date de référence du flux : {problem.message}",
                line=found.line,
                field="DTREF",
            ) from None
        if self.job.date and self.job.date != day:
            raise FileRefused(
                f"Le flux est au {day:%d/%m/%Y}, et la date demandée est le "
                f"{self.job.date:%d/%m/%Y}.",
                line=found.line,
                field="DTREF",
            )
        self.report.reference_date = day
        self.payer = PAYERS.get((element.findtext("APPLIEME") or "").strip(), "")
        hide_nir(element)
        self.rejects.head = etree.tostring(element, encoding="unicode", with_tail=False)
        self.stock.is_complement = COMPLEMENT in found.root

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

    def read_dossier(self, element, line: int) -> None:
        household, errors, others = self.reader.read_dossier(element, line, self.day)
        self.others += others
        household.organisation = household.organisation or self.payer
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
        self.rejects.add(element, errors)


def hide_nir(element) -> None:
    """Whatever the tag: an emptied NIR or MATRICULE is read again as unknown, others as hidden."""
    for part in element.iter():
        kept = masked(part.text or "")
        if part.tag == "NIR" or (part.tag == "MATRICULE" and kept != part.text):
            part.text = None
        elif kept != (part.text or ""):
            part.text = kept
        for name, value in part.attrib.items():
            part.set(name, masked(value))


@dataclasses.dataclass
class DossierRejects:
    """Refused dossiers as a flux: each preceded by its reason, to correct and send again."""

    head: str = ""
    dossiers: list[tuple[str, str]] = dataclasses.field(default_factory=list)
    suffix = ".xml"

    def add(self, element, errors: list[RowError]) -> None:
        hide_nir(element)
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
