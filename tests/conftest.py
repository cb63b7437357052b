"""What all tests share: quick settings, and the demonstration's data built once."""

import pytest
from django.core.management import call_command
from django.test import override_settings


@pytest.fixture(scope="session", autouse=True)
def quick_and_clean_settings(tmp_path_factory):
    """Passwords are hashed at once, and files land in a folder of the run."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
    ):
        yield


@pytest.fixture(scope="session")
def demo_rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        call_command("demo", verbosity=0)


@pytest.fixture
def demo_database(demo_rows, db):
    """The demonstration's data, built once for the run; what the test writes is undone."""


def uses_demo(item) -> bool:
    return "demo_rows" in item.fixturenames


def depends_on_database(item) -> bool:
    """Not what needs no row, nor what a browser shows: those are the same over any database."""
    asked = set(item.fixturenames)
    has_rows = asked & {"db", "transactional_db", "django_db_setup"}
    return bool(has_rows or item.get_closest_marker("django_db")) and "live_server" not in asked


def pytest_itemcollected(item):
    """When several processes share the run, a file stays whole but for its demo tests."""
    path = item.nodeid.partition("::")[0]
    item.add_marker(pytest.mark.xdist_group(f"{path} demo" if uses_demo(item) else path))
    if depends_on_database(item):
        item.add_marker("database")


def pytest_collection_modifyitems(items):
    """The demonstration's rows stay in the base: tests that expect it empty come before."""
    for item in items:
        if uses_demo(item) and "transactional_db" in item.fixturenames:
            raise pytest.UsageError(f"{item.nodeid}: its final flush would lose the demo data.")
    items.sort(key=uses_demo)
