"""Say which column of a file is which, and remember it for the next file of its kind."""

from __future__ import annotations

import dataclasses
import difflib

from plics.importing.errors import FileRefused
from plics.importing.fields import Field, RowReader
from plics.importing.headers import heading
from plics.models import ColumnMapping, Upload, User

ALIKE, SYNONYM = 0.6, 0.9


def recognised(fields: list[Field], header: list[str], mapping: dict[str, str]) -> dict[str, str]:
    """{field: header} that the reader finds by itself or by `mapping`."""
    optional = [dataclasses.replace(field, required=False) for field in fields]
    try:
        indexes = RowReader(optional, header, mapping).indexes
    except FileRefused:
        return {}
    return {name: header[index] for name, index in indexes.items()}


def suggested(fields: list[Field], header: list[str], mapping: dict[str, str]) -> dict[str, str]:
    """The same, then the headers that look like what is left, closest first."""
    found = recognised(fields, header, mapping)
    free = [title for title in header if title not in found.values()]
    pairs = (
        (likeness(field, title), field.name, title)
        for field in fields
        for title in free
        if field.name not in found
    )
    for score, name, title in sorted(pairs, reverse=True):
        if score >= ALIKE and name not in found and title not in found.values():
            found[name] = title
    return found


def likeness(field: Field, title: str) -> float:
    """From 0 to 1; a synonym says less than the column's own name."""
    own = max(ratio(title, field.name), ratio(title, field.label))
    others = (ratio(title, word) for word in field.synonyms)
    return max(own, SYNONYM * max(others, default=0))


def ratio(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, heading(one), heading(other)).ratio()


def as_mapping(header: list[str], chosen: dict[str, str]) -> dict[str, str]:
    """{header: field, or "" for what is to be left out}, whatever the reader would guess."""
    names = {title: name for name, title in chosen.items() if title}
    return {title: names.get(title, "") for title in header}


def remembered(kind: str) -> dict[str, str]:
    last = ColumnMapping.objects.filter(kind=kind).first()
    return last.mapping if last else {}


def remember(upload: Upload, mapping: dict[str, str], *, by: User) -> None:
    ColumnMapping.objects.update_or_create(
        kind=upload.kind,
        defaults={"mapping": remembered(upload.kind) | mapping, "updated_by": by},
    )
