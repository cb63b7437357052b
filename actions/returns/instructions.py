"""The second sheet: how to fill in the first."""

from __future__ import annotations

from openpyxl.styles import Alignment, Font

from actions.models import Agreement
from actions.returns import columns
from plics.importing.fields import Field
from plics.importing.reports import safe
from plics.models import Department

SHEET = "Mode d’emploi"
STEPS = [
    "Complétez les cellules blanches de la feuille « Participants » : dates, issue, démarches, "
    "heures. Les cellules grises (identité) sont verrouillées.",
    "Une personne manque ? Ajoutez-la dans l’une des lignes vides du bas : nom, prénom, date de "
    "naissance et date d’entrée sont indispensables ; le numéro de demande de RSA et la commune "
    "évitent les confusions.",
    "Une personne ne devrait pas y être ? Laissez sa ligne telle quelle et signalez-le en "
    "renvoyant le fichier : une ligne effacée ne supprime rien.",
    "Vider une cellule qui était remplie efface la valeur dans l’application.",
    "Une issue ou un abandon demande une date de sortie. Les listes déroulantes donnent les "
    "valeurs admises.",
    "Ne changez ni l’ordre ni le nom des colonnes, et ne copiez pas une ligne sur une autre : "
    "chaque ligne porte une clé cachée qui désigne la participation.",
    "Enregistrez au format XLSX et renvoyez le fichier par un moyen sûr : il contient des "
    "données personnelles. Effacez votre copie une fois le retour accepté.",
]
OWN_HELP = {
    "nom": "indispensable pour une personne ajoutée",
    "prenom": "indispensable pour une personne ajoutée",
    "heures": "heures réalisées depuis l’entrée, comme 120,5",
    "etp": "équivalent temps plein réalisé, comme 0,5",
    "date_naissance": "une date comme 17/04/1985",
    "date_entree": "une date comme 04/02/2019",
    "date_sortie_prevue": "facultative : une date comme 30/09/2019, quand la sortie est un projet",
    "date_sortie": "une date comme 30/09/2019 ; vide tant que la personne est présente",
    "sexe": "à choisir dans la liste",
    "public": "à choisir dans la liste ; vide pour un bénéficiaire du RSA",
    "niveau_formation": "à l’entrée sur l’action, à choisir dans la liste",
    "abandon": "oui si la personne a quitté l’action avant son terme",
    "issue": "à choisir dans la liste, une fois la personne sortie",
    "deux_entretiens_mensuels": "oui ou non",
}


def write_instructions(sheet, agreement: Agreement, fields: list[Field]) -> None:
    sheet.append([f"Retour de la convention : {safe(str(agreement))}"])
    sheet.append([f"Structure : {safe(str(agreement.action.provider))}"])
    sheet.append([contact()])
    sheet.append([])
    for number, step in enumerate(STEPS, start=1):
        sheet.append([f"{number}. {step}"])
    sheet.append([])
    heading = sheet.max_row + 1
    sheet.cell(heading, 1, "Colonne")
    sheet.cell(heading, 2, "Ce qui est attendu")
    told = [field for field in fields if field is not columns.KEY]
    for line, field in enumerate(told, start=heading + 1):
        sheet.cell(line, 1, field.label)
        sheet.cell(line, 2, OWN_HELP.get(field.name, field.help))
    lay_out(sheet, heading)


def contact() -> str:
    department = Department.objects.first()
    if department is None:
        return "À renvoyer au service qui vous a adressé ce classeur."
    means = ", ".join(filter(None, [department.phone, department.email]))
    return safe(f"À renvoyer à : {department.service}" + (f" ({means})" if means else ""))


def lay_out(sheet, heading: int) -> None:
    sheet.column_dimensions["A"].width = 34
    sheet.column_dimensions["B"].width = 74
    sheet.protection.sheet = True
    for line in range(1, heading):
        sheet.merge_cells(start_row=line, start_column=1, end_row=line, end_column=2)
        sheet.cell(line, 1).alignment = Alignment(wrap_text=True, vertical="top")
    for line in range(5, heading - 1):
        sheet.row_dimensions[line].height = 32
    sheet.cell(1, 1).font = Font(bold=True, size=14)
    for column in (1, 2):
        sheet.cell(heading, column).font = Font(bold=True)
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
