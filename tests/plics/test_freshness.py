"""What was worked out from tables holds until a write in one of them is committed."""

import threading

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actions.models import Axis
from beneficiaries.models import Canton, Commission, Commune, Household
from plics import freshness
from plics.freshness import EVERY, change_all, stamps, state, written_table
from plics.models import Department, TableStamp, User
from reports.figures import CATALOGUE, Scope, evaluate
from reports.figures.counting import reads_of
from tests.factories import CommuneFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def commune():
    return CommuneFactory(insee_code="61001", population=100)


def rename():
    Commune.objects.update(name="Autre nom")


def of_communes() -> str | None:
    return state([Commune])


@pytest.mark.parametrize(
    "write",
    [
        lambda: CommuneFactory(insee_code="61002"),
        rename,
        lambda: Commune.objects.get().save(),
        lambda: Commune.objects.all().delete(),
        lambda: Commune.objects.bulk_create([Commune(insee_code="61003", name="Aube")]),
        lambda: connection.cursor().execute("update beneficiaries_commune set name = 'x'"),
        lambda: connection.cursor().execute("WITH x AS (SELECT 1) SELECT * FROM x"),
    ],
    ids=["created", "updated", "saved", "deleted", "in bulk", "by hand", "not told"],
)
def test_every_committed_write_changes_the_stamp(commune, write):
    commune.attachments.all().delete()
    before = of_communes()
    write()
    assert before is not None
    assert of_communes() not in (None, before)


def test_a_write_leaves_the_stamps_of_other_tables(commune):
    before = state([Household, Department])
    rename()
    assert state([Household, Department]) == before


@pytest.mark.parametrize(
    ("sql", "table"),
    [
        ('INSERT INTO "funds_aid" ("id") VALUES (1)', "funds_aid"),
        ('INSERT OR IGNORE INTO "funds_aid" ("id") VALUES (1)', "funds_aid"),
        ("  replace into funds_aid values (1)", "funds_aid"),
        ('UPDATE "funds_aid" SET "number" = 1', "funds_aid"),
        ('DELETE FROM "actions_participation_steps"', "actions_participation_steps"),
        ('UPDATE "public"."funds_aid" SET "number" = 1', EVERY),
        ('UPDATE "renamed_since" SET "number" = 1', EVERY),
        ('TRUNCATE "funds_aid", "funds_fund"', EVERY),
        ("COPY funds_aid FROM stdin", EVERY),
        ("MERGE INTO funds_aid USING x ON true WHEN MATCHED THEN DELETE", EVERY),
        ("WITH gone AS (DELETE FROM funds_aid RETURNING 1) SELECT * FROM gone", EVERY),
        ("SELECT 1; DELETE FROM funds_aid", EVERY),
        ("ALTER TABLE funds_aid ADD x int", EVERY),
        ("SELECT 1;", None),
        ('(SELECT 1) UNION (SELECT 2)', None),
        ("SAVEPOINT x", None),
        ("PRAGMA foreign_keys = ON", None),
        ('UPDATE "plics_user" SET "last_login" = NULL', None),
        ('INSERT INTO "cache" ("value") VALUES (1)', None),
    ],
)  # fmt: skip
def test_a_statement_tells_the_table_it_writes_in(sql, table):
    assert written_table(sql) == table


def test_no_figure_is_made_of_a_table_that_has_no_stamp():
    """Nor of one that this list would hide by the beginning of its name."""
    stamped = {model._meta.db_table for model in reads_of(CATALOGUE)}
    assert [table for table in stamped if not freshness.has_stamp(table)] == []
    hidden = {
        model._meta.db_table
        for label in ("plics", "beneficiaries", "actions", "funds")
        for model in apps.get_app_config(label).get_models(include_auto_created=True)
        if not freshness.has_stamp(model._meta.db_table)
    }
    assert hidden == {
        "plics_change",
        "plics_columnmapping",
        "plics_mondaymail",
        "plics_operation",
        "plics_sentform",
        "plics_tablestamp",
        "plics_trace",
        "plics_upload",
        "plics_user",
        "plics_user_groups",
        "plics_user_providers",
        "plics_user_user_permissions",
    }


def test_reading_and_signing_in_write_no_stamp(commune, client):
    user = UserFactory()
    before = stamps()
    list(Commune.objects.all())
    client.force_login(user)
    User.objects.update(last_login=None)
    Session.objects.all().delete()
    assert stamps() == before


def test_a_transaction_keeps_nothing_of_the_tables_it_has_written(commune):
    before, others = of_communes(), state([Household])
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        rename()
        assert of_communes() is None
        assert state([Household]) == others
        raise ZeroDivisionError
    assert of_communes() == before


def test_nothing_is_kept_of_a_table_that_has_no_stamp():
    assert state([Household, User]) is None


def test_a_write_that_cannot_be_told_keeps_nothing_at_all(commune):
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("WITH x AS (SELECT 1) SELECT * FROM x")
        assert state([Household]) is None


def test_a_transaction_that_only_reads_keeps(commune):
    """Even on a connection that has written before."""
    with transaction.atomic():
        assert of_communes() is not None


def test_a_savepoint_undone_leaves_the_stamp(commune):
    before = of_communes()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rename()
            raise ZeroDivisionError
        assert of_communes() == before
    assert of_communes() == before


def test_a_write_after_a_savepoint_undone_still_counts(commune):
    before = of_communes()
    with transaction.atomic():
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            rename()
            raise ZeroDivisionError
        rename()
    assert of_communes() != before


def test_a_write_outlives_the_inner_savepoint_that_another_shared(commune):
    """Both wrote; one of them was undone with its savepoint, the other one was not."""
    before, others = of_communes(), state([Department])
    with transaction.atomic():
        with transaction.atomic():
            Department.objects.update(name="Orne")
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            with transaction.atomic():
                rename()
            rename()
            raise ZeroDivisionError
    assert of_communes() == before
    assert state([Department]) != others


def test_a_transaction_changes_each_table_it_wrote_in_with_one_statement(commune):
    before = state([Commune]), state([Department])
    with CaptureQueriesContext(connection) as sent, transaction.atomic():
        rename()
        Department.objects.update(name="Orne")
        rename()
    now = state([Commune]), state([Department])
    assert before[0] != now[0]
    assert before[1] != now[1]
    assert len([query for query in sent if "plics_tablestamp" in query["sql"]]) == 1


def test_all_can_be_made_to_change(commune):
    before = of_communes(), state([Household])
    change_all()
    assert of_communes() != before[0]
    assert state([Household]) != before[1]


def test_transactions_committed_together_never_wait_for_each_other(commune):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time")
    failures = []

    def write(models):
        try:
            for _ in range(20):
                with transaction.atomic():
                    for model in models:
                        model.objects.filter(pk=0).update(id=0)
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    before = of_communes()
    pairs = [Commune, Canton], [Canton, Commission], [Commission, Axis]
    threads = [threading.Thread(target=write, args=[models]) for models in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert of_communes() != before
    assert TableStamp.objects.filter(table="beneficiaries_commune").count() == 1


def test_figures_follow_the_data(commune):
    def residents():
        figures = evaluate(["rsa.population"], Scope(year=2019))
        return figures.get("rsa.population", "departement").value

    assert residents() == 100
    Commune.objects.update(population=200)
    assert residents() == 200
