"""People at work meanwhile: they sign in, open dashboards, a list of persons and a person."""

from __future__ import annotations

import collections
import http.cookiejar
import itertools
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request

from reports.demo.accounts import PASSWORD
from scripts.faults.units import PORT

SITE = f"http://127.0.0.1:{PORT}"
PATIENCE = 300
NOBODY = "sans réponse"
# What a page that fails for a time says, and what one that fails through our fault does.
OUTAGE, FAULT = 503, 500


class Visitor(threading.Thread):
    """One account, page after page; what each answered is counted by address and status."""

    def __init__(self, account: str, addresses: list[str]):
        super().__init__(daemon=True)
        self.account, self.addresses = account, addresses
        self.answers: collections.Counter[tuple[str, int | str]] = collections.Counter()
        self.is_over = threading.Event()
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def run(self) -> None:
        self.sign_in()
        for address in itertools.cycle(self.addresses):
            if self.is_over.wait(0.2):
                return
            status = self.status(address)
            self.answers[address, status] += 1
            if status == NOBODY:
                time.sleep(1)

    def sign_in(self) -> None:
        page = self.opener.open(f"{SITE}/connexion/").read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)[1]
        form = {"login": self.account, "password": PASSWORD, "csrfmiddlewaretoken": token}
        self.opener.open(f"{SITE}/connexion/", urllib.parse.urlencode(form).encode())

    def status(self, address: str) -> int | str:
        try:
            with self.opener.open(SITE + address, timeout=PATIENCE) as answer:
                answer.read()
                return answer.status
        except urllib.error.HTTPError as refusal:
            return refusal.code
        except OSError:
            return NOBODY


def answers(address: str = "/connexion/") -> bool:
    try:
        return urllib.request.urlopen(SITE + address, timeout=5).status == 200
    except OSError:
        return False


def wait_until(holds, what: str) -> float:
    """Seconds that it took; a fault of ours if it takes longer than people would bear."""
    start = time.monotonic()
    while not holds():
        if time.monotonic() - start > PATIENCE:
            raise TimeoutError(what)
        time.sleep(0.2)
    return time.monotonic() - start
