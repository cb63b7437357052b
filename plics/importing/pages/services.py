"""What is done to an upload, from the moment it arrives."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from plics.background.taking_up import awaited
from plics.importing.errors import FileRefused
from plics.importing.pages import columns, corrections, progress
from plics.importing.pages.tasks import apply_upload, read_upload
from plics.importing.pages.work import forget_rejects
from plics.importing.registry import KINDS
from plics.importing.run import rejects_folder
from plics.models import User
from plics.models.importing import FOLDER, Upload, private_storage
from plics.nir import without_nir

State = Upload.State
# Up to so many bytes to read, the answer comes sooner than a page that waits for it.
AT_ONCE = 512 * 1024


class NotNow(Exception):
    """The upload is no longer where this deed would take it from; the message says so."""


def receive(
    *,
    kind: str,
    file: UploadedFile[bytes],
    reference_date: dt.date | None,
    is_forced: bool,
    by: User,
) -> Upload:
    """Keeps a file that may be of its kind, and starts reading it; or raises FileRefused."""
    name = file.name or ""
    upload = Upload(
        kind=kind,
        file_name=without_nir(Path(name).name)[:255],
        reference_date=reference_date,
        is_forced=is_forced,
        mapping=columns.remembered(kind),
        uploaded_by=by,
    )
    upload.file.save(name, file, save=False)
    try:
        KINDS[kind].check_file(Path(upload.file.path), name)
    except FileRefused:
        upload.file.delete(save=False)
        raise
    upload.full_clean()
    upload.save()
    start(upload)
    return upload


def start(upload: Upload) -> None:
    """Runs the next step: at once for a small file, behind the site for the others."""
    step = apply_upload if upload.confirmed_at else read_upload
    path = Path(upload.file.path)
    weight = KINDS[upload.kind].check_file(path, path.name)
    if weight <= AT_ONCE:
        step.call(upload.pk)
    else:
        transaction.on_commit(lambda: step.enqueue(upload.pk))


def move(upload: Upload, states: tuple[State, ...], **values: Any) -> None:
    """Only one of two clicks finds the upload where it was."""
    found = Upload.objects.filter(pk=upload.pk, state__in=states)
    values |= {"state": State.WAITING, "active_at": timezone.now()}
    if not found.update(**values):
        raise NotNow("Ce fichier a changé d’état entre-temps : voici où il en est.")
    upload.refresh_from_db()
    progress.forget(upload)
    start(upload)


def confirm(upload: Upload, *, by: User) -> None:
    move(upload, (State.READY,), confirmed_at=timezone.now(), confirmed_by=by)


def force(upload: Upload) -> None:
    move(upload, (State.REFUSED,), is_forced=True)


def designate(upload: Upload, mapping: dict[str, str], *, by: User) -> None:
    """Reads the file again by these columns, and remembers them for the next one."""
    move(upload, (State.COLUMNS, State.READY, State.REFUSED), mapping=mapping)
    columns.remember(upload, mapping, by=by)


def correct(upload: Upload, answers: QueryDict) -> None:
    """Reads the file again with what was typed over its refused cells."""
    move(upload, (State.READY, State.REFUSED), corrections=corrections.typed(upload, answers))


def relaunch(upload: Upload) -> None:
    """The interrupted step starts again from its beginning."""
    move(upload, (State.LOST,))


def abandon(upload: Upload) -> None:
    if upload.is_busy:
        raise NotNow("Ce fichier est en cours de traitement : attendez qu’il se termine.")
    if upload.state == State.DONE:
        raise NotNow("Ce fichier est déjà importé : son compte rendu reste.")
    remove(upload)


def remove(upload: Upload) -> None:
    forget_rejects(upload)
    if upload.file:
        progress.forget(upload)
        upload.file.delete(save=False)
    upload.delete()


def tidy() -> None:
    """Called by each visit of the import pages, and by the command: nothing stays by oversight."""
    reap()
    purge()


def reap() -> None:
    """An upload that nobody works on, nor will: it was read within a request that was killed."""
    limit = timezone.now() - Upload.SILENCE
    silent = Upload.objects.silent_since(limit)
    for upload in silent.exclude(pk__in=awaited(read_upload, apply_upload)) if silent else ():
        if progress.is_silent(upload, limit):
            Upload.objects.filter(pk=upload.pk, state__in=Upload.BUSY).update(state=State.LOST)


def purge() -> int:
    """Removes what was never confirmed, old refusals, and files that no row knows."""
    now = timezone.now()
    forgotten = list(Upload.objects.forgotten_since(now - Upload.UNCONFIRMED))
    for upload in forgotten:
        remove(upload)
    for upload in Upload.objects.filter(state=State.DONE).exclude(file=""):
        # Its worker was killed before it could.
        upload.file.delete(save=True)
    old = Upload.objects.filter(state=State.DONE, confirmed_at__lt=now - Upload.REFUSALS)
    for upload in old.exclude(details={}):
        forget_rejects(upload)
        upload.details = {}
        upload.save(update_fields=["rejects", "details"])
    remove_strays(now - Upload.UNCONFIRMED)
    remove_old_rejects(now - Upload.REFUSALS)
    return len(forgotten)


def remove_strays(before: dt.datetime) -> None:
    folder = Path(private_storage().path(FOLDER))
    if not folder.is_dir():
        return
    known = {Path(name).name for name in Upload.objects.values_list("file", flat=True)}
    for path in folder.iterdir():
        is_known = path.name.removesuffix(".avancement") in known
        if not is_known and path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)


def remove_old_rejects(before: dt.datetime) -> None:
    """The refused rows that the command line left: names, which no upload answers for."""
    for path in rejects_folder().glob("*-rejets-*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
