"""Yearly agreements; actions, providers and axes not known yet come in with them."""

import dataclasses

from actions.enums import Aim
from actions.models import Action, Agreement, Axis, CapacityUnit, Provider, Section
from beneficiaries.imports.decisions import COMMISSION, commission_lookup
from plics import history
from plics.importing import values as cell
from plics.importing.changes import carry_into
from plics.importing.errors import Invalid
from plics.importing.fields import Field
from plics.importing.headers import folded
from plics.importing.lookups import Lookup, at
from plics.importing.rules import check_constraints
from plics.importing.table_importer import TableImporter

OTHER_SECTION = "Autres actions"
AMOUNT = cell.decimal(places=2, maximum=99_999_999)
ACTION = Field(
    name="action",
    parse=cell.slug,
    label="Action",
    help="identifiant de l’action, en minuscules et tirets",
    example="parcours-socle",
    required=True,
    synonyms=("identifiant action", "code action"),
)
YEAR = Field(
    name="annee",
    parse=cell.integer(minimum=2000, maximum=2100),
    label="Année",
    help="année de la convention",
    example="2019",
    required=True,
    synonyms=("exercice", "année convention"),
)
FIELDS = [
    YEAR,
    ACTION,
    Field(name="intitule", parse=cell.text(200, name=True), label="Intitulé",
          help="titre de l’action ; nécessaire pour une action nouvelle",
          example="Parcours socle", synonyms=("intitulé de l’action", "titre", "libellé")),
    Field(name="structure", parse=cell.text(120, name=True), label="Structure",
          help="prestataire ; nécessaire pour une action nouvelle", example="Structure d’essai",
          synonyms=("prestataire", "porteur", "porteur de projet", "opérateur")),
    Field(name="axe", parse=cell.text(120, name=True), label="Axe",
          help="axe d’intervention ; nécessaire pour une action nouvelle",
          example="Insertion sociale", synonyms=("axe d’intervention", "thématique"),
          codes=lambda: Axis.objects.values_list("label", "section__title")),
    Field(name="visee", parse=cell.choice(Aim.choices, {"sociale": "sociale"}), label="Visée",
          help=", ".join(Aim.values), example="sociale", synonyms=("type de visée",),
          codes=lambda: Aim.choices),
    COMMISSION,
    Field(name="capacite", parse=cell.decimal(places=2, maximum=999_999), label="Capacité",
          help="nombre conventionné", example="6,25",
          synonyms=("nombre de places", "places conventionnées")),
    Field(name="unite", parse=cell.text(120), label="Unité",
          help="places, etp, postes, parcours, personnes ou heures", example="places",
          synonyms=("unité de capacité",),
          codes=lambda: CapacityUnit.objects.values_list("code", "label")),
    Field(name="objectif_sorties_dynamiques", parse=cell.decimal(places=2, maximum=100),
          label="Objectif de sorties dynamiques (%)", help="de 0 à 100", example="50",
          synonyms=("objectif sorties dynamiques", "taux de sorties dynamiques")),
    Field(name="date_reference", parse=cell.planned_date, label="Sorties comptées jusqu’au",
          help="dans l’année de la convention ; vide : le 31 décembre", example="2019-11-30",
          synonyms=("date de référence des sorties",)),
    Field(name="date_fin", parse=cell.planned_date, label="Fin",
          help="vide : le 31 décembre de l’année", example="2019-12-31",
          synonyms=("fin de la convention", "échéance")),
    Field(name="montant", parse=AMOUNT, label="Montant (€)",
          help="montant de la convention, en euros", example="10000",
          synonyms=("montant de la convention", "subvention")),
]  # fmt: skip
# The column that a broken constraint of the model is told under.
COLUMN_OF_RULE = {
    "agreement_unit": "unite",
    "agreement_reference_date": "date_reference",
    "agreement_end": "date_fin",
    "agreement_target": "objectif_sorties_dynamiques",
    "agreement_capacity": "capacite",
    "agreement_amount": "montant",
}
OF_AGREEMENT = {
    "capacity": "capacite",
    "unit": "unite",
    "dynamic_exit_target": "objectif_sorties_dynamiques",
    "reference_date": "date_reference",
    "ends_on": "date_fin",
    "amount": "montant",
}
OF_ACTION = {"title": "intitule", "provider": "structure", "axis": "axe", "aim": "visee"}


@dataclasses.dataclass
class Named:
    """Rows known by name, and those that the file makes."""

    known: dict
    new: list = dataclasses.field(default_factory=list)

    def get(self, name: str, make):
        key = folded(name)
        if key not in self.known:
            self.known[key] = make(name)
            self.new.append(self.known[key])
        return self.known[key]


class AgreementImporter(TableImporter):
    slug = "conventions"
    names_persons = False
    title = "Conventions annuelles"
    explanation = (
        "Une ligne par action, année et commission. Une action, une structure ou un axe inconnus "
        "sont créés : l’aperçu les nomme."
    )
    fields = FIELDS

    def prepare(self) -> None:
        self.commissions = commission_lookup()
        self.units = Lookup(
            "une unité connue",
            CapacityUnit.objects.all(),
            lambda unit: unit.code,
            lambda unit: unit.label,
            lambda unit: unit.plural,
        )
        actions = Action.objects.select_related("provider", "axis")
        self.actions = {action.slug: action for action in actions}
        self.providers = Named({folded(p.name): p for p in Provider.objects.all()})
        self.axes = Named({folded(axis.label): axis for axis in Axis.objects.all()})
        agreements = Agreement.objects.select_related("unit")
        self.known = {(a.action_id, a.year, a.commission_id): a for a in agreements}
        self.said: dict[str, tuple[int, dict]] = {}
        self.new: list[Agreement] = []
        self.changed: list[Agreement] = []
        self.new_actions: dict[str, Action] = {}
        self.changed_actions: dict[str, Action] = {}
        self.action_changes: dict[str, dict] = {}

    def plan(self) -> None:
        super().plan()
        for what, names in (
            ("Actions créées", [action.title for action in self.new_actions.values()]),
            ("Structures créées", [provider.name for provider in self.providers.new]),
            ("Axes créés", [axis.label for axis in self.axes.new]),
        ):
            if names:
                self.report.say(f"{what} : {', '.join(names)}.")

    def take(self, line: int, values: dict) -> None:
        commission = at("commission", self.commissions, values["commission"])
        self.check_commission(commission.pk, "commission")
        self.once((values["action"], values["annee"], commission.pk), line)
        if values["unite"]:
            values["unite"] = at("unite", self.units, values["unite"])
        self.check_said(line, values)
        action = self.actions.get(values["action"])
        if action is None:
            self.check_new_action(values)
        known = None
        if action and action.pk:
            known = self.known.get((action.pk, values["annee"], commission.pk))
        agreement = known or Agreement(year=values["annee"], commission=commission)
        changes = carry_into(agreement, {n: values[field] for n, field in OF_AGREEMENT.items()})
        check_constraints(agreement, COLUMN_OF_RULE)
        self.keep(line, agreement, changes, self.action_of(values))

    def keep(self, line: int, agreement: Agreement, changes: dict, action: Action) -> None:
        moved = action.slug in self.changed_actions and agreement.pk
        if agreement.pk is None:
            agreement.action = action
            self.new.append(agreement)
        elif changes:
            self.changed.append(agreement)
        label = f"{action} {agreement.year} ({agreement.commission})"
        row, steps = (agreement, changes) if changes or not moved else (
            action, self.action_changes[action.slug]
        )  # fmt: skip
        self.settle(row, steps, label, line)

    # -- the action of a row

    def check_said(self, line: int, values: dict) -> None:
        """Rows about one action must not contradict one another."""
        first, said = self.said.setdefault(values["action"], (line, {}))
        for field in OF_ACTION.values():
            value = values[field]
            if value and said.setdefault(field, value) != value:
                raise Invalid(f"« {value} » contredit la ligne {first}, même action",
                              f"« {said[field]} »", field=field)  # fmt: skip

    def check_new_action(self, values: dict) -> None:
        said = self.said[values["action"]][1]
        for field in ("intitule", "structure", "axe"):
            if not said.get(field):
                raise Invalid(
                    f"L’action « {values['action']} » est inconnue",
                    f"une action du catalogue, ou la valeur de « {field} » pour la créer",
                    field=field,
                )

    def action_of(self, values: dict) -> Action:
        """The action, created or brought up to date by what the file says of it."""
        said = {name: self.said[values["action"]][1].get(f) for name, f in OF_ACTION.items()}
        if said["provider"]:
            said["provider"] = self.providers.get(said["provider"], lambda n: Provider(name=n))
        if said["axis"]:
            said["axis"] = self.axes.get(said["axis"], lambda label: Axis(label=label))
        slug = values["action"]
        action = self.actions.get(slug)
        if action is None:
            action = self.actions[slug] = self.new_actions[slug] = Action(slug=slug)
        changes = carry_into(action, said)
        if changes and action.pk:
            self.changed_actions[slug] = action
            self.action_changes.setdefault(slug, {}).update(changes)
        return action

    # -- writing

    def write(self, run) -> None:
        for provider in self.providers.new:
            provider.save()
        if self.axes.new:
            section = other_section()
            for order, axis in enumerate(self.axes.new, start=section.axes.count() + 1):
                axis.section, axis.order = section, order
                axis.save()
        for action in [*self.new_actions.values(), *self.changed_actions.values()]:
            # Parents were saved since they were set: their keys are only known now.
            action.provider, action.axis = action.provider, action.axis
            action.save()
        for agreement in self.new:
            agreement.action = agreement.action
        Agreement.objects.bulk_create(self.new)
        history.bulk_update(Agreement, self.changed, OF_AGREEMENT, batch_size=200)


def other_section() -> Section:
    """Where the axes that a file brings wait for staff to put them in their section."""
    section = Section.objects.filter(title=OTHER_SECTION).first()
    if section:
        return section
    codes = set(Section.objects.values_list("code", flat=True))
    number = next(n for n in range(2, 100) if f"II.{n}" not in codes)
    last = Section.objects.order_by("-order").values_list("order", flat=True).first() or 0
    return Section.objects.create(code=f"II.{number}", title=OTHER_SECTION, order=last + 1)
