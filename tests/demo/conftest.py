"""The demonstration's data, built once for this folder and gone after it."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from reports.figures import Scope
from reports.figures.guard.protected import protected


@pytest.fixture(scope="package")
def demo_rows(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock():
        built = transaction.atomic()
        built.__enter__()
        call_command("demo", verbosity=0)
        # What each test would otherwise check again when it ends.
        connection.check_constraints()
    yield
    with django_db_blocker.unblock():
        transaction.set_rollback(True)
        built.__exit__(None, None, None)


@pytest.fixture(scope="package")
def protected_rows(demo_rows, django_db_blocker):
    """What readers may see of the demonstration, solved once as a worker would have."""
    with django_db_blocker.unblock():
        for year in (2019, 2020):
            protected(Scope(year=year))


@pytest.fixture
def demo_database(demo_rows, db):
    """The demonstration's data; what the test writes is undone."""
