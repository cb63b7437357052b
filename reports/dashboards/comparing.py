"""The commissions ranked on many figures, beside their median and the département."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from reports.dashboards.across import Across
from reports.dashboards.cells import counted, counted_before
from reports.dashboards.meters import along
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import INDICATOR
from reports.dashboards.parts import PanelExhibit
from reports.exhibits.parts import ExhibitTable, TableRow
from reports.exhibits.ranked import MEDIAN, ORDER, WHERE_HIDDEN, median_cell, ranked_cell
from reports.figures import DEPARTMENT, Result
from reports.figures.indicators import Counted
from reports.figures.publication import is_hidden
from reports.figures.standing import standings


class Heading(NamedTuple):
    title: str
    codes: tuple[str, ...]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Standings(Across):
    """Figures in rows under their headings, territories in columns."""

    headings: tuple[Heading, ...]
    css: str = "wide"

    @property
    def wanted(self) -> Sequence[str]:
        return [code for heading in self.headings for code in heading.codes]

    def build(self, figures: PageFigures) -> PanelExhibit:
        places = self.places(figures)
        lines = list(self._lines(figures))
        is_secret = any(is_hidden(r) for _, results in lines for r in results)
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            table=ExhibitTable(
                head=[INDICATOR, *(each.name for each in places), MEDIAN],
                rows=[_row(figures, title, results) for title, results in lines],
            ),
            explanations=[figures.explain(code) for code in figures.given(self.wanted)],
            notes=[ORDER, WHERE_HIDDEN] if is_secret else [ORDER],
        )

    def _lines(self, figures: PageFigures) -> Iterator[tuple[str, list[Result]]]:
        for title, codes in self.headings:
            for code in figures.given(codes):
                yield title, [figures.get(code, territory=t.key) for t in self.places(figures)]


def _row(figures: PageFigures, group: str, results: list[Result]) -> TableRow:
    parts = [each for each in results if each.territory != DEPARTMENT]
    ranked = standings(parts)
    cells = [
        ranked_cell(counted(figures, each), each, found)
        for each, found in zip(parts, ranked, strict=True)
    ]
    whole = [counted(figures, each) for each in results if each.territory == DEPARTMENT]
    # A count of the whole is beyond those of its parts: one scale would flatten them.
    measured = cells if isinstance(results[0].indicator, Counted) else [*cells, *whole]
    before = [counted_before(figures, each).number for each in results[: len(measured)]]
    drawn = along(TableRow(label="", cells=measured), before, ()).cells
    median = next((each for each in ranked if each), None)
    code = results[0].code
    return TableRow(
        label=f"{figures.label(code)}, {figures.shortly(code)}",
        cells=[*drawn, *whole[: len(results) - len(drawn)], median_cell(results[0], median)],
        code=code,
        group=group,
    )
