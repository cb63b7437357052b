"""The actions that a page is about, once narrowed by what was asked."""

from __future__ import annotations

import dataclasses
from collections import Counter
from functools import cached_property

from django.db.models import QuerySet

from actions.models import Action, Agreement


@dataclasses.dataclass(frozen=True, kw_only=True)
class OfferedActions:
    """In the order of the booklet."""

    agreements: list[Agreement]

    @cached_property
    def actions(self) -> dict[str, Action]:
        return {each.action.slug: each.action for each in self.agreements}

    @cached_property
    def titles(self) -> dict[str, str]:
        """Two actions of the same title are told apart by who runs them."""
        shared = Counter(action.title for action in self.actions.values())
        return {
            slug: action.title
            if shared[action.title] == 1
            else f"{action.title} – {action.provider.name}"
            for slug, action in self.actions.items()
        }

    def of_referents(self, wanted: bool) -> dict[str, str]:
        """Referents' actions are counted by contracts and interviews, not by participations."""
        return {
            slug: title
            for slug, title in self.titles.items()
            if (self.actions[slug].referent_body_id is not None) is wanted
        }

    @classmethod
    def of(cls, agreements: QuerySet[Agreement]) -> OfferedActions:
        rows = agreements.select_related("action__provider", "commission").order_by(
            "action__axis__section__order", "action__axis__order", "action__order", "pk"
        )
        return cls(agreements=list(rows))
