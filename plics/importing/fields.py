"""Declare the columns of a kind of file, and read its rows by them."""

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from plics.importing.errors import HeadersRefused, Invalid, shown
from plics.importing.headers import heading
from plics.importing.values import Raw, as_text
from plics.nir import MASK, holds_nir

# The column that a reject file adds: known everywhere, read nowhere.
REASON = "motif_rejet"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Field:
    """A column: how it is called, read and explained."""

    name: str
    parse: Callable[[Raw], Any]
    label: str
    help: str = ""
    example: str = ""
    required: bool = False
    synonyms: tuple[str, ...] = ()
    # The field that this column gives where no other column does.
    stands_for: str = ""
    # The codes accepted today, each with its label: what they are may be data.
    codes: Callable[[], Iterable[tuple[str, str]]] = tuple
    # Where a social security number may stand: it is fingerprinted, never kept.
    takes_nir: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class RowError:
    line: int | None
    field: str
    message: str
    value: str = ""
    expected: str = ""

    def as_json(self) -> dict[str, Any]:
        return {"line": self.line, "field": self.field, "message": self.message}


class RowReader:
    """Turns raw cells into values by field name; None is what the file does not carry."""

    def __init__(
        self, fields: list[Field], header: list[str], mapping: dict[str, str] | None = None
    ):
        """`mapping` gives the field of headers that differ: {header: field name, or ""}."""
        self.fields = {field.name: field for field in fields}
        self.header = header
        self.width = max(
            (index + 1 for index, title in enumerate(header) if str(title).strip()), default=0
        )
        self.indexes = self.match(mapping or {})
        self.require(fields)
        used = set(self.indexes.values())
        self.unknown = [
            " ".join(str(title).split())
            for index, title in enumerate(header)
            if str(title).strip() and index not in used and heading(str(title)) != heading(REASON)
        ]
        self.is_reject = any(heading(str(title)) == heading(REASON) for title in header)
        self.columns: list[tuple[str, int, Field, dict[Raw, Any]]] = [
            (name, index, self.fields[name], {}) for name, index in self.indexes.items()
        ]
        self.headings = [heading(str(title)) for title in header]

    def match(self, mapping: dict[str, str]) -> dict[str, int]:
        """Where each field stands; its own name wins over its synonyms."""
        chosen = {heading(title): name for title, name in mapping.items()}
        titles = [heading(str(title)) for title in self.header]
        found: dict[str, int] = {}
        for index, title in enumerate(titles):
            name = chosen.get(title)
            if name:
                self.place(found, name, index)
        for accepts in (self.own_names, self.other_names):
            names = accepts()
            taken = set(found)
            for index, title in enumerate(titles):
                name = names.get(title)
                if name and name not in taken and title not in chosen:
                    self.place(found, name, index)
        for name in [name for name in found if self.fields[name].stands_for]:
            wanted = self.fields[name].stands_for
            if wanted in self.fields and wanted not in found:
                found[wanted] = found.pop(name)
        return {name: found[name] for name in self.fields if name in found}

    def own_names(self) -> dict[str, str]:
        return {heading(name): name for name in self.fields}

    def other_names(self) -> dict[str, str]:
        return {
            heading(word): field.name
            for field in self.fields.values()
            for word in (field.label, *field.synonyms)
        }

    def place(self, found: dict[str, int], name: str, index: int) -> None:
        if name in found:
            raise HeadersRefused(
                f"Deux colonnes donnent « {name} » : « {shown(self.header[found[name]])} » "
                f"et « {shown(self.header[index])} ». Gardez-en une.",
                line=1,
                field=name,
            )
        found[name] = index

    def require(self, fields: list[Field]) -> None:
        missing = [field.name for field in fields if field.required]
        missing = [name for name in missing if name not in self.indexes]
        if not missing:
            return
        if not self.indexes:
            raise HeadersRefused(
                "La première ligne ne contient aucun en-tête connu : elle doit nommer les "
                f"colonnes. Colonnes obligatoires : {', '.join(missing)}.",
                line=1,
                field=missing[0],
            )
        noun = "Colonne obligatoire absente" if len(missing) == 1 else "Colonnes absentes"
        raise HeadersRefused(
            f"{noun} : {', '.join(missing)}. En-têtes lus : "
            f"{', '.join(shown(title) for title in self.header if str(title).strip())}.",
            line=1,
            field=missing[0],
        )

    def read_row(self, line: int, cells: Sequence[Raw]) -> tuple[dict[str, Any], list[RowError]]:
        values: dict[str, Any] = {}
        errors: list[RowError] = []
        count = len(cells)
        for name, index, field, memory in self.columns:
            raw = cells[index] if index < count else ""
            try:
                value = memory[raw]
            except KeyError:
                value = memory[raw] = read_cell(field, raw)
            if value.__class__ is Invalid:
                errors.append(refusal(line, name, value, raw))
            values[name] = value
        if count > self.width and any(str(cell).strip() for cell in cells[self.width :]):
            errors.append(
                refusal(line, "", Invalid(
                    "La ligne a plus de cellules que la ligne d’en-têtes",
                    "des guillemets autour des valeurs qui contiennent le séparateur",
                ))
            )  # fmt: skip
        if errors and self.repeats_header(cells):
            return values, [refusal(line, "", Invalid("Ligne d’en-têtes répétée"))]
        return values, errors

    def repeats_header(self, cells: Sequence[Raw]) -> bool:
        return [heading(str(cell)) for cell in cells[: self.width]] == self.headings[: self.width]


HIDDEN = Invalid("Un numéro de sécurité sociale a été caché ici", "la valeur sans lui")
TYPED = Invalid("La cellule contient un numéro de sécurité sociale (NIR)", "la valeur sans lui")


def nir_in(text: str) -> Invalid | None:
    """What refuses a cell for a social security number, itself or what a reject hid of it."""
    if holds_nir(text):
        return TYPED
    return HIDDEN if MASK in text else None


def read_cell(field: Field, raw: Raw) -> Any:
    if raw == "" or (isinstance(raw, str) and not as_text(raw)):
        return Invalid("Valeur manquante", field.help or "une valeur") if field.required else None
    if not field.takes_nir and (problem := nir_in(as_text(raw))):
        return problem
    try:
        return field.parse(raw)
    except Invalid as problem:
        return problem


def refusal(line: int | None, field: str, problem: Invalid, raw: Raw = "") -> RowError:
    return RowError(
        line=line,
        field=problem.field or field,
        message=problem.message,
        value=shown(raw),
        expected=problem.expected,
    )
