"""Orientations: the path and the referent body notified to a person, or that they wait for."""

import dataclasses
import datetime as dt
from collections import defaultdict
from itertools import chain
from typing import Any

from beneficiaries.enums import Path
from beneficiaries.imports.of_person import BODY, PERSON, OfPersonImporter
from beneficiaries.models import Orientation
from plics.importing import values as cell
from plics.importing.errors import Invalid
from plics.importing.fields import Field

FIELDS = [
    *PERSON,
    Field(name="date_information", parse=cell.past_date, label="Information reçue le",
          help=cell.DATE_EXPECTED, example="2019-03-04", synonyms=("date d’information",)),
    Field(name="date_notification", parse=cell.past_date, label="Orientation notifiée le",
          help=f"{cell.DATE_EXPECTED} ; vide tant que la personne attend", example="2019-03-28",
          synonyms=("notifiée le", "date de notification", "date d’orientation")),
    Field(name="parcours", parse=cell.choice(Path.choices), label="Parcours",
          help=f"{', '.join(Path.values)} ; vide tant que la personne attend", example="social",
          codes=lambda: Path.choices),
    dataclasses.replace(
        BODY, required=False, help=f"{BODY.help} ; vide tant que la personne attend"
    ),
]  # fmt: skip


class OrientationImporter(OfPersonImporter):
    slug = "orientations"
    title = "Orientations"
    explanation = (
        "Une ligne par orientation d’une personne déjà connue. Une orientation se reconnaît à "
        "la personne et à la date de notification. Sans cette date, la personne attend depuis "
        "l’information reçue ; la ligne qui la notifie complète cette attente."
    )
    fields = FIELDS
    model = Orientation
    key = ("notified_on",)
    told_by = ("informed_on",)
    column_of = {
        "informed_on": "date_information",
        "notified_on": "date_notification",
        "path": "parcours",
        "body": "organisme",
    }
    places = {
        "orientation_dates": "date_information",
        "orientation_begun": "date_information",
        "orientation_told_whole": "parcours",
    }

    def load_known(self) -> None:
        super().load_known()
        self.of_person: dict[int, list[Any]] = defaultdict(list)
        for row in chain.from_iterable(self.known.values()):
            self.of_person[row.person_id].append(row)

    def row(self, wanted: Any) -> Any:
        """A notification completes the wait that came before; a wait already over is that one."""
        if self.known.get(self.key_of(wanted)):
            return super().row(wanted)
        for row in self.of_person[wanted.person_id]:
            if wanted.is_waiting and row.informed_on == wanted.informed_on is not None:
                return self.read_once(row)
            if row.is_waiting and not wanted.is_waiting and row.informed_on <= wanted.notified_on:
                return self.read_once(row)
        return super().row(wanted)

    def read_once(self, row: Any) -> Any:
        """What a file creates, its other lines do not change."""
        if row.pk is None:
            raise Invalid(
                "Une autre ligne du fichier dit déjà cette attente", "une seule ligne",
                field=self.day_column,
            )  # fmt: skip
        return row

    def day_of(self, row: Any) -> dt.date:
        """Without either day, the rule that asks for one refuses the row."""
        return row.notified_on or row.informed_on or dt.date.max

    def keep(self, line: int, row: Any, changes: dict, lists: dict[str, list]) -> None:
        super().keep(line, row, changes, lists)
        if row.pk is None:
            self.known[self.key_of(row)].append(row)
            self.of_person[row.person_id].append(row)
