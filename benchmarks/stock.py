"""The monthly stock of a département, against plain `bulk_create` of the same rows.

It empties the tables it fills: the database must be one made for it, without any household.
"""

from __future__ import annotations

import datetime as dt
import os
import statistics
import sys
import tempfile
from functools import partial
from pathlib import Path

from django.core.management import call_command
from django.db import transaction

from benchmarks.harness import ELAPSED, Line, tell, timed
from benchmarks.stock_files import STOCK_DAY, synthetic_rows, write_files
from beneficiaries.models import (
    Correction,
    Household,
    HouseholdSituation,
    Identity,
    Membership,
    Person,
)
from plics.formatting import number
from plics.importing.registry import KINDS
from plics.importing.run import run_import
from plics.models import Change, ImportRun, Operation

PERSONS = int(os.environ.get("PERSONS", "13500"))
ROUNDS = 3
# Of plain bulk_create: the first load, and the same file again.
BUDGETS = {"csv": (2, 0.8), "xlsx": (2.5, 1.3)}
CNAF_FIRST = 1.2
TABLES = [Household, HouseholdSituation, Person, Membership]
# What an import leaves besides, and what these lean on.
TRACES = [Change, Correction, Identity]
DEEDS = [ImportRun, Operation]


def main() -> None:
    with open(os.devnull, "w") as silence:  # noqa: PTH123 - a device, not a path of ours
        call_command("reference", stdout=silence, stderr=silence)
    if Household.objects.exists():
        sys.exit("Cette base contient des ménages : donnez une base vide.")
    with tempfile.TemporaryDirectory() as folder:
        tell(measured(Path(folder)))


def measured(folder: Path) -> list[Line]:
    rows = synthetic_rows(PERSONS)
    files = write_files(folder, rows)
    first, again = ({name: [] for name in files} for _ in range(2))
    plain = []
    # Turn by turn, so that a busy moment of the machine weighs on every format alike.
    for _ in range(ROUNDS):
        for name, (kind, path) in files.items():
            wipe()
            for times in (first, again):
                times[name].append(timed(partial(load, kind, path), ELAPSED))
        plain.append(timed_plain())
    base = statistics.median(plain)
    seconds = {
        (name, when): statistics.median(times[name])
        for when, times in (("first", first), ("again", again))
        for name in files
    }
    of = f"bulk_create des mêmes lignes, {number(len(rows))} personnes, {number(base, 2)} s"
    lines = [
        against(f"stock.{name}.{when}", seconds[name, when], base, budget, of)
        for name, budgets in BUDGETS.items()
        for when, budget in zip(("first", "again"), budgets, strict=True)
    ]
    csv, cnaf = seconds["csv", "first"], seconds["cnaf", "first"]
    of = f"le même stock en CSV, {number(csv, 2)} s"
    return [*lines, against("stock.cnaf.first", cnaf, csv, CNAF_FIRST, of)]


def against(name: str, seconds: float, base: float, budget: float, of: str) -> Line:
    reference = f"{of} (ici {number(seconds, 2)} s)"
    return Line(name=name, ratio=seconds / base, budget=budget, reference=reference)


def wipe() -> None:
    for model in reversed([*DEEDS, *TABLES, *TRACES]):
        model.objects.all()._raw_delete(using="default")


def load(kind: str, path: Path) -> None:
    report = run_import(KINDS[kind], path, date=dt.date.fromisoformat(STOCK_DAY))
    if report.errors:
        sys.exit(f"{path.name} : {report.errors[0].message}")


def timed_plain() -> float:
    """bulk_create alone, of ready-made instances of the very rows that an import left."""
    kept = [(model, list(model.objects.order_by("pk"))) for model in TABLES]
    wipe()

    def create() -> None:
        with transaction.atomic():
            for model, rows in kept:
                model.objects.bulk_create(rows)

    return timed(create, ELAPSED)


if __name__ == "__main__":
    main()
