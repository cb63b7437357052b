"""The two maps: counts as labels, rates as shades, since a total is never shaded.

Inhabitants are of all ages: so are the persons that they are compared with, children included.
"""

from __future__ import annotations

from collections.abc import Sequence

from plics.formatting import NBSP, capitalised, number
from reports.booklet.context import Booklet
from reports.booklet.exhibits import dressed, during, named, nothing
from reports.booklet.explained import explained
from reports.drawing.maps.territory import Area, AreaValue, territory_map
from reports.exhibits import dress
from reports.exhibits.atlas import atlas
from reports.exhibits.messages import compared
from reports.exhibits.parts import Exhibit, ExhibitTable, TableRow
from reports.exhibits.rules import absence
from reports.figures import CATALOGUE, DEPARTMENT, Territory

COUNT, RATE = "rsa.persons", "rsa.coverage"
# The second map shows more: it takes the room the first one leaves on their page.
WIDTHS = {"beside": 400, "beside small": 300, "beside large": 485}
LEGEND = "Part des habitants (personnes couvertes écrites sur la carte)"


def commissions(b: Booklet) -> Exhibit:
    found = atlas(b.figures.now.scope.on)
    territories = b.figures.now.commissions()
    return _map(b, found.commissions, territories, DEPARTMENT, found.note, css="beside small")


def cantons(b: Booklet) -> Exhibit:
    found = atlas(b.figures.now.scope.on, None if b.is_whole else b.place)
    css = "beside large" if b.is_whole else "beside"
    return _map(b, found.cantons, b.figures.now.cantons(), b.place, found.note, css)


def _map(
    b: Booklet,
    areas: Sequence[Area],
    territories: list[Territory],
    whole: str,
    note: str,
    css: str = "beside",
) -> Exhibit:
    now = b.figures.now
    if not areas or not any(now.get(RATE, t.key) for t in territories):
        return nothing(b, COUNT)
    subtitle = f"{CATALOGUE[RATE].label}, au {b.day}"
    keys = [*(t.key for t in territories), whole]
    shown = [now.get(code, key) for code in (COUNT, RATE) for key in keys]
    # The département has both maps in its own edition.
    map_of = f"{whole}-cantons" if b.is_whole and territories[0].kind == "canton" else whole
    text = b.titled(f"{RATE}/carte-{map_of}", subtitle, _message(b, territories), shown)
    return Exhibit(
        title=text,
        subtitle=subtitle,
        chart=territory_map(
            areas=areas,
            values={t.key: _value(b, t.key) for t in territories},
            title=text,
            legend_title=LEGEND,
            whole=f"{capitalised(b.where(whole))} : "
            f"{now.get(RATE, whole).display} ({now.get(COUNT, whole).display} personnes).",
            places=CATALOGUE[RATE].places,
            missing=absence(now.get(RATE, t.key) for t in territories),
            width=WIDTHS[css],
        ),
        table=_table(b, territories, whole),
        dress=dressed(b, RATE, place=whole, parts=territories, reading=_reading(b, territories)),
        notes=[note] if note else [],
        explained=explained(b, shown),
        css=css,
    )


def _value(b: Booklet, key: str) -> AreaValue:
    rate, count = b.figures.now.get(RATE, key), b.figures.now.get(COUNT, key)
    return AreaValue(value=rate.value, display=rate.display, label=count.display)


def _message(b: Booklet, territories: list[Territory]) -> str:
    """« Allocataires et conjoints pour 100 habitants : de 1,7 (Rai) à 5,3 (Argentan) »."""
    rates = [(each, b.figures.now.get(RATE, each.key)) for each in territories]
    kind = "la commission" if territories[0].kind == "commission" else "le canton"
    return compared(rates, CATALOGUE[RATE].label, kind)


def _reading(b: Booklet, territories: list[Territory]) -> str:
    """« …, 3 000 personnes sont couvertes par le RSA, soit 4,10 % des 73 000 habitants »."""
    first = next(t.key for t in territories if b.figures.now.get(RATE, t.key))
    rate, count = b.figures.now.get(RATE, first), b.figures.now.get(COUNT, first)
    text = f"le RSA couvre {dress.counted(count)}"
    if rate.denominator:
        text += f", soit {rate.display} des {number(rate.denominator)}{NBSP}habitants"
    return dress.reading(b.within(first), during(b, COUNT), text)


def _table(b: Booklet, territories: list[Territory], whole: str) -> ExhibitTable:
    rows = [_row(b, t.key, t.name) for t in territories]
    [place] = [named(b, t) for t in b.figures.now.territories if t.key == whole]
    rows.append(_row(b, whole, place.name, css="total"))
    return ExhibitTable(
        caption="Personnes couvertes par le RSA, et leur part dans la population",
        head=["Territoire", "Personnes", "Part des habitants"],
        rows=rows,
    )


def _row(b: Booklet, key: str, name: str, css: str = "") -> TableRow:
    cells = [b.figures.now.get(code, key).display for code in (COUNT, RATE)]
    return TableRow.of_texts(name, cells, css=css)
