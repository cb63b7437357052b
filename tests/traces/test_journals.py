"""What fails tells no name: not to the journal, nor to the rows of tasks, mails or traces."""

import traceback

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.urls import reverse
from django_tasks_db.models import DBTaskResult

from beneficiaries.admin.persons import PersonAdmin
from beneficiaries.models import Need
from plics.importing.pages.tasks import read_upload
from plics.models import Trace
from plics.quiet_errors import shortened
from tests import factories

# In two pieces: a trace of an error shows the lines of its code.
NAME = "quiber" + "coz"
CONFLICT = (
    'duplicate key value violates unique constraint "one_person"\n'
    "DETAIL:  Key (last_name, birth_date)=(QUIBERCOZ, 1980-06-15) already exists."
)


def write_twice(*args, **kwargs):
    with transaction.atomic():
        Need.objects.bulk_create([Need(code=NAME, label=NAME), Need(code=NAME, label=NAME)])


def told(error: BaseException) -> str:
    return "".join(traceback.format_exception(error)).lower()


@pytest.mark.django_db
def test_a_refused_row_is_told_without_its_values():
    with pytest.raises(IntegrityError) as refused:
        write_twice()
    assert "unique" in told(refused.value)
    assert NAME not in told(refused.value)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor == "sqlite", reason="it reads any text as a number")
@pytest.mark.parametrize("sql", ["SELECT CAST(%s AS integer)", "SELECT %s FROM nowhere"])
def test_a_value_that_cannot_be_read_is_not_quoted(sql):
    with (
        pytest.raises(DatabaseError) as refused,
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql, [NAME])
    assert NAME not in told(refused.value)


def test_what_is_left_still_names_the_constraint():
    assert shortened(CONFLICT, is_data=False) == CONFLICT.partition("\n")[0]
    unread = 'invalid input syntax for type date: "QUIBERCOZ"'
    assert shortened(unread, is_data=True) == "invalid input syntax for type date"


@pytest.mark.django_db
def test_a_page_that_fails_tells_the_journal_no_name(client, caplog, monkeypatch, mailoutbox):
    client.force_login(factories.UserFactory(role="administrator"))
    client.raise_request_exception = False
    person = factories.PersonFactory(last_name=NAME.upper())
    monkeypatch.setattr(PersonAdmin, "get_fieldsets", write_twice)
    response = client.get(reverse("admin:beneficiaries_person_change", args=[person.pk]))
    assert response.status_code == 500
    assert "IntegrityError" in caplog.text
    kept = caplog.text + repr(list(Trace.objects.values())) + repr(mailoutbox)
    assert NAME not in kept.lower()
    assert NAME not in response.content.decode().lower()


@pytest.mark.django_db
def test_a_task_that_fails_keeps_no_name(caplog):
    upload = factories.UploadFactory()
    task = DBTaskResult.objects.get(pk=read_upload.enqueue(upload.pk).id)
    try:
        write_twice()
    except IntegrityError as refused:
        task.set_failed(refused)
    task.refresh_from_db()
    assert task.args_kwargs == {"args": [upload.pk], "kwargs": {}}
    assert "IntegrityError" in task.traceback
    kept = task.traceback + caplog.text + repr(list(Trace.objects.values()))
    assert NAME not in kept.lower()
