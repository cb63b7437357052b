"""A task outlives the page that asked for it: the right is asked for again, and once more at
the end."""

import pytest

from funds.models import Aid
from plics.importing.pages import services, work
from plics.models import Change, ImportRun, Role, Upload, User
from tests.factories.plics import UserFactory
from tests.imports.test_aids import aid

State = Upload.State
LOST = [
    pytest.param({"role": Role.READER}, id="role"),
    pytest.param({"role": Role.PROVIDER}, id="provider"),
    pytest.param({"may_see_names": False}, id="names"),
    pytest.param({"is_active": False}, id="account"),
]


def nothing_came_of(upload) -> None:
    upload.refresh_from_db()
    assert upload.state == State.REFUSED
    assert "n’a plus le droit" in str(upload.report)
    assert not Aid.objects.exists()
    assert not ImportRun.objects.filter(kind="aides").exists()
    assert not Change.objects.filter(content_type__model="aid").exists()


@pytest.fixture
def waiting(send, monkeypatch):
    """Confirmed by its sender, and not begun yet."""
    upload = send("aides", [aid()])
    monkeypatch.setattr(services, "start", lambda upload: None)
    services.confirm(upload, by=upload.uploaded_by)
    return upload


@pytest.mark.parametrize("lost", LOST)
def test_a_right_lost_before_the_task_begins_stops_it(waiting, lost):
    User.objects.filter(pk=waiting.uploaded_by_id).update(**lost)
    work.carry_out_import(waiting.pk)
    nothing_came_of(waiting)


@pytest.mark.parametrize("lost", LOST)
def test_a_right_lost_while_rows_are_written_undoes_them(waiting, lost, monkeypatch):
    begun = work.KINDS["aides"].write

    def meanwhile(importer, run):
        begun(importer, run)
        User.objects.filter(pk=waiting.uploaded_by_id).update(**lost)

    monkeypatch.setattr(work.KINDS["aides"], "write", meanwhile)
    work.carry_out_import(waiting.pk)
    nothing_came_of(waiting)


def test_an_account_deleted_meanwhile_imports_nothing(waiting, monkeypatch):
    begun = work.KINDS["aides"].write

    def meanwhile(importer, run):
        begun(importer, run)
        User.objects.filter(pk=waiting.uploaded_by_id).delete()

    monkeypatch.setattr(work.KINDS["aides"], "write", meanwhile)
    work.carry_out_import(waiting.pk)
    nothing_came_of(waiting)


def test_a_right_lost_before_the_file_is_read_shows_nothing_of_it(send, monkeypatch):
    monkeypatch.setattr(services, "start", lambda upload: None)
    upload = send("aides", [aid(nom="Quenouille")])
    User.objects.filter(pk=upload.uploaded_by_id).update(role=Role.PROVIDER)
    work.prepare_preview(upload.pk)
    nothing_came_of(upload)
    assert "Quenouille" not in str(upload.details) + str(upload.report)


def test_who_confirms_answers_for_the_import_of_another(waiting):
    """The sender may have left since: the file is read again under the name of who confirmed."""
    Upload.objects.filter(pk=waiting.pk).update(confirmed_by=UserFactory(role=Role.STAFF))
    User.objects.filter(pk=waiting.uploaded_by_id).update(role=Role.READER)
    work.carry_out_import(waiting.pk)
    assert Aid.objects.count() == 1
