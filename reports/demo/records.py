"""The files that the demonstration stands for, recorded as if each had been loaded."""

from __future__ import annotations

import datetime as dt
from collections import Counter

from beneficiaries.enums import Organisation
from beneficiaries.models import HouseholdSituation
from plics.models import ImportRun
from reports.demo.timeline import FIRST_FILE, month_days
from reports.figures.supplies import STOCK, YEARLY


def record_files(months: int, fingerprint: str) -> None:
    """A stock of each payer at the first file's day and at the end of each of these months, and
    one file of each of the lists that figures are counted from."""
    days = [FIRST_FILE, *(month_days(rank)[1] for rank in range(months))]
    begun = Counter(_months_begun())
    stocks = [
        ImportRun(
            kind=STOCK.kinds[0],
            file_name=f"{payer} au {day:%d/%m/%Y} (inventé)",
            reference_date=day,
            is_stock=True,
            payers=[payer],
            created=begun[payer, day.replace(day=1)],
            fingerprint=fingerprint,
        )
        for day in days
        for payer in Organisation.values
    ]
    counts = Counter({supply.kinds[0]: supply.model._default_manager.count() for supply in YEARLY})
    lists = [
        ImportRun(kind=kind, file_name=f"{kind} (inventé)", created=n, fingerprint=fingerprint)
        for kind, n in counts.items()
    ]
    ImportRun.objects.bulk_create([*stocks, *lists])


def _months_begun() -> list[tuple[str, dt.date]]:
    begun = HouseholdSituation.objects.order_by().values_list("organisation", "starts_on")
    return [(payer, day.replace(day=1)) for payer, day in begun]
