"""Panels of the RSA population: the bridge between two years, 36 months, the cantons."""

from __future__ import annotations

import dataclasses
import datetime as dt

from plics import formatting
from reports import drawing
from reports.dashboards.cells import counted, counted_before, month_cell, moved
from reports.dashboards.meters import Bars, with_bars
from reports.dashboards.page_figures import PageFigures
from reports.dashboards.panels import MONTH, WIDTH, Panel, ranked
from reports.dashboards.parts import PanelExhibit
from reports.dashboards.series import (
    MONTHS,
    SERIES_NOT_SHOWN,
    STOCK,
    by_month,
    every_payer,
    is_public,
)
from reports.dashboards.told import gap_told, titled
from reports.drawing.maps.territory import AreaValue, territory_map
from reports.exhibits.atlas import atlas
from reports.exhibits.horizon import files_notes
from reports.exhibits.messages import balance_of, over_a_year
from reports.exhibits.parts import ExhibitTable, TableCell, TableRow
from reports.exhibits.rules import absence, is_worth_showing
from reports.figures import CATALOGUE, DEPARTMENT, Result, Territory
from reports.figures.months import household_trend, monthly_movements, moving_ends

MOVEMENTS = {"rsa.entries": 1, "rsa.moves_in": 1, "rsa.exits": -1, "rsa.moves_out": -1}
MOVING_MONTHS = 12
# As wide as a telephone or half a sheet of paper shows it: its letters keep their size there.
# The cantons of the whole département do not hold in so little.
MAP_WIDTH, WIDE_MAP = 360, 520


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bridge(Panel):
    """Stock of the year before, what came in, what went out, stock now: it balances."""

    @property
    def wanted(self):
        return (STOCK, *MOVEMENTS)

    @property
    def wanted_before(self):
        return (STOCK,)

    def build(self, figures: PageFigures) -> PanelExhibit:
        now = figures.get(STOCK)
        before = figures.get_before(now)
        if not is_worth_showing(now) and not before.value:
            return self.nothing(figures)
        moves = [(figures.get(code), sign) for code, sign in MOVEMENTS.items()]
        days = [formatting.day(scope.on) for scope in (figures.before.scope, figures.now.scope)]
        lines = [
            (f"Au {days[0]}", counted_before(figures, now)),
            *((result.label, _signed(figures, result, sign)) for result, sign in moves),
            (f"Au {days[1]}", counted(figures, now)),
        ]
        last = len(lines) - 1
        bars = [
            drawing.Bar(
                label=label, value=cell.number, display=cell.display, emphasis=rank in (0, last)
            )
            for rank, (label, cell) in enumerate(lines)
        ]
        codes = [STOCK, *MOVEMENTS, STOCK]
        title = f"Ménages, du {days[0]} au {days[1]}"
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=title,
            draw=lambda: drawing.horizontal_bars(rows=bars, title=title, width=WIDTH),
            table=ExhibitTable(
                head=["Mouvement", "Ménages"],
                rows=with_bars(
                    [
                        TableRow(label=label, cells=[cell], code=code)
                        for (label, cell), code in zip(lines, codes, strict=True)
                    ],
                    Bars(column=0),
                ),
            ),
            explanations=[figures.explain(code) for code in (STOCK, *MOVEMENTS)],
        )


def _signed(figures: PageFigures, result: Result, sign: int) -> TableCell:
    """Exits go to the left of zero, and are written with a minus."""
    cell = counted(figures, result)
    if cell.number is None:
        return cell
    number = sign * cell.number
    return dataclasses.replace(cell, number=number, display=formatting.number(number, sign=True))


def _month_row(figures: PageFigures, day: dt.date, *months: Result) -> TableRow:
    cells = [month_cell(figures, day, month) for month in months]
    return TableRow(label=formatting.month(day), cells=cells, code=f"{day:%Y-%m}")


OUTSIDE = "Les mois d’avant le premier fichier et d’après le dernier ne sont pas montrés."


def _line(label: str, days: list[dt.date], months: list[Result]) -> drawing.TrendLine:
    return drawing.TrendLine(
        label=label,
        points=[
            drawing.Point(month=day, value=month.value, display=month.display)
            for day, month in zip(days, months, strict=True)
        ],
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class MonthlyStock(Panel):
    is_always_built = True

    def build(self, figures: PageFigures) -> PanelExhibit:
        trend = household_trend(figures.now.scope, MONTHS)
        counted = trend.values.get(figures.territory) or []
        if not any(counted):
            return self.nothing(figures)
        if not is_public(figures, STOCK, trend.values):
            return PanelExhibit(slug=self.slug, title=self.title, empty=SERIES_NOT_SHOWN)
        months = by_month(figures, STOCK, trend.days, counted)
        last = formatting.month(trend.days[-1])
        title = f"Ménages allocataires, fin de mois, jusqu’en {last}"
        told = over_a_year(months, f"fin {last}") if every_payer(trend.days[-13:]) else ""
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=title,
            message=told,
            lead=told,
            chart=drawing.trend_line(
                lines=[_line("", trend.days, months)],
                title=titled(title, "", told),
                width=self.width,
                height=self.height,
            ),
            table=ExhibitTable(
                head=[MONTH, "Ménages"],
                rows=[
                    _month_row(figures, day, month)
                    for day, month in zip(trend.days, months, strict=True)
                ],
            ),
            explanations=[figures.explain(STOCK)],
            notes=[OUTSIDE, *files_notes(trend.days)],
        )

    @property
    def wanted(self):
        return (STOCK,)


@dataclasses.dataclass(frozen=True, kw_only=True)
class MonthlyMovements(Panel):
    """Entries and exits of each of the last twelve months."""

    is_always_built = True

    def build(self, figures: PageFigures) -> PanelExhibit:
        everywhere = monthly_movements(figures.now.scope, MOVING_MONTHS)
        found = everywhere.get(figures.territory)
        if not found or not any(found["entries"] + found["exits"]):
            return self.nothing(figures)
        for name, code in (("entries", "rsa.entries"), ("exits", "rsa.exits")):
            if not is_public(figures, code, {key: of[name] for key, of in everywhere.items()}):
                return PanelExhibit(slug=self.slug, title=self.title, empty=SERIES_NOT_SHOWN)
        days = moving_ends(figures.now.scope, MOVING_MONTHS)
        entries = by_month(figures, "rsa.entries", days, found["entries"])
        exits = by_month(figures, "rsa.exits", days, found["exits"])
        lines = [_line("entrées", days, entries), _line("sorties", days, exits)]
        title = f"Entrées et sorties du RSA, de {formatting.month(days[0])} à "
        title += formatting.month(days[-1])
        told = balance_of("entrées", entries, "sorties", exits) if every_payer(days) else ""
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=title,
            message=told,
            lead=told,
            chart=drawing.trend_line(
                lines=lines,
                title=titled(title, "", told),
                width=self.width,
                height=self.height,
            ),
            table=ExhibitTable(
                head=[MONTH, "Entrées", "Sorties"],
                rows=[
                    _month_row(figures, day, *both)
                    for day, *both in zip(days, entries, exits, strict=True)
                ],
            ),
            explanations=[figures.explain(code) for code in self.wanted],
            notes=files_notes(days),
        )

    @property
    def wanted(self):
        return ("rsa.entries", "rsa.exits")

    @property
    def wanted_before(self):
        return ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cantons(Panel):
    """Each canton, and the page of that canton one click away; the map shows rates only."""

    codes: tuple[str, ...] = (STOCK, "rsa.persons", "rsa.coverage")
    css: str = "large beside"

    def exhibit(self, figures: PageFigures) -> PanelExhibit:
        found = super().exhibit(figures)
        over = found if figures.asked.commission else dataclasses.replace(found, css="wide beside")
        return over if found.chart else dataclasses.replace(found, css="large")

    @property
    def wanted(self):
        return self.codes

    def places(self, figures: PageFigures) -> list[Territory]:
        return figures.now.cantons()

    def build(self, figures: PageFigures) -> PanelExhibit:
        cantons = figures.now.cantons()
        if not figures.asked.is_at_work and figures.asked.commission is None:
            # A canton whole and its part in a commission would give the rest by difference.
            cantons = []
        if not cantons:
            why = "Choisissez une commission pour voir ses cantons."
            return PanelExhibit(slug=self.slug, title=self.title, empty=why)
        rate = self.codes[-1]
        cantons = ranked(cantons, lambda canton: figures.get(rate, territory=canton.key))
        rates = [figures.get(rate, territory=canton.key) for canton in cantons]
        told = gap_told(rate, zip(cantons, rates, strict=True), "le canton")
        urls = {}
        if figures.asked.is_at_work:
            urls = {t.key: figures.page_url("beneficiaires", canton=t.key[7:]) for t in cantons}
        before = [figures.get_before(each).value for each in rates]
        rows = [self._row(figures, canton, urls.get(canton.key, "")) for canton in cantons]
        labels = [CATALOGUE[code].label for code in self.codes]
        return PanelExhibit(
            slug=self.slug,
            title=self.title,
            subtitle=figures.caption(rate),
            message=told,
            chart=canton_map(figures, rate, told, urls),
            table=ExhibitTable(
                head=["Canton", *labels, "Évolution des ménages"],
                rows=with_bars(rows, Bars(column=len(self.codes) - 1, before=before)),
            ),
            explanations=[figures.explain(code) for code in self.codes],
        )

    def _row(self, figures: PageFigures, canton: Territory, url: str) -> TableRow:
        line = [figures.get(code, territory=canton.key) for code in self.codes]
        cells = [counted(figures, result) for result in line]
        return TableRow(
            label=canton.name,
            code=canton.key,
            cells=[*cells, moved(line[0], figures.get_before(line[0]))],
            url=url,
            css="chosen" if canton.key == figures.territory else "",
        )


def canton_map(figures: PageFigures, code: str, told: str, urls: dict[str, str]) -> str:
    """Shades tell the rate; a click leads to the page of the canton."""
    places = atlas(figures.now.scope.on, figures.now.scope.commission)
    results = {t.key: figures.get(code, territory=t.key) for t in figures.now.cantons()}
    whole = figures.get(code, territory=figures.now.scope.commission or DEPARTMENT)
    title = titled(figures.caption(code), "", told)
    return territory_map(
        areas=[dataclasses.replace(area, href=urls.get(area.code, "")) for area in places.cantons],
        values={
            key: AreaValue(value=result.value, display=result.display)
            for key, result in results.items()
        },
        title=title,
        legend_title=CATALOGUE[code].label,
        whole=f"Ensemble : {whole.display}",
        places=2,
        outlines=places.commissions if figures.now.scope.commission is None else (),
        note=places.note,
        missing=absence(results.values()),
        width=MAP_WIDTH if figures.asked.commission else WIDE_MAP,
    )
