"""One web process under a thousand requests: its memory must not grow."""

from __future__ import annotations

import itertools
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

from django.conf import settings

from benchmarks import site
from benchmarks.harness import Line, tell
from plics.formatting import number

REQUESTS = 1000
# Until then, what is kept fills up: libraries, templates, what was counted, for the data as
# they are and as they were, up to what the settings let the memory hold.
WARM_UPS, WARM_UP = 6, 40
# A change of the data, so that what was kept is thrown away and made again.
CHANGE_EVERY = 250
FLAT = 1.05


def main() -> None:
    others = ["/", "/livrets/2020/argentan/i-1/", "/administration/beneficiaries/person/"]
    addresses = [*site.menu().values(), *others]
    cookie = site.client().cookies[settings.SESSION_COOKIE_NAME].value
    with served() as (process, port):
        browser = HTTPConnection("127.0.0.1", port, timeout=120)
        asked = itertools.cycle(addresses)
        for _ in range(WARM_UPS):
            site.change()
            ask(browser, cookie, itertools.islice(asked, WARM_UP))
        before = memory(process)
        for _ in range(REQUESTS // CHANGE_EVERY):
            site.change()
            ask(browser, cookie, itertools.islice(asked, CHANGE_EVERY))
        after = memory(process)
    tell([line(before, after)])


def line(before: int, after: int) -> Line:
    reference = (
        f"le processus après {WARM_UPS * WARM_UP} requêtes, {number(before / 1024)} Mo ; "
        f"après {number(REQUESTS)} de plus et {REQUESTS // CHANGE_EVERY} changements des données, "
        f"{number(after / 1024)} Mo"
    )
    return Line(name="memory.web", ratio=after / before, budget=FLAT, reference=reference)


@contextmanager
def served() -> Iterator[tuple[int, int]]:
    """The web server of production with one process: that process, and its port."""
    port = free_port()
    options = f"--bind 127.0.0.1:{port} --workers 1 --threads 4 --log-level error"
    command = [sys.executable, "-m", "gunicorn", "plics.wsgi", *options.split()]
    with tempfile.TemporaryDirectory() as folder:
        command += ["--no-control-socket", "--worker-tmp-dir", folder]
        with subprocess.Popen(command) as server:  # noqa: S603 - our own server
            try:
                yield worker_of(server, port), port
            finally:
                server.terminate()


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def worker_of(server: subprocess.Popen, port: int) -> int:
    """The one child of the server, once it answers."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                children = (
                    Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
                )
                if children:
                    return int(children[0])
        time.sleep(0.1)
    sys.exit("Le serveur ne démarre pas.")


def ask(browser: HTTPConnection, cookie: str, addresses) -> None:
    headers = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={cookie}", "Host": "localhost"}
    for address in addresses:
        browser.request("GET", address, headers=headers)
        response = browser.getresponse()
        response.read()
        if response.status != 200:
            raise site.Refused(f"{address} : {response.status}")


def memory(process: int) -> int:
    """Kilobytes that a process holds."""
    status = Path(f"/proc/{process}/status").read_text()
    return next(int(row.split()[1]) for row in status.splitlines() if row.startswith("VmRSS"))


if __name__ == "__main__":
    main()
