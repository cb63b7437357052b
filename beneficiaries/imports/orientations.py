"""Orientations: the path and the referent body notified to a person."""

from beneficiaries.enums import Path
from beneficiaries.imports.of_person import BODY, PERSON, OfPersonImporter
from beneficiaries.models import Orientation
from plics.importing import values as cell
from plics.importing.fields import Field

FIELDS = [
    *PERSON,
    Field(name="date_information", parse=cell.past_date, label="Information reçue le",
          help=cell.DATE_EXPECTED, example="2019-03-04", synonyms=("date d’information",)),
    Field(name="date_notification", parse=cell.past_date, label="Orientation notifiée le",
          help=cell.DATE_EXPECTED, example="2019-03-28", required=True,
          synonyms=("notifiée le", "date de notification", "date d’orientation")),
    Field(name="parcours", parse=cell.choice(Path.choices), label="Parcours",
          help=", ".join(Path.values), example="social", required=True,
          codes=lambda: Path.choices),
    BODY,
]  # fmt: skip


class OrientationImporter(OfPersonImporter):
    slug = "orientations"
    title = "Orientations"
    explanation = (
        "Une ligne par orientation d’une personne déjà connue. Une orientation se reconnaît à "
        "la personne et à la date de notification."
    )
    fields = FIELDS
    model = Orientation
    key = ("notified_on",)
    column_of = {
        "informed_on": "date_information",
        "notified_on": "date_notification",
        "path": "parcours",
        "body": "organisme",
    }
    places = {"orientation_dates": "date_information"}
