"""From a file to the database: read, plan, then write in one transaction.

`run_import` is what the command, the pages and the tests call. Planning reads the
database and decides everything; writing applies it. A dry run stops in between, so that
the preview is the very plan that confirming carries out.
"""

import contextlib
import datetime as dt
import hashlib
import os
import secrets
from collections.abc import Callable
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.timezone import localtime

from plics import history
from plics.importing.afterwards import announce
from plics.importing.errors import FileRefused
from plics.importing.importer import (
    COMPARING,
    READING,
    WRITING,
    Corrections,
    Importer,
    Job,
    unheard,
)
from plics.importing.reports import RejectFile, Report
from plics.memory import uncollected
from plics.models import Department, ImportRun, Operation, User
from plics.nir import without_nir

BUSY = (
    "Les données ont changé pendant l’import et rien n’a été écrit : relancez-le, "
    "en vérifiant qu’aucun autre import n’est en cours."
)


def unsettled(report: Report) -> None:
    """Nobody keeps the outcome elsewhere."""


def run_import(
    importer_class: type[Importer],
    path: Path | str,
    *,
    name: str = "",
    date: dt.date | None = None,
    force: bool = False,
    dry_run: bool = False,
    detailed: bool = False,
    by: User | None = None,
    mapping: dict[str, str] | None = None,
    corrections: Corrections | None = None,
    tell: Callable[[str, int, int], None] = unheard,
    settle: Callable[[Report], None] = unsettled,
) -> Report:
    """Imports a file, or with `dry_run` says what importing it would do.

    `by` limits rows to the commissions that account may see; `mapping` gives the field
    of headers that differ; `corrections` what was typed over cells; `detailed` lists the rows
    created, changed (old → new) and closed in `report.changes`; `tell` hears of each stage,
    with the rows done and their number; `settle` is called last in the transaction that writes
    the rows, so that what it writes is true exactly when they are in.
    """
    path = Path(path)
    report = Report(importer_class.slug, without_nir(name or path.name), date, dry_run)
    job = Job(path=path, report=report, date=date, force=force, detailed=detailed, by=by,
              mapping=mapping or {}, corrections=corrections or {}, tell=tell)  # fmt: skip
    try:
        with uncollected():
            carry_out(importer_class, job, settle)
    except FileRefused as problem:
        report.refuse_whole(problem)
    except IntegrityError:
        report.refuse_whole(FileRefused(BUSY))
    if not dry_run and not report.rejects_path:
        keep_rejects(report)
    report.sort_errors()
    return report


def keep_rejects(report: Report) -> None:
    if report.reject and not report.is_refused_whole:
        report.rejects_path = keep(report.reject, report.file_name)


def carry_out(importer_class: type[Importer], job: Job, settle: Callable[[Report], None]) -> None:
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
            report.run = record(job, fingerprint, importer)
            label = f"Import\u00a0: {report.file_name}"
            with history.operation(Operation.Kind.IMPORT, label, by=job.by, run=report.run):
                importer.write(report.run)
            report.sort_errors()
            # Before the rows are in: on a full disk, neither they nor what was refused is lost.
            keep_rejects(report)
            announce(report.run)
            settle(report)


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


def record(job: Job, fingerprint: str, importer: Importer) -> ImportRun:
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
        is_stock=importer.is_stock,
        payers=importer.payers,
    )


def rejects_folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "rejets"


def keep(rejects: RejectFile, file_name: str) -> Path:
    """Writes the refused rows where only this account's processes read them."""
    folder = rejects_folder()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    stem = Path(file_name).stem[:60]
    path = folder / f"{stem}-rejets-{secrets.token_hex(4)}{rejects.suffix}"
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(rejects.content())
    return path
