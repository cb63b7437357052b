"""Where each payer's monthly file stands: the last one loaded, and what the next should be."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt

from django.utils import timezone

from plics.importing.registry import KINDS
from plics.models import ImportRun

# A file of a month's end reaches the département some days after it.
ARRIVES_WITHIN = dt.timedelta(days=15)


@dataclasses.dataclass(frozen=True, kw_only=True)
class MonthlyFile:
    payer: str
    # None: nothing was ever loaded for this payer.
    run: ImportRun | None

    @property
    def next_day(self) -> dt.date | None:
        """The end of the month that follows the last file's."""
        last = self.run and self.run.reference_date
        if not last:
            return None
        year, month = divmod(last.year * 12 + last.month, 12)
        return dt.date(year, month + 1, calendar.monthrange(year, month + 1)[1])

    @property
    def is_late(self) -> bool:
        return self.next_day is not None and (timezone.localdate() > self.next_day + ARRIVES_WITHIN)


def monthly_files() -> list[MonthlyFile]:
    """One a payer, by name."""
    stocks = ImportRun.objects.filter(is_stock=True).select_related("imported_by", "operation")
    last: dict[str, ImportRun] = {}
    payers = sorted({payer for kind in KINDS.values() for payer in kind.payers_known})
    for run in stocks.order_by("reference_date", "pk"):
        last |= dict.fromkeys(run.payers or payers, run)
    return [MonthlyFile(payer=payer, run=last.get(payer)) for payer in payers]
