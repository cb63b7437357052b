"""Traces are written with the act or the act is not done; added, never changed, forgotten late."""

import datetime as dt
import logging
import os
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from plics.models import Act, Trace
from plics.traces import retention, triggers
from plics.traces.writing import write
from tests import factories
from tests.forms import values_of

NOON = dt.datetime(2026, 8, 31, 12, tzinfo=dt.UTC)


@pytest.fixture
def agent(client, db):
    account = factories.UserFactory(username="claire")
    client.force_login(account)
    return account


@pytest.fixture
def person(db):
    return factories.PersonFactory(last_name="QUIBERCOZ")


def sheet_of(person):
    return reverse("admin:beneficiaries_person_change", args=[person.pk])


# -- with the act or not at all


@pytest.fixture
def unwritable(monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("database or disk is not what it was")

    monkeypatch.setattr(Trace.objects, "bulk_create", fail)


def test_a_page_of_names_is_not_given_without_its_trace(client, agent, person, unwritable):
    client.raise_request_exception = False
    response = client.get(sheet_of(person))
    assert response.status_code == 503
    page = response.content.decode()
    assert "Le journal des accès n’a pas pu être écrit" in page
    assert "QUIBERCOZ" not in page


def test_a_file_of_names_is_not_given_without_its_trace(client, agent, person, unwritable):
    client.raise_request_exception = False
    response = client.post(reverse("admin:beneficiaries_person_export"), {"format": "2"})
    assert response.status_code == 503
    assert "QUIBERCOZ" not in response.content.decode()


def test_a_change_is_not_made_without_its_trace(client, agent, person, monkeypatch, request):
    form = values_of(client.get(sheet_of(person)))
    request.getfixturevalue("unwritable")
    client.raise_request_exception = False
    response = client.post(sheet_of(person), form | {"first_name": "Zoélie"})
    assert response.status_code == 503
    person.refresh_from_db()
    assert person.first_name == "Camille"


def test_nobody_comes_in_without_a_trace(client, person, unwritable):
    factories.UserFactory(username="paul")
    client.raise_request_exception = False
    typed = {"login": "paul", "password": factories.PASSWORD}
    assert client.post(reverse("account_login"), typed).status_code == 503
    assert client.get(reverse("home")).status_code == 302


def test_a_page_without_names_needs_no_trace(client, agent, unwritable):
    assert client.get(reverse("home")).status_code == 200


def test_a_change_undone_leaves_no_trace_of_having_been_made(agent):
    before = Trace.objects.count()
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        write(Act.CHANGE, by=agent)
        assert Trace.objects.count() == before + 1
        raise ZeroDivisionError
    assert Trace.objects.count() == before


# -- added only


@pytest.mark.django_db
@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE plics_trace SET account = 2",
        "DELETE FROM plics_trace",
        pytest.param(
            "TRUNCATE plics_trace",
            marks=pytest.mark.skipif(connection.vendor == "sqlite", reason="no such statement"),
        ),
    ],
)
def test_the_database_refuses_to_change_or_remove_a_trace(sql):
    factories.TraceFactory(account=1)
    with (
        pytest.raises(DatabaseError, match="traces are only added"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert list(Trace.objects.values_list("account", flat=True)) == [1]


@pytest.mark.django_db
def test_the_application_cannot_either():
    made = factories.TraceFactory(account=1)
    for forbidden in (
        lambda: Trace.objects.update(account=2),
        lambda: Trace.objects.all().delete(),
        made.delete,
        made.save,
    ):
        with pytest.raises(DatabaseError), transaction.atomic():
            forbidden()
    assert Trace.objects.get().account == 1


@pytest.mark.django_db
def test_the_purge_itself_changes_nothing():
    factories.TraceFactory(account=1)
    with pytest.raises(DatabaseError), retention.forgetting():
        Trace.objects.update(account=2)


@pytest.mark.django_db
def test_the_door_is_shut_after_the_purge():
    factories.TraceFactory()
    retention.purge()
    with pytest.raises(DatabaseError), transaction.atomic():
        Trace.objects.all().delete()


def test_another_program_does_not_empty_a_file_of_sqlite(tmp_path):
    with closing(sqlite3.connect(tmp_path / "plics.sqlite3")) as file:
        file.execute("CREATE TABLE plics_trace (id INTEGER)")
        for statement in triggers.SQLITE:
            file.execute(statement)
        file.execute("INSERT INTO plics_trace VALUES (1)")
        with pytest.raises(sqlite3.OperationalError, match="plics_forgets"):
            file.execute("DELETE FROM plics_trace")


# -- kept so long


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("done_at", "goes"),
    [
        (dt.datetime(2025, 8, 31, 11, 59, 59, tzinfo=dt.UTC), True),
        (dt.datetime(2025, 8, 31, 12, tzinfo=dt.UTC), False),
        (dt.datetime(2025, 8, 31, 12, 0, 1, tzinfo=dt.UTC), False),
    ],
)
def test_a_trace_is_kept_twelve_months_to_the_second(done_at, goes):
    factories.TraceFactory(done_at=done_at)
    assert retention.due(NOON).count() == retention.purge(NOON) == int(goes)
    assert Trace.objects.count() == 1 - goes


@pytest.mark.parametrize(
    ("months", "since"),
    [(6, (2026, 2, 28)), (7, (2026, 1, 31)), (18, (2025, 2, 28)), (30, (2024, 2, 29))],
)
def test_the_last_of_a_month_stands_for_a_day_it_lacks(months, since, monkeypatch):
    monkeypatch.setattr(settings, "TRACES_MONTHS", months)
    assert retention.kept_since(NOON) == dt.datetime(*since, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(("months", "code"), [("5", 1), ("6", 0), ("36", 0), ("37", 1)])
def test_a_delay_out_of_what_the_law_bears_is_refused_at_start(months, code):
    started = subprocess.run(
        [sys.executable, "manage.py", "diffsettings"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"TRACES_MONTHS": months},
        capture_output=True,
        text=True,
    )
    assert started.returncode == code
    assert ("de 6 à 36, et non" in started.stderr) is bool(code)


# -- unusual volumes


@pytest.mark.parametrize(("seen", "told"), [(2, 0), (3, 1), (5, 1)])
def test_many_sheets_in_little_time_are_told_once(
    seen, told, client, agent, person, monkeypatch, caplog
):
    monkeypatch.setattr(settings, "UNUSUAL_SHEETS", 3)
    with caplog.at_level(logging.WARNING, logger="plics.traces.volumes"):
        for _ in range(seen):
            client.get(sheet_of(person))
    assert Trace.objects.filter(act=Act.UNUSUAL, account=agent.pk).count() == told
    lines = [record.getMessage() for record in caplog.records if "sheets" in record.getMessage()]
    told_of_it = f"account {agent.pk} saw 3 sheets and 0 persons in lists in 60 minutes"
    assert lines == [told_of_it] * told


@pytest.mark.parametrize(("pages", "told"), [(1, 0), (2, 1), (3, 1)])
def test_list_after_list_of_names_is_told_once(pages, told, client, agent, person, monkeypatch):
    monkeypatch.setattr(settings, "UNUSUAL_LISTED", 2)
    for _ in range(pages):
        client.get("/administration/beneficiaries/person/")
    assert Trace.objects.filter(act=Act.UNUSUAL, account=agent.pk).count() == told


def test_sheets_seen_before_the_delay_no_longer_count(client, agent, person, monkeypatch):
    monkeypatch.setattr(settings, "UNUSUAL_SHEETS", 2)
    long_ago = dt.datetime.now(dt.UTC) - dt.timedelta(minutes=61)
    factories.TraceFactory.create_batch(3, act=Act.SHEET, account=agent.pk, done_at=long_ago)
    client.get(sheet_of(person))
    assert not Trace.objects.filter(act=Act.UNUSUAL).exists()
