"""Nothing stays by oversight: forgotten uploads go, interrupted ones may be taken up again."""

import datetime as dt
import os
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import call_command
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from funds.models import Aid
from plics.importing.pages import progress, services, tasks, work
from plics.models import ImportRun, Upload
from tests.imports.test_aids import aid

State = Upload.State
DUMMY = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}


@pytest.fixture
def clock():
    """The time stands still, so that a limit is reached to the second."""
    with time_machine.travel(timezone.now().replace(microsecond=0), tick=False) as clock:
        yield clock


def aged(upload, *, hours=0, minutes=0, seconds=0, **values):
    moment = timezone.now() - dt.timedelta(hours=hours, minutes=minutes, seconds=seconds)
    Upload.objects.filter(pk=upload.pk).update(uploaded_at=moment, active_at=moment, **values)
    for path in (Path(upload.file.path), progress.path_of(upload)):
        if path.exists():
            os.utime(path, (moment.timestamp(), moment.timestamp()))
    upload.refresh_from_db()


def test_abandoning_removes_the_file_and_what_was_read_of_it(send, act):
    upload = send("aides", [aid(), aid("a2", fonds="xyz")])
    kept = [Path(upload.file.path), upload.rejects_path]
    act(upload, "abandonner")
    assert not Upload.objects.exists()
    assert [path for path in kept if path.exists()] == []


@pytest.mark.parametrize(("seconds", "left"), [(-1, 1), (0, 1), (1, 0)])
def test_an_upload_never_confirmed_goes_after_a_day(send, staff, seconds, left, clock):
    upload = send("aides", [aid()])
    path = Path(upload.file.path)
    aged(upload, hours=24, seconds=seconds)
    staff.get(reverse("importing:index"))
    assert (Upload.objects.count(), path.exists()) == (left, bool(left))


def test_the_command_purges_too(send, capsys):
    aged(send("aides", [aid()]), hours=25)
    call_command("purge_uploads")
    assert "1\u00a0fichier effacé." in capsys.readouterr().err
    assert not Upload.objects.exists()


@pytest.mark.parametrize("seconds", [-1, 0])
def test_refused_rows_are_kept_until_the_thirtieth_day(send, act, seconds, clock):
    upload = send("aides", [aid(), aid("a2", fonds="xyz")])
    act(upload, "confirmer")
    upload.confirmed_at -= dt.timedelta(days=30, seconds=seconds)
    upload.save()
    services.purge()
    upload.refresh_from_db()
    assert upload.rejects_path.exists()


def test_refused_rows_go_after_the_thirtieth_day(send, act, clock):
    upload = send("aides", [aid(), aid("a2", fonds="xyz")])
    act(upload, "confirmer")
    path = upload.rejects_path
    upload.confirmed_at -= dt.timedelta(days=30, seconds=1)
    upload.save()
    services.purge()
    upload.refresh_from_db()
    assert (upload.details, upload.rejects_path, path.exists()) == ({}, None, False)
    assert upload.report["created"] == 1


def test_a_file_that_no_row_knows_is_removed(db):
    folder = settings.MEDIA_ROOT / "uploads"
    folder.mkdir(exist_ok=True)
    stray = folder / "abandonne.csv"
    stray.write_text("x")
    os.utime(stray, (0, 0))
    services.purge()
    assert not stray.exists()


@pytest.fixture
def waiting(send, monkeypatch):
    """A file big enough to be read behind the site."""
    monkeypatch.setattr(services, "AT_ONCE", 10)
    with override_settings(TASKS=DUMMY):
        yield send("aides", [aid()])


def test_a_big_file_waits_for_its_task(waiting, staff):
    page = staff.get(reverse("importing:upload", args=[waiting.pk])).content.decode()
    assert waiting.state == State.WAITING
    assert "<progress" in page
    tasks.read_upload.call(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.READY


def test_the_bar_leads_to_the_page_once_done(waiting, staff):
    address = reverse("importing:progress", args=[waiting.pk])
    progress.teller(waiting)("comparaison", 1, 2)
    assert "60" in staff.get(address).content.decode()
    tasks.read_upload.call(waiting.pk)
    assert staff.get(address)["HX-Redirect"] == reverse("importing:upload", args=[waiting.pk])


def test_a_task_started_twice_reads_once(waiting, monkeypatch):
    tasks.read_upload.call(waiting.pk)
    monkeypatch.setattr(work, "run_upload", lambda *args, **kwargs: pytest.fail("read again"))
    tasks.read_upload.call(waiting.pk)
    waiting.refresh_from_db()
    assert waiting.state == State.READY


@pytest.mark.parametrize(
    ("seconds", "state"), [(-1, State.RUNNING), (0, State.RUNNING), (1, State.LOST)]
)
def test_a_task_is_told_as_interrupted_past_ten_minutes(waiting, staff, seconds, state, clock):
    aged(waiting, minutes=10, seconds=seconds, state=State.RUNNING)
    staff.get(reverse("importing:upload", args=[waiting.pk]))
    waiting.refresh_from_db()
    assert waiting.state == state


def test_a_sign_of_progress_is_a_sign_of_life(waiting):
    aged(waiting, minutes=60, state=State.RUNNING)
    progress.teller(waiting)("lecture", 1, 2)
    services.reap()
    waiting.refresh_from_db()
    assert waiting.state == State.RUNNING


def test_an_interrupted_import_starts_again(send, act):
    upload = send("aides", [aid()])
    confirmed = timezone.now()
    aged(upload, minutes=11, state=State.RUNNING, confirmed_at=confirmed)
    services.reap()
    act(upload, "relancer")
    assert (upload.state, Aid.objects.count(), ImportRun.objects.count()) == (State.DONE, 1, 1)


def test_a_fault_of_ours_is_told_without_its_trace(send, staff, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("secret")

    monkeypatch.setattr(work, "run_import", broken)
    upload = send("aides", [aid()])
    page = staff.get(reverse("importing:upload", args=[upload.pk])).content.decode()
    assert upload.state == State.LOST
    assert "Traitement interrompu" in page
    assert "secret" not in page
    assert f"upload {upload.pk} failed" in caplog.text


def test_a_file_being_read_is_not_abandoned(waiting, act):
    assert "en cours de traitement" in act(waiting, "abandonner")
    assert Upload.objects.filter(pk=waiting.pk).exists()


@pytest.mark.django_db
def test_refused_rows_of_the_command_line_go_after_a_month(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    folder = tmp_path / "rejets"
    folder.mkdir()
    old, recent = folder / "aides-rejets-00000000.csv", folder / "aides-rejets-11111111.csv"
    now = timezone.now()
    for path, days in ((old, 31), (recent, 29)):
        path.write_text("nom")
        moment = (now - dt.timedelta(days=days)).timestamp()
        os.utime(path, (moment, moment))
    services.purge()
    assert not old.exists()
    assert recent.exists()
