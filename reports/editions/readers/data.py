"""The data of a published edition: what may be published of the figures frozen with it."""

from __future__ import annotations

from typing import Any

from reports.editions.freezing import released
from reports.figures.exports import PUBLIC_COLUMNS, SCHEMA_FIELDS, encode, public_row, rows_of
from reports.figures.publication import Reader
from reports.models import Edition

EXTENSIONS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "ods": "application/vnd.oasis.opendocument.spreadsheet",
}


def file_of(edition: Edition, extension: str) -> bytes:
    """The same for every account: what goes out of here may be published as it is."""
    figures = released(edition, Reader(is_awaited=False))
    commission = edition.commission.slug if edition.commission else None
    return encode(rows_of(figures, commission, public_row), extension, PUBLIC_COLUMNS)


def file_name(edition: Edition, extension: str) -> str:
    return f"{edition.file_name.removesuffix('.pdf')}-donnees.{extension}"


def schema() -> dict[str, Any]:
    """Table Schema (specs.frictionlessdata.io), of the CSV: the delimiter is a semicolon."""
    return {
        "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
        "name": "plics-chiffres",
        "title": "Chiffres d’un PLICS publié",
        "description": "Un chiffre par ligne, petits effectifs masqués. Fichier CSV en UTF-8, "
        "séparé par des points-virgules, nombres à point décimal, huit décimales au plus.",
        "primaryKey": ["code", "territory", "subject", "group"],
        "missingValues": [""],
        "fields": SCHEMA_FIELDS,
    }
