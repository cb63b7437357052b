"""Participations of the year: who entered, what they did, how they left."""

import dataclasses
from collections import defaultdict

from actions.enums import Audience
from actions.imports.conventions import ACTION, YEAR
from actions.models import Action, Agreement, ExitOutcome, Participation
from actions.models.participations import OUTCOME_TO_COME
from beneficiaries.imports import columns
from beneficiaries.imports.persons import PersonIndex
from beneficiaries.imports.snapshots import Attachments, Snapshots
from beneficiaries.imports.stock import Communes
from beneficiaries.models import Person, Step
from plics import days, history
from plics.importing import values as cell
from plics.importing.changes import carry_into
from plics.importing.errors import Invalid
from plics.importing.fields import Field
from plics.importing.links import relink
from plics.importing.lookups import Lookup, at, check_valid, in_order, nomenclature, several
from plics.importing.rules import cancelled_row, check_constraints
from plics.importing.table_importer import TableImporter
from plics.models import STANDS

FIELDS = [
    YEAR,
    ACTION,
    columns.NUMBER,
    columns.LAST_NAME,
    columns.BIRTH_NAME,
    columns.FIRST_NAME,
    columns.BIRTH_DATE,
    columns.SEX,
    columns.COMMUNE,
    columns.FAMILY,
    columns.LEVEL,
    columns.PRIORITY_AREA,
    columns.VEHICLE,
    Field(name="public", parse=cell.choice(Audience.choices, {"BRSA": "rsa", "jeunes": "jeune"}),
          label="Public", help="rsa ou jeune", example="rsa", synonyms=("type de public",)),
    Field(name="date_entree", parse=cell.past_date, label="Date d’entrée", help=cell.DATE_EXPECTED,
          example="2019-02-04", required=True, synonyms=("entrée le", "date de début", "entrée")),
    Field(name="date_sortie", parse=cell.planned_date, label="Date de sortie",
          help=cell.DATE_EXPECTED,
          example="2019-09-30", synonyms=("sortie le", "date de fin", "sortie")),
    Field(name="date_sortie_prevue", parse=cell.planned_date, label="Sortie prévue le",
          help=cell.DATE_EXPECTED, example="2019-10-15", synonyms=("sortie prévue", "fin prévue")),
    Field(name="abandon", parse=cell.yes_no, label="Abandon", help="O ou N", example="N"),
    Field(name="issue", parse=cell.text(120), label="Issue", help="code d’une issue de sortie",
          example="emploi_durable", synonyms=("motif de sortie", "type de sortie"),
          codes=lambda: ExitOutcome.objects.values_list("code", "label")),
    Field(name="exclu_du_taux", parse=cell.yes_no, label="Exclu du taux de sorties",
          help="O ou N", example="N", synonyms=("exclu du taux de sorties dynamiques",)),
    Field(name="motif_exclusion", parse=cell.text(200), label="Motif d’exclusion du taux",
          help="texte libre, facultatif", example="", synonyms=("raison de l’exclusion",)),
    columns.STEPS,
    Field(name="heures", parse=cell.decimal(places=2, maximum=999_999), label="Heures",
          help="heures réalisées", example="120,5", synonyms=("nombre d’heures",)),
    Field(name="etp", parse=cell.decimal(places=3, maximum=999), label="ETP",
          help="équivalent temps plein", example="0,5", synonyms=("équivalent temps plein",)),
    Field(name="periodes_immersion", parse=cell.integer(), label="Périodes d’immersion",
          help="nombre de périodes", example="1", synonyms=("immersions", "PMSMP")),
    Field(name="deux_entretiens_mensuels", parse=cell.yes_no, label="Deux entretiens par mois",
          help="O ou N", example="O"),
]  # fmt: skip
OF_PARTICIPATION = {
    "audience": "public",
    "exited_on": "date_sortie",
    "planned_exit_on": "date_sortie_prevue",
    "is_dropout": "abandon",
    "outcome": "issue",
    "is_excluded_from_rate": "exclu_du_taux",
    "exclusion_reason": "motif_exclusion",
    "hours": "heures",
    "full_time_equivalent": "etp",
    "immersions": "periodes_immersion",
    "has_two_interviews_a_month": "deux_entretiens_mensuels",
    "education_level": "niveau_formation",
    "family_situation": "situation_familiale",
    "commune_id": "code_commune",
    "lives_in_priority_area": "quartier_prioritaire",
    "has_vehicle": "vehicule",
}
OF_PERSON = ("education_level", "lives_in_priority_area", "has_vehicle")
OF_HOUSEHOLD = ("commune_id", "family_situation", "has_children", "rsa_applied_on")
WRITTEN = [name.removesuffix("_id") for name in {**OF_PARTICIPATION, **dict.fromkeys(OF_HOUSEHOLD)}]
# The column that a broken constraint of the model is told under.
COLUMN_OF_RULE = {
    "participation_dates": "date_sortie",
    "participation_planned_exit": "date_sortie_prevue",
    "participation_outcome_needs_exit": "issue",
    "participation_dropout_needs_exit": "abandon",
    "participation_hours": "heures",
    "participation_fte": "etp",
}


def check_outcome(participation: Participation) -> None:
    if participation.has_outcome_to_come:
        raise Invalid(OUTCOME_TO_COME, days.latest(), field="date_sortie")


class ParticipationImporter(TableImporter):
    slug = "participations"
    title = "Participations aux actions"
    explanation = (
        "Une ligne par entrée dans une action. Une personne du RSA se reconnaît à son numéro de "
        "demande, ses nom, prénom et date de naissance, ou à ces trois seuls si personne "
        "d’autre ne les porte ; les autres sont créées hors du stock. "
        "Une cellule vide ne change rien à ce qui est connu."
    )
    fields = FIELDS

    def read(self) -> None:
        self.communes = Communes()
        self.fields = [
            dataclasses.replace(field, parse=self.communes) if field is columns.COMMUNE else field
            for field in FIELDS
        ]
        super().read()

    def prepare(self) -> None:
        self.actions = Lookup(
            "une action connue",
            Action.objects.all(),
            lambda action: action.slug,
            remedy="une action conventionnée (importez d’abord les conventions)",
        )
        self.outcomes = nomenclature("une issue connue", ExitOutcome.objects.all())
        self.steps = nomenclature("une démarche connue", Step.objects.all())
        self.attachments = Attachments()
        years = self.column("annee")
        self.agreements: dict[tuple, list[Agreement]] = defaultdict(list)
        agreements = Agreement.objects.filter(year__in=years).order_by("commission__order")
        for agreement in agreements.select_related("commission", "action"):
            self.agreements[agreement.year, agreement.action_id].append(agreement)
        self.persons = PersonIndex(
            self.column("numero_demande"), self.column("date_naissance"), self.report, self.job.by
        )
        self.snapshots = Snapshots(self.persons.known())
        self.load_known(years)
        self.new: list[Participation] = []
        self.changed: list[Participation] = []
        self.steps_of: list[tuple[Participation, list[Step]]] = []

    def load_known(self, years: set[int]) -> None:
        rows = Participation.objects.filter(agreement__year__in=years).select_related("outcome")
        self.cancelled = set(
            Participation.with_cancelled.filter(agreement__year__in=years)
            .exclude(STANDS)
            .values_list("agreement", "person", "entered_on")
        )
        self.known = {
            (row.agreement_id, row.person_id, row.entered_on): row
            for row in rows.prefetch_related("steps")
        }

    def plan(self) -> None:
        super().plan()
        self.persons.tell()
        self.communes.tell(self.report)

    def take(self, line: int, values: dict) -> None:
        person = self.persons.find(values)
        if person.birth_date > values["date_entree"]:
            raise Invalid("La personne naît après son entrée", field="date_naissance")
        agreement = self.agreement(values, person)
        self.check_commission(agreement.commission_id, "action")
        steps = self.read_lists(values)
        key = agreement.pk, person.pk or id(person), values["date_entree"]
        self.once(key, line)
        if key in self.cancelled and key not in self.known:
            raise cancelled_row("Cette participation", field="date_entree")
        participation = self.known.get(key) or Participation(
            agreement=agreement, person=person, entered_on=values["date_entree"]
        )
        changes = carry_into(participation, {n: values[f] for n, f in OF_PARTICIPATION.items()})
        changes |= self.complete(participation, person, values)
        check_constraints(participation, COLUMN_OF_RULE)
        check_outcome(participation)
        if why := participation.age_refusal():
            raise Invalid(why.rstrip("."), field="date_naissance")
        self.keep(line, participation, changes, steps)
        self.persons.settle(person, line, values["numero_demande"], self.facts(values))

    def read_lists(self, values: dict) -> list[Step] | None:
        """Replaces codes by rows; None when the file says nothing of the steps."""
        if values["issue"]:
            values["issue"] = at("issue", self.outcomes, values["issue"])
            at("issue", check_valid, values["issue"],
               values["date_sortie"] or values["date_entree"])  # fmt: skip
        if not values["demarches"]:
            return None
        return at("demarches", several, self.steps, values["demarches"])

    def agreement(self, values: dict, person: Person) -> Agreement:
        action = at("action", self.actions, values["action"])
        found = self.agreements[values["annee"], action.pk]
        if len(found) == 1:
            return found[0]
        if not found:
            raise Invalid(f"L’action « {action.slug} » n’a pas de convention {values['annee']}",
                          "une année conventionnée", field="annee")  # fmt: skip
        day = values["date_entree"]
        commune = values["code_commune"] or self.snapshots.of(person, day).commune_id
        commission = self.attachments.commission(commune, day)
        for agreement in found:
            if agreement.commission_id == commission:
                return agreement
        names = ", ".join(str(agreement.commission) for agreement in found)
        raise Invalid(
            f"L’action a {len(found)} conventions cette année ({names}) et la commune de la "
            "personne ne dit pas laquelle",
            "une commune de l’une de ces commissions",
            field="code_commune",
        )

    def complete(self, participation: Participation, person: Person, values: dict) -> dict:
        """Fills what neither the row nor an earlier file gave with what was known at entry."""
        snapshot = self.snapshots.of(person, values["date_entree"])
        known = {name: getattr(person, name) for name in OF_PERSON}
        known |= {name: getattr(snapshot, name) for name in OF_HOUSEHOLD}
        family = participation.family_situation or known["family_situation"]
        if known["has_children"] is None and family:
            known["has_children"] = False
        blanks = {n: v for n, v in known.items() if getattr(participation, n) in (None, "")}
        return carry_into(participation, blanks)

    def facts(self, values: dict) -> dict:
        """What a row tells of the person themselves."""
        return {
            "birth_name": values["nom_naissance"],
            "sex": values["sexe"],
            "education_level": values["niveau_formation"],
            "lives_in_priority_area": values["quartier_prioritaire"],
            "has_vehicle": values["vehicule"],
            "commune_id": values["code_commune"],
        }

    def keep(self, line: int, row: Participation, changes: dict, steps: list | None) -> None:
        if row.pk is None:
            self.new.append(row)
            self.steps_of.append((row, steps or []))
        else:
            before = in_order(row.steps.all())
            if steps is not None and steps != before:
                changes["steps"] = before, steps
                self.steps_of.append((row, steps))
            if changes:
                self.changed.append(row)
        self.settle(row, changes, f"{row.person} – {row.agreement}", line)

    def write(self, run) -> None:
        self.persons.write()
        for row in self.new:
            # The person may have been saved since: its key is only known now.
            row.person = row.person
        Participation.objects.bulk_create(self.new, batch_size=500)
        history.bulk_update(Participation, self.changed, WRITTEN, batch_size=100)
        relink(Participation, "steps", self.steps_of)
