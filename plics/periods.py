"""Dates of the programme: years, reference days, month arithmetic."""

from __future__ import annotations

import calendar
import dataclasses
import datetime as dt

from django.conf import settings
from django.db.models.expressions import Combinable

# A day, or what gives one in a query: OuterRef, F.
Day = dt.date | Combinable


@dataclasses.dataclass(frozen=True, kw_only=True)
class Period:
    """Days from `start` to `end`, both included."""

    start: dt.date
    end: dt.date


def year(number: int) -> Period:
    return Period(start=dt.date(number, 1, 1), end=dt.date(number, 12, 31))


def stock_day(number: int) -> dt.date:
    """The reference day of the RSA population in that evaluation year."""
    return dt.date(number, settings.STOCK_MONTH, settings.STOCK_DAY)


def months_before(day: dt.date, months: int) -> dt.date:
    """The same day `months` earlier; a day the month lacks becomes its last one."""
    index = day.year * 12 + day.month - 1 - months
    number, month = index // 12, index % 12 + 1
    return dt.date(number, month, min(day.day, calendar.monthrange(number, month)[1]))


def years_before(day: dt.date, years: int) -> dt.date:
    return months_before(day, 12 * years)


def latest_birth(day: dt.date, age: int) -> dt.date:
    """The latest birth date of persons who have completed `age` years on `day`.

    Someone born on 29 February turns a year older on 1 March in common years,
    as French civil law counts.
    """
    return years_before(day, age)


def age_on(day: dt.date, birth: dt.date) -> int:
    """Completed years of age on `day`."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))
