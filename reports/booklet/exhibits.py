"""The booklet's charts and tables, with what is told above and the source below."""

from __future__ import annotations

from plics import formatting
from plics.formatting import capitalised
from reports.booklet.context import Booklet
from reports.exhibits import charts, rules
from reports.exhibits.charts import plotted_share
from reports.exhibits.messages import compared, message
from reports.exhibits.parts import Exhibit, ExhibitTable, TableRow
from reports.exhibits.rules import (
    NO_OBJECT,
    TerritoryGroups,
    can_be_told_apart,
    is_worth_showing,
    share_cell,
    unknown_note,
    worth_showing,
)
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Result, Territory
from reports.figures.comparison import evolution
from reports.figures.indicators import Breakdown
from reports.figures.publication import SECRET
from reports.wording import words
from reports.wording.claims import Place, spread

WIDE, BESIDE, HALF = 640, 400, 330
AMONG = {"par commission": "la commission", "par canton": "le canton"}


def source_line(b: Booklet, code: str) -> str:
    """« Source : … – données au 30 novembre 2019 »."""
    service = b.department.service or b.department.name
    return f"Source : {service} – données {rules.dated(b.figures.now.scope, code)}."


# --- one territory ---------------------------------------------------------------------


def breakdown(
    b: Booklet,
    code: str,
    key: str,
    *,
    subject: str | None = None,
    counted: str = "Effectif",
    css: str = "beside",
    drop_empty: bool = False,
) -> Exhibit:
    """Bars of shares and the table of counts of one breakdown, in one territory."""
    results = b.figures.now.groups(code, key, subject)
    shown = worth_showing(results) if drop_empty else rules.known(results)
    if not worth_showing(shown):
        return nothing(b, code)
    text = message(results) or capitalised(CATALOGUE[code].label)
    width = {"beside": BESIDE, "half": HALF}.get(css, WIDE)
    return Exhibit(
        title=text,
        subtitle=_subtitle(b, code, b.where(key) if not subject else ""),
        chart=charts.group_bars(shown, title=text, width=width, read=plotted_share),
        table=_counts(code, results, counted, drop_empty),
        source=source_line(b, code),
        notes=unknown_note(results),
        css=css,
    )


def _subtitle(b: Booklet, code: str, where: str) -> str:
    when = rules.when(b.figures.now.scope, code)
    return f"{CATALOGUE[code].label} {where}".strip() + f", {when}"


def _counts(code: str, results: list[Result], counted: str, drop_empty: bool) -> ExhibitTable:
    rows = [
        TableRow.of_texts(capitalised(r.group_label), [r.display, share_cell(r)])
        for r in results
        if is_worth_showing(r) or not drop_empty
    ]
    if len(rows) > 1 and all(r.value is not None for r in results):
        total = sum(r.value or 0 for r in results)
        rows.append(TableRow.of_texts("Ensemble", [formatting.number(total), ""], css="total"))
    return ExhibitTable(caption=CATALOGUE[code].label, head=["", counted, "Part"], rows=rows)


def nothing(b: Booklet, code: str) -> Exhibit:
    """No figure: the cause is named where the chart would stand."""
    return Exhibit(
        title=capitalised(CATALOGUE[code].label),
        notes=[rules.NOT_SUPPLIED],
        source=source_line(b, code),
    )


# --- several territories ---------------------------------------------------------------


def by_territory(b: Booklet, code: str, territories: list[Territory], *, what: str) -> Exhibit:
    """One bar of 100 % a territory, and the counts behind it."""
    now = b.figures.now
    lines = [(each, now.groups(code, each.key)) for each in territories]
    every = [result for _, results in lines for result in results]
    if not any(result.value for result in every):
        return nothing(b, code)
    kept = rules.groups_of(lines)
    top = max(rules.known(every), key=lambda r: r.value or 0)
    text = compared(
        [(each, now.get(code, each.key, group=top.group)) for each in territories],
        capitalised(top.group_label),
        AMONG[what],
    )
    parts = [group for group in kept if group != UNKNOWN]
    # A table of two groups holds beside its chart.
    width = BESIDE if len(kept) <= 2 else WIDE
    return Exhibit(
        title=text,
        subtitle=f"{CATALOGUE[code].label} {what}, {rules.when(now.scope, code)}",
        chart=charts.stacked_groups(lines, parts, title=text, width=width)
        if can_be_told_apart(parts)
        else "",
        table=_territory_table(b, code, lines, kept, what),
        source=source_line(b, code),
        notes=unknown_note(every),
        css="beside" if width == BESIDE else "",
    )


def _territory_table(
    b: Booklet, code: str, lines: list[TerritoryGroups], groups: list[str], what: str
) -> ExhibitTable:
    labels = {r.group: capitalised(r.group_label) for _, results in lines for r in results}
    if not can_be_told_apart(groups):
        return _by_group_table(b, code, lines, labels, groups, what)
    return ExhibitTable(
        caption=f"{CATALOGUE[code].label} {what} (effectifs)",
        head=[_column(lines), *(labels[group] for group in groups), "Ensemble"],
        rows=[_territory_row(b, code, each, results, groups) for each, results in lines],
    )


def _by_group_table(
    b: Booklet, code: str, lines: list[TerritoryGroups], labels: dict, groups: list[str], what: str
) -> ExhibitTable:
    """Groups down, territories across: there are too many groups for columns."""
    now = b.figures.now
    return ExhibitTable(
        caption=f"{CATALOGUE[code].label} {what} (effectifs)",
        head=["", *(each.name for each, _ in lines)],
        rows=[
            TableRow.of_texts(
                labels[group], [now.get(code, each.key, group=group).display for each, _ in lines]
            )
            for group in groups
        ],
    )


def _column(lines: list[TerritoryGroups]) -> str:
    kinds = {territory.kind for territory, _ in lines}
    return "Canton" if kinds == {"canton"} else "Commission"


def _territory_row(
    b: Booklet, code: str, territory: Territory, results: list[Result], groups: list[str]
) -> TableRow:
    cells = {r.group: r.display for r in results}
    return TableRow.of_texts(
        territory.name,
        [*(cells.get(group, "0") for group in groups), _whole(b, code, territory, results)],
        css="total" if territory.key == DEPARTMENT else "",
    )


def _whole(b: Booklet, code: str, territory: Territory, results: list[Result]) -> str:
    """What the groups add up to: a figure of its own, which may be shown where they may not."""
    indicator = CATALOGUE[code]
    if isinstance(indicator, Breakdown) and indicator.splits:
        return b.figures.now.get(indicator.splits, territory.key).display
    if any(r.value is None for r in results):
        return SECRET
    return formatting.number(sum(r.value or 0 for r in results))


# --- two years -------------------------------------------------------------------------


def two_years(b: Booklet, code: str, territories: list[Territory], *, what: str) -> Exhibit:
    """The year evaluated beside the year before, with the change."""
    now, before = b.figures.now, b.figures.before
    years = [str(before.scope.year), str(now.scope.year)]
    rows = [
        (each.name, before.get(code, each.key), now.get(code, each.key)) for each in territories
    ]
    alone = len(territories) == 1
    text = _change_message(b, code, territories)
    day = formatting.day(now.scope.on).rsplit(" ", 1)[0]
    return Exhibit(
        title=text,
        subtitle=f"{CATALOGUE[code].label} {what}, {day} {years[0]} et {years[1]}",
        chart=charts.year_bars(rows, years, title=text, width=BESIDE if alone else WIDE),
        table=ExhibitTable(
            caption=f"{CATALOGUE[code].label} {what}",
            head=["Territoire", *years, "Évolution"],
            rows=[
                TableRow.of_texts(
                    name,
                    [first.display, last.display, evolution(last, first).signed or NO_OBJECT],
                    css="total" if each.key == DEPARTMENT and not alone else "",
                )
                for each, (name, first, last) in zip(territories, rows, strict=True)
            ],
        ),
        source=source_line(b, code),
        css="beside" if alone else "",
    )


def _change_message(b: Booklet, code: str, territories: list[Territory]) -> str:
    """« Orne : 6 592 ménages, en baisse de 4,9 % en un an »; for several, how changes spread."""
    if len(territories) == 1:
        result = b.figures.now.get(code, territories[0].key)
        noun = formatting.plural(result.value or 0, *result.unit.value)
        told = f"{territories[0].name} : {result.display} {noun}"
        change = b.change(code, territories[0].key)
        return f"{told}, {words.adverbial(change)}" if change else told
    parts = [each for each in territories if each.key != DEPARTMENT]
    claim = spread([_changed(b, code, each) for each in parts])
    label = CATALOGUE[code].label
    return words.told_spread(claim, "Évolution en un an", "la commission") if claim else label


def _changed(b: Booklet, code: str, territory: Territory) -> Place:
    now = b.figures.now.get(code, territory.key)
    before = b.figures.before.get(code, territory.key)
    change = evolution(now, before)
    return Place(name=territory.name, rate=change.value, base=before.value, display=change.signed)
