"""Contracts signed between a person and a referent body."""

from beneficiaries.imports import columns
from beneficiaries.imports.of_person import BODY, COMMISSION, PERSON, OfPersonImporter
from beneficiaries.models import ContractKind, EngagementContract
from plics.importing import values as cell
from plics.importing.fields import Field

FIELDS = [
    *PERSON,
    Field(name="type", parse=cell.text(120), label="Type de contrat", help="code d’un type",
          example="premier_cer", required=True, synonyms=("nature du contrat",),
          codes=lambda: ContractKind.objects.values_list("code", "label")),
    BODY,
    COMMISSION,
    Field(name="signe_le", parse=cell.past_date, label="Signé le", help=cell.DATE_EXPECTED,
          example="2019-04-02", required=True, synonyms=("date de signature", "signature")),
    Field(name="fin", parse=cell.planned_date, label="Valable jusqu’au", help=cell.DATE_EXPECTED,
          example="2019-10-01", synonyms=("date de fin", "échéance")),
    columns.NEEDS,
]  # fmt: skip


class ContractImporter(OfPersonImporter):
    slug = "contrats"
    title = "Contrats d’engagement"
    explanation = (
        "Une ligne par contrat d’une personne déjà connue. Un contrat se reconnaît à la personne, "
        "à son type et à la date de signature. Une cellule vide ne change rien à ce qui est connu."
    )
    fields = FIELDS
    model = EngagementContract
    key = ("kind", "signed_on")
    column_of = {
        "kind": "type",
        "body": "organisme",
        "commission": "commission",
        "signed_on": "signe_le",
        "ends_on": "fin",
    }
    lists = {"needs": "problematiques"}
    places = {"contract_dates": "fin"}
    dated = {"kind": "signed_on"}
