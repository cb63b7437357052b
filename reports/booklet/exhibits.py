"""The booklet's charts and tables, with what is told above and the source below."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from django.utils.text import slugify

from plics import formatting
from plics.formatting import capitalised
from reports.booklet.context import Booklet
from reports.booklet.explained import explained
from reports.exhibits import charts, dress, rules
from reports.exhibits.charts import plotted_share
from reports.exhibits.messages import message
from reports.exhibits.parts import Dress, Exhibit, ExhibitTable, TableRow
from reports.exhibits.rules import (
    change_cell,
    is_worth_showing,
    share_cell,
    unknown_note,
    worth_showing,
)
from reports.figures import CATALOGUE, DEPARTMENT, Result, Territory
from reports.figures.comparison import evolution
from reports.wording import words
from reports.wording.claims import Place, spread

WIDE, BESIDE, HALF = 640, 400, 330
WHOLE_SHARE = formatting.percent(100)


def dressed(
    b: Booklet,
    *codes: str,
    place: str = DEPARTMENT,
    reading: str = "",
    parts: Iterable[Territory] = (),
) -> Dress:
    """What is told under a figure of that place, or of its parts."""
    whole = [each for each in b.figures.now.territories if each.key == place]
    return Dress(
        reading=reading,
        field=dress.field(codes, b.within(place), rules.when(b.figures.now.scope, codes[0])),
        source=dress.source(codes, b.department, [*whole, *parts]),
    )


def during(b: Booklet, code: str) -> str:
    """« au 30 novembre 2019 », « en 2019 », inside a reading."""
    return dress.during(b.figures.now.scope, rules.source_of(code).timing)


def enclosing(b: Booklet, territories: list[Territory]) -> str:
    """The key of the place that they make up: the commission for its cantons."""
    return b.place if are_cantons(territories) else DEPARTMENT


def are_cantons(territories: list[Territory]) -> bool:
    return any(each.kind == "canton" for each in territories)


def with_whole(b: Booklet, territories: list[Territory]) -> list[Territory]:
    """Cantons, then the place that they make up; what is compared has its whole already."""
    if not are_cantons(territories):
        return territories
    return [*territories, *(named(b, t) for t in b.figures.now.territories if t.key == b.place)]


def named(b: Booklet, territory: Territory) -> Territory:
    """« Commission d’Argentan », where a canton or the département stands beside it."""
    if territory.key != b.place or b.is_whole:
        return territory
    return dataclasses.replace(territory, name=f"Commission {territory.of_form}")


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
    code = rules.classes_shown(code, lambda each: b.figures.now.groups(each, key, subject))
    results = b.figures.now.groups(code, key, subject)
    shown = worth_showing(results) if drop_empty else rules.known(results)
    if not worth_showing(shown):
        return nothing(b, code)
    subtitle = _subtitle(b, code, b.where(key) if not subject else "")
    computed = message(results) or capitalised(CATALOGUE[code].label)
    text = b.titled(f"{code}/{subject or key}", subtitle, computed, results)
    width = {"beside": BESIDE, "half": HALF}.get(css, WIDE)
    return Exhibit(
        title=text,
        subtitle=subtitle,
        chart=charts.group_bars(shown, title=text, width=width, read=plotted_share),
        table=_counts(code, results, counted, drop_empty),
        dress=dressed(
            b,
            code,
            place=key,
            reading=dress.group_reading(results, b.within(key), during(b, code)),
        ),
        notes=[*unknown_note(results), *rules.merged_note(code)],
        explained=explained(b, results),
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
        cells = [formatting.number(total), WHOLE_SHARE]
        rows.append(TableRow.of_texts("Ensemble", cells, css="total"))
    return ExhibitTable(caption=CATALOGUE[code].label, head=["", counted, "Part"], rows=rows)


def nothing(b: Booklet, code: str) -> Exhibit:
    """No figure: the cause is named where the chart would stand."""
    return Exhibit(
        title=capitalised(CATALOGUE[code].label),
        notes=[rules.NOT_SUPPLIED],
        dress=dressed(b, code, place=b.place),
    )


# --- two years -------------------------------------------------------------------------


def two_years(b: Booklet, code: str, territories: list[Territory], *, what: str) -> Exhibit:
    """The year evaluated beside the year before, with the change."""
    now, before = b.figures.now, b.figures.before
    years = [str(before.scope.year), str(now.scope.year)]
    rows = [
        (each.name, before.get(code, each.key), now.get(code, each.key)) for each in territories
    ]
    alone = len(territories) == 1
    is_beside = alone or b.is_screen
    day = formatting.day(now.scope.on).rsplit(" ", 1)[0]
    subtitle = f"{CATALOGUE[code].label} {what}, {day} {years[0]} et {years[1]}"
    text = b.titled(
        f"{code}/evolution-{slugify(what)}",
        subtitle,
        _change_message(b, code, territories),
        [row[2] for row in rows],
        [row[1] for row in rows],
    )
    return Exhibit(
        title=text,
        subtitle=subtitle,
        chart=charts.year_bars(rows, years, title=text, width=BESIDE if is_beside else WIDE),
        table=ExhibitTable(
            caption=f"{CATALOGUE[code].label} {what}",
            head=["Territoire", *years, "Évolution"],
            rows=[
                TableRow.of_texts(
                    name,
                    [first.display, last.display, change_cell(last, first)],
                    css="total" if each.key == DEPARTMENT and not alone else "",
                )
                for each, (name, first, last) in zip(territories, rows, strict=True)
            ],
        ),
        dress=dressed(
            b,
            code,
            reading=dress.change_reading(
                ((b.within(t.key), *row[1:]) for t, row in zip(territories, rows, strict=True)),
                during(b, code),
            ),
        ),
        explained=explained(b, [row[2] for row in rows]),
        css="beside" if is_beside else "",
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
