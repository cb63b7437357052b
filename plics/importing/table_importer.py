"""A kind of file that is a table: rows read, accepted or refused one by one."""

from collections import defaultdict
from collections.abc import Hashable, Sequence
from pathlib import Path
from typing import Any

from django.db.models import Model

from plics.importing import guards
from plics.importing.apart import read_table
from plics.importing.changes import described
from plics.importing.errors import FileRefused, Invalid, Refusals
from plics.importing.fields import RowError, RowReader, read_cell, refusal
from plics.importing.importer import COMPARING, STEP, Importer, Job
from plics.importing.reports import CREATED, UNCHANGED, UPDATED, Rejects, RowChange, typed
from plics.importing.sheets import recogniser
from plics.importing.tables import Table
from plics.importing.values import Raw
from plics.unusual import remarks


class TableImporter(Importer):
    """Rows read one by one through `fields`, each accepted or refused by `take`."""

    is_table = True
    suffixes = (".csv", ".txt", ".tsv", ".xlsx", ".ods")
    table: Table
    reader: RowReader
    rejects: Rejects

    def __init__(self, job: Job):
        super().__init__(job)
        self.lines: dict[Hashable, int] = {}
        # Lines that bring something unusual, under what is unusual.
        self.remarked: dict[str, list[int]] = defaultdict(list)
        self.allowed: set[int] | None = None

    @classmethod
    def weigh(cls, path: Path, suffix: str) -> int:
        return guards.weigh_table(path, suffix)

    def read(self) -> None:
        recognise = recogniser(self.fields, self.job.mapping)
        self.table = read_table(self.job.path, recognise)
        self.reader = self.open_reader(self.table)

    def open_reader(self, table: Table) -> RowReader:
        self.report.header = table.header
        reader = RowReader(self.fields, table.header, self.job.mapping)
        self.report.columns = reader.indexes
        for note in table.notes:
            self.report.say(note)
        if reader.unknown:
            self.report.say(f"Colonnes ignorées : {', '.join(reader.unknown)}.")
        if not table.rows:
            raise FileRefused("Le fichier ne contient que sa ligne d’en-têtes.")
        self.report.reject = self.rejects = Rejects(table.header)
        if reader.is_reject:
            table.rows[:] = [(line, [typed(cell) for cell in cells]) for line, cells in table.rows]
        self.correct(table)
        return reader

    def correct(self, table: Table) -> None:
        """Cells typed on the preview stand in for the file's."""
        lines = []
        for rank, (line, cells) in enumerate(table.rows):
            if corrected := self.job.corrections.get(str(line)):
                filled = [*cells, *[""] * (len(table.header) - len(cells))]
                told = [corrected.get(str(index), cell) for index, cell in enumerate(filled)]
                table.rows[rank] = (line, told)
                lines.append(line)
        self.report.say_lines("Corrigé sur cette page", lines)

    def plan(self) -> None:
        self.prepare()
        for count, (line, cells) in enumerate(self.table.rows):
            if not count % STEP:
                self.job.tell(COMPARING, count, len(self.table.rows))
            values, errors = self.reader.read_row(line, cells)
            if not errors:
                errors = self.attempt(line, cells, values)
            if errors:
                self.refuse(line, cells, errors)
        self.settle_rest()
        for rule, lines in self.remarked.items():
            self.report.say_lines(rule, sorted(lines))

    def settle_rest(self) -> None:
        """Rows that are settled once all have been read."""

    def remark(self, row: Any, line: int) -> None:
        """What a form would ask to confirm goes in, and is told."""
        for remark in remarks(row):
            self.remarked[remark.rule].append(line)

    def attempt(self, line: int, cells: Sequence[Raw], values: dict[str, Any]) -> list[RowError]:
        try:
            self.take(line, {field.name: None for field in self.fields} | values)
        except Invalid as problem:
            problems = [problem]
        except Refusals as refusals:
            problems = refusals.problems
        else:
            return []
        return [
            refusal(line, problem.field, problem, self.raw(cells, problem.field))
            for problem in problems
        ]

    def raw(self, cells: Sequence[Raw], field: str) -> Raw:
        index = self.reader.indexes.get(field, len(cells))
        return cells[index] if index < len(cells) else ""

    def prepare(self) -> None:
        """Loads what rows are compared with, in a few queries."""

    def take(self, line: int, values: dict[str, Any]) -> None:
        """Plans one good row, or raises Invalid."""
        raise NotImplementedError

    def column(self, name: str) -> set[Any]:
        """The readable values of a column, to load what they name in one go."""
        index = self.reader.indexes.get(name)
        if index is None:
            return set()
        field = self.reader.fields[name]
        raws = {cells[index] for _, cells in self.table.rows if index < len(cells)}
        found = (read_cell(field, raw) for raw in raws)
        return {value for value in found if value is not None and not isinstance(value, Invalid)}

    def once(self, key: Hashable, line: int) -> None:
        """Refuses the second row of a file about the same thing."""
        first = self.lines.setdefault(key, line)
        if first != line:
            raise Invalid(f"Cette ligne répète la ligne {first} du fichier", "une seule ligne")

    def check_commission(self, commission: int | None, field: str) -> None:
        """A coordinator brings in rows of their own commissions."""
        by = self.job.by
        if by is None or by.sees_everything:
            return
        if self.allowed is None:
            self.allowed = set(by.commissions.values_list("pk", flat=True))
        if commission not in self.allowed:
            raise Invalid("Cette ligne est hors de vos commissions", field=field)

    def settle(self, row: Model, changes: dict[str, tuple[Any, Any]], label: str, line: int) -> str:
        """Counts a planned row: new, changed (old → new), or as it was."""
        fate = CREATED if row.pk is None else UPDATED if changes else UNCHANGED
        setattr(self.report, fate, getattr(self.report, fate) + 1)
        if fate != UNCHANGED:
            self.remark(row, line)
        if self.job.detailed and fate != UNCHANGED:
            fields = described(row, changes) if fate == UPDATED else ()
            self.report.changes.append(RowChange(fate, label, line, fields))
        return fate

    def refuse(self, line: int, cells: Sequence[Raw], errors: list[RowError]) -> None:
        self.report.errors += errors
        self.report.refused += 1
        reason = " ".join(f"{e.field} : {e.message}" if e.field else e.message for e in errors)
        self.rejects.add(line, cells, reason)
