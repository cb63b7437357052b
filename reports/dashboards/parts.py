"""What a panel of a page adds to an exhibit: tiles, words under figures, rows to download."""

from __future__ import annotations

import dataclasses

from reports.exhibits.parts import Exhibit
from reports.figures import Result, Scope


@dataclasses.dataclass(frozen=True, kw_only=True)
class Explanation:
    """The words under a figure: what it counts, of whom, from where, on which day."""

    label: str
    definition: str
    base: str
    source: str
    numerator: str = ""
    denominator: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tile:
    """One figure on the page, beside that of the year before."""

    label: str
    # The day or the days that it covers.
    when: str
    display: str
    before: str = ""
    evolution: str = ""
    explanation: Explanation
    url: str = ""
    is_missing: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class PanelExhibit(Exhibit):
    """`table` is what the page shows, `results` the raw figures of its downloads."""

    slug: str
    tiles: list[Tile] = dataclasses.field(default_factory=list)
    results: list[tuple[Scope, Result]] = dataclasses.field(default_factory=list)
    explanations: list[Explanation] = dataclasses.field(default_factory=list)
    empty: str = ""
