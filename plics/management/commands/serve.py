"""The web server and the background worker together: what dies of the two starts again."""

import contextlib
import dataclasses
import os
import signal
import socket
import subprocess
import sys
import time

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django_tasks_db.models import DBTaskResult

# A task cut short is taken up by the next worker: it gets time to finish all the same.
PATIENCE = 20
# A half that dies so often within so many seconds would die again.
DEATHS, WITHIN = 5, 60


class Command(BaseCommand):
    help = "Sert l’application avec son exécuteur de tâches, jusqu’à Ctrl-C."
    is_stopped = False

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host, port, **options):
        if answers(host, port):
            raise CommandError(
                f"Le port {port} est déjà occupé. Arrêtez ce qui s’y trouve ou choisissez "
                f"un autre port : « make demo PORT={port + 1} »."
            )
        # Without its tables neither half would live: this says what to do, once.
        DBTaskResult.objects.exists()
        connection.close()
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self.stop)
        halves = [Half("Le serveur web", server(host, port)), Half("L’exécuteur", worker())]
        try:
            self.watch(halves, host, port)
        finally:
            for half in halves:
                half.process.terminate()
            for half in halves:
                finish(half.process)
        if not self.is_stopped:
            raise CommandError("Un des services ne tient pas : voir les messages ci-dessus.")

    def stop(self, _number, _frame):
        """Told at the next look: raised while a half starts, it would leave that half alone."""
        self.is_stopped = True

    def watch(self, halves, host, port):
        is_open = False
        while not self.is_stopped and all(self.stands(half) for half in halves):
            time.sleep(0.2)
            if not is_open and answers(host, port):
                is_open = True
                self.stderr.write(
                    f"\nL’application est ouverte : http://{host}:{port}/\n"
                    "Son exécuteur de tâches tourne avec elle. Ctrl-C arrête les deux."
                )

    def stands(self, half: "Half") -> bool:
        """Starts again a half that died; False when it dies too often."""
        code = half.process.poll()
        if code is None:
            return True
        now = time.monotonic()
        half.deaths = [then for then in half.deaths if now - then < WITHIN] + [now]
        if len(half.deaths) >= DEATHS:
            return False
        self.stderr.write(f"{half.name} s’est arrêté ({code}) : il repart.")
        clear(half.process)
        half.process = start(half.command)
        return True


def server(host: str, port: int) -> list[str]:
    options = "--workers 2 --threads 4 --graceful-timeout 5 --log-level warning --no-control-socket"
    bind = ["--bind", f"{host}:{port}"]
    return [sys.executable, "-m", "gunicorn", "plics.wsgi", *bind, *options.split()]


def worker() -> list[str]:
    return [sys.executable, sys.argv[0], "worker"]


def start(command: list[str]) -> subprocess.Popen:
    # Of their own session, they do not get the terminal's Ctrl-C: we stop them in order.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603


@dataclasses.dataclass
class Half:
    name: str
    command: list[str]
    deaths: list[float] = dataclasses.field(default_factory=list)

    def __post_init__(self) -> None:
        self.process = start(self.command)


def clear(service: subprocess.Popen) -> None:
    """What a dead half had started would hold its port, or its files."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(service.pid, signal.SIGKILL)


def finish(service: subprocess.Popen) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        service.wait(PATIENCE)
    clear(service)
    service.wait()


def answers(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.connect_ex((host, port)) == 0
