"""The sheet a chart is drawn on: escaping, numbers, text widths, one `<svg>` out.

The same drawing serves a browser page and the printed booklet. WeasyPrint brings neither
the page's CSS nor `var()` into an SVG: everything is said in attributes, and class names
are there for a page that wants other colours. It announces `<title>` in place of the
figure, and places text letter by letter: short texts are cheap, long ones are not.
"""

import functools
import hashlib
import re
from typing import TypedDict, Unpack

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from reports.drawing.theme import FONTS, GROUND, HATCHES, INK, Fill

WIDTH = 640
SIZE = 13
SMALL = 12

# Advance widths of Source Sans 3 in thousandths of the font size, rounded up to twenty.
_WIDTHS = {
    120: "\u202f",
    200: " \u00a0",
    260: "',.:;ijl|îï’‘·",
    280: "IÎÏ",
    300: "!f",
    320: "()-[]{}•\u2011",
    340: "t°",
    360: "/\\r",
    420: "*s",
    440: '"?z«»“”',
    460: "cxç",
    480: "JYvyÿŸ–",
    520: "VXagàâä#$+0123456789<=>FL^_ek~éèêë−€×≥≤±",
    560: "ESTZÉÈÊËA`bdhnopquôöùûüÀÂÄ",
    600: "CKPRÇB",
    660: "HNUÙÛÜ&DG→",
    720: "OQÔÖw",
    800: "MæW—",
    860: "%mœÆ@Œ",
    960: "…",
}


class _Advances(dict):
    """Letters outside the table count as wide ones, without being kept."""

    def __missing__(self, letter: str) -> int:
        return 600


_ADVANCE = _Advances((letter, width) for width, letters in _WIDTHS.items() for letter in letters)
# Semibold letters are 3.7 % wider than regular ones on average, 13 % at most.
_SEMIBOLD = 1.06
# XML 1.0 has no place for these, even escaped.
_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])


def clean(text: object) -> str:
    """Text safe as element content and as an attribute between double quotes."""
    return escape(str(text).translate(_CONTROLS))


def coordinate(value: float) -> str:
    """Two decimals at most, and never « -0 »: the same drawing on every machine."""
    digits = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if digits == "-0" else digits


def text_width(text: str, size: float = SIZE, *, strong: bool = False) -> float:
    thousandths = sum(map(_ADVANCE.__getitem__, text))
    return thousandths * size / 1000 * (_SEMIBOLD if strong else 1)


def broken(word: str, width: float, size: float, *, strong: bool) -> list[str]:
    """Pieces of a word too long for a line: cut after its own hyphens, else anywhere."""
    pieces = [""]
    for part in re.findall(r"[^-]+-*|-+", word):
        if text_width(part, size, strong=strong) > width:
            pieces += [*hyphenated(part, width, size, strong=strong), ""]
        elif text_width(pieces[-1] + part, size, strong=strong) > width:
            pieces.append(part)
        else:
            pieces[-1] += part
    return [piece for piece in pieces if piece]


def hyphenated(word: str, width: float, size: float, *, strong: bool) -> list[str]:
    """Pieces that fit, each but the last ending with a hyphen."""
    pieces, piece = [], ""
    for letter in word:
        if piece and text_width(piece + letter + "-", size, strong=strong) > width:
            pieces.append(piece + "-")
            piece = ""
        piece += letter
    return [*pieces, piece]


def wrap(text: str, width: float, size: float = SIZE, *, strong: bool = False) -> list[str]:
    """Lines no wider than `width`; non-breaking spaces hold their words together."""
    return list(_wrapped(text, width, size, strong))


# The same labels come back on every page: titles of actions, names of cantons.
@functools.lru_cache(maxsize=4096)
def _wrapped(text: str, width: float, size: float, strong: bool) -> tuple[str, ...]:
    words = []
    for word in text.replace("\n", " ").split(" "):
        fits = text_width(word, size, strong=strong) <= width
        words += [word] if fits else broken(word, width, size, strong=strong)
    lines: list[str] = []
    for word in filter(None, words):
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size, strong=strong) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines) or ("",)


class Style(TypedDict, total=False):
    """How a text is written: see `Canvas.text`."""

    anchor: str
    size: float
    strong: bool
    colour: str
    css: str
    halo: bool


class Canvas:
    """Fragments in drawing order, then one self-contained `<svg>`."""

    # Stands for the drawing's identifier until the content it is made from is complete.
    _KEY = "\x00"

    def __init__(self, *, title: str, width: float = WIDTH, css: str = ""):
        self.title = title
        self.width = width
        self.css = f"chart {css}".strip()
        self._parts: list[str] = []
        self._hatched: dict[str, Fill] = {}

    def add(self, fragment: str) -> None:
        self._parts.append(fragment)

    def shape(self, geometry: str, fill: Fill) -> None:
        """An element given as `rect x="…"`, filled; the hatching comes as a second layer.

        A ground inside the pattern's tile would show the seams between tiles in print.
        """
        edge = f' stroke="{fill.edge}"' if fill.edge else ""
        self.add(f'<{geometry} class="chart-{fill.name}" fill="{fill.colour}"{edge}/>')
        if fill.hatch:
            self.add(f'<{geometry} class="chart-hatch" {self.hatching(fill)}/>')

    def hatching(self, fill: Fill) -> str:
        self._hatched[fill.name] = fill
        return f'fill="url(#{self._KEY}{fill.name})"'

    def rect(self, x: float, y: float, width: float, height: float, fill: Fill) -> None:
        place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
        extent = f'width="{coordinate(width)}" height="{coordinate(height)}"'
        self.shape(f"rect {place} {extent}", fill)

    def path(self, outline: str, fill: Fill) -> None:
        self.shape(f'path d="{outline}"', fill)

    def line(self, x1: float, y1: float, x2: float, y2: float, colour: str, *, css: str) -> None:
        self.add(
            f'<line x1="{coordinate(x1)}" y1="{coordinate(y1)}" x2="{coordinate(x2)}"'
            f' y2="{coordinate(y2)}" class="{css}" stroke="{colour}"/>'
        )

    def text(
        self,
        x: float,
        y: float,
        content: str,
        *,
        anchor: str = "start",
        size: float = SIZE,
        strong: bool = False,
        colour: str = INK,
        css: str = "chart-text",
        halo: bool = False,
    ) -> None:
        """One line of text, `y` being the middle of its height.

        The halo is the same text stroked in white underneath: `paint-order` would hide
        the label in print. Text that has its own ground (a halo, a plate, a fill) takes
        the class `chart-label`: a dark page recolours `chart-text` only.
        """
        place = f'x="{coordinate(x)}" y="{coordinate(y + size * 0.35)}"'
        size_attribute = f' font-size="{coordinate(size)}"' if size != SIZE else ""
        weight = ' font-weight="600"' if strong else ""
        side = f' text-anchor="{anchor}"' if anchor != "start" else ""
        shared = f"{place}{size_attribute}{weight}{side}"
        if halo:
            self.add(
                f'<text {shared} class="chart-halo" fill="{GROUND}" stroke="{GROUND}"'
                f' stroke-width="3" stroke-linejoin="round" aria-hidden="true">'
                f"{clean(content)}</text>"
            )
        self.add(f'<text {shared} class="{css}" fill="{colour}">{clean(content)}</text>')

    def lines(
        self, x: float, y: float, lines: list[str], *, leading: float, **style: Unpack[Style]
    ) -> None:
        """Lines of text centred together on `y`."""
        top = y - leading * (len(lines) - 1) / 2
        for rank, line in enumerate(lines):
            self.text(x, top + rank * leading, line, **style)

    def _patterns(self) -> str:
        return "".join(
            f'<pattern id="{self._KEY}{fill.name}" width="{hatch.width}"'
            f' height="{hatch.height}" patternUnits="userSpaceOnUse"><path d="{hatch.lines}"'
            f' class="chart-{fill.name}-hatch" fill="none" stroke="{fill.line}"'
            f' stroke-width="{hatch.stroke}"/></pattern>'
            for fill in self._hatched.values()
            for hatch in [HATCHES[fill.hatch]]
        )

    def render(self, height: float, *, role: str = "img") -> SafeString:
        """The `<svg>`, its identifiers drawn from its content: same data, same bytes."""
        patterns = f"<defs>{self._patterns()}</defs>" if self._hatched else ""
        body = f"<title>{clean(self.title)}</title>{patterns}{''.join(self._parts)}"
        digest = hashlib.blake2s(f"{height}{body}".encode(), digest_size=5).hexdigest()
        wide, tall = coordinate(self.width), coordinate(height)
        return mark_safe(  # noqa: S308 - every text went through clean()
            f'<svg xmlns="http://www.w3.org/2000/svg" class="{self.css}" role="{role}"'
            f' width="{wide}" height="{tall}" viewBox="0 0 {wide} {tall}"'
            f' font-family="{FONTS}" font-size="{SIZE}">'
            f"{body.replace(self._KEY, f'c{digest}-')}</svg>"
        )
