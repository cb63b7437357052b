"""What the site adds to each kind of file: which files it takes, what its date means."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from beneficiaries.imports.stock_importer import CLOSING_LIMIT, StockImporter
from plics.imports import guards
from plics.imports.errors import FileRefused
from plics.imports.fields import Field
from plics.imports.importer import Importer, TableImporter
from reports.imports import KINDS as IMPORTERS

TABLE_SUFFIXES = (".csv", ".txt", ".tsv", ".xlsx", ".ods")
WORKBOOKS = (".xlsx", ".ods")
SUFFIXES = {"cnaf": (".xml",), "contours": (".geojson", ".json")}
LIMITS = {"cnaf": guards.XML_LIMIT, "contours": guards.GEOJSON_LIMIT}
DATES = {
    "beneficiaires": ("Date du stock", "Le jour où la liste est arrêtée, souvent une fin de mois."),
    "cnaf": ("Date du flux", "Facultative : si vous la donnez, le flux doit porter la même."),
    "communes": (
        "Date d’effet",
        "Jour à partir duquel valent les rattachements qui changent ; inutile s’il n’y en a pas.",
    ),
}
FORCE_MEANS = (
    "Accepte un stock plus ancien que le dernier chargé, qui corrigera alors le passé et les "
    f"chiffres qui en dépendent, et un stock qui fermerait plus de {CLOSING_LIMIT}\u00a0% des "
    "ménages ouverts."
)
# How a file starts, spaces and byte order marks apart.
STARTS = {"cnaf": (b"<",), "contours": (b"{",)}
MARKS = b"\xef\xbb\xbf\xff\xfe\x00 \r\n\t"


@dataclasses.dataclass(frozen=True)
class Kind:
    importer: type[Importer]

    @property
    def slug(self) -> str:
        return self.importer.kind

    @property
    def title(self) -> str:
        return self.importer.title

    @property
    def explanation(self) -> str:
        return self.importer.explanation

    @property
    def fields(self) -> list[Field]:
        return self.importer.fields

    @property
    def is_table(self) -> bool:
        return issubclass(self.importer, TableImporter)

    @property
    def is_stock(self) -> bool:
        return issubclass(self.importer, StockImporter)

    @property
    def suffixes(self) -> tuple[str, ...]:
        return SUFFIXES.get(self.slug, TABLE_SUFFIXES)

    @property
    def limit(self) -> int:
        return LIMITS.get(self.slug, guards.TABLE_LIMIT)

    @property
    def date(self) -> tuple[str, str] | None:
        return DATES.get(self.slug)

    def check(self, path: Path, name: str) -> int:
        """Refuses what cannot be such a file; gives the bytes there will be to read."""
        guards.check_size(path, self.limit)
        suffix = Path(name).suffix.lower()
        if suffix not in self.suffixes:
            expected = ", ".join(self.suffixes)
            raise FileRefused(f"Un fichier « {suffix or name} » n’est pas reçu ici : {expected}.")
        with path.open("rb") as file:
            start = file.read(512)
        if self.is_table:
            return table_weight(path, suffix, start)
        if not start.lstrip(MARKS).startswith(STARTS[self.slug]):
            raise FileRefused(f"Le contenu de ce fichier n’est pas du {suffix[1:].upper()}.")
        return path.stat().st_size


def table_weight(path: Path, suffix: str, start: bytes) -> int:
    guards.check_signature(start)
    if not start.startswith(b"PK"):
        if suffix in WORKBOOKS:
            raise guards.damaged()
        return path.stat().st_size
    with guards.open_archive(path) as archive:
        names = set(archive.namelist())
        if not names & {"xl/workbook.xml", "content.xml"}:
            raise FileRefused(f"Cette archive n’est pas un classeur. {guards.TABLE_EXPECTED}.")
        return sum(entry.file_size for entry in archive.infolist())


KINDS = {slug: Kind(importer) for slug, importer in IMPORTERS.items()}
