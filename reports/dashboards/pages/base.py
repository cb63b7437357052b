"""What a page is: what it may be narrowed by, and its panels in order."""

from __future__ import annotations

import dataclasses

from django.db.models import Model

from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import Panel
from reports.dashboards.parts import PanelExhibit
from reports.figures.base import Source
from reports.figures.counting import sources_of

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
    # What is agreed or voted for a year to come: reason enough to offer it.
    ahead: tuple[type[Model], ...] = ()

    @property
    def codes(self) -> list[str]:
        return list(dict.fromkeys(code for panel in self.panels for code in panel.wanted))

    @property
    def codes_before(self) -> list[str]:
        return list(dict.fromkeys(code for panel in self.panels for code in panel.wanted_before))

    @property
    def sources(self) -> set[Source]:
        """What its figures are counted from."""
        return sources_of(self.codes)

    def every_panel(self) -> list[Panel]:
        """Those declared, each in as many as the database asks for."""
        return [each for panel in self.panels for each in panel.each()]

    def exhibits(self, figures: PageFigures) -> list[PanelExhibit]:
        return [panel.exhibit(figures) for panel in self.every_panel() if panel.is_given(figures)]

    def panel(self, slug: str) -> Panel | None:
        return next((panel for panel in self.every_panel() if panel.slug == slug), None)
