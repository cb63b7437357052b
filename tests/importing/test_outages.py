"""A lock that lasts, a database that restarts, a full disk: work waits, or fails in French."""

import errno

import pytest
from django.core.management import call_command
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone
from django_tasks import TaskResultStatus
from django_tasks_db.management.commands import db_worker
from django_tasks_db.models import DBTaskResult

from plics.background import taking_up, workers
from plics.importing.pages import progress, services, work
from plics.management.commands import worker as worker_module
from plics.models import ImportRun, Upload
from plics.outages import ABSENT, BUSY, FULL, told_of
from reports.booklet.services import request_pdf
from reports.models import Rendering
from tests import factories
from tests.imports.test_aids import aid

State = Upload.State
LOCKED = OperationalError("database is locked")


@pytest.fixture(autouse=True)
def one_connection(monkeypatch):
    """The worker runs within a test's transaction, which closing its connection would lose."""
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)


@pytest.fixture
def queued(send, monkeypatch, django_capture_on_commit_callbacks):
    """A file whose reading is left to the worker."""
    monkeypatch.setattr(services, "AT_ONCE", 0)
    with django_capture_on_commit_callbacks(execute=True):
        return send("aides", [aid()])


@pytest.fixture
def failing(monkeypatch):
    """Reading fails so many times, then goes well."""

    def failing(problem: Exception, times: int) -> None:
        run_import, left = work.run_import, [problem] * times

        def attempt(*args, **kwargs):
            if left:
                raise left.pop()
            return run_import(*args, **kwargs)

        monkeypatch.setattr(work, "run_import", attempt)

    return failing


def told_on_page(staff, upload) -> str:
    upload.refresh_from_db()
    return staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()


def test_a_reading_that_the_database_failed_is_done_again(queued, failing):
    failing(LOCKED, 1)
    call_command("worker", batch=True)
    queued.refresh_from_db()
    assert queued.state == State.READY
    assert DBTaskResult.objects.get().status == TaskResultStatus.SUCCESSFUL


def test_a_reading_that_the_database_failed_twice_is_given_up_in_french(queued, failing, staff):
    failing(LOCKED, 2)
    call_command("worker", batch=True)
    page = told_on_page(staff, queued)
    assert queued.state == State.LOST
    assert "La base de données n’a pas répondu" in page
    assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED


def test_a_full_disk_is_told_in_french_and_the_worker_goes_on(queued, failing, staff):
    failing(OSError(errno.ENOSPC, "No space left on device"), 1)
    call_command("worker", batch=True)
    page = told_on_page(staff, queued)
    assert queued.state == State.LOST
    assert "Le disque du serveur est plein" in page


def test_rejects_that_find_no_room_leave_the_rows_out_too(send, act, staff, monkeypatch):
    upload = send("aides", [aid(), aid("a2", fonds="xyz")])

    def no_room(*args):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("plics.importing.run.keep", no_room)
    act(upload, "confirmer")
    assert "Le disque du serveur est plein" in told_on_page(staff, upload)
    assert not ImportRun.objects.exists()


@pytest.mark.parametrize("problem", [LOCKED, OperationalError("server closed the connection")])
def test_a_worker_waits_for_its_database(db, monkeypatch, problem, capsys):
    pauses, left = [], [problem] * 3

    def run(self):
        if left:
            raise left.pop()

    monkeypatch.setattr(worker_module.Worker, "run", run)
    monkeypatch.setattr(worker_module.time, "sleep", pauses.append)
    monkeypatch.setattr(worker_module.connections, "close_all", lambda: None)
    call_command("worker", batch=True)
    assert pauses == [1, 2, 4]
    assert "La base de données ne répond pas" in capsys.readouterr().err


def test_what_a_worker_had_taken_when_its_database_failed_is_taken_up(queued, db):
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["moi"])
    Upload.objects.update(state=State.RUNNING)
    with workers.known_as("moi"):
        taking_up.take_up_of_dead()
        assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING
        taking_up.take_up_of_dead("moi")
    assert DBTaskResult.objects.get().status == TaskResultStatus.READY
    queued.refresh_from_db()
    assert queued.state == State.WAITING


def test_a_task_that_killed_two_workers_is_given_up(queued, staff):
    DBTaskResult.objects.update(status=TaskResultStatus.RUNNING, worker_ids=["un", "deux"])
    Upload.objects.update(state=State.RUNNING)
    taking_up.take_up_of_dead()
    page = told_on_page(staff, queued)
    assert (queued.state, DBTaskResult.objects.get().status) == (
        State.LOST,
        TaskResultStatus.FAILED,
    )
    assert "s’est arrêté deux fois" in page
    assert "Relancer" in page


def test_an_import_superseded_meanwhile_leaves_nothing(send, act, monkeypatch):
    upload = send("aides", [aid()])
    monkeypatch.setattr(work, "finish", lambda *args: pytest.fail("finished twice"))
    run_import = work.run_import

    def overtaken(*args, **kwargs):
        Upload.objects.update(state=State.LOST)
        return run_import(*args, **kwargs)

    monkeypatch.setattr(work, "run_import", overtaken)
    act(upload, "confirmer")
    assert upload.state == State.LOST
    assert not ImportRun.objects.exists()


def test_a_worker_forgotten_before_it_held_its_lock_takes_another_file(
    tmp_path, settings, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    flock, left = workers.fcntl.flock, [True]

    def late(file, operation):
        if operation == workers.fcntl.LOCK_EX and left:
            left.pop()
            workers.forget_dead()
        flock(file, operation)

    monkeypatch.setattr(workers.fcntl, "flock", late)
    with workers.known_as("un"):
        assert not left
        assert workers.is_alive("un")
    assert not workers.is_alive("un")


def test_only_the_files_of_the_dead_are_forgotten(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path
    with workers.known_as("mort"):
        pass
    with workers.known_as("vif"):
        workers.forget_dead()
        assert [path.name for path in workers.known()] == ["vif"]


# -- what pages say


def outage_on(client, address: str) -> bool:
    return "L’exécuteur de tâches" in client.get(address).content.decode()


def test_pages_tell_a_worker_that_is_down_and_since_when(queued, staff):
    workers.forget_dead()
    address = reverse("importing:upload", args=[queued.pk])
    assert "n’a pas encore démarré" in staff.get(address).content.decode()
    with workers.known_as("un"):
        assert not outage_on(staff, address)
        assert not outage_on(staff, reverse("importing:index"))
    page = staff.get(address).content.decode()
    assert f"est arrêté depuis le {timezone.localtime():%d/%m/%Y à}" in page
    assert outage_on(staff, reverse("importing:index"))
    assert outage_on(staff, reverse("importing:progress", args=[queued.pk]))


def test_the_page_of_a_document_tells_a_worker_that_is_down(client, reference):
    user = factories.UserFactory()
    client.force_login(user)
    rendering = request_pdf(factories.EditionFactory(), by=user)
    address = reverse("reports:rendering", args=[rendering.pk])
    assert outage_on(client, address)
    with workers.known_as("un"):
        assert not outage_on(client, address)


def test_what_waits_for_its_worker_is_never_told_as_interrupted(queued, staff):
    before = timezone.now() - 2 * Upload.SILENCE
    Upload.objects.update(active_at=before)
    assert progress.is_silent(queued, timezone.now())
    told_on_page(staff, queued)
    assert queued.state == State.WAITING
    call_command("worker", batch=True)
    queued.refresh_from_db()
    assert queued.state == State.READY


def test_a_document_that_waits_for_its_worker_is_not_asked_for_twice(db):
    user = factories.UserFactory()
    rendering = request_pdf(factories.EditionFactory(), by=user)
    before = timezone.now() - 2 * Rendering.STALE_AFTER
    Rendering.objects.update(created_at=before)
    assert request_pdf(rendering.edition, by=user) == rendering
    DBTaskResult.objects.all().delete()
    assert request_pdf(rendering.edition, by=user) != rendering


@pytest.mark.parametrize(
    ("problem", "told"),
    [
        (LOCKED, BUSY),
        (OperationalError("server closed the connection unexpectedly"), ABSENT),
        (OperationalError("database or disk is full"), FULL),
        (OSError(errno.ENOSPC, "No space left on device"), FULL),
        (OperationalError("no such table: x"), ""),
        (OSError(errno.EACCES, "Permission denied"), ""),
        (ValueError("locked"), ""),
    ],
)
def test_only_what_passes_is_told_as_passing(problem, told):
    assert told_of(problem) == told


@pytest.mark.parametrize("problem", [LOCKED, OSError(errno.ENOSPC, "No space left on device")])
def test_a_page_that_must_wait_says_so_in_french(client, db, monkeypatch, problem):
    def fails(*args):
        raise problem

    client.force_login(factories.UserFactory())
    client.raise_request_exception = False
    monkeypatch.setattr("reports.week.home.render", fails)
    response = client.get(reverse("home"))
    assert (response.status_code, response["Retry-After"]) == (503, "60")
    page = response.content.decode()
    assert "Service momentanément interrompu" in page
    assert "locked" not in page and "No space" not in page
