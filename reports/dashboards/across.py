"""Panels that set the commissions side by side, beside the département."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from plics.formatting import capitalised
from reports.dashboards.cells import share
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import TERRITORY, WIDTH, Panel
from reports.dashboards.parts import PanelExhibit
from reports.dashboards.told import titled
from reports.exhibits import charts, rules
from reports.exhibits.messages import side_by_side
from reports.exhibits.parts import ExhibitTable, TableRow
from reports.exhibits.rules import compared
from reports.figures import Result, Territory


class Across(Panel):
    def places(self, figures: PageFigures) -> list[Territory]:
        return compared(figures.now)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Stacked(Across):
    """One breakdown, territory by territory, each brought to 100 %."""

    code: str

    @property
    def wanted(self):
        return (self.code,)

    def build(self, figures: PageFigures) -> PanelExhibit:
        def told(code: str) -> list[Result]:
            return [result for _, results in self._lines(figures, code) for result in results]

        code = rules.classes_shown(figures.dated(self.code), told)
        return dataclasses.replace(self, code=code)._built(figures)

    def _lines(self, figures: PageFigures, code: str) -> list[rules.TerritoryGroups]:
        return [
            (each, rules.known(figures.groups(code, territory=each.key)))
            for each in compared(figures.now)
        ]

    def _built(self, figures: PageFigures) -> PanelExhibit:
        when = figures.caption(self.code)
        lines = self._lines(figures, self.code)
        kept = rules.groups_of(lines)
        if not kept:
            return self.nothing(figures, subtitle=when)
        lines = [(each, [r for r in results if r.group in kept]) for each, results in lines]
        told = self._told(lines)
        title = titled(self.title, when, told)
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=when,
            message=told,
            chart=charts.stacked_groups(lines, kept, title=title, width=WIDTH)
            if rules.can_be_told_apart(kept)
            else "",
            table=ExhibitTable(
                head=[TERRITORY, *(capitalised(result.group_label) for result in lines[0][1])],
                rows=[
                    TableRow(
                        label=each.name,
                        cells=[share(figures, result) for result in results],
                        code=each.key,
                    )
                    for each, results in lines
                ],
            ),
            explanations=[figures.explain(self.code)],
            notes=rules.merged_note(self.code),
        )

    @staticmethod
    def _told(lines: Sequence[rules.TerritoryGroups]) -> str:
        """Of the largest group: how far the commissions are from one another."""
        *parts, (_, whole) = lines
        top = max(whole, key=lambda r: r.value or 0)
        own = [(each, r) for each, found in parts for r in found if r.group == top.group]
        return side_by_side(own, capitalised(top.group_label), "la commission")
