"""Reading an SVG back: its texts with the room they take, its bars, its identifiers."""

import dataclasses
import re

from defusedxml.ElementTree import fromstring

from reports.drawing.svg import SIZE, text_width

SVG = "{http://www.w3.org/2000/svg}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Written:
    content: str
    left: float
    right: float
    top: float
    bottom: float

    def meets(self, other: "Written") -> bool:
        apart = self.right <= other.left or other.right <= self.left
        return not (apart or self.bottom <= other.top or other.bottom <= self.top)


def root(svg: str):
    return fromstring(svg)


def written(svg: str) -> list[Written]:
    """Texts as laid out, halos left aside."""
    return [
        _laid_out(node) for node in root(svg).iter(f"{SVG}text") if node.get("aria-hidden") is None
    ]


def _laid_out(node) -> Written:
    size = float(node.get("font-size", SIZE))
    # The chart measures with rounded-up widths: the letters themselves take less.
    width = text_width(node.text, size, strong=node.get("font-weight") == "600") * 0.98
    x, y = float(node.get("x")), float(node.get("y"))
    left = x - {"start": 0, "middle": width / 2, "end": width}[node.get("text-anchor", "start")]
    # The height of letters without the descenders of the line above them.
    return Written(
        content=node.text, left=left, right=left + width, top=y - size * 0.7, bottom=y + size * 0.2
    )


def texts(svg: str) -> list[str]:
    return [text.content for text in written(svg)]


def size_of(svg: str) -> tuple[float, float]:
    node = root(svg)
    return float(node.get("width")), float(node.get("height"))


def shapes(svg: str, css: str, tag: str = "rect") -> list[dict[str, float]]:
    """Coordinates of the elements filled with the class, patterns and swatches apart."""
    return [
        {name: float(node.get(name)) for name in ("x", "y", "width", "height")}
        for node in root(svg).iter(f"{SVG}{tag}")
        if node.get("class") == css and node.get("width") != "18"
    ]


def collisions(svg: str) -> list[tuple[str, str]]:
    found = written(svg)
    return [
        (one.content, other.content)
        for rank, one in enumerate(found)
        for other in found[rank + 1 :]
        if one.meets(other)
    ]


def cut(svg: str) -> list[str]:
    """Texts that leave the sheet."""
    width, height = size_of(svg)
    return [
        text.content
        for text in written(svg)
        if text.left < -0.5 or text.right > width + 0.5 or text.top < 0 or text.bottom > height
    ]


def identifiers(svg: str) -> list[str]:
    return [node.get("id") for node in root(svg).iter() if node.get("id")]


def referred(svg: str) -> set[str]:
    return set(re.findall(r"url\(#([^)]+)\)", svg))
