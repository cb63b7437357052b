"""Shapes of communes: their real outlines, or cells drawn around their centres.

Coordinates come out in kilometres, equirectangular at the territory's mean latitude:
over a département the distortion stays under the thickness of a line.
"""

import math
from collections.abc import Iterable, Mapping
from typing import TypeVar

import shapely
from shapely.geometry import Point, shape
from shapely.geometry.base import BaseGeometry

from beneficiaries.models import Commune

KM_PER_DEGREE = 111.19
# How closely the hull of the centres hugs them; tried against the Orne's real limits.
HUGGING = 0.1
# Coordinates are kept to the metre, so that neighbours meet on the same points.
METRE = 0.001
# The reach of a commune, where only its centre is known.
RADIUS = 2.0
# Slits narrower than this, between outlines drawn apart from each other, are closed.
SLIT = 0.2

Drawn = TypeVar("Drawn", bound=BaseGeometry)


def outline_of(commune: Commune) -> BaseGeometry | None:
    """The stored outline in degrees; None where there is none, or none that can be read."""
    if not commune.outline:
        return None
    try:
        found = shapely.make_valid(shape(commune.outline))
    except (shapely.errors.ShapelyError, AttributeError, KeyError, TypeError, ValueError):
        # Typed in by hand and unreadable: the commune gets a cell, as if it had none.
        return None
    return found if found.geom_type in ("Polygon", "MultiPolygon") and found.area else None


def centre_of(commune: Commune, outline: BaseGeometry | None) -> tuple[float, float] | None:
    if commune.longitude is not None and commune.latitude is not None:
        return float(commune.longitude), float(commune.latitude)
    if outline is None:
        return None
    point = outline.representative_point()
    return point.x, point.y


def cells(communes: Iterable[Commune]) -> dict[str, BaseGeometry]:
    """A shape for each commune by INSEE code: its outline, else a cell around its centre.

    Cells share out what the outlines leave of the territory. A commune without centre nor
    outline has no shape; of several at one point, the first has the cell.
    """
    outlines, centres = {}, {}
    for commune in communes:
        outline = outline_of(commune)
        centre = centre_of(commune, outline)
        if centre is None:
            continue
        centres[commune.insee_code] = centre
        if outline is not None:
            outlines[commune.insee_code] = outline
    if not centres:
        return {}
    mean = sum(latitude for _, latitude in centres.values()) / len(centres)
    ratios = (KM_PER_DEGREE * math.cos(math.radians(mean)), KM_PER_DEGREE)
    real = {code: _projected(outline, ratios) for code, outline in outlines.items()}
    points = {code: _projected(Point(place), ratios) for code, place in centres.items()}
    drawn = real | _around(points, real)
    return _matched({code: drawn[code] for code in centres if code in drawn})


def hull(points: Iterable[Point]) -> BaseGeometry:
    """The territory as its centres tell it: a hull, widened by a third of the usual spacing."""
    centres = shapely.MultiPoint(list(points))
    spacing = math.sqrt(centres.convex_hull.area / len(centres.geoms))
    return shapely.concave_hull(centres, ratio=HUGGING).buffer(spacing / 3 or RADIUS)


def _projected(geometry: Drawn, ratios: tuple[float, float]) -> Drawn:
    kilometres = shapely.transform(geometry, lambda degrees: degrees * ratios)
    return shapely.set_precision(kilometres, METRE)


def _around(points: dict[str, Point], real: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    loose = {code: point for code, point in points.items() if code not in real}
    if not loose:
        return {}
    ground = hull(points.values())
    if real:
        ground = _left_by(ground, points, loose, real)
    shares = _nearest(loose)
    found = {
        code: _polygons(shapely.intersection(share, ground, grid_size=METRE))
        for code, share in shares.items()
    }
    return {code: cell for code, cell in found.items() if not cell.is_empty}


def _left_by(
    ground: BaseGeometry,
    points: dict[str, Point],
    loose: dict[str, Point],
    real: dict[str, BaseGeometry],
) -> BaseGeometry:
    """What known outlines leave to the others: their own cells, and the gaps these leave."""
    known = shapely.union_all(list(real.values()))
    own = [cell for code, cell in _nearest(points).items() if code in loose]
    own_ground = _polygons(shapely.intersection(shapely.union_all(own), ground))
    # Widened then narrowed back: gaps and bays that a few kilometres bridge are filled.
    closed = _polygons(shapely.union(known, own_ground)).buffer(RADIUS).buffer(-RADIUS)
    left = shapely.difference(closed, known, grid_size=METRE)
    parts = shapely.get_parts(left)
    return _polygons(shapely.union_all(parts[shapely.intersects(parts, own_ground)]))


def _nearest(points: dict[str, Point]) -> dict[str, BaseGeometry]:
    """For each point, the part of the plane nearer to it than to any other."""
    codes: dict[tuple[float, float], str] = {}
    for code, point in points.items():
        codes.setdefault((point.x, point.y), code)
    around = shapely.MultiPoint(list(codes))
    everywhere = shapely.box(*around.bounds).buffer(1000)
    if len(codes) == 1:
        return dict.fromkeys(codes.values(), everywhere)
    found = shapely.voronoi_polygons(around, extend_to=everywhere, ordered=True)
    return dict(zip(codes.values(), found.geoms, strict=True))


def _polygons(geometry: BaseGeometry) -> BaseGeometry:
    """Only the surfaces of a mixed result: touching edges leave lines and points."""
    if geometry.geom_type in ("Polygon", "MultiPolygon"):
        return geometry
    parts = shapely.get_parts(geometry)
    return shapely.union_all([part for part in parts if part.geom_type == "Polygon"])


def _matched(shapes: dict[str, BaseGeometry]) -> dict[str, BaseGeometry]:
    """The same shapes meeting edge to edge, without overlap, as simplifying needs them."""
    polygons = list(shapes.values())
    if shapely.coverage_is_valid(polygons):
        return shapes
    # Newer than its stubs.
    cleaned = shapely.coverage_clean(polygons, gap_width=SLIT)  # type: ignore[attr-defined]
    return dict(zip(shapes, cleaned, strict=True))


def simplified(shapes: Mapping[str, BaseGeometry], tolerance: float) -> dict[str, BaseGeometry]:
    """Fewer points, the limits that neighbours share staying shared."""
    found = shapely.coverage_simplify(list(shapes.values()), tolerance)
    return dict(zip(shapes, found, strict=True))


def dissolve(
    shapes: Mapping[str, BaseGeometry], groups: Mapping[str, str]
) -> dict[str, BaseGeometry]:
    """One shape a group (canton, commission); `groups` tells each commune's."""
    members: dict[str, list[BaseGeometry]] = {}
    for code, group in groups.items():
        if code in shapes:
            members.setdefault(group, []).append(shapes[code])
    return {group: shapely.union_all(found) for group, found in members.items()}
