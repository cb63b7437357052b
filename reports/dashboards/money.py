"""Panels of the funds, whichever there are."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from funds.models import Fund
from plics.formatting import NBSP
from reports.dashboards.cells import in_brackets, with_evolution
from reports.dashboards.meters import along
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import INDICATOR, WIDE, Groups, Panel
from reports.dashboards.parts import PanelExhibit
from reports.exhibits import charts
from reports.exhibits.messages import in_a_year
from reports.exhibits.parts import ExhibitTable, TableRow
from reports.exhibits.rules import is_worth_showing
from reports.figures import Result
from reports.figures.geography import every_fund

WHOLE = 100


@dataclasses.dataclass(frozen=True, kw_only=True)
class FundTable(Panel):
    """Figures in rows, funds in columns, N-1 in brackets."""

    codes: tuple[str, ...]
    main: str
    css: str = "wide"

    @property
    def wanted(self):
        return self.codes

    def build(self, figures: PageFigures) -> PanelExhibit:
        funds = every_fund()
        mains = [figures.get(self.main, subject=fund.code) for fund in funds]
        requests = [figures.get("fund.requests", subject=fund.code) for fund in funds]
        # Voted for a year to come, a budget is shown before any aid.
        voted = [figures.get("fund.budget", subject=fund.code) for fund in funds]
        if not any(map(is_worth_showing, [*requests, *mains, *voted])):
            why = "Aucune demande d’aide n’est enregistrée."
            return self.nothing(figures, why)
        rows = [
            (fund.acronym, figures.get_before(now), now)
            for fund, now in zip(funds, mains, strict=True)
        ]
        codes = figures.given(self.codes)
        lines = [[figures.get(code, subject=fund.code) for fund in funds] for code in codes]
        title = figures.caption(self.main)
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=title,
            is_tabular=True,
            draw=lambda: charts.year_bars(rows, figures.years, title=title, width=WIDE),
            table=ExhibitTable(
                head=[INDICATOR, *(fund.acronym for fund in funds)],
                rows=[
                    self._row(figures, code, line) for code, line in zip(codes, lines, strict=True)
                ],
            ),
            explanations=[figures.explain(code) for code in codes],
            notes=[in_brackets(figures)],
            lead=self._lead(figures, funds),
        )

    @staticmethod
    def _lead(figures: PageFigures, funds: Iterable[Fund]) -> str:
        """Of each fund, how far what it grants clearly moved, for as many aids."""
        told = []
        for fund in funds:
            amount = figures.get("fund.amount", subject=fund.code)
            count = figures.get("fund.count", subject=fund.code)
            before = figures.get_before(amount)
            moved = in_a_year(amount, before, [count, figures.get_before(count)])
            told += [f"{fund.acronym}{NBSP}: {moved}"] if moved else []
        return f"{NBSP}; ".join(told)

    def _row(self, figures: PageFigures, code: str, line: list[Result]) -> TableRow:
        """The whole of a budget is where the bars of its consumption end, or are passed."""
        row = TableRow(
            label=figures.label(code, beside=self.main),
            cells=[with_evolution(figures, each) for each in line],
            code=line[0].code,
        )
        if code != self.main:
            return row
        return along(row, [figures.get_before(each).value for each in line], limits=(WHOLE,))


@dataclasses.dataclass(frozen=True, kw_only=True)
class FundGroups(Groups):
    """A breakdown of each fund; title and address begin with the fund's name."""

    fund: Fund | None = None

    def each(self) -> Iterable[Panel]:
        return [
            dataclasses.replace(
                self,
                slug=f"{fund.code}-{self.slug}",
                title=f"{fund.acronym} : {self.title}",
                fund=fund,
            )
            for fund in every_fund()
        ]

    def subject(self, figures: PageFigures) -> str | None:
        return self.fund.code if self.fund else None
