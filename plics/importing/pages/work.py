"""The two long steps of an upload: read it for its preview, then import it.

Both take a waiting upload or leave it alone, so that a task started twice runs once.
"""

from __future__ import annotations

import logging

from django.utils import timezone

from plics.importing.pages import progress
from plics.importing.pages.summary import ERRORS, details, summary
from plics.importing.registry import KINDS
from plics.importing.reports import Report
from plics.importing.run import keep, run_import
from plics.models import Upload

logger = logging.getLogger(__name__)
State = Upload.State


def take_waiting(upload_id: int) -> Upload | None:
    waiting = Upload.objects.filter(pk=upload_id, state=State.WAITING)
    if not waiting.update(state=State.RUNNING, active_at=timezone.now()):
        return None
    return Upload.objects.select_related("uploaded_by", "confirmed_by").get(pk=upload_id)


def prepare_preview(upload_id: int) -> None:
    upload = take_waiting(upload_id)
    if upload is None:
        return
    report = run_upload(upload, dry_run=True)
    if report is None:
        return
    upload.details = details(report)
    if report.reject:
        report.rejects_path = keep(report.reject, report.file_name)
    if report.lacks_columns:
        finish(upload, report, State.COLUMNS)
    else:
        finish(upload, report, State.REFUSED if report.is_refused else State.READY)


def carry_out_import(upload_id: int) -> None:
    """The import is one transaction: a task stopped midway leaves nothing half-written."""
    upload = take_waiting(upload_id)
    if upload is None:
        return
    report = run_upload(upload, dry_run=False)
    if report is None:
        return
    if report.is_refused:
        # What the preview found has changed since: it is to be read, and confirmed, again.
        upload.confirmed_at = upload.confirmed_by = None
        upload.details = details(report)
        finish(upload, report, State.REFUSED)
        return
    upload.run = report.run
    upload.details = {ERRORS: details(report)[ERRORS]}
    finish(upload, report, State.DONE)
    upload.file.delete(save=True)


def run_upload(upload: Upload, *, dry_run: bool) -> Report | None:
    """None after a fault of ours: the upload's page says so, and the journal says which."""
    try:
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
            tell=progress.teller(upload),
        )
    except Exception:
        Upload.objects.filter(pk=upload.pk).update(state=State.LOST)
        logger.exception("upload %s failed", upload.pk)
        return None


def finish(upload: Upload, report: Report, state: str) -> None:
    forget_rejects(upload)
    if report.rejects_path:
        upload.rejects = f"{report.rejects_path.parent.name}/{report.rejects_path.name}"
    upload.report = summary(report, upload.mapping)
    upload.reference_date = report.reference_date or upload.reference_date
    upload.state = state
    upload.active_at = timezone.now()
    upload.save()
    progress.forget(upload)


def forget_rejects(upload: Upload) -> None:
    if path := upload.rejects_path:
        path.unlink()
    upload.rejects = ""
