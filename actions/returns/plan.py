"""What a returned file would change, row by row: decided here, for the preview and for the deed.

Each value has three states: at the download (in the signed key), now in the application, and
in the file. Only what the provider changed counts; what both changed is a conflict, which
someone must settle.
"""

from __future__ import annotations

import contextlib
import dataclasses
import datetime as dt
import enum
import hashlib

from actions.imports.participations import COLUMN_OF_RULE, check_outcome
from actions.models import Agreement, ExitOutcome, Participation
from actions.returns import columns, shown
from actions.returns.columns import STEP, TRACKED
from actions.returns.keys import opened, state
from actions.returns.newcomers import Newcomers
from actions.returns.reading import reader_of
from beneficiaries.imports.persons import refuse_frozen
from beneficiaries.imports.stock import Communes, loose_key
from beneficiaries.models import Step
from plics.importing.errors import Invalid, Refusals
from plics.importing.fields import RowError, refusal
from plics.importing.lookups import at, check_valid, nomenclature
from plics.importing.rules import check_constraints
from plics.models import STANDS

EMPTINESS = {tracked.name: tracked.empty for tracked in TRACKED}


class Fate(enum.Enum):
    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"
    REFUSED = "refused"


@dataclasses.dataclass(frozen=True, kw_only=True)
class ReturnedChange:
    name: str
    label: str
    before: str
    after: str
    # At the download, when it is neither of the two: the application has moved since.
    base: str | None = None


@dataclasses.dataclass(kw_only=True)
class ReturnedLine:
    number: int
    cells: list
    fate: Fate = Fate.REFUSED
    label: str = ""
    note: str = ""
    changes: list[ReturnedChange] = dataclasses.field(default_factory=list)
    errors: list[RowError] = dataclasses.field(default_factory=list)
    participation: Participation | None = None
    steps: list[Step] | None = None

    @property
    def row(self) -> Participation:
        """What a line that could be judged would write."""
        assert self.participation is not None
        return self.participation

    @property
    def conflicts(self) -> list[ReturnedChange]:
        return [change for change in self.changes if change.base is not None]

    @property
    def reason(self) -> str:
        return " ".join(
            f"{error.field} : {error.message}" if error.field else error.message
            for error in self.errors
        )


class ReturnPlan:
    def __init__(
        self,
        agreement: Agreement,
        header: list[str],
        rows: list,
        *,
        lock: bool = False,
        newcomers: Newcomers | None = None,
    ):
        self.agreement = agreement
        self.reader = reader_of(header, code_commune=Communes())
        self.outcomes = nomenclature("une issue connue", ExitOutcome.objects.all())
        self.all_steps = list(Step.objects.all())
        self.find_step = nomenclature("une démarche connue", self.all_steps)
        self.labels = shown.Labels(self.outcomes.codes.values(), self.all_steps)
        self.known = self.load_known(lock)
        # Cancelled ones too: a return does not bring them back as new.
        cancelled = Participation.with_cancelled.filter(agreement=agreement).exclude(STANDS)
        every = [*cancelled, *self.known.values()]
        self.taken = {(row.person_id, row.entered_on): row.pk for row in every}
        self.newcomers = newcomers or Newcomers()
        self.seen: dict = {}
        self.present: set[int] = set()
        self.lines = [self.read_line(number, cells) for number, cells in rows]

    @property
    def absent(self) -> int:
        """Participations of the agreement that the file does not show: they stay."""
        return len(self.known.keys() - self.present)

    def load_known(self, lock: bool) -> dict[int, Participation]:
        rows = Participation.objects.filter(agreement=self.agreement).prefetch_related("steps")
        rows = rows.select_related("person", "outcome", "agreement")
        if lock:
            rows = rows.select_for_update(of=("self",))
        return {row.pk: row for row in rows}

    def of_fate(self, *fates: Fate) -> list[ReturnedLine]:
        return [line for line in self.lines if line.fate in fates]

    @property
    def fingerprint(self) -> str:
        """What was shown: confirming something else is refused."""
        told = [(each.number, each.fate.value, each.label, each.changes) for each in self.lines]
        return hashlib.sha256(repr(told).encode()).hexdigest()

    # --- one row ------------------------------------------------------------------------

    def read_line(self, number: int, cells: list) -> ReturnedLine:
        line = ReturnedLine(number=number, cells=cells)
        values, line.errors = self.reader.read_row(number, cells)
        named = [values.get(name) for name in ("nom", "prenom")]
        line.label = " ".join(str(name) for name in named if isinstance(name, str))
        self.note_presence(values)
        if line.errors:
            return line
        try:
            self.judge(line, values)
        except Refusals as refused:
            line.errors = [refusal(number, each.field, each) for each in refused.problems]
        except Invalid as problem:
            # A key means nothing to who reads the refusal.
            raw = None if problem.field == columns.KEY.name else values.get(problem.field)
            line.errors = [refusal(number, problem.field, problem, "" if raw is None else raw)]
        if line.errors:
            line.fate = Fate.REFUSED
        return line

    def note_presence(self, values: dict) -> None:
        """A row that is refused still shows that its participant was not left out."""
        key = values.get(columns.KEY.name)
        if isinstance(key, str):
            with contextlib.suppress(Invalid):
                self.present.add(opened(key, self.agreement)[0])

    def judge(self, line: ReturnedLine, values: dict) -> None:
        wanted = self.wanted(values)
        if values.get(columns.KEY.name):
            participation, base = self.named_by_key(values)
        else:
            participation, base = self.newcomer(line, values), None
            if participation.pk:
                # Known already: an empty cell of a row typed anew takes nothing away.
                wanted = {k: v for k, v in wanted.items() if v != EMPTINESS[k]}
            self.present.add(participation.pk)
        self.once(participation, line.number)
        line.participation, line.label = participation, str(participation.person)
        self.compare(line, wanted, base)
        if line.fate is not Fate.UNCHANGED:
            refuse_frozen(participation.person)
        self.check_line(line)

    def named_by_key(self, values: dict) -> tuple[Participation, dict]:
        pk, base = opened(values[columns.KEY.name], self.agreement)
        participation = self.known.get(pk)
        if participation is None:
            raise Invalid(
                "Cette participation n’existe plus dans l’application",
                "une ligne sans clé, si la personne doit être inscrite à nouveau",
                field=columns.KEY.name,
            )
        person = participation.person
        found = loose_key(values["nom"], values["prenom"], values["date_naissance"])
        if found != loose_key(person.last_name, person.first_name, person.birth_date):
            raise Invalid(
                "L’identité n’est pas celle de la participation que la clé désigne",
                f"{person}, né(e) le {person.birth_date:%d/%m/%Y}",
                field="nom",
            )
        return participation, base

    def newcomer(self, line: ReturnedLine, values: dict) -> Participation:
        person = self.newcomers.find(values)
        entered_on = values["date_entree"]
        if person.birth_date > entered_on:
            raise Invalid("La personne naît après son entrée", field="date_naissance")
        taken = self.taken.get((person.pk, entered_on))
        if taken in self.known:
            return self.known[taken]
        line.note = self.newcomers.told(person)
        return Participation(
            agreement=self.agreement,
            person=person,
            entered_on=entered_on,
            audience=values.get("public") or Participation._meta.get_field("audience").default,
            commune_id=values.get("code_commune"),
        )

    def once(self, participation: Participation, number: int) -> None:
        key = participation.pk or (id(participation.person), participation.entered_on)
        first = self.seen.setdefault(key, number)
        if first != number:
            raise Invalid(f"Cette ligne répète la ligne {first} du fichier", "une seule ligne")

    def wanted(self, values: dict) -> dict:
        """The file's values, as a key writes them; columns that it lacks are left out."""
        steps = [
            at(name, self.find_step, values[name])
            for name in self.reader.indexes
            if name.startswith(f"{STEP}_") and values[name]
        ]
        raw = {tracked.name: values.get(tracked.column) for tracked in TRACKED}
        raw["steps"] = list({step.pk: step for step in steps}.values())
        if raw["outcome"]:
            raw["outcome"] = at("issue", self.outcomes, raw["outcome"])
        present = {name.partition("_")[0] if name.startswith(STEP) else name
                   for name in self.reader.indexes}  # fmt: skip
        return {
            tracked.name: tracked.of(raw[tracked.name])
            for tracked in TRACKED
            if tracked.column in present
        }

    def compare(self, line: ReturnedLine, wanted: dict, base: dict | None) -> None:
        participation = line.row
        now = state(participation) if participation.pk else dict(EMPTINESS)
        # A workbook sent out before a column was asked for has nothing of it in its keys.
        base = now | (base or {})
        for tracked in TRACKED:
            name = tracked.name
            if name not in wanted or wanted[name] in (base[name], now[name]):
                continue
            moved = base[name] != now[name]
            line.changes.append(
                ReturnedChange(
                    name=name,
                    label=tracked.label,
                    before=self.labels.tell(name, now[name]),
                    after=self.labels.tell(name, wanted[name]),
                    base=self.labels.tell(name, base[name]) if moved else None,
                )
            )
            self.assign(line, name, wanted[name])
        line.fate = self.fate(line)

    def fate(self, line: ReturnedLine) -> Fate:
        if line.row.pk is None:
            return Fate.CREATED
        if line.conflicts:
            return Fate.CONFLICT
        return Fate.UPDATED if line.changes else Fate.UNCHANGED

    def assign(self, line: ReturnedLine, name: str, value) -> None:
        if name == "steps":
            line.steps = [step for step in self.all_steps if step.code in value]
        elif name == "outcome":
            line.row.outcome = value and self.outcomes(value)
        else:
            setattr(line.row, name, shown.stored(name, value))

    # --- what makes a row impossible ------------------------------------------------------

    def check_line(self, line: ReturnedLine) -> None:
        """Rules of a participation, on what the provider changed alone."""
        if not line.changes:
            return
        row = line.row
        changed = {change.name for change in line.changes}
        self.check_dates(row, changed)
        check_constraints(row, COLUMN_OF_RULE)
        check_outcome(row)
        if "entered_on" in changed and (why := row.late_entry_refusal()):
            raise Invalid(why.rstrip("."), field="date_entree")
        line.note = " ".join(filter(None, [line.note, *self.unusual(row, changed)]))
        if row.outcome and row.exited_on:
            at("issue", check_valid, row.outcome, row.exited_on)
        holder = self.taken.setdefault((row.person.pk or id(row.person), row.entered_on), row.pk)
        if holder != row.pk:
            raise Invalid(
                "Cette personne est déjà entrée ce jour sur l’action",
                "une autre date, ou la ligne de cette participation",
                field="date_entree",
            )

    def unusual(self, row: Participation, changed: set[str]) -> list[str]:
        return [
            f"À vérifier\u00a0: {remark.detail}"
            for remark in row.unusual()
            if remark.field in changed
        ]

    def check_dates(self, row: Participation, changed: set[str]) -> None:
        year = self.agreement.year
        if "entered_on" in changed and row.person.birth_date > row.entered_on:
            raise Invalid("La personne naît après son entrée", field="date_entree")
        if "entered_on" in changed and (why := row.age_refusal()):
            raise Invalid(why.rstrip("."), field="date_entree")
        if "entered_on" in changed and row.entered_on.year > year:
            raise Invalid(
                f"L’entrée ({row.entered_on:%d/%m/%Y}) est après l’année de la convention",
                f"au plus tard le 31/12/{year}",
                field="date_entree",
            )
        left = row.exited_on
        if "exited_on" in changed and left and left < dt.date(year, 1, 1):
            raise Invalid(
                f"La sortie ({left:%d/%m/%Y}) est avant l’année de la convention",
                f"au plus tôt le 01/01/{year}",
                field="date_sortie",
            )
