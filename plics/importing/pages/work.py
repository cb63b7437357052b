"""The two long steps of an upload: read it for its preview, then import it.

Both take a waiting upload or leave it alone, so that a task started twice runs once.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial

from django.db import InterfaceError, OperationalError, transaction
from django.utils import timezone

from plics import outages
from plics.importing.errors import FileRefused, french
from plics.importing.pages import corrections, progress
from plics.importing.pages.summary import ERRORS, details, summary
from plics.importing.registry import KINDS
from plics.importing.reports import Report
from plics.importing.run import keep, run_import, unsettled
from plics.models import Upload, User

logger = logging.getLogger(__name__)
State = Upload.State


class Superseded(Exception):
    """Somebody else has taken this upload up meanwhile, or even finished it."""


def take_waiting(upload_id: int) -> Upload | None:
    waiting = Upload.objects.filter(pk=upload_id, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, active_at=timezone.now()):
        return None
    return Upload.objects.select_related("uploaded_by", "confirmed_by").get(pk=upload_id)


def put_back(upload_id: int) -> None:
    """Whoever had taken it is dead. What is done stays done."""
    running = Upload.objects.filter(pk=upload_id, state=State.RUNNING)
    running.update(state=State.WAITING, active_at=timezone.now())


def give_up(upload_id: int, why: str) -> None:
    upload = Upload.objects.filter(pk=upload_id, state__in=Upload.BUSY).first()
    if upload is None:
        return
    upload.state, upload.report = State.LOST, upload.report | {"fault": french(why)}
    upload.save(update_fields=["state", "report"])


def prepare_preview(upload_id: int) -> None:
    upload = take_waiting(upload_id)
    if upload is None:
        return
    report = run_upload(upload, dry_run=True)
    if report is None:
        return
    upload.details = details(report) | {corrections.ROWS: corrections.rows_to_correct(report)}
    if report.reject:
        report.rejects_path = keep(report.reject, report.file_name)
    if report.lacks_columns:
        finish(upload, report, State.COLUMNS)
    else:
        finish(upload, report, State.REFUSED if report.is_refused else State.READY)


def carry_out_import(upload_id: int) -> None:
    """The import and its outcome are one transaction: both are in, or neither."""
    upload = take_waiting(upload_id)
    if upload is None:
        return
    report = run_upload(upload, dry_run=False, settle=partial(settle, upload))
    if report is None:
        return
    if report.is_refused:
        # What the preview found has changed since: it is to be read, and confirmed, again.
        upload.confirmed_at = upload.confirmed_by = None
        upload.details = details(report)
        finish(upload, report, State.REFUSED)
        return
    upload.file.delete(save=True)


def check_account(upload: Upload) -> None:
    """A task outlives a right: whoever sent or confirmed the file may have lost it since."""
    by = upload.confirmed_by or upload.uploaded_by
    account = by and User.objects.filter(pk=by.pk).first()
    if by and not (account and KINDS[upload.kind].is_for(account)):
        raise FileRefused(
            "Le compte qui a envoyé ou confirmé ce fichier n’a plus le droit de l’importer\u00a0: "
            "rien n’a été écrit."
        )


def settle(upload: Upload, report: Report) -> None:
    """Called within the import's transaction, before it ends."""
    check_account(upload)
    ours = Upload.objects.select_for_update().filter(pk=upload.pk, state=State.RUNNING)
    if not ours.exists():
        raise Superseded
    upload.run = report.run
    upload.details = {ERRORS: details(report)[ERRORS]}
    finish(upload, report, State.DONE)


def run_upload(
    upload: Upload, *, dry_run: bool, settle: Callable[[Report], None] = unsettled
) -> Report | None:
    """None after a fault of ours: the upload's page says so, and the journal says which."""
    try:
        check_account(upload)
        return run_import(
            KINDS[upload.kind],
            upload.file.path,
            name=upload.file_name,
            date=upload.reference_date,
            force=upload.is_forced,
            dry_run=dry_run,
            detailed=True,
            by=upload.confirmed_by or upload.uploaded_by,
            mapping=upload.mapping,
            corrections=upload.corrections,
            tell=progress.teller(upload),
            settle=settle,
        )
    except FileRefused as refusal:
        report = Report(upload.kind, upload.file_name, upload.reference_date, dry_run)
        report.refuse_whole(refusal)
        return report
    except Superseded:
        return None
    except (OperationalError, InterfaceError):
        # Nothing is known of the database: the worker waits for it, then takes this up again.
        raise
    except Exception as problem:
        give_up(upload.pk, outages.told_of(problem))
        logger.exception("upload %s failed", upload.pk)
        return None


def finish(upload: Upload, report: Report, state: str) -> None:
    if old := upload.rejects_path:
        transaction.on_commit(partial(old.unlink, missing_ok=True))
    upload.rejects = ""
    if report.rejects_path:
        upload.rejects = f"{report.rejects_path.parent.name}/{report.rejects_path.name}"
    upload.report = summary(report, upload.mapping)
    upload.reference_date = report.reference_date or upload.reference_date
    upload.state = state
    upload.active_at = timezone.now()
    upload.save()
    transaction.on_commit(partial(progress.forget, upload))


def forget_rejects(upload: Upload) -> None:
    if path := upload.rejects_path:
        path.unlink()
    upload.rejects = ""
