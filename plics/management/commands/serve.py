"""The web server and the background worker together: they start, and stop, as one."""

import signal
import socket
import subprocess
import sys
import time

from django.core.management.base import BaseCommand, CommandError

# A task cut short would wait for someone to start it again: it gets time to finish.
PATIENCE = 20


class Command(BaseCommand):
    help = "Sert l’application avec son exécuteur de tâches, jusqu’à Ctrl-C."

    def add_arguments(self, parser):
        parser.add_argument("--host", default="127.0.0.1")
        parser.add_argument("--port", type=int, default=8000)

    def handle(self, *, host, port, **options):
        if answers(host, port):
            raise CommandError(
                f"Le port {port} est déjà occupé. Arrêtez ce qui s’y trouve ou choisissez "
                f"un autre port : « make demo PORT={port + 1} »."
            )
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, stop)
        services = [start(command) for command in (server(host, port), worker())]
        try:
            self.wait_for_server(services, host, port)
            watch(services)
        finally:
            for service in services:
                service.terminate()
            for service in services:
                finish(service)
        raise CommandError("Un des services s’est arrêté : voir les messages ci-dessus.")

    def wait_for_server(self, services, host, port):
        while not answers(host, port):
            if any(service.poll() is not None for service in services):
                return
            time.sleep(0.1)
        self.stderr.write(
            f"\nL’application est ouverte : http://{host}:{port}/\n"
            "Son exécuteur de tâches tourne avec elle. Ctrl-C arrête les deux."
        )


def server(host: str, port: int) -> list[str]:
    options = "--workers 2 --threads 4 --graceful-timeout 5 --log-level warning --no-control-socket"
    bind = ["--bind", f"{host}:{port}"]
    return [sys.executable, "-m", "gunicorn", "plics.wsgi", *bind, *options.split()]


def worker() -> list[str]:
    options = "--queue-name * --verbosity 0 --no-reload"
    return [sys.executable, sys.argv[0], "db_worker", *options.split()]


def start(command: list[str]) -> subprocess.Popen:
    # Of their own session, they do not get the terminal's Ctrl-C: we stop them in order.
    return subprocess.Popen(command, start_new_session=True)  # noqa: S603


def watch(services: list[subprocess.Popen]) -> None:
    while all(service.poll() is None for service in services):
        time.sleep(0.5)


def finish(service: subprocess.Popen) -> None:
    try:
        service.wait(PATIENCE)
    except subprocess.TimeoutExpired:
        service.kill()
        service.wait()


def answers(host: str, port: int) -> bool:
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        return probe.connect_ex((host, port)) == 0


def stop(_number, _frame):
    raise SystemExit(0)
