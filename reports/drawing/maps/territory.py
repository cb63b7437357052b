"""The territory shaded by classes of a figure, drawn like the charts.

Shades tell a rate (or a mean); counts go in the labels: a large area holding many people
says nothing by its colour.
"""

import dataclasses
from collections.abc import Mapping, Sequence

import numpy
import shapely
from django.utils.safestring import SafeString
from shapely.geometry.base import BaseGeometry

from plics import formatting
from reports.drawing.layout import GAP, Number, empty, legend
from reports.drawing.maps.classes import Classes
from reports.drawing.maps.labels import Box, Placed, Placement, Wanted
from reports.drawing.svg import SIZE, SMALL, WIDTH, Canvas, Style, clean, text_width, wrap
from reports.drawing.theme import AXIS, INK, MUTED, NO_DATA, Fill

MARGIN = 26
LABEL_SIZE = 11
LABEL_LEADING = 12
LABEL_WIDTH = 84
HEADING_SIZE = 15
HEADING_STYLE: Style = {
    "anchor": "middle",
    "size": HEADING_SIZE,
    "strong": True,
    "halo": True,
    "colour": "#801650",
    "css": "map-heading",
}
LIMIT = f'fill="none" stroke="{INK}" stroke-width="1.8" pointer-events="none"'
# A territory taller than this share of its width is drawn smaller.
TALLEST = 0.65


@dataclasses.dataclass(frozen=True, kw_only=True)
class Area:
    """A commune, a canton or a commission; `code` is its key among the figures."""

    code: str
    name: str
    shape: BaseGeometry
    # Makes the area a link, in pages.
    href: str = ""
    # Named beside the area when the name does not fit inside.
    is_prominent: bool = True


@dataclasses.dataclass(frozen=True, kw_only=True)
class AreaValue:
    value: Number | None
    display: str = formatting.NOT_AVAILABLE
    # What is written on the map under the name, if not the display: a count beside a rate.
    label: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Frame:
    """From kilometres to the sheet, north upwards."""

    west: float
    north: float
    scale: float
    left: float
    height: float

    @classmethod
    def holding(cls, areas: Sequence[Area], width: float) -> tuple[float, "_Frame"]:
        """The width that the territory takes, with names beside it, and where it stands."""
        west, south, east, north = shapely.total_bounds([area.shape for area in areas])
        room = width - 2 * MARGIN
        scale = min(room / ((east - west) or 1), width * TALLEST / ((north - south) or 1))
        width = min(width, (east - west) * scale + 2 * (MARGIN + LABEL_WIDTH))
        return width, cls(
            west=west,
            north=north,
            scale=scale,
            left=(width - (east - west) * scale) / 2,
            height=(north - south) * scale + 2 * MARGIN,
        )

    def place(self, shape: BaseGeometry) -> BaseGeometry:
        origin, ratios = (self.west, self.north), (self.scale, -self.scale)
        return shapely.transform(shape, lambda km: (km - origin) * ratios + (self.left, MARGIN))


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Shaded:
    """An area as drawn: in pixels, with its figure and the fill of its class."""

    area: Area
    shape: BaseGeometry
    value: AreaValue
    fill: Fill

    @classmethod
    def of(cls, area: Area, value: AreaValue, classes: Classes | None, frame: _Frame) -> "_Shaded":
        fill = NO_DATA if classes is None or value.value is None else classes.fill(value.value)
        return cls(area=area, shape=frame.place(area.shape), value=value, fill=fill)


def territory_map(
    *,
    areas: Sequence[Area],
    values: Mapping[str, AreaValue],
    title: str,
    legend_title: str = "",
    whole: str = "",
    places: int = 1,
    unit: str = f"{formatting.NBSP}%",
    bounds: Sequence[Number] | None = None,
    outlines: Sequence[Area] = (),
    note: str = "",
    missing: str = "donnée non disponible",
    width: float = WIDTH,
) -> SafeString:
    """Areas shaded by class, `outlines` drawn over them and named, the legend underneath.

    `whole` is the whole territory's figure, in words; `missing` says why some have none;
    `bounds` keeps the classes of another year, so that two maps compare.
    """
    if not areas:
        return empty(title=title, width=width)
    shown = {area.code: values.get(area.code, AreaValue(value=None)) for area in areas}
    known = [row.value for row in shown.values() if row.value is not None]
    classes = Classes.of(known, places=places, unit=unit, bounds=bounds) if known else None
    width, frame = _Frame.holding([*areas, *outlines], width)
    shaded = [_Shaded.of(area, shown[area.code], classes, frame) for area in areas]
    sheet = Canvas(title=title, width=width, css="chart-map")
    for row in shaded:
        _draw_area(sheet, row)
    limits = [(outline, frame.place(outline.shape)) for outline in outlines]
    for _, limit in limits:
        sheet.add(f'<path class="map-limit" d="{_outline(limit)}" {LIMIT}/>')
    _draw_labels(sheet, frame, shaded, limits)
    entries = list(zip(classes.fills, classes.names(), strict=True)) if classes else []
    if len(known) < len(shown):
        entries.append((NO_DATA, missing))
    bottom = _draw_legend(sheet, frame.height, entries, (legend_title, whole, note))
    return sheet.render(bottom, role="group" if any(area.href for area in areas) else "img")


def _outline(shape: BaseGeometry) -> str:
    """Path data to a tenth of a pixel, each point from the one before: half the length."""
    pieces = []
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            tenths = numpy.rint(shapely.get_coordinates(ring) * 10).astype(int)
            steps = numpy.diff(tenths, axis=0)
            steps = steps[steps.any(axis=1)]
            # The last step only comes back to the first point, as « z » does.
            numbers = [*tenths[0].tolist(), *steps[:-1].ravel().tolist()]
            start, *moves = (f"{number / 10:g}" for number in numbers)
            if len(steps) > 2:
                pieces.append(f"M{start} {moves[0]}l{' '.join(moves[1:])}z")
    # Neither the space before a minus nor the zero before a point is needed.
    return "".join(pieces).replace(" -", "-").replace("-0.", "-.").replace(" 0.", " .")


def _draw_area(sheet: Canvas, row: _Shaded) -> None:
    spoken = clean(f"{row.area.name}{formatting.NBSP}: {row.value.display}")
    outline = f'd="{_outline(row.shape)}"'
    href = f'<a class="map-link" href="{clean(row.area.href)}" aria-label="{spoken}">'
    sheet.add(
        f"{href if row.area.href else ''}"
        f'<path class="map-area chart-{row.fill.name}" data-code="{clean(row.area.code)}"'
        f' {outline} fill="{row.fill.colour}" stroke="{AXIS}" stroke-width="0.6">'
        f"<title>{spoken}</title></path>{'</a>' if row.area.href else ''}"
    )
    if row.fill.hatch:
        hatching = sheet.hatching(row.fill)
        sheet.add(f'<path class="chart-hatch" {outline} {hatching} pointer-events="none"/>')


def _draw_labels(
    sheet: Canvas,
    frame: _Frame,
    shaded: Sequence[_Shaded],
    outlines: Sequence[tuple[Area, BaseGeometry]],
) -> None:
    """Names of the areas, then of the outlines where room is left."""
    labels = {row.area.code: _Label.of(row) for row in shaded}
    ground = shapely.coverage_union_all([row.shape for row in shaded])
    placement = Placement(
        ground=ground,
        limits=[shape for _, shape in outlines],
        sheet=Box(left=2, top=2, width=sheet.width - 4, height=frame.height - 4),
    )
    placement.add([labels[row.area.code].wanted(row) for row in shaded])
    for area, shape in outlines:
        size = text_width(area.name, HEADING_SIZE, strong=True)
        wanted = Wanted(code=area.name, area=shape, width=size, height=HEADING_SIZE)
        placement.add_heading(wanted)
    sheet.add('<g class="map-labels" pointer-events="none">')
    for placed in placement.placed:
        label = labels.get(placed.code)
        if label:
            label.draw(sheet, placed)
        else:
            x, y = placed.box.centre
            sheet.text(x, y, placed.code, **HEADING_STYLE)
    sheet.add("</g>")


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Label:
    """The name on as many lines as needed, the figure under it."""

    name: list[str]
    figure: str
    colour: str

    @classmethod
    def of(cls, row: _Shaded) -> "_Label":
        # Only a figure that is there is worth its room; a missing one shows as hatching.
        known = row.value.value is not None
        return cls(
            name=wrap(row.area.name, LABEL_WIDTH, LABEL_SIZE),
            figure=(row.value.label or row.value.display) if known else "",
            colour=row.fill.label,
        )

    def wanted(self, row: _Shaded) -> Wanted:
        lines = [text_width(line, LABEL_SIZE) for line in self.name]
        figure = text_width(self.figure, SMALL, strong=True)
        return Wanted(
            code=row.area.code,
            area=row.shape,
            width=max([figure, *lines]),
            height=LABEL_LEADING * (len(lines) + bool(self.figure)),
            must=row.area.is_prominent,
        )

    def draw(self, sheet: Canvas, placed: Placed) -> None:
        if placed.leader:
            (x, y), end = placed.leader
            sheet.line(x, y, *end, INK, css="chart-leader")
            sheet.add(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2" class="chart-dot" fill="{INK}"/>')
        # Inside its area the label takes the colour its shade calls for; elsewhere, a halo.
        plain = self.colour and not placed.leader and not placed.crosses
        style: Style = {
            "anchor": "middle",
            "colour": self.colour if plain else INK,
            "halo": not plain,
            "css": "chart-label",
        }
        name: Style = {**style, "size": LABEL_SIZE}
        figure: Style = {**style, "size": SMALL, "strong": True}
        x, y = placed.box.centre[0], placed.box.top + LABEL_LEADING / 2
        for line in self.name:
            sheet.text(x, y, line, **name)
            y += LABEL_LEADING
        if self.figure:
            sheet.text(x, y, self.figure, **figure)


def _draw_legend(
    sheet: Canvas, top: float, entries: list[tuple[Fill, str]], words: tuple[str, str, str]
) -> float:
    """Title, classes, whole territory and note, from `top`; returns where they end."""
    title, whole, note = words
    if title:
        for line in wrap(title, sheet.width, SIZE, strong=True):
            sheet.text(0, top + 8, line, strong=True)
            top += 18
    bottom = legend(sheet, entries, y=top)
    for text, colour in ((whole, INK), (note, MUTED)):
        for line in wrap(text, sheet.width, SMALL) if text else []:
            css = "chart-text" if colour == INK else "chart-muted"
            sheet.text(0, bottom + GAP / 2, line, size=SMALL, colour=colour, css=css)
            bottom += 16
    return bottom
