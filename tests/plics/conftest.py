import os
import subprocess
import sys

import pytest
from django.conf import settings


@pytest.fixture(scope="session")
def migrated_database(tmp_path_factory):
    """The address of a database with tables and no rows, for tests that run manage.py."""
    url = f"sqlite:///{tmp_path_factory.mktemp('manage') / 'plics.sqlite3'}"
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )
    return url
