"""What a panel of a page adds to an exhibit: tiles, words under figures, rows to download."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable

from django.utils.safestring import SafeString

from reports.exhibits.parts import Exhibit, ExhibitTable, TableCell


@dataclasses.dataclass(frozen=True, kw_only=True)
class Explanation:
    """The words of an indicator: what it counts, of whom."""

    label: str
    definition: str
    base: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tile:
    """One figure on the page, beside that of the year before."""

    label: str
    # The day or the days that it covers.
    when: str
    now: TableCell
    before: TableCell
    change: TableCell
    spark: SafeString | str = ""

    @property
    def caption(self) -> str:
        return f"{self.label}, {self.when}"

    @property
    def is_missing(self) -> bool:
        return self.now.number is None

    @property
    def code(self) -> str:
        assert self.now.figure is not None
        return self.now.figure[1].code


@dataclasses.dataclass(frozen=True, kw_only=True)
class PanelExhibit(Exhibit):
    """`table` is what the page and its files show; for tiles, what `file` gives.

    Where its cells bear bars there is no `chart`: `draw` makes the one that leaves the page.
    """

    slug: str
    tiles: list[Tile] = dataclasses.field(default_factory=list)
    file: ExhibitTable | None = None
    draw: Callable[[], str] | None = None
    # More than its picture tells: on paper it is the table that stands.
    is_tabular: bool = False
    explanations: list[Explanation] = dataclasses.field(default_factory=list)
    empty: str = ""
    column: int = 0
    # What it tells at the head of the page; not said again above it, but where it stands alone.
    lead: str = ""

    @property
    def shows_table(self) -> bool:
        """A line over months tells its table: it is folded."""
        return not self.chart or "beside" in self.css

    @property
    def has_picture(self) -> bool:
        return bool(self.chart or self.draw)

    @property
    def picture(self) -> str:
        """What is shown alone: in a file, on paper, in a meeting."""
        return self.draw() if self.draw else self.chart
