"""What the cells of the workbook accept: drop-down lists, dates, numbers."""

from __future__ import annotations

from typing import Literal

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from actions.returns import columns
from plics.importing.fields import Field

LISTS = "Listes"
FIRST_YEAR = 1900
POSITIVE = ["heures", "etp"]


def add(book, sheet, fields: list[Field], choices: dict, *, last: int, year: int) -> None:
    letters = {
        field.name: get_column_letter(column) for column, field in enumerate(fields, start=1)
    }
    lists = write_lists(book, choices)
    for name, letter in letters.items():
        kind = columns.STEP if name.startswith(f"{columns.STEP}_") else name
        if kind in lists:
            rule = one_of(lists[kind])
        elif kind.startswith("date_"):
            rule = date_rule(kind, letters, year)
        elif kind in POSITIVE:
            rule = number_rule("decimal", "Un nombre positif ou nul, comme 12,5.")
        elif kind == "periodes_immersion":
            rule = number_rule("whole", "Un nombre entier de périodes, 0 ou plus.")
        else:
            continue
        sheet.add_data_validation(rule)
        rule.add(f"{letter}2:{letter}{last}")


def write_lists(book, choices: dict[str, list[str]]) -> dict[str, str]:
    """A hidden sheet: lists typed inside a rule are limited to 255 characters."""
    sheet = book.create_sheet(LISTS)
    sheet.sheet_state = "hidden"
    sheet.protection.sheet = True
    ranges = {}
    for column, (name, labels) in enumerate(choices.items(), start=1):
        for line, label in enumerate(labels, start=1):
            sheet.cell(line, column, label)
        letter = get_column_letter(column)
        if labels:
            ranges[name] = f"{LISTS}!${letter}$1:${letter}${len(labels)}"
    return ranges


def one_of(source: str) -> DataValidation:
    return told(
        DataValidation(type="list", formula1=source, allow_blank=True),
        "Choisissez une valeur de la liste, ou laissez la cellule vide.",
    )


def date_rule(name: str, letters: dict[str, str], year: int) -> DataValidation:
    if name in ("date_sortie", "date_sortie_prevue"):
        return told(
            DataValidation(
                type="date",
                operator="greaterThanOrEqual",
                formula1=f"${letters['date_entree']}2",
                allow_blank=True,
            ),
            "Une date comme 30/11/2019, le jour de l’entrée ou après.",
        )
    return told(
        DataValidation(
            type="date",
            operator="between",
            formula1=f"DATE({FIRST_YEAR},1,2)",
            formula2=f"DATE({year},12,31)",
            allow_blank=True,
        ),
        f"Une date comme 30/11/{year}, au plus tard le 31/12/{year}.",
    )


def number_rule(kind: Literal["whole", "decimal"], message: str) -> DataValidation:
    rule = DataValidation(type=kind, operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    return told(rule, message)


def told(rule: DataValidation, message: str) -> DataValidation:
    rule.error, rule.errorTitle, rule.errorStyle = message, "Valeur refusée", "stop"
    rule.showErrorMessage = True
    return rule
