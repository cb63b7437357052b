"""What a file says of the table it holds: territory, day, source, definitions, in both tongues
of its readers – a sheet for people, a Table Schema for machines."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from functools import cached_property
from typing import Any

from plics import formatting
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.parts import PanelExhibit
from reports.dashboards.tabular import FileColumn, Value, columns_of, rows_of, signs_in, table_of
from reports.exhibits import rules
from reports.figures import CATALOGUE
from reports.figures.indicators import Ratio

DEFINITION_HEAD = ["Rubrique", "Intitulé", "Définition", "Base", "Unité", "Source", "Code"]


@dataclasses.dataclass(frozen=True, kw_only=True)
class About:
    """A panel's table and what its reader must know. `name` is that of its files."""

    name: str
    page: str
    exhibit: PanelExhibit
    figures: PageFigures

    @cached_property
    def columns(self) -> list[FileColumn]:
        return columns_of(table_of(self.exhibit))

    @property
    def names(self) -> list[str]:
        return [column.title for column in self.columns]

    @property
    def rows(self) -> list[list[Value]]:
        return rows_of(self.columns)

    @property
    def title(self) -> str:
        return f"{self.page} – {self.exhibit.title}"

    @property
    def where(self) -> str:
        """« Commission d’Argentan, au 30 novembre 2019 »: with what the page was narrowed by."""
        asked = self.figures.asked
        narrowed = [asked.where, f"au {formatting.day(asked.on)}", *self.narrowed]
        return ", ".join(narrowed)

    @property
    def narrowed(self) -> list[str]:
        """The other filters in force."""
        asked = self.figures.asked
        chosen = asked.form.form.cleaned_data
        named = [(name, chosen[name]) for name in ("axe", "structure") if name in asked.chosen]
        told = [f"{name} : {value}" for name, value in named]
        return [*told, asked.public] if asked.public else told

    @cached_property
    def codes(self) -> list[str]:
        """Of the indicators quoted, in their order."""
        found = [result.code for column in self.columns for _, result in column.figures]
        return list(dict.fromkeys(found))

    @property
    def source(self) -> str:
        """Who counted, and of which days."""
        days = dict.fromkeys(rules.dated(self.figures.now.scope, code) for code in self.codes)
        told = "données " + " ; ".join(days) if days else ""
        return ", ".join(filter(None, [self.figures.service, told]))

    @property
    def definitions(self) -> list[list[Value]]:
        asked = self.figures.asked
        heading = [
            ("Tableau", self.title, self.exhibit.subtitle),
            ("Territoire", formatting.capitalised(asked.where), ""),
            ("Jour", formatting.day(asked.on), f"Année {asked.year}"),
            *(("Filtre", told, "") for told in self.narrowed),
            ("Source", self.source, ""),
            *(("Signe", sign, meaning) for sign, meaning in signs_in(self.columns).items()),
            *(("Remarque", note, "") for note in self.exhibit.notes),
        ]
        of_columns = [
            ("Colonne", each.title, "", "", ", ".join(each.units), "", " ".join(codes_of(each)))
            for each in self.columns
        ]
        indicators = [
            ("Indicateur", each["title"], each["description"], each["base"], each["unit"],
             each["source"], each["code"])
            for each in map(self._indicator, self.codes)
        ]  # fmt: skip
        blank = [""] * (len(DEFINITION_HEAD) - 3)
        return [*([*line, *blank] for line in heading), *map(list, of_columns + indicators)]

    def described(self, *, decimal: str) -> dict[str, Any]:
        """A Tabular Data Resource, as frictionlessdata.io specifies it."""
        asked = self.figures.asked
        return {
            "profile": "tabular-data-resource",
            "name": self.name,
            "title": self.title,
            "description": self.exhibit.subtitle,
            "territory": {"name": asked.where, "code": asked.territory},
            "year": asked.year,
            "day": asked.on.isoformat(),
            "filters": self.narrowed,
            "sources": [{"title": self.source}],
            "schema": {
                "fields": [self._field(column, decimal) for column in self.columns],
                "missingValues": ["", *signs_in(self.columns)],
            },
            "signs": signs_in(self.columns),
            "indicators": [self._indicator(code) for code in self.codes],
        }

    def _field(self, column: FileColumn, decimal: str) -> dict[str, Any]:
        codes = codes_of(column)
        field: dict[str, Any] = {"name": column.title, "type": "string"}
        if column.is_number:
            field |= {"type": "number", "decimalChar": decimal, "unit": ", ".join(column.units)}
        if codes:
            words = dict.fromkeys(CATALOGUE[code].definition for code in codes)
            field |= {"description": " ".join(words), "indicators": codes}
        return field

    def _indicator(self, code: str) -> dict[str, Any]:
        indicator = CATALOGUE[code]
        found = {
            "code": code,
            "title": indicator.label,
            "description": indicator.definition,
            "base": rules.source_of(code).base,
            "unit": indicator.unit.label,
            "source": self.figures.source(code),
        }
        if isinstance(indicator, Ratio):
            found |= {"numerator": indicator.numerator, "denominator": indicator.denominator}
        return found


def codes_of(column: FileColumn) -> list[str]:
    return unique(result.code for _, result in column.figures)


def unique(codes: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(codes))
