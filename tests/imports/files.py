"""Write the files that tests bring in, and bring them in."""

import csv
import datetime as dt
import io
import tomllib
from functools import cache
from pathlib import Path

import tablib
from openpyxl import Workbook

from plics.importing.registry import KINDS
from plics.importing.reports import Report
from plics.importing.run import run_import
from reports.reference import FOLDER

OCTOBER, NOVEMBER, DECEMBER = dt.date(2019, 10, 31), dt.date(2019, 11, 30), dt.date(2019, 12, 31)
PLACES = [
    ("61001", "Alençon", "6197", "alencon"),
    ("61006", "Argentan", "6198", "argentan"),
    ("61169", "Flers", "6199", "flers"),
    ("61293", "Mortagne-au-Perche", "6115", "mortagne-au-perche"),
    ("61002", "Almenêches", "6119", "argentan"),
    # Outside the Orne: spreadsheets eat the zero of its code.
    ("01004", "Ambérieu", "6119", "argentan"),
]
COMMUNES = [
    {
        "insee_code": code,
        "name": name,
        "canton_code": canton,
        "commission": commission,
        "population": 5000,
        "longitude": "0.1",
        "latitude": "48.5",
    }
    for code, name, canton, commission in PLACES
]


@cache
def nomenclatures() -> dict:
    return tomllib.loads((FOLDER / "nomenclatures.toml").read_text(encoding="utf-8"))


def person(number=1, role="DEM", **values) -> dict:
    """A valid row of the stock; twins need another first name."""
    return {
        "numero_demande": f"{number:011}",
        "organisme": "CAF",
        "matricule": f"{number:07}",
        "role": role,
        "nom": "ÉVRARD",
        "prenom": {"DEM": "Anne", "CJT": "Jean", "ENF": "Chloé", "AUT": "Rosa"}.get(role, "Anne"),
        "date_naissance": "2012-05-06" if role == "ENF" else "1985-03-02",
        "sexe": "2",
        "code_commune": "61006",
        "situation_familiale": "CEL",
        "date_demande": "2018-06-01",
        "etat_droit": "2",
        "type_rsa": "RSD",
        "droits_devoirs": "O",
        "niveau_formation": "1204",
        "quartier_prioritaire": "N",
        "vehicule": "O",
    } | values


def csv_text(rows: list[dict], delimiter: str = ";") -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]), delimiter=delimiter, restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def csv_file(folder: Path, rows: list[dict], name: str = "fichier.csv", **options) -> Path:
    return written(folder, csv_text(rows, **options), name)


def written(folder: Path, content: str | bytes, name: str = "fichier.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def table(rows: list[dict]) -> list[list]:
    return [list(rows[0]), *([row[name] for name in rows[0]] for row in rows)]


def xlsx_file(folder: Path, lines: list[list], name: str = "fichier.xlsx") -> Path:
    book = Workbook()
    for line in lines:
        book.active.append(line)
    book.save(folder / name)
    return folder / name


def ods_file(folder: Path, lines: list[list], name: str = "fichier.ods") -> Path:
    data = tablib.Dataset(*lines[1:], headers=lines[0])
    return written(folder, data.export("ods"), name)


def bring(kind: str, path: Path, date: dt.date | None = None, **options) -> Report:
    return run_import(KINDS[kind], path, date=date, **options)


def stock(folder: Path, rows: list[dict], date: dt.date = NOVEMBER, **options) -> Report:
    return bring("beneficiaires", csv_file(folder, rows), date, **options)


def refused(report: Report) -> list[tuple]:
    """(line, field) of each error."""
    return [(error.line, error.field) for error in report.errors]


def messages(report: Report) -> str:
    """What is said, with plain spaces to compare with."""
    said = [*report.messages, *(error.message for error in report.errors)]
    return " | ".join(said).replace("\u00a0", " ").replace("\u202f", " ")


# -- the CNAF flux


def cnaf_xml(dossiers: list[str], date: dt.date = NOVEMBER, *, total=None, head="") -> str:
    count = len(dossiers) if total is None else total
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        "<Racine>\n<IdentificationFlux><TYPEFLUX>M</TYPEFLUX><NATFLUX>D</NATFLUX>"
        f"<DTREF>{date}</DTREF>{head}</IdentificationFlux>\n"
        + "\n".join(dossiers)
        + f"\n<TransmissionFlux><NBTOTDOSRSATRANSM>{count:08}</NBTOTDOSRSATRANSM>"
        "</TransmissionFlux></Racine>"
    )


def dossier(rows: list[dict]) -> str:
    """The dossier that says of a household what those rows of the list say."""
    head = rows[0]
    return (
        "<InfosFoyerRSA><IdentificationRSA><Organisme>"
        f"<FONORG>{head['organisme']}</FONORG><MATRICULE>{head['matricule']:0>15}</MATRICULE>"
        f"</Organisme><DemandeRSA><DTDEMRSA>{head['date_demande']}</DTDEMRSA>"
        f"<NUMDEMRSA>{head['numero_demande']}</NUMDEMRSA></DemandeRSA></IdentificationRSA>\n"
        + "\n".join(map(personne, rows))
        + "<DonneesAdministratives><SituationFamille>"
        f"<SITFAM>{head['situation_familiale']}</SITFAM></SituationFamille>"
        + address("02", "61169")
        + address("01", head["code_commune"])
        + "</DonneesAdministratives><PrestationRSA><SituationDossierRSA><EtatDossierRSA>"
        f"<ETATDOSRSA>{head['etat_droit']}</ETATDOSRSA></EtatDossierRSA></SituationDossierRSA>"
        f"<DetailDroitRSA><DetailCalculDroitRSA><NATPF>{head['type_rsa']}</NATPF>"
        "</DetailCalculDroitRSA></DetailDroitRSA></PrestationRSA></InfosFoyerRSA>"
    )


def address(rank: str, commune: str) -> str:
    return (
        f"<Adresse><TroncCommunAdresse><RGADR>{rank}</RGADR></TroncCommunAdresse>"
        f"<AdresseDetailleeFrance><NUMCOM>{commune}</NUMCOM><CODEPOS>61100</CODEPOS>"
        "</AdresseDetailleeFrance></Adresse>"
    )


def personne(row: dict) -> str:
    return (
        f"<Personne><Identification><NOM>{row['nom']}</NOM>"
        f"<NOMNAI>{row.get('nom_naissance', row['nom'])}</NOMNAI>"
        f"<PRENOM>{row['prenom']}</PRENOM><DTNAI>{row['date_naissance']}</DTNAI>"
        f"<NIR>2850361006001</NIR><SEXE>{row['sexe']}</SEXE></Identification>"
        "<Prestations><NATPREST>PFA</NATPREST><ROLEPERS>AUT</ROLEPERS></Prestations>"
        f"<Prestations><NATPREST>RSA</NATPREST><ROLEPERS>{row['role']}</ROLEPERS></Prestations>"
        "<MontantCalculDroitRSAPersonne><TOPPERSDRODEVORSA>"
        f"{'1' if row['droits_devoirs'] == 'O' else '0'}</TOPPERSDRODEVORSA>"
        "</MontantCalculDroitRSAPersonne></Personne>"
    )
