"""The web server and the worker start and stop as one."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command


@pytest.fixture
def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def serve_on(port: int, url: str) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "manage.py", "serve", "--port", str(port)],
        cwd=settings.BASE_DIR,
        env=os.environ | {"DATABASE_URL": url},
        stderr=subprocess.PIPE,
        text=True,
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_serve_answers_then_stops_both_services(migrated_database, free_port, number):
    serve = serve_on(free_port, migrated_database)
    told = next(line for line in serve.stderr if "http://" in line)
    address = told[told.index("http://") :].strip()
    with urllib.request.urlopen(f"{address}connexion/") as page:  # noqa: S310
        assert page.status == 200
    serve.send_signal(number)
    # The pipe closes only when the worker and the server, which share it, are gone too.
    serve.communicate(timeout=60)
    assert serve.returncode == 0
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.1", free_port)) != 0


def test_serve_stops_when_one_service_fails(tmp_path, free_port):
    # Without its tables the worker cannot run: a server alone would take tasks nobody does.
    serve = serve_on(free_port, f"sqlite:///{tmp_path / 'plics.sqlite3'}")
    _, messages = serve.communicate(timeout=60)
    assert serve.returncode == 1
    assert "manage.py reference" in messages


def test_serve_refuses_a_port_already_taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=str(port)):
            call_command("serve", port=port)
