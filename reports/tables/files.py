"""A list as a file: the rows and the columns that the page shows, in its order."""

from __future__ import annotations

import tablib
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.urls import reverse

from plics import exports
from plics.models import Act, User
from reports.tables.asked import AskedRows
from reports.tables.table import Table

FORMATS: dict[str, type[exports.Csv | exports.Xlsx | exports.Ods]] = {
    "csv": exports.Csv,
    "xlsx": exports.Xlsx,
    "ods": exports.Ods,
}
NO_NAMES = (
    "Cette liste désigne des personnes\u00a0: l’exporter demande le droit d’exporter les noms."
)


def may_leave(table: Table, user: User) -> bool:
    return user.exports_names or not table.is_of_persons


def offered(table: Table, user: User, route: str, *args: str) -> list[tuple[str, str]]:
    """Each format and its address, to who may take it out."""
    formats = FORMATS if may_leave(table, user) else ()
    return [(extension, reverse(route, args=[*args, extension])) for extension in formats]


def file_of(asked: AskedRows, extension: str, *, name: str) -> HttpResponse:
    if extension not in FORMATS:
        raise Http404("Ce format n’existe pas.")
    if not may_leave(asked.table, asked.request.user):
        raise PermissionDenied(NO_NAMES)
    file_format = FORMATS[extension]()
    asked.trace(Act.EXPORT, asked.every_line)
    content = file_format.export_data(sheet(asked, name=name, native=file_format.is_binary()))
    headers = {"Content-Disposition": f'attachment; filename="{name}.{extension}"'}
    return HttpResponse(content, content_type=file_format.get_content_type(), headers=headers)


def sheet(asked: AskedRows, *, name: str, native: bool) -> tablib.Dataset:
    heads = [exports.safe_text(column.label) for column in asked.table.columns]
    told = tablib.Dataset(headers=heads, title=name[: exports.SHEET_NAME])
    for line in asked.every_line:
        told.append([exports.as_cell(cell.value, native=native) for cell in line.cells])
    return told
