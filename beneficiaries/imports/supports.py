"""Supports: who accompanies a person, from when to when, with what needs and démarches."""

from collections import defaultdict
from itertools import chain
from typing import Any, cast

from beneficiaries.imports import columns
from beneficiaries.imports.of_person import (
    BODY,
    COMMISSION,
    PERSON,
    OfPerson,
    OfPersonImporter,
)
from beneficiaries.models import Person, ReferentBody, Support, SupportEndReason
from plics.importing import values as cell
from plics.importing.errors import Invalid
from plics.importing.fields import Field
from plics.importing.lookups import Lookup, at
from plics.models import one_at_a_time

FIELDS = [
    *PERSON,
    BODY,
    Field(name="referent", parse=cell.text(120), label="Référent",
          help="nom d’un référent de l’organisme", example="",
          synonyms=("nom du référent", "référent unique")),
    COMMISSION,
    Field(name="debut", parse=cell.planned_date, label="Début", help=cell.DATE_EXPECTED,
          example="2019-04-02", required=True, synonyms=("date de début", "accompagné depuis")),
    Field(name="fin", parse=cell.planned_date, label="Fin", help=cell.DATE_EXPECTED,
          example="2020-01-31", synonyms=("date de fin",)),
    Field(name="motif_fin", parse=cell.text(120), label="Motif de fin",
          help="code d’un motif, avec une date de fin", example="emploi",
          synonyms=("motif de fin d’accompagnement",),
          codes=lambda: SupportEndReason.objects.values_list("code", "label")),
    columns.NEEDS,
    columns.STEPS,
]  # fmt: skip


class SupportImporter(OfPersonImporter):
    slug = "accompagnements"
    title = "Accompagnements"
    explanation = (
        "Une ligne par accompagnement d’une personne déjà connue. Un accompagnement se reconnaît "
        "à la personne, à l’organisme et à la date de début. Une cellule vide ne change rien à ce "
        "qui est connu."
    )
    fields = FIELDS
    model = Support
    key = ("body", "starts_on")
    column_of = {
        "body": "organisme",
        "referent": "referent",
        "commission": "commission",
        "starts_on": "debut",
        "ends_on": "fin",
        "end_reason": "motif_fin",
    }
    lists = {"needs": "problematiques", "steps": "demarches"}
    places = {"support_dates": "fin", "support_reason_needs_end": "motif_fin"}
    dated = {"end_reason": "ends_on"}

    def hold(self, persons: list[int]) -> None:
        one_at_a_time(Person.objects.filter(pk__in=persons))

    def prepare(self) -> None:
        super().prepare()
        # Left as text until the body is known: two may each have a referent of that name.
        del self.lookups["referent"]
        self.referents = {
            body.pk: Lookup(f"un référent de l’organisme « {body} »", body.referents.all(), str)
            for body in ReferentBody.objects.prefetch_related("referents")
        }

        # By person: those known, then those that the file brings.
        self.of_person: dict[int, list[Support]] = defaultdict(list)
        for row in chain.from_iterable(self.known.values()):
            self.of_person[row.person_id].append(cast(Support, row))

    def others(self, row: Support) -> list[Support]:
        return [other for other in self.of_person[row.person_id] if other is not row]

    def check(self, row: OfPerson) -> None:
        super().check(row)
        support = cast(Support, row)
        if why := support.twin_refusal(self.others(support)):
            raise Invalid(why.rstrip("."), field="debut")
        if support.pk is None:
            self.of_person[support.person_id].append(support)

    def remark(self, row: Any, line: int) -> None:
        for remark in row.unusual_beside(self.others(row)):
            self.remarked[remark.rule].append(line)

    def found(self, values: dict) -> dict:
        found = super().found(values)
        if found["referent"]:
            referents = self.referents[found["body"].pk]
            found["referent"] = at("referent", referents, found["referent"])
        return found
