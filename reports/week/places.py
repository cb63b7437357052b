"""Places free today, action by action."""

from __future__ import annotations

import dataclasses
from decimal import Decimal

from actions.models import Action, Agreement, Axis, Provider
from plics import formatting
from plics.formatting import counted
from reports.dashboards.offered import OfferedActions
from reports.figures import DEPARTMENT, Scope, evaluate
from reports.figures.keeping import kept
from reports.week.moved import page_address

LEFT = "action.places_free.on_day"
# Named one by one; the page of actions has them all.
MOST_NAMED = 5


@dataclasses.dataclass(frozen=True, kw_only=True)
class Room:
    title: str
    left: str
    url: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class FreePlaces:
    """The actions with the most room first, and how many have some among those that count any."""

    rooms: list[Room]
    count: int
    among: int
    url: str

    @property
    def sentence(self) -> str:
        if not self.count:
            return f"Aucune place libre dans les {counted(self.among, 'action')} conventionnées"
        has = "a" if self.count == 1 else "ont"
        return (
            f"{counted(self.count, 'action')} sur {formatting.number(self.among)} {has} de la place"
        )


def free_places(scope: Scope) -> FreePlaces:
    figures = evaluate([LEFT], scope)
    place = scope.commission or DEPARTMENT
    titles = titles_of(scope.year, scope.commission)
    found = {slug: figures.get(LEFT, place, slug) for slug in titles}
    known = {slug: each for slug, each in found.items() if each.value is not None}
    free = [slug for slug, each in known.items() if (each.value or 0) > 0]
    free.sort(key=lambda slug: -Decimal(known[slug].value or 0))
    return FreePlaces(
        rooms=[
            Room(
                title=titles[slug],
                left=counted(known[slug].value, "place", places=known[slug].indicator.places),
                url=page_address("action", scope, action=slug),
            )
            for slug in free[:MOST_NAMED]
        ],
        count=len(free),
        among=len(known),
        url=page_address("actions", scope),
    )


@kept(Agreement, Action, Axis, Provider)
def titles_of(year: int, commission: str | None) -> dict[str, str]:
    agreements = Agreement.objects.of_year(year)
    if commission:
        agreements = agreements.filter(commission__slug=commission)
    return OfferedActions.of(agreements.exclude(capacity=None)).titles
