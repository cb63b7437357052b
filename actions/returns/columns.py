"""The columns of the workbook, and what of a participation its provider may change."""

from __future__ import annotations

import dataclasses
import datetime as dt
import re
from collections.abc import Callable
from typing import TypeVar

from actions.imports.participations import FIELDS
from actions.models import Participation
from beneficiaries.imports import columns
from plics.importing import values as cell
from plics.importing.changes import field_of
from plics.importing.fields import Field
from plics.importing.headers import heading
from plics.models import Nomenclature, NomenclatureQuerySet

Entry = TypeVar("Entry", bound=Nomenclature)
OF_IMPORT = {field.name: field for field in FIELDS}
KEY = Field(
    name="cle_technique", parse=cell.text(8000), label="Clé technique", help="à ne pas modifier"
)
IDENTITY = [
    columns.LAST_NAME,
    columns.FIRST_NAME,
    columns.BIRTH_DATE,
    columns.SEX,
    OF_IMPORT["public"],
]
# Asked of someone new alone: the number tells which file of the RSA is theirs.
FOR_NEWCOMERS = [columns.NUMBER, columns.COMMUNE]
STAY = ["date_entree", "date_sortie_prevue", "date_sortie", "abandon", "issue"]
STEP = "demarche"
STEP_COLUMNS = 4
STEP_HEADING = re.compile(rf"{STEP}\d+")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tracked:
    """A value that the provider may change: its field here, its column there."""

    name: str
    column: str
    canonical: Callable = lambda value: value
    empty: object = None

    @property
    def label(self) -> str:
        return str(field_of(Participation, self.name).verbose_name)

    def of(self, value):
        """The value as kept in a key: text, numbers as text, so that it can be compared."""
        return self.empty if value in (None, "") else self.canonical(value)


def day(value) -> str:
    return value.isoformat()


def decimal(value) -> str:
    """« 120.5 » and « 120.50 » are one number."""
    return f"{value.normalize():f}"


TRACKED = [
    Tracked(name="entered_on", column="date_entree", canonical=day),
    Tracked(name="planned_exit_on", column="date_sortie_prevue", canonical=day),
    Tracked(name="exited_on", column="date_sortie", canonical=day),
    Tracked(name="is_dropout", column="abandon", empty=False),
    Tracked(name="outcome", column="issue", canonical=lambda outcome: outcome.code),
    Tracked(
        name="steps",
        column=STEP,
        canonical=lambda steps: sorted(step.code for step in steps),
        empty=[],
    ),
    Tracked(name="hours", column="heures", canonical=decimal),
    Tracked(name="full_time_equivalent", column="etp", canonical=decimal),
    Tracked(name="immersions", column="periodes_immersion", empty=0),
    Tracked(name="has_two_interviews_a_month", column="deux_entretiens_mensuels"),
    Tracked(name="education_level", column="niveau_formation", empty=""),
]


def step_names(count: int) -> list[str]:
    return [f"{STEP}_{number}" for number in range(1, count + 1)]


def fields(steps: int = STEP_COLUMNS) -> list[Field]:
    """The columns in the order of the workbook, with as many for the steps as asked."""
    step_fields = [
        Field(
            name=name,
            parse=cell.text(120),
            label=f"Démarche {number}",
            help="à choisir dans la liste, une par colonne",
        )
        for number, name in enumerate(step_names(steps), start=1)
    ]
    names = ["heures", "etp", "periodes_immersion", "deux_entretiens_mensuels"]
    return [
        KEY,
        *IDENTITY,
        *FOR_NEWCOMERS,
        columns.LEVEL,
        *(OF_IMPORT[name] for name in STAY),
        *step_fields,
        *(OF_IMPORT[name] for name in names),
    ]


def steps_in(header: list[str]) -> int:
    """How many columns of steps a file has; they keep their numbers when some are removed."""
    found = [heading(title) for title in header if STEP_HEADING.fullmatch(heading(title))]
    return max((int(title.removeprefix(STEP)) for title in found), default=0)


def of_the_year(model: type[Entry], year: int) -> NomenclatureQuerySet[Entry]:
    """Entries of a nomenclature in force when the year begins or when it ends."""
    rows: NomenclatureQuerySet[Entry] = NomenclatureQuerySet(model)
    return rows.valid_on(dt.date(year, 1, 1)) | rows.valid_on(dt.date(year, 12, 31))
