"""What the printed typeface cannot write: told in words rather than as an empty box."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders

from plics import formatting

FACES = [f"fonts/SourceSans3-{face}.woff2" for face in ("Regular", "Semibold", "Bold")]
# They draw nothing by themselves: joiners, direction marks, variants, tones of a face.
UNSEEN = "\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\U0001f3fb-\U0001f3ff"


def legible(html: str) -> str:
    """Another machine would write them in a font of its own, or not at all."""
    return html if html.isascii() else unwritten().sub(_told, html)


def _told(match: re.Match[str]) -> str:
    seen = re.sub(f"[{UNSEEN}]", "", match[0])
    if not seen:
        return ""
    if all(unicodedata.category(sign) in ("So", "Sk", "Cs") for sign in seen):
        return "[pictogramme]"
    # Signs above or below another one are not counted apart.
    count = sum(not unicodedata.combining(sign) for sign in seen) or 1
    return f"[{formatting.counted(count, 'signe non imprimable', 'signes non imprimables')}]"


@cache
def unwritten() -> re.Pattern[str]:
    """Any run of signs that one of the faces lacks."""
    from fontTools.ttLib import TTFont

    known = set(range(0x20)) | {0x7F}
    faces = []
    for name in FACES:
        path = finders.find(name)
        assert path is not None
        with TTFont(Path(path)) as font:
            faces.append(set(font.getBestCmap()))
    known |= set.intersection(*faces)
    return re.compile(f"[^{_ranges(known)}]+")


def _ranges(codes: set[int]) -> str:
    """As a class of a regular expression, all signs escaped by their number."""
    found: list[list[int]] = []
    for code in sorted(codes):
        if found and found[-1][1] == code - 1:
            found[-1][1] = code
        else:
            found.append([code, code])
    return "".join(f"\\U{first:08x}-\\U{last:08x}" for first, last in found)
