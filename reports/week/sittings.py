"""The next sitting of a commission, and how many decisions it holds already."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections import Counter

from django.db.models import Count
from django.urls import reverse

from beneficiaries.models import Commission, Decision, Sitting
from plics import formatting
from plics.models import User
from plics.periods import years_before


@dataclasses.dataclass(frozen=True, kw_only=True)
class NextSitting:
    """Of those ahead, the first; where none is, the last that was held."""

    commission: Commission
    sitting: Sitting
    is_ahead: bool
    decisions: int

    @property
    def sentence(self) -> str:
        files = formatting.counted(self.decisions, "décision saisie", "décisions saisies")
        held = f"{formatting.day(self.sitting.held_on)} ({files})"
        if self.is_ahead:
            return f"prochaine séance le {held}"
        return f"aucune séance à venir n’est inscrite ; la dernière s’est tenue le {held}"

    @property
    def url(self) -> str:
        return reverse("admin:beneficiaries_sitting_change", args=[self.sitting.pk])


def next_sittings(user: User, day: dt.date) -> list[NextSitting]:
    """One a commission; of a commission that has not sat for a year, nothing."""
    seen = Sitting.objects.visible_to(user).select_related("commission")
    ahead = seen.filter(held_on__gte=day).order_by("-held_on")
    past = seen.filter(held_on__lt=day, held_on__gte=years_before(day, 1)).order_by("held_on")
    # The last one written of a commission prevails: the first ahead, else the last past.
    found = {each.commission: each for each in [*past, *ahead]}
    counts = Decision.objects.filter(sitting__in=found.values()).order_by().values("sitting")
    files = Counter(dict(counts.annotate(n=Count("pk")).values_list("sitting", "n")))
    return [
        NextSitting(
            commission=commission,
            sitting=sitting,
            is_ahead=sitting.held_on >= day,
            decisions=files[sitting.pk],
        )
        for commission, sitting in sorted(found.items(), key=lambda item: item[0].order)
    ]
