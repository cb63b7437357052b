"""The figures of the menu's pages, counted before anybody opens them.

No statement depends on a commission: what the département's pages count is what those of its
commissions show.
"""

from __future__ import annotations

from collections.abc import Iterable

from reports.dashboards.pages import PAGES
from reports.dashboards.population import MOVING_MONTHS
from reports.dashboards.series import MONTHS
from reports.figures import Scope
from reports.figures.catalogue import TO_DATE
from reports.figures.counting import counts
from reports.figures.horizon import default_year, reference_day
from reports.figures.months import household_trend, monthly_movements
from reports.figures.reading import reading_once


def warm() -> None:
    """All pages at once, so that each population is read once for all of them."""
    pages = [page for page in PAGES.values() if page.in_menu]
    year = default_year()
    scope = Scope(year=year, on=reference_day(year))
    with reading_once():
        counts(_dated(code for page in pages for code in page.codes), scope)
        counts(_dated(code for page in pages for code in page.codes_before), scope.previous())
        household_trend(scope, MONTHS)
        monthly_movements(scope, MOVING_MONTHS)


def _dated(codes: Iterable[str]) -> list[str]:
    """As those who may choose a day get them."""
    return list(dict.fromkeys(TO_DATE.get(code, code) for code in codes))
