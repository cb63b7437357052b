"""What a page is: what it may be narrowed by, and its panels in order."""

from __future__ import annotations

import dataclasses

from reports.dashboards.exhibits import Exhibit, View
from reports.dashboards.panels import Panel

BY_COMMISSION = ("annee", "date", "commission")
BY_CANTON = (*BY_COMMISSION, "canton")
BY_ACTION = (*BY_COMMISSION, "axe", "structure", "public")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Page:
    slug: str
    title: str
    lead: str
    filters: tuple[str, ...]
    panels: tuple[Panel, ...]
    # The page of one action is reached from the list of actions.
    in_menu: bool = True

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(code for panel in self.panels for code in panel.wanted))

    @property
    def codes_before(self) -> list[str]:
        return list(dict.fromkeys(code for panel in self.panels for code in panel.wanted_before))

    def exhibits(self, view: View) -> list[Exhibit]:
        return [panel.exhibit(view) for panel in self.panels]

    def panel(self, slug: str) -> Panel | None:
        return next((panel for panel in self.panels if panel.slug == slug), None)
