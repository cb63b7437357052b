"""Three monthly stocks where all that can happen to a household happens."""

import copy
import datetime as dt
import random

from tests.imports.files import COMMUNES, DECEMBER, NOVEMBER, OCTOBER, person

MONTHS = [OCTOBER, NOVEMBER, DECEMBER]
HOUSEHOLDS = 80
COUPLES, ALONE = ["MAR", "PAC", "VIM"], ["CEL", "DIV", "SEF", "VEU"]


def monthly_stocks(seed: int = 61) -> dict[dt.date, list[list[dict]]]:
    """The households of each month, each a list of rows, its applicant first."""
    chance = random.Random(seed)
    everyone = {number: new_household(chance, number) for number in range(1, HOUSEHOLDS + 1)}
    here = set(range(1, 61))
    months = {}
    for rank, month in enumerate(MONTHS):
        if rank:
            live_a_month(chance, everyone, here, month)
        months[month] = [copy.deepcopy(everyone[number]) for number in sorted(here)]
    return months


def live_a_month(chance, everyone: dict, here: set[int], month: dt.date) -> None:
    gone = set(range(1, HOUSEHOLDS + 1)) - here
    closed = set(chance.sample(sorted(here), 7))
    # Some come for the first time, others were closed a month ago and come back.
    opened = set(chance.sample(sorted(gone), 6))
    for number in sorted(here - closed):
        change(chance, everyone[number], month)
    here -= closed
    here |= opened


def change(chance, rows: list[dict], month: dt.date) -> None:
    event = chance.choice(["nothing", "move", "state", "birth", "leave", "marry", "part", "sdd"])
    shared: dict = {}
    if event == "move":
        shared["code_commune"] = chance.choice(COMMUNES)["insee_code"]
    elif event == "state":
        shared["etat_droit"] = chance.choice("0123456")
    elif event == "birth":
        born = month - dt.timedelta(days=chance.randint(0, 25))
        name = f"Bébé {chr(65 + len(rows))}"
        rows.append(rows[0] | {"role": "ENF", "prenom": name, "date_naissance": f"{born}",
                               "droits_devoirs": "N"})  # fmt: skip
    elif event == "leave" and len(rows) > 1:
        rows.pop()
    elif event == "marry" and all(row["role"] != "CJT" for row in rows):
        shared["situation_familiale"] = chance.choice(COUPLES)
        rows.append(rows[0] | {"role": "CJT", "prenom": "Jean", "sexe": "1",
                               "date_naissance": birthday(chance, 1955, 2001)})  # fmt: skip
    elif event == "part":
        rows[:] = [row for row in rows if row["role"] != "CJT"]
        shared["situation_familiale"] = chance.choice(ALONE)
    elif event == "sdd":
        rows[0]["droits_devoirs"] = "N"
    for row in rows:
        row |= shared


def birthday(chance, first: int, last: int) -> str:
    return f"{chance.randint(first, last)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"


def new_household(chance, number: int) -> list[dict]:
    applied = chance.choice(MONTHS).replace(
        # Month ends and month starts: where seniority classes are easily wrong.
        year=chance.randint(2015, 2018),
        day=chance.choice([1, 30]),
    )
    shared = {
        "code_commune": chance.choice(COMMUNES)["insee_code"],
        "date_demande": f"{applied}",
        "etat_droit": chance.choice("22222345"),
        "situation_familiale": chance.choice(ALONE),
    }
    rows = [person(number, **shared, sexe=chance.choice("12"),
                   date_naissance=birthday(chance, 1955, 2001))]  # fmt: skip
    for rank in range(chance.choice([0, 0, 1, 3])):
        rows.append(person(number, chance.choice(["ENF", "ENF", "AUT"]), **shared,
                           prenom=f"Enfant {chr(65 + rank)}", droits_devoirs="N",
                           date_naissance=birthday(chance, 2003, 2018)))  # fmt: skip
    return rows
