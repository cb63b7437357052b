"""Empty files to fill in, made from the columns that the reader declares."""

from __future__ import annotations

import csv
import io

from django.http import HttpResponse
from openpyxl import Workbook
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation

from plics.importing import values
from plics.importing.fields import Field

TEXT, DAY = "@", "DD/MM/YYYY"
# Rows prepared below the headers: a format laid on whole columns is lost by some programs.
READY_ROWS = 500
PROMPT_LIMIT, SHEET_NAME = 255, 31
FORMATS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def template(name: str, fields: list[Field], file_format: str) -> HttpResponse:
    """The file to download, or a KeyError for a format that is not offered."""
    content_type = FORMATS[file_format]
    content = as_csv(fields) if file_format == "csv" else as_xlsx(name, fields)
    headers = {"Content-Disposition": f'attachment; filename="modele-{name}.{file_format}"'}
    return HttpResponse(content, content_type=content_type, headers=headers)


def as_csv(fields: list[Field]) -> bytes:
    text = io.StringIO()
    names = [field.name for field in fields]
    csv.writer(text, delimiter=";", lineterminator="\r\n").writerow(names)
    return text.getvalue().encode("utf-8-sig")


def as_xlsx(name: str, fields: list[Field]) -> bytes:
    """Cells are text, so that codes keep their zeros; a cell chosen says what it expects."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = name[:SHEET_NAME]
    sheet.freeze_panes = "A2"
    for index, field in enumerate(fields, start=1):
        letter = get_column_letter(index)
        title = sheet.cell(1, index, field.name)
        title.font = Font(bold=field.required)
        sheet.column_dimensions[letter].width = max(14, len(field.name) + 3)
        shape = DAY if field.parse in values.DATES else TEXT
        for row in range(2, READY_ROWS + 2):
            sheet.cell(row, index).number_format = shape
        hint = DataValidation(
            promptTitle=field.label[:32],
            prompt=(field.help or field.label)[:PROMPT_LIMIT],
            showInputMessage=True,
        )
        hint.add(f"{letter}2:{letter}{READY_ROWS + 1}")
        sheet.add_data_validation(hint)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
