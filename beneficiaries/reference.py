"""Reference rows of the territory and the support nomenclatures."""

import csv
import datetime as dt
from pathlib import Path

from beneficiaries.models import (
    Attachment,
    Canton,
    Commission,
    Commune,
    ContractKind,
    DecisionType,
    FormerCommune,
    InterviewKind,
    Need,
    ReferentBody,
    Step,
    SupportEndReason,
    WaitLimit,
)
from plics.reference import add_missing

# The mapping has no date of its own: it holds for all data the application may get.
MAPPING_STARTS_ON = dt.date(2000, 1, 1)

LISTS = {
    "steps": Step,
    "contract_kinds": ContractKind,
    "interview_kinds": InterviewKind,
    "support_end_reasons": SupportEndReason,
    "decision_types": DecisionType,
    "wait_limits": WaitLimit,
}


def load_territory_and_support(folder: Path, lists: dict) -> None:
    add_missing(Commission, "slug", lists["commissions"])
    add_missing(ReferentBody, "slug", lists["referent_bodies"])
    for name, model in LISTS.items():
        add_missing(model, "code", lists[name])
    load_needs(lists["needs"])
    with (folder / "cantons.csv").open(encoding="utf-8", newline="") as file:
        add_missing(Canton, "code", list(csv.DictReader(file)))
    with (folder / "communes.csv").open(encoding="utf-8", newline="") as file:
        load_communes(list(csv.DictReader(file)))
    with (folder / "former_communes.csv").open(encoding="utf-8", newline="") as file:
        load_former_communes(list(csv.DictReader(file)))


def load_needs(rows: list[dict]) -> None:
    """Which steps answer a need comes with the need: the staff may have changed it since."""
    known = set(Need.objects.values_list("code", flat=True))
    add_missing(Need, "code", [{key: row[key] for key in row if key != "steps"} for row in rows])
    steps = dict(Step.objects.values_list("code", "pk"))
    needs = dict(Need.objects.values_list("code", "pk"))
    Need.steps.through.objects.bulk_create(
        Need.steps.through(need_id=needs[row["code"]], step_id=steps[code])
        for row in rows
        if row["code"] not in known
        for code in row.get("steps", [])
    )


def load_former_communes(rows: list[dict]) -> None:
    communes = dict(Commune.objects.values_list("insee_code", "pk"))
    add_missing(
        FormerCommune,
        "insee_code",
        [
            {
                "insee_code": row["insee_code"],
                "name": row["name"],
                "successor_id": communes[row["successor"]],
            }
            for row in rows
            if row["successor"] in communes
        ],
    )


def load_communes(rows: list[dict]) -> None:
    kept = ["insee_code", "name", "population", "longitude", "latitude"]
    add_missing(Commune, "insee_code", [{key: row[key] for key in kept} for row in rows])
    communes = dict(Commune.objects.values_list("insee_code", "pk"))
    cantons = dict(Canton.objects.values_list("code", "pk"))
    commissions = dict(Commission.objects.values_list("slug", "pk"))
    attached = set(Attachment.objects.values_list("commune_id", flat=True))
    Attachment.objects.bulk_create(
        Attachment(
            commune_id=communes[row["insee_code"]],
            canton_id=cantons[row["canton_code"]],
            commission_id=commissions[row["commission"]],
            starts_on=MAPPING_STARTS_ON,
        )
        for row in rows
        if communes[row["insee_code"]] not in attached
    )
