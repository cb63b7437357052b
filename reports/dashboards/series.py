"""Months of the RSA population on a page: who may see them, and thirteen of them in a tile."""

from __future__ import annotations

import datetime as dt

from django.utils.safestring import SafeString

from plics import formatting
from reports.dashboards.page_figures import PageFigures
from reports.drawing.sparkline import sparkline
from reports.figures import CATALOGUE, Result
from reports.figures.base import Status
from reports.figures.evaluate import as_known
from reports.figures.horizon import Known, month_of_files
from reports.figures.months import Series, household_trend
from reports.figures.publication import series_is_public

STOCK = "rsa.households"
MONTHS = 36
# The same month a year before, and those since.
A_YEAR = 13
SERIES_NOT_SHOWN = "Série couverte par le secret statistique."


def is_public(figures: PageFigures, code: str, of_territory: dict[str, Series]) -> bool:
    """A month is the year less eleven others, a commission the département less three others:
    readers get the series of all the territories of a kind, or none."""
    if figures.asked.is_at_work:
        return True
    kinds = {each.key: each.kind for each in figures.now.territories}
    alike = [key for key, kind in kinds.items() if kind == kinds[figures.territory]]
    years = [figures.get(code, territory=key) for key in alike]
    return series_is_public(figures.now.scope, years, [of_territory[key] for key in alike])


def by_month(figures: PageFigures, code: str, days: list[dt.date], values: Series) -> list[Result]:
    """Each month of a series as a figure."""
    months = [
        Result(
            indicator=CATALOGUE[code],
            territory=figures.territory,
            group=f"{day:%Y-%m}",
            value=value,
        )
        for day, value in zip(days, values, strict=True)
    ]
    unknown = Known(status=Status.NOT_LOADED)
    return [as_known(month, unknown) if month.value is None else month for month in months]


def every_payer(days: list[dt.date]) -> bool:
    """Of a month that one payer alone sent, the other's changes are dated of its next file."""
    return not any(month_of_files(day).missing for day in days)


def spark_of(figures: PageFigures, code: str) -> SafeString | str:
    """The last thirteen months of a figure of which months are known; nothing of the others."""
    if code != STOCK:
        return ""
    trend = household_trend(figures.now.scope, MONTHS)
    counted = trend.values.get(figures.territory) or []
    if not any(counted):
        return ""
    if not is_public(figures, code, trend.values):
        return sparkline([], title=SERIES_NOT_SHOWN)
    months = by_month(figures, code, trend.days, counted)[-A_YEAR:]
    days = trend.days[-A_YEAR:]
    ends = [
        f"{month.display} fin {formatting.month(day)}"
        for month, day in ((months[0], days[0]), (months[-1], days[-1]))
    ]
    title = f"De {ends[0]} à {ends[1]}"
    return sparkline([month.value for month in months], title=title)
