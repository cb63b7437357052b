"""The web server and the worker start and stop as one; the half that dies starts again."""

import io
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command

from plics.management.commands import serve as serve_module


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


def children(parent: int) -> dict[str, int]:
    """The halves that a `serve` runs, by what each is."""
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text().rpartition(")")[2].split()
            command = (folder / "cmdline").read_text()
        except OSError:
            continue
        if int(told[1]) == parent:
            found["web" if "gunicorn" in command else "worker"] = int(folder.name)
    return found


@pytest.mark.parametrize("half", ["web", "worker"])
def test_serve_starts_again_the_half_that_died(migrated_database, free_port, half):
    serve = serve_on(free_port, migrated_database)
    try:
        assert any("http://" in line for line in serve.stderr)
        killed = children(serve.pid)[half]
        os.kill(killed, signal.SIGKILL)
        assert any("il repart" in line for line in serve.stderr)
        # Told before it is done: starting takes a moment more.
        again = {}
        while len(again) < 2 and serve.poll() is None:
            time.sleep(0.05)
            again = children(serve.pid)
        assert again[half] != killed
    finally:
        serve.send_signal(signal.SIGTERM)
        serve.communicate(timeout=60)
    assert serve.returncode == 0


def test_serve_gives_up_a_half_that_dies_at_once(monkeypatch):
    monkeypatch.setattr(serve_module, "start", lambda command: Dead())
    command = serve_module.Command(stderr=io.StringIO())
    half = serve_module.Half("Le serveur web", [])
    stood = [command.stands(half) for _ in range(serve_module.DEATHS)]
    assert stood == [True] * (serve_module.DEATHS - 1) + [False]


def test_deaths_far_apart_are_not_added_up(monkeypatch):
    monkeypatch.setattr(serve_module, "start", lambda command: Dead())
    command = serve_module.Command(stderr=io.StringIO())
    half = serve_module.Half("Le serveur web", [])
    for minute in range(10):
        now = 1000 + minute * (serve_module.WITHIN + 1)
        monkeypatch.setattr(serve_module.time, "monotonic", lambda now=now: now)
        assert command.stands(half)


class Dead:
    # No process has this number: there is nothing to clear behind it.
    pid = 2**22 + 1

    def poll(self) -> int:
        return -9


def test_serve_does_not_start_without_its_tables(tmp_path, free_port):
    serve = serve_on(free_port, f"sqlite:///{tmp_path / 'plics.sqlite3'}")
    _, messages = serve.communicate(timeout=60)
    assert serve.returncode == 1
    assert "manage.py reference" in messages


def test_serve_refuses_a_port_already_taken():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=str(port)):
            call_command("serve", port=port)
