import os
import shutil
import subprocess
import sys

import pytest
from django.conf import settings

from tests import databases


@pytest.fixture(scope="session")
def migrated_database(request, tmp_path_factory):
    """The address of a database with tables and no rows, for tests that run manage.py."""
    path = tmp_path_factory.mktemp("manage") / "plics.sqlite3"
    url = f"sqlite:///{path}"
    shared = databases.migrated_file(tmp_path_factory.getbasetemp().parent)
    if hasattr(request.config, "workerinput") and shared.exists():
        shutil.copy(shared, path)
        return url
    subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        check=True,
    )
    return url
