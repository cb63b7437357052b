"""One monthly stock, invented, as the three files it may come in."""

import csv
import random
from pathlib import Path

from openpyxl import Workbook

from beneficiaries.models import Commune

STOCK_DAY = "2019-11-30"
HEADER = [
    "numero_demande", "organisme", "matricule", "role", "nom", "prenom", "date_naissance",
    "sexe", "code_commune", "situation_familiale", "date_demande", "etat_droit", "type_rsa",
    "droits_devoirs", "niveau_formation", "quartier_prioritaire", "vehicule",
]  # fmt: skip
# Two persons a household on average, as in the Orne.
FAMILIES = [
    *[["DEM"]] * 9, *[["DEM", "ENF"]] * 3, *[["DEM", "ENF", "ENF"]] * 2, ["DEM", "AUT"],
    ["DEM", "CJT"], *[["DEM", "CJT", "ENF"]] * 2, ["DEM", "CJT", "ENF", "ENF"],
    ["DEM", "CJT", "ENF", "ENF", "ENF"],
]  # fmt: skip
COUPLES, ALONE = ["MAR", "PAC", "VIM"], ["CEL", "DIV", "SEF"]
FIRST_NAMES = ["Anaïs", "Zoé", "François", "Gaëtan", "Maëlys", "Raphaël", "Inès", "Jean-Loup"]


def synthetic_rows(count: int) -> list[dict]:
    """Households of one to five persons, invented; the same ones at each run."""
    chance = random.Random(61)  # noqa: S311 - invented rows
    communes = list(Commune.objects.order_by("insee_code").values_list("insee_code", flat=True))
    rows: list[dict] = []
    number = 0
    while len(rows) < count:
        number += 1
        roles = chance.choice(FAMILIES)
        shared = {
            "numero_demande": f"{number:011}",
            "organisme": "CAF",
            "matricule": f"{number:07}",
            "code_commune": chance.choice(communes),
            "situation_familiale": chance.choice(COUPLES if "CJT" in roles else ALONE),
            "date_demande": f"{chance.randint(2010, 2019)}-{chance.randint(1, 11):02}-15",
            "etat_droit": chance.choice("22222345"),
            "type_rsa": chance.choice(["RSD", "RSI"]),
        }
        for role in roles:
            rows.append(shared | person(chance, role, len(rows)))
    return rows[:count]


def person(chance: random.Random, role: str, rank: int) -> dict:
    first, last = (2002, 2018) if role == "ENF" else (1957, 2000)
    return {
        "role": role,
        "nom": f"ESSAI {letters(rank)}",
        "prenom": chance.choice(FIRST_NAMES),
        "date_naissance": f"{chance.randint(first, last)}-0{chance.randint(1, 9)}-10",
        "sexe": chance.choice("12"),
        "droits_devoirs": "" if role == "ENF" else "1",
    }


def letters(rank: int) -> str:
    text = ""
    while rank:
        rank, digit = divmod(rank, 26)
        text += chr(65 + digit)
    return text or "A"


def write_files(folder: Path, rows: list[dict]) -> dict[str, tuple[str, Path]]:
    """The same stock three times: kind of file and path, by format."""
    return {
        "csv": ("beneficiaires", write_csv(folder, rows)),
        "xlsx": ("beneficiaires", write_xlsx(folder, rows)),
        "cnaf": ("cnaf", write_xml(folder, rows)),
    }


def write_csv(folder: Path, rows: list[dict]) -> Path:
    path = folder / "stock.csv"
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, HEADER, delimiter=";", restval="")
        writer.writeheader()
        writer.writerows(rows)
    return path


def write_xlsx(folder: Path, rows: list[dict]) -> Path:
    book = Workbook(write_only=True)
    sheet = book.create_sheet("Stock")
    sheet.append(HEADER)
    for row in rows:
        sheet.append([row.get(name, "") for name in HEADER])
    path = folder / "stock.xlsx"
    book.save(path)
    return path


def write_xml(folder: Path, rows: list[dict]) -> Path:
    dossiers: dict[str, list[dict]] = {}
    for row in rows:
        dossiers.setdefault(row["numero_demande"], []).append(row)
    path = folder / "stock.xml"
    with path.open("w", encoding="windows-1252") as file:
        file.write('<?xml version="1.0" encoding="windows-1252"?>\n<Racine>\n')
        file.write(
            "<IdentificationFlux><TYPEFLUX>M</TYPEFLUX><NATFLUX>D</NATFLUX>"
            f"<DTREF>{STOCK_DAY}</DTREF></IdentificationFlux>\n"
        )
        for persons in dossiers.values():
            file.write(dossier(persons))
        file.write(
            f"<TransmissionFlux><NBTOTDOSRSATRANSM>{len(dossiers):08}</NBTOTDOSRSATRANSM>"
            "</TransmissionFlux>\n</Racine>\n"
        )
    return path


def dossier(persons: list[dict]) -> str:
    head = persons[0]
    return (
        "<InfosFoyerRSA><IdentificationRSA><Organisme><FONORG>CAF</FONORG><NUMORG>611</NUMORG>"
        f"<MATRICULE>{head['matricule']:0>15}</MATRICULE></Organisme><DemandeRSA><DTDEMRSA>"
        f"{head['date_demande']}</DTDEMRSA><NUMDEMRSA>{head['numero_demande']}</NUMDEMRSA>"
        f"</DemandeRSA></IdentificationRSA>{''.join(map(personne, persons))}"
        f"<DonneesAdministratives><SituationFamille><SITFAM>{head['situation_familiale']}</SITFAM>"
        "</SituationFamille><Adresse><TroncCommunAdresse><RGADR>01</RGADR><PAYS>FRA</PAYS>"
        "</TroncCommunAdresse><AdresseDetailleeFrance><NUMVOIE>1</NUMVOIE><NOMVOIE>ESSAI</NOMVOIE>"
        f"<NUMCOM>{head['code_commune']}</NUMCOM><CODEPOS>61000</CODEPOS></AdresseDetailleeFrance>"
        "</Adresse></DonneesAdministratives><PrestationRSA><SituationDossierRSA><EtatDossierRSA>"
        f"<ETATDOSRSA>{head['etat_droit']}</ETATDOSRSA></EtatDossierRSA></SituationDossierRSA>"
        f"<DetailDroitRSA><DetailCalculDroitRSA><NATPF>{head['type_rsa']}</NATPF>"
        "</DetailCalculDroitRSA></DetailDroitRSA></PrestationRSA></InfosFoyerRSA>\n"
    )


def personne(row: dict) -> str:
    role = f"<ROLEPERS>{row['role']}</ROLEPERS><TOPCHAPERS>1</TOPCHAPERS></Prestations>"
    duties = (
        f"<MontantCalculDroitRSAPersonne><TOPPERSDRODEVORSA>{row['droits_devoirs']}"
        "</TOPPERSDRODEVORSA></MontantCalculDroitRSAPersonne>"
    )
    return (
        f"<Personne><Identification><QUAL>X</QUAL><NOM>{row['nom']}</NOM><NOMNAI>{row['nom']}"
        f"</NOMNAI><PRENOM>{row['prenom']}</PRENOM><DTNAI>{row['date_naissance']}</DTNAI>"
        f"<SEXE>{row['sexe']}</SEXE></Identification><Prestations><NATPREST>PFA</NATPREST>{role}"
        f"<Prestations><NATPREST>RSA</NATPREST>{role}{duties if row['droits_devoirs'] else ''}"
        "</Personne>"
    )
