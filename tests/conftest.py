"""What all tests share: quick settings, and how processes share them."""

import pytest
from django.core.cache import caches
from django.test import override_settings
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

# The same examples at each run, however slow the machine: no failure comes by chance.
settings.register_profile("plics", derandomize=True, deadline=None)
settings.load_profile("plics")

DEMO = "tests/demo/"
# Handed out before the others, so that all processes end at about the same time.
LONGEST = (
    DEMO,
    "tests/test_access.py",
    "tests/dashboards/test_browser.py",
    "tests/plics/test_serve.py",
    "tests/plics/test_startup.py",
)


@pytest.fixture(scope="session", autouse=True)
def quick_and_clean_settings(tmp_path_factory):
    """Passwords are hashed at once, and files land in a folder of the run."""
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        MEDIA_ROOT=tmp_path_factory.mktemp("media"),
    ):
        yield


@pytest.fixture(autouse=True)
def forgetful():
    """What one test counted is counted again by the next: queries do not depend on the order."""
    caches["figures"].clear()


class ByFile(LoadScopeScheduling):
    """Processes share the run by files; the demonstration's are one lot, built once."""

    def _split_scope(self, nodeid):
        return DEMO if nodeid.startswith(DEMO) else nodeid.partition("::")[0]


def pytest_xdist_make_scheduler(config, log):
    return ByFile(config, log)


def pytest_collection_modifyitems(items):
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
