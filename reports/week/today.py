"""The day that the week's work is told on."""

from __future__ import annotations

import datetime as dt

from django.conf import settings
from django.utils import timezone

from reports.figures.supplies import files_by_payer


def current_day() -> dt.date:
    """Today; or the last day loaded, where files stop long before, as a demonstration's do.

    A base that is typed rather than loaded is of today."""
    today = timezone.localdate()
    last = max((days[-1] for days in files_by_payer().values()), default=today)
    carried = last + dt.timedelta(days=settings.STOCK_CARRIED_DAYS)
    return today if today <= carried else last
