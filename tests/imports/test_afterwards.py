"""What is done after an import is done once its rows are in, and never undoes them."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult

from plics.importing import afterwards
from plics.models import ImportRun
from reports.dashboards.tasks import warm_soon
from tests.imports.files import NOVEMBER, person, stock

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def heard(monkeypatch):
    heard = []
    monkeypatch.setattr(afterwards, "_REGISTERED", [heard.append])
    return heard


def test_an_import_is_announced_once_it_is_in_the_database(reference, heard, tmp_path):
    stock(tmp_path, [person(1)], NOVEMBER)
    assert heard == [ImportRun.objects.get()]


def test_a_dry_run_announces_nothing(reference, heard, tmp_path):
    stock(tmp_path, [person(1)], NOVEMBER, dry_run=True)
    assert heard == []


def test_a_refused_file_announces_nothing(reference, heard, tmp_path):
    stock(tmp_path, [person(1)], None)
    assert heard == []


def test_a_failure_afterwards_leaves_the_import_done(reference, monkeypatch, tmp_path):
    def fail(run):
        raise RuntimeError("no worker, no queue, no disk")

    monkeypatch.setattr(afterwards, "_REGISTERED", [fail])
    report = stock(tmp_path, [person(1)], NOVEMBER)
    assert not report.is_refused
    assert ImportRun.objects.count() == 1


def test_an_import_leaves_the_counting_to_the_worker(reference, tmp_path):
    with CaptureQueriesContext(connection) as asked:
        stock(tmp_path, [person(1)], NOVEMBER)
    [waiting] = DBTaskResult.objects.all()
    assert waiting.task_path == "reports.dashboards.tasks.warm"
    assert waiting.args_kwargs == {"args": [ImportRun.objects.get().pk], "kwargs": {}}
    assert [query for query in asked if " GROUP BY " in query["sql"]] == []


def test_reports_asks_to_be_told():
    assert warm_soon in afterwards._REGISTERED
