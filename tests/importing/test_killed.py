"""A worker killed outright: what it did is done once, by whoever comes after it."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django_tasks import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from beneficiaries.models import Household, HouseholdSituation, Person
from plics.background import workers
from plics.importing.pages import services
from plics.models import ImportRun, Upload
from reports.booklet.services import request_pdf
from reports.models import Rendering
from tests import factories
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
def kill_at(database_url, tmp_path):
    """Runs a worker, kills it at that place of its work; gives what it told there."""

    def kill_at(place: str) -> str:
        mark = tmp_path / place
        worker = subprocess.Popen(
            [sys.executable, "-m", "tests.importing.stuck_worker", str(mark), place],
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
                assert time.monotonic() < deadline, "the worker never came there"
                time.sleep(0.05)
            assert workers.outage() is None
        finally:
            worker.kill()
            worker.wait()
        return mark.read_text()

    return kill_at


def next_worker() -> None:
    call_command("worker", batch=True)


def task() -> DBTaskResult:
    """But for what an import leaves to do afterwards."""
    found = DBTaskResult.objects.exclude(task_path__endswith=".warm")
    return found.exclude(task_path__endswith=".protect_all").get()


@pytest.fixture
def queued(send, act, monkeypatch):
    """A list of two persons, whose import is left to the worker."""
    upload = send("beneficiaires", [person(1), person(2)], reference_date="2019-11-30")
    monkeypatch.setattr(services, "AT_ONCE", 0)
    act(upload, "confirmer")
    assert upload.state == State.WAITING
    return upload


def test_an_import_killed_midway_leaves_nothing_and_is_done_by_the_next_worker(kill_at, queued):
    assert kill_at("write") == "2"
    queued.refresh_from_db()
    assert queued.state == State.RUNNING
    for model in (Household, HouseholdSituation, Person, ImportRun):
        assert not model.objects.exists()

    next_worker()
    queued.refresh_from_db()
    assert (queued.state, Person.objects.count()) == (State.DONE, 2)
    assert ImportRun.objects.get() == queued.run
    assert queued.run.created == 2
    assert (task().status, len(task().worker_ids)) == (TaskResultStatus.SUCCESSFUL, 2)


def test_an_import_killed_once_in_is_told_as_done_and_done_once(kill_at, queued, act):
    kill_at("committed")
    queued.refresh_from_db()
    assert queued.state == State.DONE
    assert (Person.objects.count(), ImportRun.objects.get()) == (2, queued.run)

    next_worker()
    assert (Person.objects.count(), ImportRun.objects.count()) == (2, 1)
    assert task().status == TaskResultStatus.SUCCESSFUL
    # What its worker had no time to erase goes with the next tidying.
    assert Path(queued.file.path).exists()
    services.purge()
    queued.refresh_from_db()
    assert not queued.file
    assert "déjà importé" in act(queued, "abandonner")


def test_a_reading_killed_midway_is_done_by_the_next_worker(kill_at, send, monkeypatch):
    monkeypatch.setattr(services, "AT_ONCE", 0)
    upload = send("beneficiaires", [person(1), person(2)], reference_date="2019-11-30")
    kill_at("read")
    upload.refresh_from_db()
    assert upload.state == State.RUNNING
    next_worker()
    upload.refresh_from_db()
    assert (upload.state, upload.report["created"]) == (State.READY, 2)
    assert not Person.objects.exists()


def test_a_print_killed_midway_is_done_by_the_next_worker(kill_at, reference, monkeypatch):
    rendering = request_pdf(factories.EditionFactory(), by=factories.UserFactory())
    kill_at("print")
    rendering.refresh_from_db()
    assert rendering.status == Rendering.Status.RUNNING
    monkeypatch.setattr("reports.booklet.tasks.apart", lambda work, html: b"%PDF-")
    next_worker()
    rendering.refresh_from_db()
    assert rendering.status == Rendering.Status.DONE
    assert Path(rendering.file.path).read_bytes() == b"%PDF-"
