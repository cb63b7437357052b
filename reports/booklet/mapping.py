"""The two maps: counts as labels, rates as shades, since a total is never shaded."""

from __future__ import annotations

from collections.abc import Sequence

from plics.formatting import capitalised
from reports.booklet.context import Booklet
from reports.booklet.exhibits import nothing, source_line
from reports.drawing.maps.territory import Area, AreaValue, territory_map
from reports.exhibits.atlas import atlas
from reports.exhibits.messages import compared
from reports.exhibits.parts import Exhibit, ExhibitTable, TableRow
from reports.figures import CATALOGUE, DEPARTMENT, Territory

COUNT, RATE = "rsa.adults", "rsa.adults.rate"
# The second map shows more: it takes the room the first one leaves on their page.
WIDTHS = {"beside": 400, "beside small": 300}
LEGEND = "Pour 100 habitants (effectif écrit sur la carte)"


def commissions(b: Booklet) -> Exhibit:
    found = atlas(b.figures.now.scope.on)
    territories = b.figures.now.commissions()
    return _map(b, found.commissions, territories, DEPARTMENT, found.note, css="beside small")


def cantons(b: Booklet) -> Exhibit:
    found = atlas(b.figures.now.scope.on, b.place)
    return _map(b, found.cantons, b.figures.now.cantons(), b.place, found.note)


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
    text = _message(b, territories)
    return Exhibit(
        title=text,
        subtitle=f"Allocataires et conjoints du RSA, au {b.day}",
        chart=territory_map(
            areas=areas,
            values={t.key: _value(b, t.key) for t in territories},
            title=text,
            legend_title=LEGEND,
            whole=f"{capitalised(b.where(whole))} : "
            f"{now.get(RATE, whole).display} ({now.get(COUNT, whole).display} personnes).",
            unit="",
            width=WIDTHS[css],
        ),
        table=_table(b, territories, whole),
        source=source_line(b, COUNT),
        notes=[note] if note else [],
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


def _table(b: Booklet, territories: list[Territory], whole: str) -> ExhibitTable:
    rows = [_row(b, t.key, t.name) for t in territories]
    name = b.department.name if whole == DEPARTMENT else "Ensemble"
    rows.append(_row(b, whole, name, css="total"))
    return ExhibitTable(
        caption="Allocataires et conjoints, et leur part dans la population",
        head=["Territoire", "Nombre", "Pour 100 hab."],
        rows=rows,
    )


def _row(b: Booklet, key: str, name: str, css: str = "") -> TableRow:
    cells = [b.figures.now.get(code, key).display for code in (COUNT, RATE)]
    return TableRow.of_texts(name, cells, css=css)
