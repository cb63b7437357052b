"""Territories set side by side: one table whose cells carry their bars.

A chart of stacked bars and the counts under it took twice the height, and the eye could not go
down a column.
"""

from __future__ import annotations

from django.utils.text import slugify

from plics import formatting
from plics.formatting import capitalised
from reports.booklet import bars
from reports.booklet.context import Booklet
from reports.booklet.exhibits import are_cantons, dressed, during, enclosing, nothing, with_whole
from reports.booklet.explained import explained
from reports.exhibits import dress, rules
from reports.exhibits.messages import compared
from reports.exhibits.parts import Exhibit, ExhibitTable, TableCell, TableRow
from reports.exhibits.rules import TerritoryGroups, can_be_told_apart, unknown_note
from reports.figures import CATALOGUE, Result, Territory
from reports.figures.indicators import Breakdown
from reports.figures.publication import SECRET
from reports.wording.rules import Number

AMONG = {"par commission": "la commission", "par canton": "le canton"}


def by_territory(
    b: Booklet,
    code: str,
    territories: list[Territory],
    *,
    what: str,
    subject: str | None = None,
    of: str = "",
) -> Exhibit:
    """The counts and the shares of each territory; cantons beside the place that they make up.

    `of` names the subject in the subtitle.
    """
    now = b.figures.now
    whole, places = enclosing(b, territories), with_whole(b, territories)
    code = rules.classes_shown(
        code, lambda of: [r for t in places for r in now.groups(of, t.key, subject)]
    )
    lines = [(each, now.groups(code, each.key, subject)) for each in places]
    every = [result for _, results in lines for result in results]
    if not any(result.value for result in every):
        return nothing(b, code)
    kept = rules.groups_of(lines)
    top = max(rules.known(every), key=lambda r: r.value or 0)
    subtitle = f"{of}{CATALOGUE[code].label} {what}, {rules.when(now.scope, code)}"
    computed = compared(
        [(each, now.get(code, each.key, subject, top.group)) for each in territories],
        capitalised(top.group_label),
        AMONG[what],
    )
    name = "/".join(filter(None, (code, subject, slugify(what))))
    wholes = [_whole(b, each, results, code, subject) for each, results in lines]
    shown = [*every, *(each for each in wholes if isinstance(each, Result))]
    return Exhibit(
        title=b.titled(name, subtitle, computed, shown),
        subtitle=subtitle,
        table=_table(b, code, subject, lines, kept, what),
        dress=dressed(b, code, place=whole, reading=_first_reading(b, code, lines)),
        notes=[*unknown_note(every), *rules.merged_note(code)],
        explained=explained(b, shown),
    )


def _first_reading(b: Booklet, code: str, lines: list[TerritoryGroups]) -> str:
    """An example of the first territory that shows one."""
    for territory, results in lines:
        if told := dress.group_reading(results, b.within(territory.key), during(b, code)):
            return told
    return ""


def _table(
    b: Booklet,
    code: str,
    subject: str | None,
    lines: list[TerritoryGroups],
    groups: list[str],
    what: str,
) -> ExhibitTable:
    """Territories down; across, where there are too many groups for columns."""
    labels = {r.group: capitalised(r.group_label) for _, results in lines for r in results}
    top = bars.largest(result for _, results in lines for result in results)
    cells = {
        (place.key, group): bars.counted(b.figures.now.get(code, place.key, subject, group), top)
        for place, _ in lines
        for group in groups
    }
    places = [place for place, _ in lines]
    wholes = {
        place.key: TableCell(display=_told(_whole(b, place, results, code, subject)))
        for place, results in lines
    }
    caption = f"{CATALOGUE[code].label} {what} (effectifs et parts)"
    if can_be_told_apart(groups):
        rows = [
            TableRow(
                label=each.name,
                cells=[*(cells[each.key, group] for group in groups), wholes[each.key]],
                css="total" if each == places[-1] else "",
            )
            for each in places
        ]
        head = [_column(places), *(labels[group] for group in groups), "Ensemble"]
        return ExhibitTable(caption=caption, head=head, rows=rows, css="shares")
    rows = [
        TableRow(label=labels[group], cells=[cells[each.key, group] for each in places])
        for group in groups
    ]
    rows.append(TableRow(label="Ensemble", cells=list(wholes.values()), css="total"))
    head = ["", *(each.name for each in places)]
    return ExhibitTable(caption=caption, head=head, rows=rows, css="shares across")


def _column(places: list[Territory]) -> str:
    return "Canton" if are_cantons(places) else "Commission"


def _whole(
    b: Booklet, place: Territory, results: list[Result], code: str, subject: str | None
) -> Result | Number | None:
    """What the groups add up to: a figure of its own, which may be shown where they may not."""
    indicator = CATALOGUE[code]
    if isinstance(indicator, Breakdown) and indicator.splits:
        return b.figures.now.get(indicator.splits, place.key, subject)
    values = [result.value for result in results]
    return None if None in values else sum(value or 0 for value in values)


def _told(whole: Result | Number | None) -> str:
    if isinstance(whole, Result):
        return whole.display
    return SECRET if whole is None else formatting.number(whole)
