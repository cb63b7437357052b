"""`make bench`: every budget at the size of a département, a table and `out/bench.json`.

The demonstration is built in a folder that goes away at the end. Each subject has a process
of its own, so that none pays for the memory or the caches of another, and a subject that
breaks leaves the others their lines.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.harness import Line, heard, publish

OUTPUT = Path("out/bench.json")
# The names that each subject answers for, and its database.
SUBJECTS = {
    "booklet": ("demo", ["booklet.layout", "booklet.figures", "booklet.section"]),
    "stock": (
        "stock",
        [
            "stock.csv.first",
            "stock.csv.again",
            "stock.xlsx.first",
            "stock.xlsx.again",
            "stock.cnaf.first",
        ],
    ),
    "pages": ("demo", ["page.again", "page.first", "home.again", "admin.persons"]),
    "public": ("demo", ["public.read", "public.solve"]),
    "memory": ("demo", ["memory.web"]),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        print("→ Jeu de données de démonstration", file=sys.stderr)
        run(folder, "demo", "manage.py", "demo")
        lines = [line for subject in SUBJECTS for line in measured(folder, subject)]
    publish(lines, OUTPUT)


def measured(folder: str, subject: str) -> list[Line]:
    """Its lines in the order of their names; those it could not give say so."""
    database, names = SUBJECTS[subject]
    print(f"→ Mesures : {subject}", file=sys.stderr)
    found = {
        line.name: line for line in heard(run(folder, database, "-m", f"benchmarks.{subject}"))
    }
    return [found.get(name) or awaited(name, "la mesure a échoué") for name in names]


def awaited(name: str, why: str) -> Line:
    return Line(name=name, ratio=None, budget=1, reference=why)


def run(folder: str, database: str, *command: str) -> str:
    """What a process of ours writes on its output, working on that database."""
    address = {"DATABASE_URL": f"sqlite:///{folder}/{database}.sqlite3", "DEBUG": "0"}
    done = subprocess.run(  # noqa: S603 - our own modules
        [sys.executable, *command],
        env=os.environ | address | {"MEDIA_ROOT": f"{folder}/media"},
        stdout=subprocess.PIPE,
        stderr=None if command[0] == "-m" else subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.stderr and done.returncode:
        print(done.stderr, file=sys.stderr)
    return done.stdout


if __name__ == "__main__":
    main()
