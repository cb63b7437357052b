"""A page in a meeting: one panel a screen, and where its arrows lead."""

from __future__ import annotations

import dataclasses

from reports.dashboards.asked import PRESENTATION, AskedPage
from reports.dashboards.pages import Page
from reports.dashboards.parts import PanelExhibit
from reports.dashboards.told import lead_of


def panel_presented(shown: Page, asked: AskedPage) -> str:
    """The one asked for; the first where the address names none of the page."""
    slugs = [panel.slug for panel in shown.every_panel()]
    return asked.presented if asked.presented in slugs else slugs[0]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Screen:
    exhibit: PanelExhibit
    rank: int
    # The addresses of all the screens, in order.
    addresses: list[str]
    lead: str = ""

    @classmethod
    def of(cls, exhibits: list[PanelExhibit], asked: AskedPage) -> Screen:
        """What is empty is passed over, unless it is asked for by name."""
        kept = [each for each in exhibits if not each.empty or each.slug == asked.presented]
        # A panel that is not for whoever asks is none of the exhibits.
        kept = kept or exhibits
        rank = next((n for n, each in enumerate(kept) if each.slug == asked.presented), 0)
        return cls(
            exhibit=kept[rank],
            rank=rank,
            addresses=[asked.address(**{PRESENTATION: each.slug}) for each in kept],
            lead="" if rank else lead_of(each.lead for each in exhibits),
        )

    @property
    def number(self) -> int:
        return self.rank + 1

    @property
    def count(self) -> int:
        return len(self.addresses)

    @property
    def first(self) -> str:
        return self.addresses[0]

    @property
    def last(self) -> str:
        return self.addresses[-1]

    @property
    def before(self) -> str:
        return self.addresses[self.rank - 1] if self.rank else ""

    @property
    def after(self) -> str:
        return self.addresses[self.number] if self.number < self.count else ""
