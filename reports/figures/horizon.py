"""Until when the application knows: the years and the day that its pages open on."""

from __future__ import annotations

import datetime as dt

from django.utils import timezone

from actions.models import Agreement
from beneficiaries.models import HouseholdSituation, Sitting
from funds.models import FundBudget
from plics.models import ImportRun
from plics.periods import stock_day
from reports.figures.catalogue.movements import OPEN
from reports.figures.keeping import kept


@kept(HouseholdSituation, ImportRun)
def last_loaded_day() -> dt.date | None:
    """The last day on which the stock is known: an unfinished month is cut."""
    loaded = ImportRun.objects.filter(is_stock=True)
    day = loaded.order_by("-reference_date").values_list("reference_date", flat=True).first()
    return day or OPEN.order_by("-starts_on").values_list("starts_on", flat=True).first()


def default_year() -> int:
    loaded = last_loaded_day()
    if loaded:
        return loaded.year
    latest = Agreement.objects.order_by("-year").values_list("year", flat=True).first()
    return latest or timezone.localdate().year


def reference_day(year: int) -> dt.date:
    """The usual day, or the last one loaded while the year is not that far."""
    usual = stock_day(year)
    if usual <= timezone.localdate():
        return usual
    loaded = last_loaded_day()
    return loaded if loaded and loaded.year == year else usual


def known_years(*more: int) -> list[int]:
    """Years about which something is recorded, the latest first."""
    return sorted({*_recorded_years(), *more}, reverse=True)


@kept(Agreement, FundBudget, Sitting)
def _recorded_years() -> list[int]:
    agreed = Agreement.objects.order_by().values_list("year", flat=True)
    voted = FundBudget.objects.order_by().values_list("year", flat=True)
    held = Sitting.objects.order_by().values_list("held_on__year", flat=True)
    return list(agreed.union(voted, held))
