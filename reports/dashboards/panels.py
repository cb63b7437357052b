"""Panels that any page may use: figures in tiles, groups."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable, Sequence
from typing import Any, ClassVar, TypeVar

from plics.formatting import capitalised
from reports.dashboards.cells import (
    counted,
    counted_before,
    led,
    moved,
    share,
    share_before,
    tile,
    tiles_table,
)
from reports.dashboards.meters import Bars, numbers, with_bars
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.parts import PanelExhibit
from reports.dashboards.series import spark_of
from reports.dashboards.told import moves_told, titled
from reports.exhibits import charts, rules
from reports.exhibits.charts import plotted, plotted_share
from reports.exhibits.messages import message, whole_of
from reports.exhibits.parts import ExhibitTable, TableRow
from reports.exhibits.rules import is_worth_showing, unknown_note
from reports.figures import UNKNOWN, Result, Territory
from reports.figures.comparison import evolution, share_evolution
from reports.figures.evaluate import NOT_LOADED

WIDTH, WIDE = 420, 760
# In a quarter of the page, or a third of a sheet: letters keep their size.
QUARTER, QUARTER_HIGH, HIGH = 290, 180, 220
Row = TypeVar("Row")
NOBODY = "Aucun cas n’est compté ici."
# What the first column of a table holds.
CATEGORY, TERRITORY, INDICATOR, MONTH = "Catégorie", "Territoire", "Indicateur", "Mois"


def ranked(rows: Iterable[Row], figure: Callable[[Row], Result]) -> list[Row]:
    """From the largest; then those that are not told, in the order of their list, which says
    nothing of them; the unknown last."""
    ordered = sorted(rows, key=lambda row: -(figure(row).value or 0))
    ordered.sort(key=lambda row: (figure(row).group == UNKNOWN, figure(row).value is None))
    return ordered


@dataclasses.dataclass(frozen=True, kw_only=True)
class Panel:
    """A part of a page: the codes it needs, and what it makes of them."""

    slug: str
    title: str
    css: str = ""
    # Panels of one number stand one under the other.
    column: int = 0
    # Says something even where none of its figures is loaded.
    is_always_built: ClassVar[bool] = False

    @property
    def wanted(self) -> Sequence[str]:
        return ()

    @property
    def wanted_before(self) -> Sequence[str]:
        """Those that are set beside the year before."""
        return self.wanted

    def is_given(self, figures: PageFigures) -> bool:
        """What it shows is for whoever asks, in part at least."""
        return not self.wanted or bool(figures.given(self.wanted))

    def each(self) -> Iterable[Panel]:
        """Itself, or one panel for each thing that the database holds."""
        return (self,)

    def build(self, figures: PageFigures) -> PanelExhibit:
        raise NotImplementedError

    def places(self, figures: PageFigures) -> list[Territory]:
        """Those that it is about."""
        return [each for each in figures.now.territories if each.key == figures.territory]

    def exhibit(self, figures: PageFigures) -> PanelExhibit:
        is_unknown = len(figures.not_loaded(self.wanted)) == len(self.wanted) > 0
        is_built = self.is_always_built or not is_unknown
        built = self.build(figures) if is_built else self.nothing(figures)
        told = figures.dress(self.wanted, self.places(figures))
        shown = led(figures, self.slug, built)
        return dataclasses.replace(shown, css=self.css, column=self.column, dress=told)

    @property
    def width(self) -> int:
        return QUARTER if self.column else WIDTH

    @property
    def height(self) -> int:
        return QUARTER_HIGH if self.column else HIGH

    def nothing(self, figures: PageFigures, why: str = NOBODY, **more: Any) -> PanelExhibit:
        return PanelExhibit(
            slug=self.slug, title=self.title, empty=self.why_empty(figures, why), **more
        )

    def why_empty(self, figures: PageFigures, why: str) -> str:
        """What is not loaded is not empty; what lacks is said above the panels."""
        return f"{capitalised(NOT_LOADED)}." if figures.not_loaded(self.wanted) else why


@dataclasses.dataclass(frozen=True, kw_only=True)
class Several(Panel):
    """Figures that stand together, over the width of the page."""

    codes: tuple[str, ...]
    css: str = "wide"

    @property
    def wanted(self):
        return self.codes


@dataclasses.dataclass(frozen=True, kw_only=True)
class Tiles(Several):
    # Those whose move in a year is told at the head of the page, if it is clear.
    told: tuple[str, ...] = ()

    def build(self, figures: PageFigures) -> PanelExhibit:
        tiles = [tile(figures, figures.get(c), spark_of(figures, c)) for c in self.codes]
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            tiles=tiles,
            file=tiles_table(figures, tiles),
            explanations=[figures.explain(code) for code in self.codes],
            lead=moves_told(figures, self.told),
        )


@dataclasses.dataclass(frozen=True, kw_only=True)
class Groups(Panel):
    """A breakdown, N-1 beside N. `shares`: bars of shares, for groups that make a whole."""

    code: str
    shares: bool = True
    # The breakdown of the action that the page is about.
    of_action: bool = False
    # Off where the groups are of one year only: dates of sittings.
    is_compared: bool = True
    # From the largest; off where groups have an order of their own: ages, dates.
    is_ranked: bool = True

    @property
    def wanted(self):
        return (self.code,)

    def subject(self, figures: PageFigures) -> str | None:
        return figures.asked.chosen["action"] if self.of_action else None

    def build(self, figures: PageFigures) -> PanelExhibit:
        def told(code: str) -> list[Result]:
            return [result for pair in self._pairs(figures, code) for result in pair]

        code = rules.classes_shown(figures.dated(self.code), told)
        return dataclasses.replace(self, code=code)._built(figures)

    def _pairs(self, figures: PageFigures, code: str) -> list[tuple[Result, Result]]:
        found = figures.groups(code, subject=self.subject(figures))
        return [(result, figures.get_before(result)) for result in found]

    def _built(self, figures: PageFigures) -> PanelExhibit:
        pairs = self._pairs(figures, self.code)
        pairs = [pair for pair in pairs if any(map(is_worth_showing, pair))]
        if self.is_ranked:
            pairs = ranked(pairs, lambda pair: pair[0])
        when = figures.caption(self.code)
        if not any(is_worth_showing(now) for now, _ in pairs):
            return self.nothing(figures, subtitle=when)
        if not self.is_compared:
            return self._year_alone(figures, [now for now, _ in pairs], when)
        return self._two_years(figures, pairs, when)

    def _two_years(self, figures: PageFigures, pairs: list, when: str) -> PanelExhibit:
        results = [now for now, _ in pairs]
        told = self._told(figures)
        rows = [
            (capitalised(now.group_label), before, now)
            for now, before in pairs
            if now.group != UNKNOWN
        ]
        year, before = reversed(figures.years)
        lines = [self._row(figures, *pair) for pair in pairs]
        head, drawn, beside = [CATEGORY, year, before], 0, 1
        if self.shares:
            head = [CATEGORY, year, f"Part {year}", before, f"Part {before}"]
            drawn, beside = 1, 3
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=when,
            message=told,
            draw=lambda: charts.year_bars(
                rows,
                figures.years,
                title=titled(self.title, when, told),
                width=WIDTH,
                read=plotted_share if self.shares else plotted,
            ),
            table=ExhibitTable(
                head=[*head, "Évolution"],
                rows=with_bars(lines, Bars(column=drawn, before=numbers(lines, beside))),
                css="shares" if self.shares else "counts",
            ),
            explanations=[figures.explain(self.code)],
            notes=[
                *(unknown_note(results) if self.shares else []),
                *rules.merged_note(self.code),
            ],
        )

    def _told(self, figures: PageFigures) -> str:
        subject, whole = self.subject(figures), whole_of(self.code)
        groups = figures.groups(self.code, subject=subject)
        # What steps are steps of is not always on the page.
        if whole and figures.dated(whole) not in figures.now.codes:
            return ""
        return message(groups, whole=figures.get(whole, subject=subject) if whole else None)

    def _row(self, figures: PageFigures, now: Result, before: Result) -> TableRow:
        cells = [counted(figures, now), counted_before(figures, now)]
        change = evolution(now, before)
        if self.shares:
            cells = [cells[0], share(figures, now), cells[1], share_before(figures, now)]
            places = getattr(now.indicator, "share_places", 0)
            of_shares = share_evolution(now, before, places)
            change = of_shares if of_shares.known else change
        return TableRow(
            label=capitalised(now.group_label),
            cells=[*cells, moved(now, before, change)],
            code=now.group or "",
        )

    def _year_alone(self, figures: PageFigures, results: list[Result], when: str) -> PanelExhibit:
        rows = [
            TableRow(
                label=capitalised(result.group_label),
                cells=[counted(figures, result)],
                code=result.group or "",
            )
            for result in results
        ]
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=when,
            draw=lambda: charts.group_bars(results, title=f"{self.title}. {when}", width=WIDTH),
            table=ExhibitTable(
                head=[CATEGORY, figures.years[1]], rows=with_bars(rows, Bars(column=0))
            ),
            explanations=[figures.explain(self.code)],
        )
