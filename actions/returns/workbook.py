"""The workbook that a provider receives: one row per participant, drop-down lists, locks."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from collections.abc import Iterable

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from actions.enums import Audience
from actions.models import Agreement, ExitOutcome, Participation
from actions.returns import columns, instructions, rules
from actions.returns.keys import key_of
from beneficiaries.enums import EducationLevel, Sex
from beneficiaries.models import Step
from plics.importing.fields import Field
from plics.importing.reports import safe

SHEET = "Participants"
BLANK_ROWS = 30
REASON_LABEL = "Motif du rejet"
LOCKED_FOR_KNOWN = {
    columns.KEY.name,
    *(field.name for field in (*columns.IDENTITY, *columns.FOR_NEWCOMERS)),
}
WIDTHS = {"nom": 20, "prenom": 16, "issue": 26, "niveau_formation": 24, "public": 22}
WIDTH, STEP_WIDTH, REASON_WIDTH = 13, 26, 60
HEAD = PatternFill("solid", fgColor="12436D")
LOCKED = PatternFill("solid", fgColor="EEF1F4")
EDGE = Side(style="thin", color="C3CCD4")
LINE = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
UNLOCK = Protection(locked=False)


@dataclasses.dataclass(frozen=True, kw_only=True)
class SheetRow:
    """Cells by field name; a known participant keeps their identity cells locked."""

    cells: dict[str, object]
    is_known: bool
    reason: str = ""


def rows_of(agreement: Agreement) -> list[SheetRow]:
    participations = (
        agreement.participations.select_related("person", "outcome", "commune")
        .prefetch_related("steps")
        .order_by("person__last_name", "person__first_name", "entered_on")
    )
    return [SheetRow(cells=cells_of(each), is_known=True) for each in participations]


def cells_of(participation: Participation) -> dict[str, object]:
    person = participation.person
    steps = sorted(participation.steps.all(), key=lambda step: (step.order, step.label))
    cells = {
        columns.KEY.name: key_of(participation),
        "nom": person.last_name,
        "prenom": person.first_name,
        "date_naissance": person.birth_date,
        "sexe": person.get_sex_display(),
        "public": participation.get_audience_display(),
        "niveau_formation": participation.get_education_level_display(),
        "date_entree": participation.entered_on,
        "date_sortie_prevue": participation.planned_exit_on,
        "date_sortie": participation.exited_on,
        "abandon": "oui" if participation.is_dropout else None,
        "issue": participation.outcome and participation.outcome.label,
        "heures": participation.hours,
        "etp": participation.full_time_equivalent,
        "periodes_immersion": participation.immersions or None,
        "deux_entretiens_mensuels": as_typed(participation.has_two_interviews_a_month),
    }
    names = columns.step_names(len(steps))
    return cells | {name: step.label for name, step in zip(names, steps, strict=True)}


def as_typed(value: bool | None) -> str | None:
    return None if value is None else "oui" if value else "non"


def build_workbook(
    agreement: Agreement, rows: Iterable[SheetRow], *, blank: int = BLANK_ROWS
) -> bytes:
    rows = list(rows)
    fields = columns.fields(most_steps(rows))
    reasons = any(row.reason for row in rows)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = SHEET
    write_header(sheet, fields, reasons=reasons)
    blanks = [SheetRow(cells={}, is_known=False)] * blank
    for line, row in enumerate([*rows, *blanks], start=2):
        write_row(sheet, line, fields, row)
    last = 1 + len(rows) + blank
    instructions.write_instructions(book.create_sheet(instructions.SHEET), agreement, fields)
    rules.add(book, sheet, fields, choices(agreement), last=last, year=agreement.year)
    lay_out(sheet, fields, last)
    protect(sheet)
    book.properties.title = f"Retour : {agreement}"
    book.properties.creator = "PLICS"
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def most_steps(rows: list[SheetRow]) -> int:
    """One column of steps more than anyone has: another can always be added."""
    most = max((columns.steps_in(list(row.cells)) for row in rows), default=0)
    return max(most + 1, columns.STEP_COLUMNS)


def choices(agreement: Agreement) -> dict[str, list[str]]:
    """What each drop-down list offers, by field name."""
    steps = [step.label for step in columns.of_the_year(Step, agreement.year)]
    offered = {
        "sexe": Sex.labels,
        "public": Audience.labels,
        "niveau_formation": EducationLevel.labels,
        "abandon": ["oui", "non"],
        "deux_entretiens_mensuels": ["oui", "non"],
        "issue": [row.label for row in columns.of_the_year(ExitOutcome, agreement.year)],
        columns.STEP: steps,
    }
    return {name: [as_cell(label) for label in labels] for name, labels in offered.items()}


def as_cell(value):
    """Dates and numbers as such; text that no spreadsheet takes for a formula."""
    if isinstance(value, str):
        return safe(ILLEGAL_CHARACTERS_RE.sub("", value)) or None
    return value


def write_header(sheet, fields: list[Field], *, reasons: bool) -> None:
    titles = [field.label for field in fields] + [REASON_LABEL] * reasons
    for column, title in enumerate(titles, start=1):
        cell = sheet.cell(1, column, title)
        cell.fill, cell.border = HEAD, LINE
        cell.font = Font(bold=True, color="FFFFFF")
        cell.alignment = Alignment(wrap_text=True, vertical="center")
    sheet.row_dimensions[1].height = 34


def write_row(sheet, line: int, fields: list[Field], row: SheetRow) -> None:
    for column, field in enumerate(fields, start=1):
        cell = sheet.cell(line, column, as_cell(row.cells.get(field.name)))
        cell.border = LINE
        if field.name in LOCKED_FOR_KNOWN and row.is_known or field is columns.KEY:
            cell.fill = LOCKED
        else:
            cell.protection = UNLOCK
        if field.name.startswith("date_") or isinstance(cell.value, dt.date):
            cell.number_format = "dd/mm/yyyy"
        elif field in (*columns.FOR_NEWCOMERS, columns.KEY):
            # Text, so that codes keep their leading zeros.
            cell.number_format = "@"
    if row.reason:
        cell = sheet.cell(line, len(fields) + 1, as_cell(row.reason))
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def lay_out(sheet, fields: list[Field], last: int) -> None:
    for column, field in enumerate(fields, start=1):
        is_step = field.name.startswith(f"{columns.STEP}_")
        width = STEP_WIDTH if is_step else WIDTHS.get(field.name, WIDTH)
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.column_dimensions[get_column_letter(len(fields) + 1)].width = REASON_WIDTH
    sheet.column_dimensions["A"].hidden = True
    sheet.freeze_panes = "D2"
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(fields))}{last}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = "1:1"


def protect(sheet) -> None:
    """Against slips, without a password: what a key says is trusted for its signature alone."""
    sheet.protection.sheet = True
    sheet.protection.autoFilter = False
