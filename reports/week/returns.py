"""What structures still have to tell of the participations of a year that is over."""

from __future__ import annotations

import datetime as dt

from django.db.models import Count, Min, Q, QuerySet
from django.urls import reverse

from actions.models import Participation
from plics import formatting
from plics.models import User
from reports.figures.keeping import kept_values
from reports.week.office import Line

# The most awaited first; the page of returns has them all.
MOST_NAMED = 6


def awaited(user: User, day: dt.date) -> list[Line]:
    """By structure, the participations without exit or outcome once their year is over, and since
    when: its last day."""
    untold = Q(exited_on=None) | Q(outcome=None, is_dropout=False)
    seen = Participation.objects.visible_to(user).filter(untold, agreement__year__lt=_year_of(day))
    by_structure: QuerySet = (
        seen.order_by()
        .values("agreement__action__provider__name")
        .annotate(number=Count("pk"), since=Min("agreement__year"))
        .order_by("since", "-number", "agreement__action__provider__name")
    )
    return [
        Line(
            text=each["agreement__action__provider__name"],
            url=f"{reverse('returns:agreements')}?annee={each['since']}",
            note=f"{formatting.counted(each['number'], 'participation')}, depuis le "
            f"{formatting.day(dt.date(each['since'], 12, 31))}",
        )
        for each in kept_values(by_structure[:MOST_NAMED])
    ]


def _year_of(day: dt.date) -> int:
    """On its last day, a year is over."""
    return (day + dt.timedelta(days=1)).year
