"""Loads one stock as CSV, XLSX and CNAF XML, and compares all the figures that each leaves.

    python benchmarks/stock_formats.py [--persons 13500] [--database URL]

Each file goes into a database without any household: see stock_import.py. The exit code
is 1 when a figure differs.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from stock_import import prepare, synthetic_rows, timed_import, wipe, write_files

YEAR = 2019
SHOWN = 20


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--persons", type=int, default=13_500)
    parser.add_argument("--database", default="")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        prepare(options.database or f"sqlite:///{folder}/formats.sqlite3")
        rows = synthetic_rows(options.persons)
        found = {}
        for label, (kind, path) in write_files(Path(folder), rows).items():
            wipe()
            timed_import(kind, path)
            found[label] = figures()
    households = len({row["numero_demande"] for row in rows})
    print(f"{len(rows)} personnes, {households} ménages, en {', '.join(found)}")
    sys.exit(compare(found))


def figures() -> dict[tuple, tuple]:
    """Every row that the command `figures` writes."""
    from reports.figures import Scope, evaluate
    from reports.figures.exports import rows_of

    key = ("code", "territory", "subject", "group")
    return {
        tuple(row[name] for name in key): tuple(row.items())
        for row in rows_of(evaluate(None, Scope(year=YEAR)))
    }


def compare(found: dict[str, dict]) -> int:
    """Says what differs from the first format; gives the exit code."""
    (reference, expected), *others = found.items()
    differences = [
        f"{key} : {reference} {expected.get(key)}, {label} {rows.get(key)}"
        for label, rows in others
        for key in sorted(expected.keys() | rows.keys(), key=str)
        if expected.get(key) != rows.get(key)
    ]
    if differences:
        print(*differences[:SHOWN], f"différents : {len(differences)} chiffres", sep="\n")
        return 1
    counted = sum(bool(dict(row)["value"]) for row in expected.values())
    print(f"identiques : {len(expected)} chiffres, dont {counted} ne sont pas nuls")
    return 0


if __name__ == "__main__":
    main()
