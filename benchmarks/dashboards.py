"""The dashboards' budgets: `python benchmarks/dashboards.py` on the demonstration's data.

- a page, server side, against the bare SQL of its aggregates: 3 × at most;
- queries: 25 at most.

The bare SQL is that of the page itself, sent again as text and read whole. A page is kept for
an account until the data change: the first one after a change, which asks, folds and draws
everything, is given apart.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plics.settings")
django.setup()

from django.conf import settings  # noqa: E402 - the settings come first
from django.core.cache import caches  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402

from plics.models import Role, User  # noqa: E402
from reports.dashboards.pages import PAGES  # noqa: E402

TIMES = 5


def median(work: Callable) -> float:
    """Milliseconds of processor, so that a busy machine does not count; first run left out."""
    work()
    taken = []
    for _ in range(TIMES):
        start = time.process_time()
        work()
        taken.append(time.process_time() - start)
    return 1000 * statistics.median(taken)


def send(statements: list[str]) -> None:
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            cursor.fetchall()


def first_page(client: Client, address: str) -> None:
    caches["figures"].clear()
    client.get(address)


def main() -> None:
    settings.ALLOWED_HOSTS.append("testserver")
    client = Client()
    client.force_login(User.objects.filter(role=Role.STAFF).first())
    for slug in [slug for slug, page in PAGES.items() if page.in_menu]:
        address = f"/tableaux/{slug}/"
        with CaptureQueriesContext(connection) as asked:
            client.get(address)
        count = len(asked)
        aggregates = [
            query["sql"].replace("%", "%%")
            for query in asked
            if "COUNT(" in query["sql"] or "SUM(" in query["sql"]
        ]
        page = median(lambda address=address: client.get(address))
        first = median(lambda address=address: first_page(client, address))
        bare = median(lambda statements=aggregates: send(statements))
        print(
            f"{slug:16} {page:6.0f} ms, {page / bare:5.1f} × its SQL ({bare:.0f} ms), "
            f"{count} queries; first {first:6.0f} ms, {first / bare:5.1f} ×"
        )


if __name__ == "__main__":
    main()
