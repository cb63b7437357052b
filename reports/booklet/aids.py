"""The financial aids: a section a fund, its rule, its year, the natures of its aids."""

from __future__ import annotations

from collections.abc import Iterator

from plics.formatting import NBSP, capitalised
from reports.booklet import bars, sentences
from reports.booklet.blocks import Block, BookletSection, prose, shown, summary
from reports.booklet.context import Booklet
from reports.booklet.exhibits import dressed, during, named, nothing
from reports.booklet.explained import explained
from reports.booklet.territories import by_territory
from reports.exhibits import dress, rules
from reports.exhibits.messages import message
from reports.exhibits.parts import Exhibit, ExhibitTable, TableCell, TableRow
from reports.figures import DEPARTMENT, UNKNOWN, Result, Territory
from reports.figures.indicators import Family
from reports.writing.places import Text


def fund_section(rank: int, fund) -> BookletSection:
    return BookletSection(
        key=f"iii-{rank}",
        number=f"III.{rank}",
        title=f"{capitalised(fund.name)} ({fund.acronym})",
        families=(Family.AIDS,),
        blocks=[
            prose(lambda b: Text("fonds", fund)),
            summary(lambda b: sentences.fund_sentences(b, fund.code)),
            shown(("", lambda b: natures(b, fund))),
            Block(template="booklet/exhibits.html", fill=lambda b: _by_commission(b, fund)),
        ],
    )


def _by_commission(b: Booklet, fund) -> dict:
    """The département sets its commissions side by side."""
    if not b.is_whole:
        return {"parts": []}
    found = by_territory(
        b,
        "fund.amount.by_nature",
        b.compared,
        what="par commission",
        subject=fund.code,
        of=f"{fund.acronym}{NBSP}: ",
    )
    return {"parts": [("", found)]}


def natures(b: Booklet, fund) -> Exhibit:
    """Amounts by nature of aid: how the commission's split beside the département's."""
    code = "fund.amount.by_nature"
    places = [t for t in b.figures.now.territories if t.key in (b.place, DEPARTMENT)]
    places.sort(key=lambda t: t.key == DEPARTMENT)
    rows = [(t, b.figures.now.groups(code, t.key, fund.code)) for t in places]
    # Natures belong to one fund: the others' are empty here.
    kept = [group for group in rules.groups_of(rows) if group != UNKNOWN]
    if not kept:
        return nothing(b, code)
    counts = b.figures.now.groups("fund.count.by_nature", b.place, fund.code)
    text = message(
        [r for r in rows[0][1] if r.group in kept],
        counts=[r for r in counts if r.group in kept],
        said="{name} : {part} accordés",
    )
    subtitle = f"{fund.acronym}, montants accordés par nature, année {b.year}"
    computed = f"{text or 'Montants accordés par nature'} {b.here}"
    text = b.titled(f"{code}/{fund.code}", subtitle, computed, shown := [*_shown(b, fund, places)])
    return Exhibit(
        title=text,
        subtitle=subtitle,
        table=_natures_table(b, fund, places, kept),
        dress=dressed(
            b,
            code,
            reading=dress.group_reading(rows[0][1], b.here, during(b, code)),
        ),
        explained=explained(b, shown),
    )


def _shown(b: Booklet, fund, places: list[Territory]) -> Iterator[Result]:
    for place in places:
        for code in ("fund.count", "fund.amount"):
            yield b.figures.now.get(code, place.key, fund.code)
            yield from b.figures.now.groups(f"{code}.by_nature", place.key, fund.code)


def _natures_table(b: Booklet, fund, places: list[Territory], kept: list[str]) -> ExhibitTable:
    now = b.figures.now
    labels = {
        r.group: r.group_label
        for territory in places
        for r in now.groups("fund.amount.by_nature", territory.key, fund.code)
    }

    amounts = {t.key: now.groups("fund.amount.by_nature", t.key, fund.code) for t in places}
    top = bars.largest(result for found in amounts.values() for result in found)

    def cells(group: str | None, by: str) -> Iterator[TableCell]:
        for place in places:
            count, amount = (
                now.get(f"{code}{by}", place.key, fund.code, group)
                for code in ("fund.count", "fund.amount")
            )
            yield TableCell(display=count.display)
            yield bars.counted(amount, top)

    rows = [TableRow(label=labels[group], cells=[*cells(group, ".by_nature")]) for group in kept]
    rows.append(TableRow(label="Ensemble", cells=[*cells(None, "")], css="total"))
    names = [named(b, territory).name for territory in places]
    head = [f"{name} : {what}" for name in names for what in ("aides", "montant (part)")]
    return ExhibitTable(
        caption=f"{fund.acronym}, aides par nature",
        head=["Nature", *head],
        rows=rows,
        css="shares across",
    )
