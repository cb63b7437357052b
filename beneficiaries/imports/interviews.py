"""Interviews between a person and a referent body."""

from beneficiaries.imports.of_person import BODY, COMMISSION, PERSON, OfPersonImporter
from beneficiaries.models import Interview, InterviewKind
from plics.importing import values as cell
from plics.importing.fields import Field

FIELDS = [
    *PERSON,
    Field(name="date", parse=cell.past_date, label="Date de l’entretien", help=cell.DATE_EXPECTED,
          example="2019-05-14", required=True, synonyms=("entretien du", "tenu le")),
    Field(name="type", parse=cell.text(120), label="Type d’entretien", help="code d’un type",
          example="bureau", required=True, synonyms=("nature de l’entretien",),
          codes=lambda: InterviewKind.objects.values_list("code", "label")),
    BODY,
    COMMISSION,
]  # fmt: skip


class InterviewImporter(OfPersonImporter):
    slug = "entretiens"
    title = "Entretiens"
    explanation = (
        "Une ligne par entretien avec une personne déjà connue. Un entretien se reconnaît à la "
        "personne, à son type et à sa date."
    )
    fields = FIELDS
    model = Interview
    key = ("kind", "held_on")
    column_of = {
        "kind": "type",
        "body": "organisme",
        "commission": "commission",
        "held_on": "date",
    }
    dated = {"kind": "held_on"}
