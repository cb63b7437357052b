"""Colours and hatchings, chosen to be told apart without colour.

Dark and medium tones alternate: neighbours in this order contrast by 3:1 at least, with
each other and with the white ground, and hatchings keep apart what grey makes alike.
"""

import dataclasses

FONTS = "'Source Sans 3',sans-serif"
INK = "#1d2733"
MUTED = "#55616e"
GROUND = "#ffffff"
AXIS = "#8a949e"
GRID = "#dde2e7"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Hatch:
    """Lines of one tile; a wide tile leaves few seams where lines could look broken."""

    width: int
    height: int
    lines: str
    stroke: float = 1


HATCHES = {
    "rising": Hatch(
        width=60,
        height=60,
        lines="".join(f"M-1,{c + 1}L{c + 1},-1" for c in range(0, 121, 6)),
    ),
    "falling": Hatch(
        width=60,
        height=60,
        lines="".join(f"M-1,{c - 1}L61,{c + 61}" for c in range(-60, 61, 6)),
    ),
    "level": Hatch(width=60, height=6, lines="M0,1.5H60M0,4.5H60", stroke=0.8),
    "dots": Hatch(width=6, height=6, lines="M1,1.75H2.5M4,4.75H5.5", stroke=1.5),
}


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fill:
    """How a shape is filled; `name` also serves the page's stylesheet."""

    name: str
    colour: str
    hatch: str = ""
    line: str = GROUND
    edge: str = ""
    # Colour of a label laid on the fill; none: the label takes a white plate first.
    label: str = ""


NAVY = "#12436d"
CURRENT = Fill(name="current", colour=NAVY, label=GROUND)
PLAIN = Fill(name="plain", colour="#6f8faf")
PREVIOUS = Fill(name="previous", colour="#e3ebf3", hatch="rising", line=NAVY, edge=NAVY)
EARLIER = Fill(name="earlier", colour=GROUND, hatch="dots", line=NAVY, edge=NAVY)

SERIES = [
    Fill(name="series-1", colour=NAVY, label=GROUND),
    Fill(name="series-2", colour="#f46a25", hatch="rising", line="#8f2f00"),
    Fill(name="series-3", colour="#801650", hatch="falling", line="#d9a9c6"),
    Fill(name="series-4", colour="#28a197", label=INK),
    Fill(name="series-5", colour="#3d3d3d", hatch="dots", line="#d0d0d0"),
    Fill(name="series-6", colour="#a285d1", hatch="level", line="#4a2f86"),
    Fill(name="series-7", colour="#5f2f14", hatch="rising", line="#dcc3b2"),
    Fill(name="series-8", colour="#9a8f2d", hatch="falling", line="#4d4700"),
]
# Classes that follow one another: one hue, from light to dark, and no hatching, since their order
# and their labels tell them apart.
ORDERED = [
    Fill(name="ordered-1", colour="#dfe9f2", edge="#76838f", label=INK),
    Fill(name="ordered-2", colour="#b4cbe0", label=INK),
    Fill(name="ordered-3", colour="#7ea6c9", label=INK),
    Fill(name="ordered-4", colour="#3f709c", label=GROUND),
    Fill(name="ordered-5", colour=NAVY, label=GROUND),
    Fill(name="ordered-6", colour="#081f33", label=GROUND),
]
# What is not known: no tone of its own, an outline only.
UNKNOWN = Fill(name="unknown", colour=GROUND, hatch="dots", line=MUTED, edge=MUTED)

# Classes of a map, from the fewest to the most.
SHADES = ["#eaf0f6", "#c3d5e6", "#8fb1d1", "#41739f", "#12436d"]
NO_DATA = Fill(name="no-data", colour=GROUND, hatch="rising", line="#9aa4ae")


def ordered(count: int) -> list[Fill]:
    """Fills of as many classes, in their order."""
    if count > len(ORDERED):
        raise ValueError(f"Au plus {len(ORDERED)} classes ordonnées, {count} demandées.")
    return ORDERED[:count]


def series(count: int) -> list[Fill]:
    """Fills of `count` parts shown side by side."""
    if count > len(SERIES):
        raise ValueError(f"Au plus {len(SERIES)} catégories côte à côte, {count} demandées.")
    return SERIES[:count]
