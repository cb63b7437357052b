"""The panels of a page on one printed sheet: bands over its width, columns between them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from itertools import groupby

from reports.dashboards.parts import PanelExhibit

# Narrower, the letters of a chart would be too small to read, unless it was drawn for it.
COLUMNS_OF_CHARTS, COLUMNS = 2, 3


@dataclasses.dataclass(frozen=True, kw_only=True)
class Band:
    """One panel over the sheet, or several side by side."""

    exhibits: list[PanelExhibit]
    columns: int


def is_over_the_sheet(exhibit: PanelExhibit) -> bool:
    return "wide" in exhibit.css or "large" in exhibit.css


def bands(exhibits: Iterable[PanelExhibit]) -> list[Band]:
    found = []
    for is_over, run in groupby(exhibits, is_over_the_sheet):
        together = list(run)
        if is_over:
            found += [Band(exhibits=[each], columns=1) for each in together]
        else:
            found.append(Band(exhibits=together, columns=_columns(together)))
    return found


def _columns(exhibits: list[PanelExhibit]) -> int:
    has_charts = any(each.chart and not each.column for each in exhibits)
    return min(len(exhibits), COLUMNS_OF_CHARTS if has_charts else COLUMNS)
