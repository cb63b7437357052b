"""Panels of the RSA population: the bridge between two years, 36 months, the cantons."""

from __future__ import annotations

import dataclasses
import datetime as dt

from plics import formatting
from reports import drawing
from reports.dashboards.exhibits import Cell, Exhibit, Row, View
from reports.dashboards.panels import WIDE, WIDTH, Panel
from reports.drawing.maps.territory import AreaValue, territory_map
from reports.exhibits.atlas import atlas
from reports.figures import CATALOGUE, DEPARTMENT, Result
from reports.figures.catalogue.movements import household_trend, month_ends, monthly_movements
from reports.figures.comparison import evolution
from reports.figures.publication import SECRET, THRESHOLD

STOCK = "rsa.households"
MOVEMENTS = {"rsa.entries": 1, "rsa.moves_in": 1, "rsa.exits": -1, "rsa.moves_out": -1}
MONTHS = 36
MOVING_MONTHS = 12


@dataclasses.dataclass(frozen=True, kw_only=True)
class Bridge(Panel):
    """Stock of the year before, what came in, what went out, stock now: it balances."""

    @property
    def wanted(self):
        return (STOCK, *MOVEMENTS)

    @property
    def wanted_before(self):
        return (STOCK,)

    def build(self, view: View) -> Exhibit:
        now = view.get(STOCK)
        before = view.get_before(now)
        if not now.value and not before.value and not now.frozen_display:
            return view.nothing(self.slug, self.title)
        moves = [(view.get(code), sign) for code, sign in MOVEMENTS.items()]
        days = [formatting.day(scope.on) for scope in (view.before.scope, view.now.scope)]
        lines = [
            (f"Au {days[0]}", before.value, before.display),
            *((result.label, *_signed(result, sign)) for result, sign in moves),
            (f"Au {days[1]}", now.value, now.display),
        ]
        last = len(lines) - 1
        bars = [
            drawing.Bar(label=label, value=value, display=text, emphasis=rank in (0, last))
            for rank, (label, value, text) in enumerate(lines)
        ]
        urls = ["", *(view.list_url(result) for result, _ in moves), view.list_url(now)]
        title = f"D’une année à l’autre, du {days[0]} au {days[1]}"
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=title,
            chart=drawing.horizontal_bars(rows=bars, title=title, width=WIDTH),
            head=["", "Ménages"],
            rows=[
                Row(label=label, cells=[Cell(display=text, url=url)])
                for (label, _, text), url in zip(lines, urls, strict=True)
            ],
            results=[
                (view.before.scope, before),
                *((view.now.scope, result) for result, _ in moves),
                (view.now.scope, now),
            ],
            explanations=[view.explain(now), *(view.explain(result) for result, _ in moves)],
        )


def _signed(result: Result, sign: int) -> tuple:
    """Exits go to the left of zero, and are written with a minus."""
    if result.value is None:
        return None, result.display
    return sign * result.value, formatting.number(sign * result.value, sign=True)


def _public(view: View, value: int | None) -> tuple[int | None, str]:
    """The value and its display; small counts are hidden from readers."""
    if value is None:
        return None, formatting.NOT_AVAILABLE
    if not view.state.user.sees_persons and 0 < value < THRESHOLD:
        return None, SECRET
    return value, formatting.number(value)


def _monthly(code: str, view: View, day: dt.date, value, display: str):
    """A month of a series as a figure, for the downloads."""
    result = Result(
        indicator=CATALOGUE[code],
        territory=view.territory,
        group=f"{day:%Y-%m}",
        value=value,
        frozen_display=display,
    )
    return view.now.scope, result


@dataclasses.dataclass(frozen=True, kw_only=True)
class Trend(Panel):
    css: str = "wide"

    def build(self, view: View) -> Exhibit:
        trend = household_trend(view.now.scope, MONTHS)
        counted = trend.values.get(view.territory) or []
        if not any(counted):
            return view.nothing(self.slug, self.title)
        pairs = list(zip(trend.days, counted, strict=True))
        months = [(day, *_public(view, value)) for day, value in pairs]
        title = f"Ménages allocataires, fin de mois, jusqu’en {formatting.month(trend.days[-1])}"
        points = [drawing.Point(month=d, value=value, display=text) for d, value, text in months]
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=title,
            chart=drawing.trend_line(
                lines=[drawing.Line(label="", points=points)], title=title, width=WIDE
            ),
            head=["", "Ménages"],
            rows=[
                Row(label=formatting.month(day), cells=[Cell(display=text)])
                for day, _, text in months
            ],
            results=[_monthly(STOCK, view, *month) for month in months],
            explanations=[view.explain(view.get(STOCK))],
            note="Un mois dont le fichier n’est pas encore chargé n’est pas montré.",
        )

    @property
    def wanted(self):
        return (STOCK,)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Movements(Panel):
    """Entries and exits of each of the last twelve months."""

    def build(self, view: View) -> Exhibit:
        found = monthly_movements(view.now.scope, MOVING_MONTHS).get(view.territory)
        if not found or not any(found["entries"] + found["exits"]):
            return view.nothing(self.slug, self.title)
        days = month_ends(view.now.scope.on, MOVING_MONTHS)
        entries = [_public(view, value) for value in found["entries"]]
        exits = [_public(view, value) for value in found["exits"]]
        lines = [
            drawing.Line(label=label, points=_points(days, values))
            for label, values in (("entrées", entries), ("sorties", exits))
        ]
        title = f"Entrées et sorties du RSA, de {formatting.month(days[0])} à "
        title += formatting.month(days[-1])
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=title,
            chart=drawing.trend_line(lines=lines, title=title, width=WIDTH),
            head=["", "Entrées", "Sorties"],
            rows=[
                Row(
                    label=formatting.month(day),
                    cells=[Cell(display=entry[1]), Cell(display=gone[1])],
                )
                for day, entry, gone in zip(days, entries, exits, strict=True)
            ],
            results=[
                _monthly(code, view, day, *value)
                for code, values in (("rsa.entries", entries), ("rsa.exits", exits))
                for day, value in zip(days, values, strict=True)
            ],
            explanations=[view.explain(view.get(code)) for code in ("rsa.entries", "rsa.exits")],
        )

    @property
    def wanted(self):
        return ("rsa.entries", "rsa.exits")

    @property
    def wanted_before(self):
        return ()


def _points(days: list[dt.date], values: list[tuple]) -> list:
    pairs = zip(days, values, strict=True)
    return [drawing.Point(month=day, value=value, display=text) for day, (value, text) in pairs]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cantons(Panel):
    """Each canton, and the page of that canton one click away; the map shows rates only."""

    codes: tuple[str, ...] = (STOCK, "rsa.persons", "rsa.coverage")
    css: str = "wide open map"

    @property
    def wanted(self):
        return self.codes

    def build(self, view: View) -> Exhibit:
        cantons = view.now.cantons()
        if not view.state.user.sees_persons and view.state.commission is None:
            # A canton whole and its part in a commission would give the rest by difference.
            cantons = []
        if not cantons:
            why = "Choisissez une commission pour voir ses cantons."
            return Exhibit(slug=self.slug, title=self.title, empty=why)
        lines = [[view.get(code, territory=t.key) for code in self.codes] for t in cantons]
        clickable = view.state.user.sees_persons
        urls = {t.key: view.page_url("beneficiaires", canton=t.key[7:]) for t in cantons}
        return Exhibit(
            slug=self.slug,
            title=self.title,
            subtitle=f"{CATALOGUE[self.codes[-1]].label}, {view.when(self.codes[-1])}",
            chart=canton_map(view, self.codes[-1], urls if clickable else {}),
            head=["", *(CATALOGUE[code].label for code in self.codes), "Évolution des ménages"],
            rows=[
                Row(
                    label=territory.name,
                    url=urls[territory.key] if clickable else "",
                    cells=[
                        *(Cell(display=result.display) for result in line),
                        Cell(display=evolution(line[0], view.get_before(line[0]))),
                    ],
                    css="chosen" if territory.key == view.territory else "",
                )
                for territory, line in zip(cantons, lines, strict=True)
            ],
            results=view.with_before([result for line in lines for result in line]),
            explanations=[view.explain(result) for result in lines[0]],
        )


def canton_map(view: View, code: str, urls: dict[str, str]) -> str:
    """Shades tell the rate; a click leads to the page of the canton."""
    places = atlas(view.now.scope.on, view.now.scope.commission)
    results = {t.key: view.get(code, territory=t.key) for t in view.now.cantons()}
    whole = view.get(code, territory=view.now.scope.commission or DEPARTMENT)
    title = f"{CATALOGUE[code].label}, {view.when(code)}"
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
        outlines=places.commissions if view.now.scope.commission is None else (),
        note=places.note,
        width=WIDE,
    )
