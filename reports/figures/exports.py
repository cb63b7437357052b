"""Figures out of the application: raw numbers, a unit column, one row a figure."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

import tablib

from plics import ods_files
from reports.figures import Figures, Result, Timing
from reports.figures.base import Status
from reports.figures.catalogue import root
from reports.figures.publication import is_hidden

COLUMNS = [
    "code",
    "territory",
    "subject",
    "group",
    "value",
    "share",
    "unit",
    "display",
    "numerator",
    "denominator",
    "status",
    "as_of",
]
# Of what a reader may have: whether a row is hidden.
PUBLIC_COLUMNS = [*COLUMNS, "secret"]
FORMATS = ["json", "csv", "xlsx", "ods"]


def _field(name: str, kind: str, description: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "type": kind, "description": description, **more}


# Of the public columns, in the words of Table Schema.
SCHEMA_FIELDS = [
    _field("code", "string", "Indicateur, défini dans l’annexe du livret.",
           constraints={"required": True}),
    _field("territory", "string", "« departement », une commission (son identifiant) ou un canton "
           "(« canton: » et son code Insee).", constraints={"required": True}),
    _field("subject", "string", "Action ou fonds dont il s’agit ; vide sinon."),
    _field("group", "string", "Groupe d’une répartition ; vide pour le total."),
    _field("value", "number", "Valeur exacte, non arrondie ; vide si elle n’est pas connue ou "
           "si elle est couverte par le secret statistique."),
    _field("share", "number", "Part du groupe, en pour cent des valeurs connues."),
    _field("unit", "string", "Unité de la valeur."),
    _field("display", "string", "Valeur arrondie, telle que le livret l’imprime."),
    _field("numerator", "number", "Numérateur d’un taux."),
    _field("denominator", "number", "Dénominateur d’un taux ou d’une part."),
    _field("status", "string", "« ok » connu ; « carried » prolongé après le dernier fichier ; "
           "« not_loaded » non chargé.", constraints={"enum": [str(each) for each in Status]}),
    _field("as_of", "date", "Dernier jour connu, où la valeur est prolongée."),
    _field("secret", "boolean", "Vrai où le secret statistique cache la valeur.",
           trueValues=["True"], falseValues=["False"], constraints={"required": True}),
]  # fmt: skip


class NoData(Exception):
    """Nothing was counted in this scope; the message says so in French."""


def plain(value: Decimal | int | None) -> int | float | None:
    """A number that JSON and spreadsheets write without loss or quotes."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return value


def row(result: Result) -> dict[str, Any]:
    return {
        "code": result.code,
        "territory": result.territory,
        "subject": result.subject,
        "group": result.group,
        "value": plain(result.value),
        "share": plain(result.share),
        "unit": result.unit.label,
        "display": result.display,
        "numerator": plain(result.numerator),
        "denominator": plain(result.denominator),
        "status": str(result.status),
        "as_of": result.as_of.isoformat() if result.as_of else None,
    }


def public_row(result: Result) -> dict[str, Any]:
    """What a reader may have: a hidden row keeps its place and says nothing."""
    secret = is_hidden(result)
    return row(result) | ({"display": ""} if secret else {}) | {"secret": secret}


def rows_of(
    figures: Figures,
    commission: str | None = None,
    told: Callable[[Result], dict[str, Any]] = row,
) -> list[dict[str, Any]]:
    """All rows, or those of a commission, of its cantons and of the département."""
    others = {t.key for t in figures.commissions()} - {commission} if commission else set()
    return [told(result) for result in figures if result.territory not in others]


def has_data(figures: Figures, territory: str) -> bool:
    """Was anything counted there? Lasting figures (residents, pact) say nothing of the year."""
    return any(
        result.value
        for result in figures
        if result.territory == territory
        and root(result.indicator).source.timing is not Timing.LASTING
    )


def encode(rows: Iterable[dict[str, Any]], file_format: str, columns: list[str] = COLUMNS) -> bytes:
    if file_format == "json":
        return json.dumps(list(rows), ensure_ascii=False, indent=1).encode()
    lines = [[values[column] for column in columns] for values in rows]
    if file_format == "ods":
        return ods_files.written("chiffres", [columns, *lines])
    data = tablib.Dataset(*lines, headers=columns, title="chiffres")
    if file_format == "csv":
        # The BOM tells Excel that the accents are UTF-8.
        text: str = data.export("csv", delimiter=";")
        return text.encode("utf-8-sig")
    content: bytes = data.export(file_format)
    return content
