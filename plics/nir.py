"""The social security number (NIR) is written nowhere: recognised, refused, stripped.

What is typed or brought in is refused when its key is right, so that no other number of fifteen
figures is. What is shown or handed back (messages, rejects, exports) is hidden on its looks alone.
The process that reads files knows this module: it asks nothing of Django.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

LENGTH = 15
MASK = "•" * 13
REMOVED = "nir-retire"
REFUSED = (
    "Un numéro de sécurité sociale (NIR) ne s’écrit nulle part dans cette application\u00a0: "
    "retirez-le."
)
# Marks without a width, that copying from a page or a document leaves behind.
INVISIBLE = re.compile("[\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff]")
GAP = r"[\s._\-\u00b7\u2010-\u2015]{0,3}"
# Sex, year, month, département, then nine figures of which the last two are the key. Looked
# ahead: one number may begin inside what looked like another.
CANDIDATE = re.compile(
    rf"(?<!\d)(?=(0{{0,2}}[1-478](?:{GAP}\d){{5}}{GAP}[\dAB](?:{GAP}\d){{8}})(?!\d))",
    re.IGNORECASE,
)
LOOKS_LIKE = re.compile(
    r"(?<![0-9A-Z])0{0,2}[1-478][ .-]?\d\d[ .-]?\d\d[ .-]?(?:\d\d|2[AB])[ .-]?\d{3}[ .-]?\d{3}"
    r"(?:[ .-]?\d\d)?(?![0-9A-Z])",
    re.IGNORECASE,
)
# Corsica counts as the département 20 did (arrêté du 5 mai 1980).
CORSICA = {"2A": "19", "2B": "18"}


def is_nir(text: str) -> bool:
    """Fifteen signs, without any between them."""
    place = CORSICA.get(text[5:7].upper(), text[5:7])
    month = int(text[3:5])
    # From 20 on, the month is unknown to the register.
    if not place.isdigit() or not (1 <= month <= 12 or month >= 20):
        return False
    return 97 - int(text[:5] + place + text[7:13]) % 97 == int(text[13:])


def found(text: str) -> Iterator[tuple[int, int]]:
    """Where each one stands."""
    for match in CANDIDATE.finditer(text):
        signs = "".join(filter(str.isalnum, match[1]))
        if is_nir(signs[-LENGTH:]):
            yield match.span(1)


def as_read(text: str) -> str:
    """Full-width figures are figures, and what is not seen is not there."""
    return INVISIBLE.sub("", unicodedata.normalize("NFKC", text))


def holds_nir(text: str) -> bool:
    return len(text) >= LENGTH and any(found(text if text.isascii() else as_read(text)))


def without_nir(text: str, instead: str = REMOVED) -> str:
    if not holds_nir(text):
        return text
    kept, end = "", 0
    text = text if text.isascii() else as_read(text)
    for start, stop in found(text):
        if start >= end:
            kept, end = kept + text[end:start] + instead, stop
    return kept + text[end:]


def masked(text: str) -> str:
    return LOOKS_LIKE.sub(MASK, without_nir(text, MASK))
