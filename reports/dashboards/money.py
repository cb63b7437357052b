"""Panels of the three funds."""

from __future__ import annotations

import dataclasses

from funds.models import Fund
from reports import drawing
from reports.dashboards.exhibits import Cell, Exhibit, Row, View
from reports.dashboards.panels import WIDE, Groups, Panel, groups_exhibit, plotted
from reports.figures import CATALOGUE
from reports.figures.comparison import evolution


def funds(view: View) -> list[Fund]:
    """Read once for all the panels of a page."""
    if not hasattr(view, "funds"):
        view.funds = list(Fund.objects.all())
    return view.funds


@dataclasses.dataclass(frozen=True, kw_only=True)
class FundTable(Panel):
    """Figures in rows, funds in columns, N-1 in brackets."""

    codes: tuple[str, ...]
    main: str
    css: str = "wide open"

    @property
    def wanted(self):
        return self.codes

    def build(self, view: View) -> Exhibit:
        found = funds(view)
        mains = [(fund, view.get(self.main, subject=fund.code)) for fund in found]
        counted = [view.get("fund.requests", subject=fund.code) for fund in found]
        if not any(r.value or r.frozen_display for r in [*counted, *(m for _, m in mains)]):
            return view.nothing(self.slug, self.title, "Aucune demande d’aide n’est enregistrée.")
        rows = [
            (
                fund.acronym,
                dict(zip(view.years, (plotted(view.get_before(r)), plotted(r)), strict=True)),
            )
            for fund, r in mains
        ]
        lines = [[view.get(code, subject=fund.code) for fund in found] for code in self.codes]
        title = f"{CATALOGUE[self.main].label}, {view.when(self.main)}"
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=title,
            chart=drawing.grouped_bars(rows=rows, title=title, width=WIDE),
            head=["", *(fund.acronym for fund in found)],
            rows=[
                Row(label=line[0].label, cells=[_cell(view, result) for result in line])
                for line in lines
            ],
            results=view.with_before([result for line in lines for result in line]),
            explanations=[view.explain(line[0]) for line in lines],
            note=f"Entre parenthèses : évolution depuis {view.years[0]}, à la même date.",
        )


def _cell(view: View, result) -> Cell:
    change = evolution(result, view.get_before(result))
    display = f"{result.display} ({change})" if change else result.display
    return Cell(display=display, url=view.list_url(result))


@dataclasses.dataclass(frozen=True, kw_only=True)
class FundGroups(Groups):
    """A breakdown of one fund."""

    fund: str

    def build(self, view: View) -> Exhibit:
        return groups_exhibit(self, view, self.fund)
