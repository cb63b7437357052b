"""Shapes of communes: cells that share out the territory, outlines that take their place."""

import csv
import math
import random
from itertools import combinations

import pytest
import shapely
from django.conf import settings

from beneficiaries.models import Commune
from reports.drawing.maps import geometry

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[0.2, 48.6], [0.4, 48.6], [0.4, 48.75], [0.2, 48.75], [0.2, 48.6]]],
}


def of_the_orne() -> list[Commune]:
    path = settings.BASE_DIR / "fixtures" / "reference" / "communes.csv"
    with path.open(encoding="utf-8", newline="") as lines:
        return [
            Commune(
                insee_code=row["insee_code"],
                name=row["name"],
                longitude=float(row["longitude"]),
                latitude=float(row["latitude"]),
            )
            for row in csv.DictReader(lines)
        ]


def some(count: int) -> list[Commune]:
    chance = random.Random(61)
    return [
        Commune(
            insee_code=f"61{rank:03d}",
            longitude=chance.uniform(-0.8, 0.9),
            latitude=chance.uniform(48.2, 48.9),
        )
        for rank in range(count)
    ]


def centres(communes: list[Commune]) -> dict[str, shapely.Point]:
    """Centres in kilometres, projected as the shapes are."""
    mean = sum(commune.latitude for commune in communes) / len(communes)
    east = geometry.KM_PER_DEGREE * math.cos(math.radians(mean))
    north = geometry.KM_PER_DEGREE
    return {
        commune.insee_code: shapely.Point(commune.longitude * east, commune.latitude * north)
        for commune in communes
    }


def area(shapes) -> float:
    return sum(shape.area for shape in shapes)


def whole(shapes):
    return shapely.union_all(list(shapes.values()))


@pytest.fixture(scope="module")
def orne() -> list[Commune]:
    return of_the_orne()


@pytest.fixture(scope="module")
def orne_cells(orne):
    return geometry.cells(orne)


def test_cells_cover_the_hull_without_overlap(orne, orne_cells):
    hull = geometry.hull(centres(orne).values())
    assert whole(orne_cells).symmetric_difference(hull).area < 0.001 * hull.area
    assert area(orne_cells.values()) == pytest.approx(hull.area, rel=1e-4)
    assert shapely.coverage_is_valid(list(orne_cells.values()))


def test_every_commune_lies_in_its_own_cell(orne, orne_cells):
    assert {code for code, point in centres(orne).items() if orne_cells[code].contains(point)} == {
        commune.insee_code for commune in orne
    }


def test_the_orne_comes_out_at_its_real_size(orne_cells):
    """6 103 km² on land registers; cells around centres only come near."""
    assert area(orne_cells.values()) == pytest.approx(6103, rel=0.06)


def test_same_communes_give_the_same_shapes(orne, orne_cells):
    again = geometry.cells(of_the_orne())
    assert {code: cell.wkb for code, cell in again.items()} == {
        code: cell.wkb for code, cell in orne_cells.items()
    }


@pytest.mark.parametrize("count", [1, 2, 3, 12])
def test_few_communes_have_cells_too(count):
    communes = some(count)
    found = geometry.cells(communes)
    assert [found[code].contains(point) for code, point in centres(communes).items()] == (
        [True] * count
    )


def test_communes_on_one_line_have_cells():
    communes = [
        Commune(insee_code=f"6100{rank}", longitude=rank / 10, latitude=48.5) for rank in range(4)
    ]
    assert len(geometry.cells(communes)) == 4


def test_of_two_communes_at_one_point_the_first_has_the_cell():
    twins = [Commune(insee_code=code, longitude=0.1, latitude=48.5) for code in ("61902", "61901")]
    assert list(geometry.cells([*some(3), *twins])) == ["61000", "61001", "61002", "61902"]
    assert list(geometry.cells(twins)) == ["61902"]


def test_a_commune_without_centre_nor_outline_has_no_shape():
    nowhere = Commune(insee_code="61999")
    assert "61999" not in geometry.cells([*some(3), nowhere])
    assert geometry.cells([nowhere]) == {}


def with_outline(outline) -> list[Commune]:
    return [*some(12), Commune(insee_code="61900", longitude=0.3, latitude=48.68, outline=outline)]


def test_a_real_outline_replaces_a_cell():
    found = geometry.cells(with_outline(SQUARE))
    across = 0.2 * geometry.KM_PER_DEGREE * math.cos(math.radians(48.6))
    down = 0.15 * geometry.KM_PER_DEGREE
    assert found["61900"].area == pytest.approx(across * down, rel=0.02)
    assert len(found["61900"].exterior.coords) >= 5
    assert shapely.box(*found["61900"].bounds).area == pytest.approx(found["61900"].area, rel=1e-3)


def test_cells_leave_room_to_real_outlines():
    found = geometry.cells(with_outline(SQUARE))
    for one, other in combinations(found.values(), 2):
        assert one.intersection(other).area < 1e-3


def test_an_outline_without_centre_is_drawn():
    commune = Commune(insee_code="61900", outline=SQUARE)
    assert geometry.cells([commune])["61900"].area > 0


def test_a_gap_between_real_outlines_goes_to_the_commune_that_lies_in_it(orne, orne_cells):
    """A commune born of a merger has no outline yet: its neighbours' tell it."""
    back = 1 / (geometry.KM_PER_DEGREE * math.cos(math.radians(_mean(orne))))
    ratios = (back, 1 / geometry.KM_PER_DEGREE)
    inland = "61006"
    known = [
        Commune(
            insee_code=commune.insee_code,
            longitude=commune.longitude,
            latitude=commune.latitude,
            outline=None
            if commune.insee_code == inland
            else shapely.geometry.mapping(
                shapely.transform(orne_cells[commune.insee_code], lambda km: km * ratios)
            ),
        )
        for commune in orne
    ]
    found = geometry.cells(known)
    assert found[inland].symmetric_difference(orne_cells[inland]).area < 0.1


def _mean(communes: list[Commune]) -> float:
    return sum(commune.latitude for commune in communes) / len(communes)


@pytest.mark.parametrize("outline", [{"type": "Nothing"}, {"type": "Polygon"}, "abc", [1, 2]])
def test_an_unreadable_outline_counts_as_none(outline):
    found = geometry.cells(with_outline(outline))
    assert found["61900"].equals(geometry.cells(with_outline(None))["61900"])


def test_a_bow_tie_outline_is_mended():
    tie = {
        "type": "Polygon",
        "coordinates": [[[0.2, 48.6], [0.4, 48.7], [0.4, 48.6], [0.2, 48.7], [0.2, 48.6]]],
    }
    assert geometry.cells(with_outline(tie))["61900"].is_valid


def test_dissolving_keeps_the_area(orne_cells):
    groups = {code: f"group {rank % 5}" for rank, code in enumerate(sorted(orne_cells))}
    found = geometry.dissolve(orne_cells, groups)
    assert sorted(found) == [f"group {rank}" for rank in range(5)]
    assert area(found.values()) == pytest.approx(area(orne_cells.values()), rel=1e-6)


def test_dissolving_joins_neighbours_into_one_piece(orne_cells):
    assert geometry.dissolve(orne_cells, dict.fromkeys(orne_cells, "61"))["61"].geom_type == (
        "Polygon"
    )


def test_simplifying_keeps_limits_shared(orne_cells):
    found = geometry.simplified(orne_cells, 0.5)
    assert shapely.coverage_is_valid(list(found.values()))
    points = shapely.get_num_coordinates
    assert points(list(found.values())).sum() < points(list(orne_cells.values())).sum()
