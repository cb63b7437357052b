"""When a dated row holds, each kind of interval said once."""

from django.db.models import Q


def in_force(day, prefix: str = "") -> Q:
    """Rows whose half-open interval [starts_on, ends_on) holds that day."""
    still = Q(**{f"{prefix}ends_on": None}) | Q(**{f"{prefix}ends_on__gt": day})
    return still & Q(**{f"{prefix}starts_on__lte": day})


def overlapping(period, start: str, end: str) -> Q:
    """Rows that hold on a day of the period at least: both their dates count, `end` may be open."""
    still = Q(**{end: None}) | Q(**{f"{end}__gte": period.start})
    return still & Q(**{f"{start}__lte": period.end})
