"""What can break before a command starts: a sentence with a remedy, and the exit code."""

import json
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import IntegrityError, OperationalError

from plics import startup
from plics.signin.keys import strong

# Of production, drawn once.
KEY = "vR4-0uZq7hJ1mWc9TtXy2LbE8sKpNfGd3aQoIwUe6xYzBnMrCl5"


def manage(*arguments: str, **environment: str) -> subprocess.CompletedProcess:
    """Run manage.py with exactly these settings, and a key unless told otherwise; an empty .env
    value would not unset one."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "SECRET_KEY", "PLICS_DEMO", "DEBUG", "PYTHONPATH")
    }
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=settings.BASE_DIR,
        env=kept | {"PYTHONWARNINGS": "ignore", "SECRET_KEY": KEY} | environment,
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


POSTGRESQL, SQLITE = "postgres://plics@127.0.0.1:1/plics", "sqlite:////nonexistent/x.sqlite3"


@pytest.mark.parametrize("url", [POSTGRESQL, SQLITE])
def test_without_a_key_nothing_starts_but_the_demonstration(url):
    assert_refused(manage("check", DATABASE_URL=url, SECRET_KEY=""), "SECRET_KEY", "deploiement.md")
    given = {"SECRET_KEY": "", "PLICS_DEMO": "1"}
    assert manage("check", DATABASE_URL=POSTGRESQL, **given).returncode == 0


@pytest.mark.parametrize(
    ("key", "fault"),
    [
        (KEY[:49], "trop court (49 caractères, 50 au moins)"),
        ("abcdefghi" * 6, "que 9 caractères différents"),
        (KEY[:25] * 2, "répète une même suite"),
        ("changeme" + KEY, "tiré d’un exemple"),
        ("django-insecure-" + KEY, "tiré d’un exemple"),
    ],
)
def test_a_key_that_could_be_guessed_is_refused_without_being_told(key, fault):
    with pytest.raises(ImproperlyConfigured) as refused:
        strong("SECRET_KEY", key)
    assert fault in str(refused.value)
    assert key not in str(refused.value)


def test_a_key_drawn_at_random_is_taken():
    assert [strong("SECRET_KEY", key) for key in (KEY, KEY[:50])] == [KEY, KEY[:50]]


@pytest.mark.parametrize("name", ["SECRET_KEY", "FINGERPRINT_KEY"])
def test_a_weak_key_stops_the_start_on_sqlite_too(name):
    result = manage("check", **{"DATABASE_URL": SQLITE, name: "x"})
    assert_refused(result, f"{name} est trop court (1 caractères, 50 au moins)")


def test_cookies_are_of_this_host_alone_when_the_site_is_served_by_https():
    names = "SESSION_COOKIE_NAME CSRF_COOKIE_NAME SESSION_COOKIE_SECURE CSRF_COOKIE_SECURE"
    names += " SESSION_COOKIE_DOMAIN CSRF_COOKIE_DOMAIN SESSION_COOKIE_PATH CSRF_COOKIE_PATH"
    said = (
        "import json; from django.conf import settings; "
        f"print(json.dumps([getattr(settings, name) for name in '{names}'.split()]))"
    )
    result = manage("shell", "--no-imports", "-c", said, DATABASE_URL=SQLITE, HTTPS="1")
    assert json.loads(result.stdout) == [
        *("__Host-sessionid", "__Host-csrftoken"),
        *(True, True, None, None, "/", "/"),
    ]


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
