"""Which days may be written, in a form as in a file: one rule for what happened, one for plans."""

import datetime as dt

from django.core.exceptions import ValidationError
from django.utils.timezone import localdate

from plics.periods import months_before

FIRST_YEAR = 1900
# Years ahead that a plan may reach.
AHEAD = 5


def last_day(*, planned: bool) -> dt.date:
    today = localdate()
    return months_before(today, -12 * AHEAD) if planned else today


def problem_of(day: dt.date, *, planned: bool = False) -> str:
    """What forbids that day, or nothing."""
    if day.year < FIRST_YEAR:
        return f"est avant {FIRST_YEAR}"
    if day > last_day(planned=planned):
        return f"est à plus de {AHEAD} ans d’ici" if planned else "est dans l’avenir"
    return ""


def latest(*, planned: bool = False) -> str:
    return f"au plus tard le {last_day(planned=planned):%d/%m/%Y}"


def year_meant(day: dt.date) -> int | None:
    """The year that a slip of the fingers most likely hid: 2091 is 2019, 1884 is 1984."""
    century, rest = divmod(day.year, 100)
    swapped = century * 100 + rest % 10 * 10 + rest // 10
    this_year = localdate().year
    for year in (swapped, day.year - 100, day.year + 100, day.year - 1000):
        if FIRST_YEAR < year <= this_year:
            return year
    return None


def question(day: dt.date) -> str:
    year = year_meant(day)
    return f" Vouliez-vous dire {year}\u00a0?" if year else ""


def refuse(day: dt.date, *, planned: bool) -> None:
    if problem := problem_of(day, planned=planned):
        told = f"Le {day:%d/%m/}{day.year} {problem}\u00a0: {latest(planned=planned)}."
        raise ValidationError(told + question(day), code="day")


def happened(day: dt.date) -> None:
    """Validator: nothing that has happened is after today."""
    refuse(day, planned=False)


def foreseen(day: dt.date) -> None:
    """Validator: a plan is within five years."""
    refuse(day, planned=True)
