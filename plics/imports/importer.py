"""From a file to the database: read, plan, then write in one transaction.

`run_import` is what the command, the admin and the tests call. Planning reads the
database and decides everything; writing applies it. A dry run stops in between, so that
the preview is the very plan that confirming carries out.
"""

import contextlib
import dataclasses
import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from plics.imports.errors import FileRefused, Invalid, Refusals
from plics.imports.fields import Field, RowError, RowReader, read_cell, refusal
from plics.imports.reports import CREATED, UNCHANGED, UPDATED, Change, Rejects, Report
from plics.imports.tables import Table, read_table
from plics.models import Department, ImportRun

LINES_ABOVE_HEADER = 10
BUSY = (
    "Les données ont changé pendant l’import et rien n’a été écrit : relancez-le, "
    "en vérifiant qu’aucun autre import n’est en cours."
)

READING, COMPARING, WRITING = "lecture", "comparaison", "écriture"
STEP = 500  # rows between two signs of progress


def unheard(stage: str, done: int, total: int) -> None:
    """Nobody watches: progress is told to no one."""


@dataclasses.dataclass(kw_only=True)
class Job:
    """What is asked: which file, at which date, by whom."""

    path: Path
    report: Report
    date: dt.date | None = None
    force: bool = False
    detailed: bool = False
    by: object = None
    mapping: dict = dataclasses.field(default_factory=dict)
    tell: Callable[[str, int, int], None] = unheard


class Importer:
    """One kind of file. Instances live for one import."""

    kind = title = explanation = ""
    fields: list[Field] = []
    needs_date = takes_date = False

    def __init__(self, job: Job):
        self.job, self.report = job, job.report

    def read(self) -> None:
        """Reads the file, without the database's lock."""
        raise NotImplementedError

    def plan(self) -> None:
        raise NotImplementedError

    def write(self, run: ImportRun) -> None:
        raise NotImplementedError


class TableImporter(Importer):
    """Rows read one by one through `fields`, each accepted or refused by `take`."""

    table: Table
    reader: RowReader

    def __init__(self, job: Job):
        super().__init__(job)
        self.lines: dict[tuple, int] = {}
        self.allowed: set[int] | None = None

    def read(self) -> None:
        self.table = read_table(self.job.path)
        self.reader = self.open_reader(self.table)

    def open_reader(self, table: Table) -> RowReader:
        self.report.header = table.header
        try:
            reader = RowReader(self.fields, table.header, self.job.mapping)
        except FileRefused as problem:
            raise self.with_header_found_below(problem, table) from None
        for note in table.notes:
            self.report.say(note)
        if reader.unknown:
            self.report.say(f"Colonnes ignorées : {', '.join(reader.unknown)}.")
        if not table.rows:
            raise FileRefused("Le fichier ne contient que sa ligne d’en-têtes.")
        self.report.reject = Rejects(table.header)
        return reader

    def with_header_found_below(self, problem: FileRefused, table: Table) -> FileRefused:
        """A title above the headers is the usual reason why they are not recognised."""
        for line, cells in table.rows[:LINES_ABOVE_HEADER]:
            with contextlib.suppress(FileRefused):
                RowReader(self.fields, [str(cell) for cell in cells], self.job.mapping)
                return FileRefused(
                    f"Les en-têtes sont à la ligne {line} : supprimez les lignes au-dessus.",
                    line=table.header_line,
                    field=problem.field,
                )
        return problem

    def plan(self) -> None:
        self.prepare()
        for count, (line, cells) in enumerate(self.table.rows):
            if not count % STEP:
                self.job.tell(COMPARING, count, len(self.table.rows))
            values, errors = self.reader.read(line, cells)
            if not errors:
                errors = self.attempt(line, cells, values)
            if errors:
                self.refuse(line, cells, errors)

    def attempt(self, line: int, cells: list, values: dict) -> list[RowError]:
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

    def raw(self, cells: list, field: str):
        index = self.reader.indexes.get(field, len(cells))
        return cells[index] if index < len(cells) else ""

    def prepare(self) -> None:
        """Loads what rows are compared with, in a few queries."""

    def take(self, line: int, values: dict) -> None:
        """Plans one good row, or raises Invalid."""
        raise NotImplementedError

    def column(self, name: str) -> set:
        """The readable values of a column, to load what they name in one go."""
        index = self.reader.indexes.get(name)
        if index is None:
            return set()
        field = self.reader.fields[name]
        raws = {cells[index] for _, cells in self.table.rows if index < len(cells)}
        found = (read_cell(field, raw) for raw in raws)
        return {value for value in found if value is not None and not isinstance(value, Invalid)}

    def once(self, key: tuple, line: int) -> None:
        """Refuses the second row of a file about the same thing."""
        first = self.lines.setdefault(key, line)
        if first != line:
            raise Invalid(f"Cette ligne répète la ligne {first} du fichier", "une seule ligne")

    def check_commission(self, commission: int, field: str) -> None:
        """A coordinator brings in rows of their own commissions."""
        by = self.job.by
        if by is None or by.sees_everything:
            return
        if self.allowed is None:
            self.allowed = set(by.commissions.values_list("pk", flat=True))
        if commission not in self.allowed:
            raise Invalid("Cette ligne est hors de vos commissions", field=field)

    def settle(self, row, changes: dict, label: str, line: int) -> str:
        """Counts a planned row: new, changed (old → new), or as it was."""
        fate = CREATED if row.pk is None else UPDATED if changes else UNCHANGED
        setattr(self.report, fate, getattr(self.report, fate) + 1)
        if self.job.detailed and fate != UNCHANGED:
            fields = described(row, changes) if fate == UPDATED else ()
            self.report.changes.append(Change(fate, label, line, fields))
        return fate

    def refuse(self, line: int, cells: list, errors: list[RowError]) -> None:
        self.report.errors += errors
        self.report.refused += 1
        reason = " ".join(f"{e.field} : {e.message}" if e.field else e.message for e in errors)
        self.report.reject.add(line, cells, reason)


def run_import(
    importer_class: type[Importer],
    path,
    *,
    name: str = "",
    date: dt.date | None = None,
    force: bool = False,
    dry_run: bool = False,
    detailed: bool = False,
    by=None,
    mapping: dict | None = None,
    tell: Callable[[str, int, int], None] = unheard,
) -> Report:
    """Imports a file, or with `dry_run` says what importing it would do.

    `by` limits rows to the commissions that account may see; `mapping` gives the field
    of headers that differ; `detailed` lists the rows created, changed (old → new) and
    closed in `report.changes`; `tell` hears of each stage, with the rows done and their
    number.
    """
    path = Path(path)
    report = Report(importer_class.kind, name or path.name, date, dry_run)
    job = Job(path=path, report=report, date=date, force=force, detailed=detailed, by=by,
              mapping=mapping or {}, tell=tell)  # fmt: skip
    try:
        carry_out(importer_class, job)
    except FileRefused as problem:
        report.refuse_whole(problem)
    except IntegrityError:
        report.refuse_whole(FileRefused(BUSY))
    report.sort_errors()
    if report.reject and not dry_run and not report.is_refused_whole:
        report.rejects_path = keep(report)
    return report


def carry_out(importer_class: type[Importer], job: Job) -> None:
    report = job.report
    if importer_class.needs_date and job.date is None:
        raise FileRefused("Indiquez la date de référence du fichier (--date AAAA-MM-JJ).")
    importer = importer_class(job)
    job.tell(READING, 0, 1)
    importer.read()
    fingerprint = fingerprint_of(job.path)
    warn_of_same_file(report, fingerprint)
    with contextlib.nullcontext() if report.is_dry_run else transaction.atomic():
        lock()
        job.tell(COMPARING, 0, 1)
        importer.plan()
        if not report.is_dry_run and report.did_something:
            job.tell(WRITING, 0, 1)
            report.run = record(job, fingerprint)
            importer.write(report.run)


def apply(row, values: dict) -> dict:
    """Sets the values a file carries; gives {field: (old, new)} of those that changed."""
    changes = {}
    for name, new in values.items():
        # A required relation not set yet answers with an AttributeError.
        old = getattr(row, name, None)
        if new is not None and new != "" and new != old:
            changes[name] = (old, new)
            setattr(row, name, new)
    return changes


def described(row, changes: dict) -> tuple:
    return tuple(
        (
            str(row._meta.get_field(name.removesuffix("_id")).verbose_name),
            written(row, name, old),
            written(row, name, new),
        )
        for name, (old, new) in changes.items()
    )


def written(row, name: str, value) -> str:
    """A value as the preview shows it."""
    if value is None:
        return ""
    if name.endswith("_id"):
        model = row._meta.get_field(name.removesuffix("_id")).related_model
        return str(model.objects.get(pk=value))
    if isinstance(value, str):
        return str(dict(row._meta.get_field(name).flatchoices or ()).get(value, value))
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, dt.date):
        return f"{value:%d/%m/%Y}"
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    if isinstance(value, list | set):
        return ", ".join(sorted(map(str, value)))
    return str(value)


def lock() -> None:
    """One import at a time; SQLite's immediate transactions already wait for one another."""
    if transaction.get_connection().in_atomic_block:
        list(Department.objects.select_for_update().values_list("pk"))


def fingerprint_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def warn_of_same_file(report: Report, fingerprint: str) -> None:
    if told := told_of_same_file(report.kind, fingerprint):
        report.is_repeat = True
        report.say(told)


def told_of_same_file(kind: str, fingerprint: str) -> str:
    earlier = ImportRun.objects.filter(kind=kind, fingerprint=fingerprint).first()
    if earlier is None:
        return ""
    day = f"{localtime(earlier.imported_at):%d/%m/%Y}"
    return f"Ce même fichier a déjà été importé le {day} sous le nom « {earlier.file_name} »."


def record(job: Job, fingerprint: str) -> ImportRun:
    report = job.report
    return ImportRun.objects.create(
        kind=report.kind,
        file_name=report.file_name[:255],
        fingerprint=fingerprint,
        reference_date=report.reference_date,
        imported_by=job.by,
        created=report.created,
        updated=report.updated,
        unchanged=report.unchanged,
        closed=report.closed,
        refused=report.refused,
        is_forced=job.force,
    )


def rejects_folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "rejets"


def keep(report: Report) -> Path:
    """Writes the refused rows where only this account's processes read them."""
    folder = rejects_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = Path(report.file_name).stem[:60]
    path = folder / f"{stem}-rejets-{secrets.token_hex(4)}{report.reject.suffix}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(report.reject.content())
    return path
