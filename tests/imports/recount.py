"""Count the figures of a stock straight from the rows of its file, the slow and plain way."""

import datetime as dt
from collections import Counter

from tests.imports.files import COMMUNES
from tests.imports.scenario import COUPLES

HOME = {row["insee_code"]: (row["commission"], row["canton_code"]) for row in COMMUNES}
AGES = [("under-18", 0, 17), ("18-25", 18, 25), ("26-35", 26, 35), ("36-45", 36, 45),
        ("46-55", 46, 55), ("56+", 56, 200)]  # fmt: skip
SENIORITY = [("36+", 36), ("24-35", 24), ("12-23", 12), ("6-11", 6), ("0-5", 0)]
ROLES = {"DEM": "applicant", "CJT": "partner", "ENF": "dependant", "AUT": "dependant"}


def age(birth: str, day: dt.date) -> int:
    born = dt.date.fromisoformat(birth)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def months_before(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return dt.date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


def recount(households: list[list[dict]], day: dt.date) -> Counter:
    """Figures by (code, territory, group)."""
    figures: Counter = Counter()
    for rows in households:
        if rows[0]["etat_droit"] not in "234":
            continue
        commission, canton = HOME[rows[0]["code_commune"]]
        for territory in ("departement", commission, f"canton:{canton}"):
            for code, group in facts(rows, day):
                figures[code, territory, group] += 1
    return figures


def facts(rows: list[dict], day: dt.date):
    """Everything one household adds one to."""
    yield "rsa.households", None
    alone = rows[0]["situation_familiale"] not in COUPLES
    children = any(row["role"] == "ENF" for row in rows)
    yield (
        "rsa.households.by_family",
        {(True, False): "single", (True, True): "single_parent",
         (False, False): "couple", (False, True): "couple_children"}[alone, children],
    )  # fmt: skip
    applied = dt.date.fromisoformat(rows[0]["date_demande"])
    yield (
        "rsa.households.by_seniority",
        next((group for group, n in SENIORITY if applied <= months_before(day, n)), "0-5"),
    )
    for row in rows:
        yield "rsa.persons", None
        yield "rsa.persons.by_role", ROLES[row["role"]]
        if row["role"] in ("DEM", "CJT"):
            yield "rsa.adults", None
            yield "rsa.adults.by_sex", "M" if row["sexe"] == "1" else "F"
            years = age(row["date_naissance"], day)
            yield "rsa.adults.by_age", next(g for g, low, high in AGES if low <= years <= high)
