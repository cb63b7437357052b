"""Where the names of a map go: inside their area, else beside it at the end of a leader."""

import dataclasses
import math
from collections.abc import Sequence

import numpy
import shapely
from shapely.geometry.base import BaseGeometry

SPACING = 3
# Directions and distances tried around an area that cannot hold its own name.
DIRECTIONS = 16
DISTANCES = range(22, 190, 12)
# A name laid on another area than its own is worth walking this much further to avoid.
DETOUR = 45
# One written beside its area is worth a long leader: on a neighbour it reads as the neighbour's.
LONG_DETOUR = 110
STEP = 8
COARSE = 1.5


@dataclasses.dataclass(frozen=True, kw_only=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @classmethod
    def around(cls, x: float, y: float, width: float, height: float) -> "Box":
        return cls(left=x - width / 2, top=y - height / 2, width=width, height=height)

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def centre(self) -> tuple[float, float]:
        return self.left + self.width / 2, self.top + self.height / 2

    def meets(self, other: "Box") -> bool:
        apart = (
            self.left > other.right + SPACING
            or other.left > self.right + SPACING
            or self.top > other.bottom + SPACING
            or other.top > self.bottom + SPACING
        )
        return not apart

    def within(self, other: "Box") -> bool:
        beside = self.left >= other.left and self.right <= other.right
        return beside and self.top >= other.top and self.bottom <= other.bottom

    def crossed_by(self, segment: "Segment") -> bool:
        """Whether any part of the segment lies in the box (Liang and Barsky's clipping)."""
        (x1, y1), (x2, y2) = segment
        if max(x1, x2) < self.left or min(x1, x2) > self.left + self.width:
            return False
        if max(y1, y2) < self.top or min(y1, y2) > self.top + self.height:
            return False
        low, high = 0.0, 1.0
        for start, step, near, far in (
            (x1, x2 - x1, self.left, self.right),
            (y1, y2 - y1, self.top, self.bottom),
        ):
            if not step:
                if not near <= start <= far:
                    return False
                continue
            enters, leaves = sorted(((near - start) / step, (far - start) / step))
            low, high = max(low, enters), min(high, leaves)
        return low <= high

    def nearest(self, x: float, y: float) -> tuple[float, float]:
        """The point of the edge where a leader from (x, y) ends."""
        return min(max(x, self.left), self.right), min(max(y, self.top), self.bottom)


Segment = tuple[tuple[float, float], tuple[float, float]]


def crossing(one: Segment, other: Segment) -> bool:
    """Whether each segment has its ends on both sides of the other."""

    def side(segment: Segment, point: tuple[float, float]) -> bool:
        (x1, y1), (x2, y2) = segment
        return (x2 - x1) * (point[1] - y1) > (y2 - y1) * (point[0] - x1)

    apart = side(one, other[0]) == side(one, other[1])
    return not apart and side(other, one[0]) != side(other, one[1])


@dataclasses.dataclass(frozen=True, kw_only=True)
class Wanted:
    """A label to place: the room it takes, and the area it names."""

    code: str
    area: BaseGeometry
    width: float
    height: float
    # Written beside the area when it cannot be inside; others are left out.
    must: bool = True


@dataclasses.dataclass(frozen=True, kw_only=True)
class Placed:
    code: str
    box: Box
    leader: Segment | None = None
    # Laid over a limit, whose line would cut through the letters.
    crosses: bool = False


class Placement:
    """Labels placed one after the other, each clear of those before it.

    Shapes are coarsened first: a pixel or two is nothing to a label, and saves most of
    the time.
    """

    def __init__(self, *, ground: BaseGeometry, limits: Sequence[BaseGeometry], sheet: Box):
        self.ground = shapely.simplify(ground, COARSE)
        self.limits = shapely.union_all(shapely.boundary(shapely.simplify(limits, COARSE)))
        self.sheet = sheet
        self.placed: list[Placed] = []
        shapely.prepare([self.ground, self.limits])

    def free(self, box: Box, leader: Segment | None = None) -> bool:
        if not box.within(self.sheet):
            return False
        for other in self.placed:
            if box.meets(other.box) or (other.leader and box.crossed_by(other.leader)):
                return False
            if leader and other.box.crossed_by(leader):
                return False
            if leader and other.leader and crossing(leader, other.leader):
                return False
        return True

    def add(self, labels: Sequence[Wanted]) -> None:
        """Inside their areas those that hold there; then beside, the smallest areas first."""
        left = []
        for wanted in sorted(labels, key=lambda wanted: -wanted.area.area):
            area = shapely.simplify(wanted.area, COARSE)
            middle = middle_of(area)
            found = self._inside(wanted, area, middle)
            if found:
                self.placed.append(found)
            elif wanted.must:
                left.append((wanted, middle))
        for wanted, middle in reversed(left):
            found = self._beside(wanted, middle)
            if found:
                self.placed.append(found)

    def add_heading(self, wanted: Wanted) -> None:
        """The name of a group of areas: where it fits inside, else off the territory."""
        area = shapely.simplify(wanted.area, COARSE)
        middle = middle_of(area)
        found = self._inside(wanted, area, middle) or self._away(wanted, middle)
        if found:
            self.placed.append(found)

    def _inside(
        self, wanted: Wanted, area: BaseGeometry, middle: tuple[float, float]
    ) -> Placed | None:
        """The place within the area nearest to its middle, rather clear of the limits."""
        spots = numpy.vstack([[middle], _grid(area.bounds, STEP)])
        rectangles = _rectangles(spots, wanted)
        shapely.prepare(area)
        holds = shapely.contains(area, rectangles)
        crosses = shapely.intersects(self.limits, rectangles)
        cost = numpy.hypot(*(spots - middle).T) + DETOUR * crosses
        for rank in _cheapest(cost, holds):
            x, y = spots[rank]
            box = Box.around(x, y, wanted.width, wanted.height)
            if self.free(box):
                return Placed(code=wanted.code, box=box, crosses=bool(crosses[rank]))
        return None

    def _beside(self, wanted: Wanted, middle: tuple[float, float]) -> Placed | None:
        """The nearest free place around, rather off the territory than over a neighbour."""
        angles = numpy.linspace(0, 2 * math.pi, DIRECTIONS, endpoint=False)
        away, turns = numpy.meshgrid(DISTANCES, angles, indexing="ij")
        across = numpy.cos(turns) * (away + wanted.width / 2)
        down = numpy.sin(turns) * (away + wanted.height / 2)
        spots = numpy.column_stack([across.ravel(), down.ravel()]) + middle
        covers = shapely.intersects(self.ground, _rectangles(spots, wanted))
        cost = away.ravel() + LONG_DETOUR * covers
        for rank in _cheapest(cost, numpy.full(len(spots), True)):
            x, y = spots[rank]
            box = Box.around(x, y, wanted.width, wanted.height)
            leader = (middle, box.nearest(*middle))
            if self.free(box, leader):
                return Placed(code=wanted.code, box=box, leader=leader)
        return None

    def _away(self, wanted: Wanted, middle: tuple[float, float]) -> Placed | None:
        sheet = self.sheet
        spots = _grid((sheet.left, sheet.top, sheet.right, sheet.bottom), STEP)
        outside = ~shapely.intersects(self.ground, _rectangles(spots, wanted))
        for rank in _cheapest(numpy.hypot(*(spots - middle).T), outside):
            x, y = spots[rank]
            box = Box.around(x, y, wanted.width, wanted.height)
            if self.free(box):
                return Placed(code=wanted.code, box=box)
        return None


def middle_of(area: BaseGeometry) -> tuple[float, float]:
    """The centre of the widest circle the area holds."""
    widest = max(shapely.get_parts(area), key=lambda part: part.area)
    x, y = shapely.maximum_inscribed_circle(widest, tolerance=COARSE).coords[0]
    return x, y


def _cheapest(cost: numpy.ndarray, allowed: numpy.ndarray) -> list[int]:
    """Ranks of the places allowed, cheapest first, the earlier of two equal ones first."""
    return [rank for rank in numpy.argsort(cost, kind="stable").tolist() if allowed[rank]]


def _grid(bounds: tuple[float, float, float, float], step: float) -> numpy.ndarray:
    left, top, right, bottom = bounds
    across, down = numpy.arange(left, right, step), numpy.arange(top, bottom, step)
    return numpy.array(numpy.meshgrid(across, down)).reshape(2, -1).T


def _rectangles(spots: numpy.ndarray, wanted: Wanted) -> numpy.ndarray:
    x, y = spots.T
    wide, tall = wanted.width / 2, wanted.height / 2
    return shapely.box(x - wide, y - tall, x + wide, y + tall)
