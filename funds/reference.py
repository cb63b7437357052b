"""The three funds, their rules, the natures of their aids and the reasons of a refusal."""

from funds.models import AidNature, Fund, RefusalReason
from plics.reference import add_missing


def load_funds(lists: dict) -> None:
    add_missing(RefusalReason, "code", lists["refusal_reasons"])
    rows = [{key: row[key] for key in row if key != "natures"} for row in lists["funds"]]
    add_missing(Fund, "code", rows)
    funds = dict(Fund.objects.values_list("code", "pk"))
    known = set(AidNature.objects.values_list("fund_id", "code"))
    AidNature.objects.bulk_create(
        AidNature(fund_id=funds[row["code"]], code=code, label=label, order=rank)
        for row in lists["funds"]
        for rank, (code, label) in enumerate(row["natures"], start=1)
        if (funds[row["code"]], code) not in known
    )
