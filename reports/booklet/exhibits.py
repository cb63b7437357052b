"""A chart, its table, its source: the figures of a page in the shape templates print."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable

from plics import formatting
from reports import drawing
from reports.booklet.context import Booklet
from reports.booklet.grammar import Trend, capitalised, change_between
from reports.booklet.messages import leader, message
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Figures, Result, Territory
from reports.figures.publication import is_hidden

WIDE, BESIDE, HALF = 640, 400, 330
# Parts that can still be told apart side by side (see drawing.stacked_shares).
MOST_PARTS = 6
EMPTY = "–"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    label: str
    cells: list[str]
    css: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Table:
    caption: str
    head: list[str]
    rows: list[Row]
    css: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Exhibit:
    """`title` tells what is seen, `subtitle` what is measured, where and when."""

    title: str
    subtitle: str = ""
    chart: str = ""
    table: Table | None = None
    source: str = ""
    notes: list[str] = dataclasses.field(default_factory=list)
    css: str = ""

    @property
    def is_empty(self) -> bool:
        return not self.chart and self.table is None


def source(b: Booklet, code: str, figures: Figures | None = None) -> str:
    """« Source : … – données au 30 novembre 2019 »."""
    when = (figures or b.figures.now).scope.caption(timing(code))
    return f"Source : {b.department.service or b.department.name} – données {_dated(when)}."


def _dated(caption: str) -> str:
    return f"de l’{caption}" if caption.startswith("année") else caption


def timing(code: str):
    indicator = CATALOGUE[code]
    while not hasattr(indicator, "source"):
        indicator = CATALOGUE[indicator.parts[0]]
    return indicator.source.timing


def unknown_note(results: Iterable[Result]) -> list[str]:
    """How much is not known: shares are those of the known."""
    results = list(results)
    unknown = next((r.value for r in results if r.group == UNKNOWN and r.value), 0)
    if not unknown:
        return []
    known = sum(r.value or 0 for r in results if r.group != UNKNOWN)
    rate = formatting.percent(known * 100 / (known + unknown))
    return [f"Parts calculées sur les valeurs connues, soit {rate} de l’ensemble."]


def _known(results: Iterable[Result]) -> list[Result]:
    return [result for result in results if result.group != UNKNOWN]


def worth_showing(results: Iterable[Result]) -> list[Result]:
    """Groups worth a bar: those with someone, or hidden for secrecy."""
    return [r for r in _known(results) if r.value or is_hidden(r)]


# --- one territory ---------------------------------------------------------------------


def breakdown(
    b: Booklet,
    code: str,
    key: str,
    *,
    subject: str | None = None,
    counted: str = "Effectif",
    css: str = "beside",
    title: Callable[[list[Result]], str] = message,
    drop_empty: bool = False,
) -> Exhibit:
    """Bars of shares and the table of counts of one breakdown, in one territory."""
    results = b.figures.now.groups(code, key, subject)
    shown = worth_showing(results) if drop_empty else _known(results)
    if not any(r.value or is_hidden(r) for r in shown):
        return nothing(b, code)
    text = title(results) or capitalised(CATALOGUE[code].label)
    rows = [
        drawing.Bar(label=capitalised(r.group_label), value=r.share, display=share_text(r))
        for r in shown
    ]
    width = {"beside": BESIDE, "half": HALF}.get(css, WIDE)
    return Exhibit(
        title=text,
        subtitle=_subtitle(b, code, b.where(key) if not subject else ""),
        chart=drawing.horizontal_bars(rows=rows, title=text, width=width),
        table=_counts(code, results, counted, drop_empty),
        source=source(b, code),
        notes=unknown_note(results),
        css=css,
    )


def _subtitle(b: Booklet, code: str, where: str) -> str:
    when = b.figures.now.scope.caption(timing(code))
    return ", ".join(part for part in (f"{CATALOGUE[code].label} {where}".strip(), when) if part)


def _counts(code: str, results: list[Result], counted: str, drop_empty: bool) -> Table:
    shown = [r for r in results if r.value or is_hidden(r) or not drop_empty]
    rows = [Row(label=capitalised(r.group_label), cells=[r.display, _part(r)]) for r in shown]
    if len(rows) > 1 and all(r.value is not None for r in results):
        total = sum(r.value or 0 for r in results)
        rows.append(Row(label="Ensemble", cells=[formatting.number(total), ""], css="total"))
    return Table(caption=CATALOGUE[code].label, head=["", counted, "Part"], rows=rows)


def _part(result: Result) -> str:
    return EMPTY if result.group == UNKNOWN else share_text(result)


def share_text(result: Result) -> str:
    """The share; what hides or lacks the count hides or lacks the share too."""
    return result.display if result.value is None else result.share_display


def nothing(b: Booklet, code: str) -> Exhibit:
    """No figure: the cause is named where the chart would stand."""
    return Exhibit(
        title=capitalised(CATALOGUE[code].label),
        notes=["Aucune donnée n’a été transmise pour cette période."],
        source=source(b, code),
    )


# --- several territories ---------------------------------------------------------------


def by_territory(b: Booklet, code: str, territories: list[Territory], *, what: str) -> Exhibit:
    """One bar of 100 % a territory, and the counts behind it."""
    now = b.figures.now
    rows = [(t, now.groups(code, t.key)) for t in territories]
    every = [result for _, results in rows for result in results]
    if not any(result.value for result in every):
        return nothing(b, code)
    kept = list(dict.fromkeys(r.group for r in every if r.value or is_hidden(r)))
    order = [r.group for r in rows[0][1]] + kept
    kept.sort(key=order.index)
    top = max(_known(every), key=lambda r: r.value or 0)
    text = leader(
        [(t, now.get(code, t.key, group=top.group)) for t, _ in rows],
        f"Part « {top.group_label} » {what}",
    )
    parts = [group for group in kept if group != UNKNOWN]
    # A table of two groups holds beside its chart.
    width = BESIDE if len(kept) <= 2 else WIDE
    return Exhibit(
        title=text,
        subtitle=f"{CATALOGUE[code].label} {what}, {now.scope.caption(timing(code))}",
        chart=stack(rows, parts, text, width=width) if len(parts) <= MOST_PARTS else "",
        table=_territory_table(b, code, rows, kept, what),
        source=source(b, code),
        notes=unknown_note(every),
        css="beside" if width == BESIDE else "",
    )


def stack(rows, groups: list[str], title: str, *, width: float = WIDE) -> str:
    return drawing.stacked_shares(
        title=title,
        width=width,
        rows=[
            drawing.StackRow(
                label=territory.name,
                parts=[
                    drawing.Part(
                        label=capitalised(r.group_label), share=r.share, display=share_text(r)
                    )
                    for r in results
                    if r.group in groups
                ],
            )
            for territory, results in rows
        ],
    )


def _territory_table(b: Booklet, code: str, rows, groups: list[str], what: str) -> Table:
    labels = {r.group: capitalised(r.group_label) for _, results in rows for r in results}
    lines = [_territory_row(territory, results, groups) for territory, results in rows]
    if len(groups) > MOST_PARTS:
        return _by_group_table(b, code, rows, labels, groups, what)
    return Table(
        caption=f"{CATALOGUE[code].label} {what} (effectifs)",
        head=[_column(rows), *(labels[group] for group in groups), "Ensemble"],
        rows=lines,
    )


def _by_group_table(b: Booklet, code: str, rows, labels, groups: list[str], what: str) -> Table:
    """Groups down, territories across: there are too many groups for columns."""
    now = b.figures.now
    return Table(
        caption=f"{CATALOGUE[code].label} {what} (effectifs)",
        head=["", *(territory.name for territory, _ in rows)],
        rows=[
            Row(
                label=labels[group],
                cells=[now.get(code, territory.key, group=group).display for territory, _ in rows],
            )
            for group in groups
        ],
    )


def _column(rows) -> str:
    kinds = {territory.kind for territory, _ in rows}
    return "Canton" if kinds == {"canton"} else "Commission"


def _territory_row(territory: Territory, results: list[Result], groups: list[str]) -> Row:
    cells = {r.group: r.display for r in results}
    values = [r.value for r in results if r.group in groups]
    hidden = any(value is None for value in values)
    total = EMPTY if hidden else formatting.number(sum(values))
    return Row(
        label=territory.name,
        cells=[*(cells.get(group, "0") for group in groups), total],
        css="total" if territory.key == DEPARTMENT else "",
    )


# --- two years -------------------------------------------------------------------------


def two_years(b: Booklet, code: str, territories: list[Territory], *, what: str) -> Exhibit:
    """The year evaluated beside the year before, with the change."""
    now, before = b.figures.now, b.figures.before
    names = [str(before.scope.year), str(now.scope.year)]
    rows, lines = [], []
    for territory in territories:
        pair = [before.get(code, territory.key), now.get(code, territory.key)]
        trend = Trend(change_between(pair[1].value, pair[0].value))
        values = {name: (r.value, r.display) for name, r in zip(names, pair, strict=True)}
        rows.append((territory.name, values))
        cells = [r.display for r in pair] + [trend.signed or EMPTY]
        css = "total" if territory.key == DEPARTMENT and len(territories) > 1 else ""
        lines.append(Row(label=territory.name, cells=cells, css=css))
    text = _change_message(b, code, territories)
    day = formatting.day(now.scope.on).rsplit(" ", 1)[0]
    return Exhibit(
        title=text,
        subtitle=f"{CATALOGUE[code].label} {what}, {day} {names[0]} et {names[1]}",
        chart=drawing.grouped_bars(
            rows=rows, title=text, width=BESIDE if len(territories) == 1 else WIDE
        ),
        table=Table(
            caption=f"{CATALOGUE[code].label} {what}",
            head=["Territoire", *names, "Évolution"],
            rows=lines,
        ),
        source=source(b, code),
        css="beside" if len(territories) == 1 else "",
    )


def _change_message(b: Booklet, code: str, territories: list[Territory]) -> str:
    """« Orne : 6 592 ménages, en baisse de 4,9 % »; for several, how far changes spread."""
    now, before = b.figures.now, b.figures.before

    def change(territory):
        value = now.get(code, territory.key).value
        return Trend(change_between(value, before.get(code, territory.key).value))

    if len(territories) == 1:
        result = now.get(code, territories[0].key)
        noun = formatting.plural(result.value or 0, *result.unit.value)
        parts = [
            f"{territories[0].name} : {result.display} {noun}",
            change(territories[0]).adverbial,
        ]
        return ", ".join(part for part in parts if part)
    known = [(t, change(t)) for t in territories if t.key != DEPARTMENT and change(t).known]
    if len(known) < 2:
        return CATALOGUE[code].label
    low, high = min(known, key=lambda p: p[1].value), max(known, key=lambda p: p[1].value)
    return f"Évolutions : de {low[1].signed}, {low[0].name}, à {high[1].signed}, {high[0].name}"
