"""How dashboards bear a hundred times the data: `python benchmarks/growth.py` on PostgreSQL.

The demonstration's households and all that hangs on them are copied ninety-nine times (1.35
million persons), in a database made for it (`scripts/test-on-postgresql` lends one). Budget: a
page at 100 × takes 2 × its time at 1 × at most. The first page after a change of the data
counts everything again and is given apart.
"""

import os
import sys
import time
from pathlib import Path

import django

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plics.settings")
django.setup()

from django.conf import settings  # noqa: E402 - the settings come first
from django.core.cache import caches  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from django.test import Client  # noqa: E402

from beneficiaries import models  # noqa: E402
from plics.models import Role, User  # noqa: E402
from reports.dashboards.pages import PAGES  # noqa: E402

COPIES = 99
APART = 10_000_000
COPIED = [
    models.Household,
    models.HouseholdSituation,
    models.Person,
    models.Membership,
    models.Orientation,
    models.EngagementContract,
]


def copy_rows(model) -> str:
    """One statement: keys move by one step a copy, all else stays."""
    columns, values = [], []
    for field in model._meta.concrete_fields:
        column = connection.ops.quote_name(field.column)
        columns.append(column)
        if field.primary_key or field.related_model in COPIED:
            values.append(f"{column} + k * {APART}")
        elif field.name == "number" and model is models.Household:
            values.append(f"lpad((id + k * {APART})::text, 11, '0')")
        else:
            values.append(column)
    table = connection.ops.quote_name(model._meta.db_table)
    return (
        f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - names of our own columns
        f"SELECT {', '.join(values)} FROM {table}, generate_series(1, {COPIES}) AS k"
    )


def grow() -> None:
    with connection.cursor() as cursor:
        for model in COPIED:
            cursor.execute(copy_rows(model))
        cursor.execute("VACUUM ANALYZE")


def seconds(client: Client, address: str) -> tuple[float, float]:
    """First page after a change, then the best of the next five: the wait, database included."""
    caches["figures"].clear()
    taken = []
    for _ in range(6):
        start = time.perf_counter()
        assert client.get(address).status_code == 200
        taken.append(time.perf_counter() - start)
    return taken[0], min(taken[1:])


def main() -> None:
    if connection.vendor != "postgresql":
        sys.exit("Cette mesure demande PostgreSQL : scripts/test-on-postgresql python …")
    settings.ALLOWED_HOSTS.append("testserver")
    call_command("demo", verbosity=0)
    client = Client()
    client.force_login(User.objects.filter(role=Role.STAFF).first())
    addresses = {slug: f"/tableaux/{slug}/" for slug, page in PAGES.items() if page.in_menu}
    before = {slug: seconds(client, address) for slug, address in addresses.items()}
    grow()
    print(f"{models.Person.objects.count()} persons")
    for slug, address in addresses.items():
        (first, usual), (first_then, usual_then) = seconds(client, address), before[slug]
        print(
            f"{slug:16} {1000 * usual:6.0f} ms, {usual / usual_then:5.2f} × its time at 1 ×; "
            f"first page {first:6.1f} s, {first / first_then:5.1f} ×"
        )


if __name__ == "__main__":
    main()
