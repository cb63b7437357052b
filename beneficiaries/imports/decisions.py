"""Decisions of the commissions' sittings."""

from collections import Counter, defaultdict
from typing import Any

from beneficiaries.imports.columns import NUMBER
from beneficiaries.imports.persons import batches
from beneficiaries.models import Commission, Decision, DecisionType, Household, Sitting
from beneficiaries.models.sittings import OUT_OF_TIME, REPEATED
from plics import history
from plics.importing import values as cell
from plics.importing.changes import carry_into
from plics.importing.errors import Invalid
from plics.importing.fields import Field
from plics.importing.lookups import Lookup, at, nomenclature
from plics.importing.rules import cancelled_row
from plics.importing.table_importer import TableImporter
from plics.models import STANDS, one_at_a_time

COMMISSION = Field(
    name="commission",
    parse=cell.text(60),
    label="Commission RSA",
    help="identifiant de la commission",
    example="argentan",
    required=True,
    synonyms=("commission RSA", "territoire"),
    codes=lambda: Commission.objects.values_list("slug", "name"),
)
FIELDS = [
    COMMISSION,
    Field(
        name="date_seance",
        parse=cell.past_date,
        label="Date de la séance",
        help=cell.DATE_EXPECTED,
        example="2019-03-14",
        required=True,
        synonyms=("séance", "date de commission", "séance du"),
    ),
    NUMBER,
    Field(
        name="decision",
        parse=cell.text(120),
        label="Décision",
        help="code d’un type de décision",
        example="suspension",
        required=True,
        synonyms=("type de décision",),
        codes=lambda: DecisionType.objects.values_list("code", "label"),
    ),
    Field(
        name="precision",
        parse=cell.text(200),
        label="Précision",
        help="texte libre, facultatif",
        example="",
        synonyms=("détail", "observation", "commentaire"),
    ),
]


def commission_lookup() -> Lookup:
    return Lookup(
        "une commission connue", Commission.objects.all(), lambda c: c.slug, lambda c: c.name
    )


class DecisionImporter(TableImporter):
    """A file says all that a sitting decided.

    Decisions have no number: those already there answer for the file's rows one for one,
    same sitting, household, type and detail, and only the rows left over are created.
    """

    slug = "decisions"
    title = "Décisions des commissions RSA"
    explanation = "Une ligne par décision. Le fichier d’une séance contient toutes ses décisions."
    fields = FIELDS

    def prepare(self) -> None:
        self.commissions = commission_lookup()
        self.types = nomenclature("une décision connue", DecisionType.objects.all())
        self.households = dict(Household.objects.order_by().values_list("number", "pk"))
        self.hold()
        self.sittings = {(s.commission_id, s.held_on): s for s in Sitting.objects.all()}
        self.known: dict[tuple, list[Decision]] = defaultdict(list)
        # How many of each household, at each sitting.
        self.taken: Counter[tuple] = Counter()
        for decision in Decision.objects.select_related("sitting", "type"):
            sitting = decision.sitting
            key = sitting.commission_id, sitting.held_on, decision.household_id
            self.known[*key, decision.type_id].append(decision)
            self.taken[key] += 1
        self.cancelled = set(
            Decision.with_cancelled.exclude(STANDS)
            .order_by()
            .values_list("sitting__commission", "sitting__held_on", "household", "type", "detail")
        )
        self.rows: list[tuple[int, Sitting, Decision]] = []
        self.new: list[tuple[Sitting, Decision]] = []
        self.changed: list[Decision] = []

    def hold(self) -> None:
        """Of a household, nobody types a sanction between what is read here and what is written."""
        named = {self.households.get(number) for number in self.column("numero_demande")}
        for batch in batches(pk for pk in named if pk is not None):
            one_at_a_time(Household.objects.filter(pk__in=batch))

    def settle_rest(self) -> None:
        # Exact repeats first: a changed detail must not take the place of another row.
        left = []
        for line, sitting, wanted in self.rows:
            if not self.take_known(line, sitting, wanted, same_detail=True):
                left.append((line, sitting, wanted))
        for line, sitting, wanted in left:
            known = wanted.household_id and self.take_known(line, sitting, wanted)
            if not known:
                self.new.append((sitting, wanted))
                self.taken[sitting.commission_id, sitting.held_on, wanted.household_id] += 1
                self.settle(wanted, {}, self.label(sitting, wanted), line)

    def take(self, line: int, values: dict) -> None:
        commission = at("commission", self.commissions, values["commission"])
        self.check_commission(commission.pk, "commission")
        kind = at("decision", self.types, values["decision"])
        key = commission.pk, values["date_seance"]
        sitting = self.sittings.get(key)
        if sitting is None:
            sitting = self.sittings[key] = Sitting(
                commission=commission, held_on=values["date_seance"]
            )
        household = at("numero_demande", self.household, values["numero_demande"])
        if household:
            # One sanction of a kind; other decisions may differ by their detail.
            detail = None if kind.is_sanction else values["precision"]
            self.once((*key, household, kind.pk, detail), line)
            self.check_not_cancelled((*key, household, kind.pk), values["precision"] or "")
        self.rows.append((line, sitting, Decision(
            sitting=sitting, household_id=household, type=kind, detail=values["precision"] or ""
        )))  # fmt: skip

    def check_not_cancelled(self, key: tuple, detail: str) -> None:
        standing = {decision.detail for decision in self.known.get(key, [])}
        if (*key, detail) in self.cancelled and detail not in standing:
            raise cancelled_row("Cette décision", field="decision")

    def household(self, number: str | None) -> int | None:
        if number is None:
            return None
        if number not in self.households:
            raise Invalid(
                f"Aucun ménage n’a le numéro {number}",
                "un ménage du stock, ou une cellule vide pour compter la décision sans lui",
            )
        return self.households[number]

    def remark(self, row: Any, line: int) -> None:
        """From what is in memory; a file has no column for a rate or a day of effect."""
        sitting = row.sitting
        if not row.type.is_valid_on(sitting.held_on):
            self.remarked[OUT_OF_TIME].append(line)
        key = sitting.commission_id, sitting.held_on, row.household_id
        if row.household_id and self.taken[key] > 1:
            self.remarked[REPEATED].append(line)

    def take_known(
        self, line: int, sitting: Sitting, wanted: Decision, *, same_detail: bool = False
    ) -> bool:
        key = sitting.commission_id, sitting.held_on, wanted.household_id, wanted.type_id
        for decision in self.known[key]:
            if same_detail and decision.detail != wanted.detail:
                continue
            self.known[key].remove(decision)
            changes = carry_into(decision, {"detail": wanted.detail})
            if changes:
                self.changed.append(decision)
            self.settle(decision, changes, self.label(sitting, wanted), line)
            return True
        return False

    def label(self, sitting: Sitting, decision: Decision) -> str:
        return f"{sitting} – {decision.type}"

    def write(self, run) -> None:
        for sitting, decision in self.new:
            if sitting.pk is None:
                sitting.save()
            decision.sitting = sitting
        Decision.objects.bulk_create([decision for _, decision in self.new])
        history.bulk_update(Decision, self.changed, ["detail"], batch_size=500)
