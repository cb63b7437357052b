"""What befalls the machines, one thing after the other; people go on asking for pages."""

from __future__ import annotations

import contextlib
import os
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from django.db import connection, transaction

from funds.models import Aid
from plics.importing.pages import services
from plics.models import Upload
from reports.booklet.services import request_pdf
from reports.editions.freezing import edition_of
from reports.models import Rendering
from scripts.faults.load import answers, wait_until
from scripts.faults.trial import Trial

State = Upload.State
SMALL_DISK = "64m"


def worker_killed_in_an_import(trial: Trial) -> None:
    """L’exécuteur tué pendant un import"""
    upload = confirmed(trial)
    trial.wait_for(upload, State.RUNNING)
    trial.worker.kill()
    trial.note("exécuteur tué, import repris", trial.wait_for(upload, State.DONE))


def worker_killed_in_a_print(trial: Trial) -> None:
    """L’exécuteur tué pendant un livret"""
    edition = edition_of(2020, "argentan")
    edition.save()
    asked = request_pdf(edition, by=trial.agent)
    wait_until(lambda: status(asked) == Rendering.Status.RUNNING, "le livret ne commence pas")
    trial.worker.kill()
    seconds = wait_until(lambda: status(asked) == Rendering.Status.DONE, "le livret ne vient pas")
    trial.note("exécuteur tué, livret repris", seconds)


def web_server_killed(trial: Trial) -> None:
    """Le serveur web tué"""
    trial.web.kill()
    wait_until(lambda: not answers(), "le site répond encore")
    trial.note("serveur web tué, site rouvert", wait_until(answers, "le site ne répond plus"))


def database_restarted_in_an_import(trial: Trial) -> None:
    """PostgreSQL arrêté net pendant un import"""
    upload = confirmed(trial)
    trial.wait_for(upload, State.RUNNING)
    connection.close()
    cluster(trial, "stop", "-m", "immediate")
    wait_until(lambda: cluster(trial, "start"), "PostgreSQL ne repart pas")
    trial.note("PostgreSQL relancé, import repris", trial.wait_for(upload, State.DONE))


def disk_full_in_an_import(trial: Trial) -> None:
    """Un disque plein pendant un import"""
    if os.geteuid():
        trial.lines.append("  disque plein : non éprouvé, il faut être root")
        return
    with small_disk() as disk:
        table = Aid._meta.db_table
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLESPACE small LOCATION '{disk}'")
            cursor.execute(f'ALTER TABLE "{table}" SET TABLESPACE small')
        ballast = disk / "ballast"
        with contextlib.suppress(OSError), ballast.open("wb") as file:
            while True:
                file.write(bytes(2**16))
        upload = confirmed(trial)
        seconds = wait_until(lambda: has_stopped(upload), "rien n’a manqué de place")
        trial.note("disque plein, import arrêté et dit", seconds)
        ballast.unlink()
        services.relaunch(upload)
        trial.note("place rendue, import repris", trial.wait_for(upload, State.DONE))
        with connection.cursor() as cursor:
            cursor.execute(f'ALTER TABLE "{table}" SET TABLESPACE pg_default')
            cursor.execute("DROP TABLESPACE small")


ALL = [
    worker_killed_in_an_import,
    worker_killed_in_a_print,
    web_server_killed,
    database_restarted_in_an_import,
    disk_full_in_an_import,
]


def cluster(trial: Trial, *order: str) -> bool:
    """Of the throw-away server; whether it did as told."""
    command = ["pg_ctlcluster", os.environ["PGVERSION"], "regress", *order]
    done = subprocess.run(command, capture_output=True, text=True)
    (trial.folder / "postgresql.log").open("a", encoding="utf-8").write(done.stderr)
    return done.returncode == 0


def confirmed(trial: Trial) -> Upload:
    upload = trial.send()
    with transaction.atomic():
        services.confirm(upload, by=trial.agent)
    return upload


def has_stopped(upload: Upload) -> bool:
    """Given up after its second try, as the page tells whoever sent it."""
    upload.refresh_from_db()
    return upload.state == State.LOST


def status(asked: Rendering) -> str:
    asked.refresh_from_db()
    return asked.status


@contextlib.contextmanager
def small_disk() -> Iterator[Path]:
    """A disk in memory, which PostgreSQL may write."""
    disk = Path(tempfile.mkdtemp(prefix="plics-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={SMALL_DISK}", "tmpfs", disk], check=True)
    try:
        inside = disk / "tables"
        inside.mkdir()
        subprocess.run(["chown", "postgres", inside], check=True)
        yield inside
    finally:
        subprocess.run(["umount", "-l", disk], check=True)
        disk.rmdir()
