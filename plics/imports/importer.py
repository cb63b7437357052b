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
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from plics.imports.errors import FileRefused, Invalid
from plics.imports.fields import Field, RowError, RowReader, refusal
from plics.imports.reports import Rejects, Report
from plics.imports.tables import Table, read_table
from plics.models import Department, ImportRun

LINES_ABOVE_HEADER = 10
BUSY = (
    "Les données ont changé pendant l’import et rien n’a été écrit : relancez-le, "
    "en vérifiant qu’aucun autre import n’est en cours."
)


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

    def read(self) -> None:
        self.table = read_table(self.job.path)
        self.reader = self.open_reader(self.table)

    def open_reader(self, table: Table) -> RowReader:
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
        for line, cells in self.table.rows:
            values, errors = self.reader.read(line, cells)
            if not errors:
                errors = self.attempt(line, values)
            if errors:
                self.refuse(line, cells, errors)

    def attempt(self, line: int, values: dict) -> list[RowError]:
        try:
            self.take(line, {field.name: None for field in self.fields} | values)
        except Invalid as problem:
            raw = values.get(problem.field)
            return [refusal(line, problem.field, problem, "" if raw is None else raw)]
        return []

    def prepare(self) -> None:
        """Loads what rows are compared with, in a few queries."""

    def take(self, line: int, values: dict) -> None:
        """Plans one good row, or raises Invalid."""
        raise NotImplementedError

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
) -> Report:
    """Imports a file, or with `dry_run` says what importing it would do.

    `by` limits rows to the commissions that account may see; `mapping` gives the field
    of headers that differ; `detailed` lists created rows in `report.changes` too.
    """
    path = Path(path)
    report = Report(importer_class.kind, name or path.name, date, dry_run)
    job = Job(path=path, report=report, date=date, force=force, detailed=detailed, by=by,
              mapping=mapping or {})  # fmt: skip
    try:
        if importer_class.needs_date and date is None:
            raise FileRefused("Indiquez la date de référence du fichier (--date AAAA-MM-JJ).")
        importer = importer_class(job)
        importer.read()
        fingerprint = fingerprint_of(path)
        warn_of_same_file(report, fingerprint)
        with contextlib.nullcontext() if dry_run else transaction.atomic():
            lock()
            importer.plan()
            if not dry_run and report.did_something:
                report.run = record(job, fingerprint)
                importer.write(report.run)
    except FileRefused as problem:
        report.refuse_whole(problem)
    except IntegrityError:
        report.refuse_whole(FileRefused(BUSY))
    report.sort_errors()
    if report.reject and not dry_run and not report.is_refused_whole:
        report.rejects_path = keep(report)
    return report


def lock() -> None:
    """One import at a time; SQLite's immediate transactions already wait for one another."""
    if transaction.get_connection().in_atomic_block:
        list(Department.objects.select_for_update().values_list("pk"))


def fingerprint_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def warn_of_same_file(report: Report, fingerprint: str) -> None:
    earlier = ImportRun.objects.filter(kind=report.kind, fingerprint=fingerprint).first()
    if earlier:
        report.say(
            f"Ce même fichier a déjà été importé le {localtime(earlier.imported_at):%d/%m/%Y} "
            f"sous le nom « {earlier.file_name} »."
        )


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


def keep(report: Report) -> Path:
    """Writes the refused rows where only this account's processes read them."""
    folder = settings.MEDIA_ROOT / "rejets"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = Path(report.file_name).stem[:60]
    path = folder / f"{stem}-rejets-{secrets.token_hex(4)}{report.reject.suffix}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(report.reject.content())
    return path
