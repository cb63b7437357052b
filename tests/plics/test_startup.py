"""What can break before a command starts: a sentence with a remedy, and the exit code."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.db import IntegrityError, OperationalError

from plics import startup


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py with exactly these settings; an empty .env value would not unset one."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "SECRET_KEY", "PLICS_DEMO", "DEBUG", "PYTHONPATH")
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=kept | {"PYTHONWARNINGS": "ignore"} | environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )


def assert_refused(result: subprocess.CompletedProcess, *words: str):
    assert result.returncode == 1, result.stderr
    assert "Traceback" not in result.stderr
    assert [word for word in words if word not in result.stderr] == []
    assert result.stdout == ""


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:////nonexistent/x.sqlite3",
        "postgres://plics:secret@127.0.0.1:1/plics",
    ],
)
def test_unreachable_database_tells_the_remedy(url):
    result = manage("reference", DATABASE_URL=url, PLICS_DEMO="1")
    assert_refused(result, "n’est pas utilisable", "DATABASE_URL")
    assert "secret" not in result.stderr


def test_file_that_is_no_database_tells_the_remedy(tmp_path):
    path = tmp_path / "plics.sqlite3"
    path.write_text("ceci n’est pas une base", encoding="utf-8")
    result = manage("reference", DATABASE_URL=f"sqlite:///{path}")
    assert_refused(result, "n’est pas utilisable", "DATABASE_URL")


def test_empty_database_tells_how_to_create_the_tables(tmp_path):
    result = manage(
        "figures", "--year", "2019", DATABASE_URL=f"sqlite:///{tmp_path / 'plics.sqlite3'}"
    )
    assert_refused(result, "n’est pas utilisable", "manage.py reference")


@pytest.mark.parametrize(
    "url",
    ["", "plics.sqlite3", "oracle://plics@localhost/plics", "postgres://localhost:port/plics"],
)
def test_address_that_names_no_database_is_refused(url):
    assert_refused(manage("check", DATABASE_URL=url, PLICS_DEMO="1"), "DATABASE_URL", "Exemples")


@pytest.mark.parametrize("url", ["ftp://plics:secret@localhost", "smtp://plics:secret@host:port"])
def test_address_that_names_no_mail_server_is_refused(url):
    result = manage("check", EMAIL_URL=url)
    assert_refused(result, "EMAIL_URL", "Exemples")
    assert "secret" not in result.stderr


def test_production_without_secret_key_is_refused():
    result = manage("check", DATABASE_URL="postgres://plics@127.0.0.1:1/plics")
    assert_refused(result, "SECRET_KEY", "docs/deploiement.md")


@pytest.mark.parametrize("given", [{"SECRET_KEY": "une-clef-de-production"}, {"PLICS_DEMO": "1"}])
def test_postgresql_starts_with_a_key_or_for_the_demonstration(given):
    result = manage("check", DATABASE_URL="postgres://plics@127.0.0.1:1/plics", **given)
    assert result.returncode == 0, result.stderr


def test_missing_system_library_tells_the_packages(tmp_path):
    message = "cannot load library 'libpango-1.0-0': libpango-1.0-0: cannot open"
    (tmp_path / "django_filters.py").write_text(f"raise OSError({message!r})", encoding="utf-8")
    result = manage("check", PYTHONPATH=str(tmp_path))
    assert_refused(result, "libpango-1.0-0", "apt-get install")


def test_missing_python_package_tells_make_install(tmp_path):
    (tmp_path / "django_filters.py").write_text("import absent_package", encoding="utf-8")
    result = manage("check", PYTHONPATH=str(tmp_path))
    assert_refused(result, "absent_package", "make install")


def test_pages_open_without_the_library_that_prints(tmp_path):
    """Only a PDF needs Pango: a machine without it serves everything else."""
    (tmp_path / "weasyprint.py").write_text("raise OSError('no library')", encoding="utf-8")
    result = manage("check", PYTHONPATH=str(tmp_path))
    assert result.returncode == 0, result.stderr


@pytest.mark.parametrize(
    "arguments", [["nonsense"], ["figures", "--nonsense"], ["figures"], ["figures", "--year", "x"]]
)
def test_wrong_usage_exits_with_two(arguments):
    result = manage(*arguments)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_refusal_is_a_sentence_without_class_name(migrated_database):
    result = manage("figures", "--year", "1950", DATABASE_URL=migrated_database)
    assert_refused(result, "1950")
    assert "CommandError" not in result.stderr


def test_refused_row_is_a_defect_to_be_traced():
    assert startup.remedy_for(IntegrityError("UNIQUE constraint failed")) is None


def test_only_the_first_line_of_the_database_is_told():
    remedy = startup.remedy_for(OperationalError("connection failed\nDETAIL: much more"))
    assert "connection failed" in remedy
    assert "DETAIL" not in remedy


def test_file_that_cannot_be_written_is_named():
    remedy = startup.remedy_for(PermissionError(13, "Permission denied", "/etc/livret.pdf"))
    assert "/etc/livret.pdf" in remedy


def test_missing_module_of_ours_is_a_defect_to_be_traced():
    assert startup.remedy_for(ModuleNotFoundError(name="reports.absent")) is None
