"""What all tests share: quick settings, and how processes share them."""

import gc
import threading

import pytest
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import override_settings
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from tests import databases, reading
from tests.walking import quick_answers

__all__ = ["quick_answers"]

# The same examples at each run, however slow the machine: no failure comes by chance.
settings.register_profile("plics", derandomize=True, deadline=None)
settings.load_profile("plics")

DEMO = "tests/demo/"
# Handed out before the others, so that all processes end at about the same time.
LONGEST = (
    DEMO,
    # While one process makes the tables, the other needs none.
    "tests/plics/test_startup.py",
    "tests/plics/test_serve.py",
    "tests/dashboards/test_browser.py",
    "tests/plics/test_browser.py",
    "tests/test_access.py",
)


# What a test asks for when it reads or writes rows.
NEEDS_ROWS = {"db", "transactional_db", "django_db_setup", "live_server"}


def pytest_addoption(parser):
    parser.addoption(
        "--database-only",
        action="store_true",
        help="leave out tests that need no database, or give the same on any: they ran on another",
    )


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    request, tmp_path_factory, django_db_modify_db_settings_parallel_suffix
):
    databases.delete_rather_than_truncate()
    databases.drop_by_force()
    if hasattr(request.config, "workerinput"):
        databases.migrate_once(tmp_path_factory.getbasetemp().parent)


@pytest.fixture(scope="session", autouse=True)
def quick_and_clean_settings(tmp_path_factory):
    """Passwords are hashed at once, and files land in a folder of the run."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def one_request_at_a_time():
    """Pages served to a browser share the one connection of a base in memory.

    Two statements at once on it, one of which calls a function of ours, wait for each other
    for ever; elsewhere each thread has a connection of its own.
    """
    turn, answer = threading.Lock(), WSGIHandler.__call__

    def in_turn(self, environ, start_response):
        with turn:
            return answer(self, environ, start_response)

    with pytest.MonkeyPatch.context() as patched:
        if connection.vendor == "sqlite":
            patched.setattr(WSGIHandler, "__call__", in_turn)
        yield


@pytest.fixture(autouse=True)
def forgetful():
    """What one test counted is counted again by the next: queries do not depend on the order."""
    caches["figures"].clear()


@pytest.fixture(autouse=True)
def files_are_read_at_once(request, monkeypatch):
    """Starting a process to read a file takes most of the time of a test of what it holds."""
    if not request.node.get_closest_marker("reads_apart"):
        reading.read_here(monkeypatch)


class ByFile(LoadScopeScheduling):
    """Processes share the run by files; the demonstration's are one lot, built once."""

    def _split_scope(self, nodeid):
        return DEMO if nodeid.startswith(DEMO) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


def depends_on_the_database(item) -> bool:
    if item.get_closest_marker("same_on_any_database"):
        return False
    return bool(item.get_closest_marker("django_db") or NEEDS_ROWS & set(item.fixturenames))


def rank(item) -> int:
    return next(
        (rank for rank, start in enumerate(LONGEST) if item.nodeid.startswith(start)), len(LONGEST)
    )


def pytest_collection_modifyitems(config, items):
    if config.option.database_only:
        left_out = [item for item in items if not depends_on_the_database(item)]
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if depends_on_the_database(item)]
    items.sort(key=rank)


def pytest_collection_finish():
    """What is loaded stays until the end: looking through it again and again finds no garbage."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)


def pytest_sessionfinish(session, exitstatus):
    if session.config.option.database_only and exitstatus == pytest.ExitCode.NO_TESTS_COLLECTED:
        session.exitstatus = pytest.ExitCode.OK
