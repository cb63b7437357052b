"""Aids of the three funds, from request to decision."""

import dataclasses
from decimal import Decimal

from beneficiaries.imports import columns
from beneficiaries.imports.persons import PersonIndex, batches
from beneficiaries.imports.snapshots import Snapshots
from beneficiaries.imports.stock import Communes, loose
from beneficiaries.models import Attachment, Person
from funds.models import Aid, AidDecision, AidNature, Fund, RefusalReason, key_of
from plics import history
from plics.importing import values as cell
from plics.importing.changes import carry_into
from plics.importing.errors import Invalid
from plics.importing.fields import Field
from plics.importing.lookups import Lookup, at, check_valid, nomenclature
from plics.importing.registry import register
from plics.importing.rules import cancelled_row, check_constraints
from plics.importing.table_importer import TableImporter
from plics.models import STANDS, one_at_a_time

euros = cell.decimal(places=2, maximum=99_999_999, signed=True)


def amount(raw: cell.Raw) -> Decimal | None:
    """Spreadsheets show nothing, or zero, as a dash."""
    return None if cell.as_text(raw).strip("€ ") in ("-", "–", "—") else euros(raw)


def natures() -> list[tuple[str, str]]:
    known = AidNature.objects.select_related("fund").order_by("fund__order", "order", "label")
    return [(nature.code, f"{nature.fund.acronym} – {nature.label}") for nature in known]


FIELDS = [
    Field(name="fonds", parse=cell.text(20), label="Fonds", help="code du fonds",
          example="fsl", required=True,
          codes=lambda: Fund.objects.values_list("code", "name")),
    Field(name="numero", parse=cell.text(40), label="Numéro", help="numéro de l’aide dans le fonds",
          example="2019-0001", required=True, synonyms=("n° d’aide", "numéro d’aide", "n°")),
    columns.NUMBER,
    columns.LAST_NAME,
    columns.FIRST_NAME,
    columns.BIRTH_DATE,
    dataclasses.replace(columns.COMMUNE, required=True),
    Field(name="date_decision", parse=cell.past_date, label="Date de la décision",
          help=cell.DATE_EXPECTED, example="2019-05-01", required=True,
          synonyms=("décidée le", "date de commission")),
    Field(name="decision", parse=cell.choice(AidDecision.choices, {
              "accordé": "accord", "accordée": "accord", "refusé": "refus", "refusée": "refus",
              "ajourné": "ajournement", "ajournée": "ajournement"}),
          label="Décision", help="accord, refus ou ajournement", example="accord", required=True),
    Field(name="nature", parse=cell.text(120), label="Nature",
          help="code d’une nature d’aide du fonds", example="energie",
          synonyms=("nature de l’aide",), codes=natures),
    Field(name="motif_refus", parse=cell.text(200), label="Motif de refus",
          help="code ou libellé de la liste ; un autre texte est gardé pour le service",
          example="", synonyms=("raison du refus",),
          codes=lambda: RefusalReason.objects.values_list("code", "label")),
    Field(name="montant_demande", parse=amount, label="Montant demandé (€)",
          help="en euros, virgule ou point", example="350,00"),
    Field(name="montant_accorde", parse=amount, label="Montant accordé (€)",
          help="en euros, seulement pour un accord", example="300,00"),
]  # fmt: skip
# The column that a broken constraint of the model is told under.
COLUMN_OF_RULE = {
    "aid_amount_needs_grant": "montant_accorde",
    "aid_granted_positive": "montant_accorde",
    "aid_requested_positive": "montant_demande",
    "aid_granted_within_request": "montant_accorde",
    "aid_dates": "date_decision",
    "aid_asked_or_decided": "date_decision",
    "aid_decision_with_day": "date_decision",
    "aid_paid_stands": "decision",
}
WRITTEN = ["year", "person", "household", "commune", "decided_on", "decision", "nature",
           "refusal_reason", "refusal_note", "amount_requested", "amount_granted"]  # fmt: skip


class AidImporter(TableImporter):
    slug = "aides"
    title = "Aides des fonds"
    explanation = (
        "Une ligne par aide ; les règles de chaque fonds valent quelle que soit la décision."
    )
    fields = FIELDS

    def read(self) -> None:
        self.communes = Communes()
        self.fields = [
            dataclasses.replace(field, parse=self.communes)
            if field.name == "code_commune"
            else field
            for field in FIELDS
        ]
        super().read()

    def prepare(self) -> None:
        self.funds = Lookup(
            "un fonds connu", Fund.objects.all(), lambda fund: fund.code, lambda fund: fund.acronym
        )
        self.natures = {
            fund.pk: nomenclature(f"une nature d’aide du {fund.acronym}", natures)
            for fund in Fund.objects.all()
            for natures in [AidNature.objects.filter(fund=fund)]
        }
        self.reasons = nomenclature("un motif de refus", RefusalReason.objects.all())
        self.persons = PersonIndex(
            self.column("numero_demande"), self.column("date_naissance"), self.report, self.job.by
        )
        self.snapshots = Snapshots(self.persons.known())
        self.known: dict[tuple[int, int, str], Aid] = {}
        self.waiting: dict[tuple[int, str], Aid] = {}
        self.cancelled: set[tuple[int, int, str]] = set()
        for batch in batches(map(key_of, self.column("numero"))):
            self.hold(batch)
            aids = Aid.objects.filter(number_key__in=batch).select_related(
                "person", "nature", "refusal_reason"
            )
            self.cancelled |= set(
                Aid.with_cancelled.filter(number_key__in=batch)
                .exclude(STANDS)
                .values_list("fund", "year", "number_key")
            )
            self.known |= {(aid.fund_id, aid.year, aid.number_key): aid for aid in aids}
            # Decided in a later year, an aid is still the one that was asked.
            self.waiting |= {(aid.fund_id, aid.number_key): aid for aid in aids if aid.is_pending}
        self.numbered = {(fund, number) for fund, _, number in self.known}
        self.of_other_years: list[int] = []
        self.unlisted_reasons: list[int] = []
        attachments = Attachment.objects.filter(ends_on=None)
        self.commissions = dict(attachments.values_list("commune_id", "commission_id"))
        self.new: list[Aid] = []
        self.changed: list[Aid] = []

    def hold(self, numbers: list[str]) -> None:
        """Nobody decides nor pays them between what is read here and what is written."""
        one_at_a_time(Aid._base_manager.filter(number_key__in=numbers))

    def plan(self) -> None:
        super().plan()
        self.persons.tell()
        self.communes.tell(self.report)
        self.report.say_lines(
            "Numéros déjà portés par l’aide d’une autre année, qui reste comme elle est",
            self.of_other_years,
        )
        self.report.say_lines(
            "Motifs de refus hors de la liste, gardés en précision pour le service",
            self.unlisted_reasons,
        )

    def take(self, line: int, values: dict) -> None:
        fund = at("fonds", self.funds, values["fonds"])
        self.check_commission(self.commissions.get(values["code_commune"]), "code_commune")
        key = fund.pk, values["date_decision"].year, key_of(values["numero"])
        self.once(key, line)
        nature = values["nature"] and at("nature", self.natures[fund.pk], values["nature"])
        if nature:
            at("nature", check_valid, nature, values["date_decision"])
        if values["decision"] != AidDecision.GRANTED and values["montant_accorde"] == 0:
            values["montant_accorde"] = None
        person = self.persons.find(values)
        if person.birth_date > values["date_decision"]:
            raise Invalid("La personne naît après la décision", field="date_naissance")
        if key in self.cancelled and key not in self.known:
            raise cancelled_row("Cette aide", field="numero")
        aid = self.known.get(key) or self.asked(key, person)
        aid = aid or Aid(fund=fund, number=values["numero"])
        self.check_same_aid(aid, person)
        changes = self.fill(aid, person, nature, values)
        if changes and aid.payment_order_id:
            raise Invalid("Cette aide est mise en paiement : rien n’en change", field="numero")
        self.check_rules(aid, fund)
        if aid.pk is None:
            self.new.append(aid)
        elif changes:
            self.changed.append(aid)
        if values["motif_refus"] and aid.refusal_note == values["motif_refus"]:
            self.unlisted_reasons.append(line)
        if aid.pk is None and (key[0], key[2]) in self.numbered:
            self.of_other_years.append(line)
        self.settle(aid, changes, f"{fund.acronym} {aid.number}", line)
        facts = {"commune_id": values["code_commune"]}
        self.persons.settle(person, line, values["numero_demande"], facts)

    def asked(self, key: tuple[int, int, str], person: Person) -> Aid | None:
        """The pending aid of that number, where it is the same person's."""
        aid = self.waiting.get((key[0], key[2]))
        return aid if aid and loose(aid.person) == loose(person) else None

    def fill(self, aid: Aid, person, nature, values: dict) -> dict:
        changes = carry_into(aid, {
            "person": person,
            "household_id": self.snapshots.household_of(person, values["date_decision"]),
            "commune_id": values["code_commune"],
            "decided_on": values["date_decision"],
            "decision": values["decision"],
            "nature": nature,
            **self.reason_of(values["motif_refus"]),
            "amount_requested": values["montant_demande"],
            "amount_granted": values["montant_accorde"],
        })  # fmt: skip
        aid.set_key()
        takes_back = aid.decision != AidDecision.GRANTED and values["montant_accorde"] is None
        if takes_back and aid.amount_granted is not None:
            changes["amount_granted"] = aid.amount_granted, None
            aid.amount_granted = None
        return changes

    def reason_of(self, text: str) -> dict:
        """A reason of the list, or what was typed instead of one: readers never get it."""
        if not text:
            return {}
        try:
            return {"refusal_reason": self.reasons(text)}
        except Invalid:
            return {"refusal_note": text}

    def check_same_aid(self, aid: Aid, person: Person) -> None:
        if aid.pk is not None and aid.person_id != person.pk and loose(aid.person) != loose(person):
            raise Invalid(
                f"Ce numéro est celui d’une aide du {aid.counts_from:%d/%m/%Y} "
                "à une autre personne",
                "un numéro propre à chaque aide du fonds dans l’année",
                field="numero",
            )

    def check_rules(self, aid: Aid, fund: Fund) -> None:
        check_constraints(aid, COLUMN_OF_RULE)
        refusal = fund.refusal(
            birth_date=aid.person.birth_date,
            decided_on=aid.counts_from,
            nature_code=aid.nature.code if aid.nature else "",
            person=aid.person,
        )
        if refusal:
            field = "numero_demande" if fund.requires_open_right else "date_naissance"
            raise Invalid(refusal.rstrip("."), field=field)
        if refusal := fund.refusal_of(aid.amount_granted):
            raise Invalid(refusal.rstrip("."), field="montant_accorde")

    def write(self, run) -> None:
        self.persons.write()
        for aid in [*self.new, *self.changed]:
            # The person may have been saved since: its key is only known now.
            aid.person = aid.person
        Aid.objects.bulk_create(self.new, batch_size=500)
        history.bulk_update(Aid, self.changed, WRITTEN, batch_size=200)


register(AidImporter)
