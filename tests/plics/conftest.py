import threading

import pytest
from playwright.sync_api import sync_playwright

from plics.signin import adapter
from tests import databases


@pytest.fixture(scope="session")
def migrated_database(request, tmp_path_factory):
    """The address of a database with tables and no rows, for tests that run manage.py."""
    path = tmp_path_factory.mktemp("manage") / "plics.sqlite3"
    folder = tmp_path_factory.getbasetemp()
    in_a_run = hasattr(request.config, "workerinput")
    databases.copy_migrated_file(folder.parent if in_a_run else folder, path)
    return f"sqlite:///{path}"


@pytest.fixture(scope="module")
def chromium():
    # Playwright runs an event loop in this thread, and Django would refuse the database.
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium", args=["--no-sandbox"]
        )
        yield browser
        browser.close()


@pytest.fixture(autouse=True)
def mails_at_once(monkeypatch):
    """What a thread sends is there when the page is."""

    class AtOnce(threading.Thread):
        start = threading.Thread.run

    monkeypatch.setattr(adapter, "Thread", AtOnce)
