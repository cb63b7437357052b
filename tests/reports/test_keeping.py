"""What was worked out is kept while its tables hold, shared by processes, worked out by one."""

import subprocess
import sys
import threading
import time

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection, transaction

from beneficiaries.models import Commune, Household
from plics.models import Department
from reports.figures import Scope, keeping, turns
from reports.figures.counting import counts
from reports.figures.keeping import afresh, kept, recall
from reports.figures.reading import once, reading_once
from reports.figures.turns import turn
from reports.models import KeptAnswer
from tests.factories import CommuneFactory

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def commune():
    return CommuneFactory(insee_code="61001", population=100)


@pytest.fixture
def asked():
    return []


@pytest.fixture
def population(asked):
    @kept(Commune, is_shared=True)
    def population(year: int) -> int:
        asked.append(year)
        return Commune.objects.get().population

    return population


def test_an_answer_is_kept_until_its_table_changes(commune, population, asked):
    assert [population(2019), population(2019), population(2020)] == [100, 100, 100]
    assert asked == [2019, 2020]
    Commune.objects.update(population=200)
    assert population(2019) == 200


def test_a_change_of_another_table_leaves_the_answer(commune, population, asked):
    population(2019)
    Department.objects.update(name="Orne")
    Household.objects.all().delete()
    population(2019)
    assert asked == [2019]


def test_nothing_is_an_answer_too(asked):
    @kept(Household)
    def first() -> Household | None:
        asked.append(1)
        return Household.objects.first()

    assert [first(), first()] == [None, None]
    assert asked == [1]


def test_an_answer_handed_out_is_a_copy(commune):
    @kept(Commune)
    def names() -> list[str]:
        return ["Aube"]

    names().append("Gacé")
    assert names() == ["Aube"]


def test_another_process_finds_what_was_shared(commune, population, asked):
    population(2019)
    # As in a process that has just started.
    caches["figures"].clear()
    assert population(2019) == 100
    assert asked == [2019]


def test_what_was_shared_is_forgotten_within_the_hour(commune, population, asked):
    population(2019)
    caches["figures"].clear()
    long_ago = KeptAnswer.objects.get().kept_at - keeping.HELD_FOR
    KeptAnswer.objects.update(kept_at=long_ago)
    population(2019)
    assert asked == [2019, 2019]
    assert KeptAnswer.objects.filter(kept_at=long_ago).count() == 0


def test_a_transaction_that_has_written_keeps_and_shares_nothing(commune, population, asked):
    with transaction.atomic():
        Commune.objects.update(population=300)
        assert population(2019) == 300
        transaction.set_rollback(True)
    assert KeptAnswer.objects.count() == 0
    assert population(2019) == 100


def test_afresh_is_worked_out_from_the_data(commune, population, asked):
    population(2019)
    with afresh():
        population(2019)
    assert asked == [2019, 2019]


def test_what_is_read_once_is_asked_again_after_the_page(asked):
    @once
    def day() -> int:
        asked.append(1)
        return len(asked)

    with reading_once():
        assert [day(), day()] == [1, 1]
    assert day() == 2


def test_a_base_that_is_being_written_in_keeps_nobody_waiting(commune, monkeypatch):
    """Sharing fails: the answer is given all the same."""
    monkeypatch.setattr(KeptAnswer.objects.__class__, "bulk_create", _busy)
    assert recall("x", [Commune], lambda: 1, is_shared=True) == 1


def _busy(*args, **kwargs):
    from django.db import OperationalError

    raise OperationalError("database is locked")


def together(work, times: int = 10) -> list:
    """What each of ten threads answers, all started at once."""
    start, answers = threading.Barrier(times), []

    def one():
        try:
            start.wait()
            answers.append(work())
        finally:
            connection.close()

    threads = [threading.Thread(target=one) for _ in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_when_ten_threads_ask_one_works_and_nine_wait(commune):
    working, worked = threading.Lock(), []

    def slow() -> int:
        assert working.acquire(blocking=False), "two at once"
        time.sleep(0.2)
        worked.append(1)
        working.release()
        return 100

    answers = together(lambda: recall("slow", [Commune], slow, is_shared=True))
    assert answers == [100] * 10
    assert worked == [1]


def test_ten_threads_that_ask_for_the_same_figures_send_each_statement_once(commune):
    sent = []

    def note(execute, sql, params, many, context):
        if "COUNT(" in sql or "SUM(" in sql:
            sent.append((sql, params))
            time.sleep(0.05)
        return execute(sql, params, many, context)

    def count():
        with connection.execute_wrapper(note):
            counts(["rsa.households", "rsa.population"], Scope(year=2019))

    together(count)
    assert len(sent) == len({repr(each) for each in sent}) == 2


def test_a_transaction_never_waits_for_its_turn(monkeypatch):
    with turn("work"), transaction.atomic(), turn("work") as has_waited:
        assert has_waited is False


def test_waiting_has_an_end(monkeypatch):
    """Working twice is better than never."""
    monkeypatch.setattr(turns, "PATIENCE", 0.1)
    reached = threading.Event()

    def wait():
        with turn("work") as has_waited:
            reached.set()
            return has_waited

    with turn("work"):
        assert together(wait, 1) == [True]
    assert reached.is_set()


# --- processes -------------------------------------------------------------------------

PROCESS = """
import sys, time, django
django.setup()
from beneficiaries.models import Commune
from reports.figures.keeping import recall

def slow():
    print("worked", flush=True)
    time.sleep(float(sys.argv[1]))
    return 100

print(recall("slow", [Commune], slow, is_shared=True), flush=True)
"""


@pytest.fixture
def started(tmp_path):
    """Processes of their own, on a base of their own where it is a file."""
    environment = {**_environment(tmp_path), "DJANGO_SETTINGS_MODULE": "plics.settings"}
    running = []

    def start(seconds: float) -> subprocess.Popen:
        command = [sys.executable, "-c", PROCESS, str(seconds)]
        process = subprocess.Popen(  # noqa: S603
            command, env=environment, stdout=subprocess.PIPE, text=True, cwd=settings.BASE_DIR
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def _environment(tmp_path) -> dict[str, str]:
    import os

    named = connection.settings_dict
    environment = {**os.environ, "PLICS_DEMO": "1"}
    if connection.vendor == "postgresql":
        address = "postgres://{USER}:{PASSWORD}@{HOST}:{PORT}/{NAME}".format(**named)
        return {**environment, "DATABASE_URL": address}
    path = tmp_path / "shared.sqlite3"
    with connection.cursor() as cursor:
        cursor.execute("VACUUM INTO %s", [str(path)])
    return {**environment, "DATABASE_URL": f"sqlite:///{path}"}


def test_when_three_processes_ask_one_works_and_two_wait(started):
    processes = [started(1.5) for _ in range(3)]
    said = sorted(process.communicate(timeout=60)[0] for process in processes)
    assert said == ["100\n", "100\n", "worked\n100\n"]


def test_a_process_killed_at_work_keeps_nobody_waiting(started):
    killed = started(60)
    assert killed.stdout.readline() == "worked\n"
    waiting = started(0)
    time.sleep(1)
    killed.kill()
    assert waiting.communicate(timeout=30)[0] == "worked\n100\n"
