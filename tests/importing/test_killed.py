"""A worker killed outright in the middle of an import: nothing stays of it, and it can go again."""

import datetime as dt
import os
import subprocess
import sys
import time

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from beneficiaries.models import Household, HouseholdSituation, Person
from plics.importing.pages import progress, services
from plics.models import ImportRun, Upload
from tests.imports.files import person

State = Upload.State
PATIENCE = 60  # seconds; the worker takes about two to start


@pytest.fixture
def database_url(transactional_db, tmp_path):
    """The address by which another process opens the tests' database.

    SQLite's is in memory: a copy in a file takes its place, for this process as well.
    """
    options = connection.settings_dict
    if connection.vendor == "postgresql":
        yield "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format_map(options)
        return
    path = tmp_path / "plics.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    in_memory, name = connection.connection, options["NAME"]
    connection.connection, options["NAME"] = None, str(path)
    yield f"sqlite:///{path}"
    connection.close()
    connection.connection, options["NAME"] = in_memory, name


@pytest.fixture
def kill_midway(database_url, tmp_path):
    """Runs a worker, kills it while it writes; gives the households it had written."""

    def kill_midway() -> int:
        mark = tmp_path / "midway"
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.importing.stuck_worker", str(mark)],
            cwd=settings.BASE_DIR,
            env=os.environ
            | {
                "DATABASE_URL": database_url,
                "MEDIA_ROOT": str(settings.MEDIA_ROOT),
                "DJANGO_SETTINGS_MODULE": "plics.settings",
            },
        )
        try:
            deadline = time.monotonic() + PATIENCE
            while not mark.exists():
                assert worker.poll() is None, "the worker ended by itself"
                assert time.monotonic() < deadline, "the worker never came to write"
                time.sleep(0.05)
        finally:
            worker.kill()
            worker.wait()
        return int(mark.read_text())

    return kill_midway


def let_time_pass(upload: Upload) -> None:
    moment = timezone.now() - Upload.SILENCE - dt.timedelta(minutes=1)
    Upload.objects.filter(pk=upload.pk).update(active_at=moment)
    os.utime(progress.path_of(upload), (moment.timestamp(), moment.timestamp()))


def test_an_import_killed_midway_leaves_nothing_and_starts_again(
    kill_midway, send, act, staff, monkeypatch
):
    upload = send("beneficiaires", [person(1), person(2)], reference_date="2019-11-30")
    with monkeypatch.context() as patch:
        patch.setattr(services, "AT_ONCE", 0)
        act(upload, "confirmer")
    assert upload.state == State.WAITING

    assert kill_midway() == 2
    upload.refresh_from_db()
    assert upload.state == State.RUNNING
    for model in (Household, HouseholdSituation, Person, ImportRun):
        assert not model.objects.exists()

    let_time_pass(upload)
    page = staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()
    assert "Le traitement s’est arrêté avant sa fin" in page
    assert "Relancer" in page

    act(upload, "relancer")
    assert (upload.state, Person.objects.count()) == (State.DONE, 2)
    assert ImportRun.objects.get().created == 2
