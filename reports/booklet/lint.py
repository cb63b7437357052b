"""Faults of a page that only its layout makes: looked for in the PDF itself, named by page."""

from __future__ import annotations

import ctypes
import dataclasses
import io
import itertools
import math
from collections.abc import Iterator, Mapping

import pikepdf
import pypdfium2
from pypdfium2 import raw

from plics.formatting import NBSP, number

MM = 72 / 25.4
# Of `print.css`: what lies outside them is the running heads and the page's number.
TOP, BOTTOM, SIDE = 24 * MM, 20 * MM, 20 * MM
TOLERANCE = 3
SMALLEST = 7
FULL_ENOUGH = 0.4
# A line that heads what follows is at least as large as the text, and bold.
HEADING_SIZE = 9.9
LONGEST_NAME = 80
# Told in place of a value; letters are read without their spaces.
WITHHELD = ["n.d.", "s.s."]
BOX, UNKNOWN = "\u25a1", "\ufffd"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fault:
    page: int
    code: str
    text: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class Letter:
    sign: str
    size: float
    is_bold: bool
    left: float
    bottom: float
    right: float
    top: float


@dataclasses.dataclass(frozen=True, kw_only=True)
class Leaf:
    """A page as its letters; `part` is the last line of the contents before its end."""

    number: int
    width: float
    height: float
    letters: list[Letter]
    part: str
    ends_chapter: bool

    @property
    def body(self) -> list[Letter]:
        low, high = BOTTOM - TOLERANCE, self.height - TOP + TOLERANCE
        return [each for each in self.letters if each.bottom >= low and each.top <= high]

    def fault(self, code: str, text: str) -> Fault:
        where = f" (dans «{NBSP}{self.part}{NBSP}»)" if self.part else ""
        return Fault(page=self.number, code=code, text=f"{text}{where}.")


def lint(content: bytes) -> list[Fault]:
    """In the order of the pages."""
    found: list[Fault] = []
    drawn = _figures(content)
    for leaf in _leaves(content):
        for rule in (_nearly_empty, _heading_alone, _outside, _too_small, _without_glyph):
            found += rule(leaf)
        found += _without_value(leaf, drawn.get(leaf.number, []))
    return found


# --- what is looked for ----------------------------------------------------------------


def _nearly_empty(leaf: Leaf) -> Iterator[Fault]:
    if leaf.ends_chapter or leaf.number == 1:
        return
    lowest = min((each.bottom for each in leaf.body), default=leaf.height - TOP)
    filled = (leaf.height - TOP - lowest) / (leaf.height - TOP - BOTTOM)
    if filled < FULL_ENOUGH:
        part = number(100 * max(filled, 0))
        yield leaf.fault("nearly-empty", f"Page remplie à {part}{NBSP}% seulement")


def _heading_alone(leaf: Leaf) -> Iterator[Fault]:
    if leaf.ends_chapter or not leaf.body:
        return
    lowest = min(each.bottom for each in leaf.body)
    line = [each for each in leaf.body if each.bottom < lowest + 4]
    if all(each.size >= HEADING_SIZE and each.is_bold for each in line):
        yield leaf.fault("heading-alone", f"Titre seul en bas de page{NBSP}: {_told(line)}")


def _outside(leaf: Leaf) -> Iterator[Fault]:
    low, high = SIDE - TOLERANCE, leaf.width - SIDE + TOLERANCE
    if out := [each for each in leaf.body if each.left < low or each.right > high]:
        yield leaf.fault("outside", f"Texte qui sort de la page{NBSP}: {_told(out)}")


def _too_small(leaf: Leaf) -> Iterator[Fault]:
    small = [
        each
        for before, each in itertools.pairwise([None, *leaf.letters])
        if each and each.size < SMALLEST - 0.01 and not _is_raised(before, each)
    ]
    if small:
        size = number(min(each.size for each in small), 1)
        yield leaf.fault("too-small", f"Texte de {size}{NBSP}points{NBSP}: {_told(small)}")


def _is_raised(before: Letter | None, letter: Letter) -> bool:
    """« 1er », « XXe »: what follows a larger letter, above its foot; then what follows that."""
    if before is None or before.right > letter.left + TOLERANCE:
        return False
    return before.size == letter.size or letter.bottom > before.bottom + 0.5


def _without_glyph(leaf: Leaf) -> Iterator[Fault]:
    if any(each.sign in (BOX, UNKNOWN) for each in leaf.letters):
        yield leaf.fault("no-glyph", "Un signe que la police n’a pas")


def _without_value(leaf: Leaf, figures: list[Figure]) -> Iterator[Fault]:
    for figure in figures:
        if not figure.said:
            yield leaf.fault("no-alternative", "Un dessin sans texte de remplacement")
        inside = "".join(each.sign for each in leaf.letters if figure.holds(each, leaf.height))
        if not any(sign.isdigit() for sign in inside) and not any(w in inside for w in WITHHELD):
            yield leaf.fault("no-value", f"Un graphique sans valeur{NBSP}: {figure.said}")


def _told(letters: list[Letter]) -> str:
    text = "".join(each.sign for each in letters)
    return f"«{NBSP}{text[:40]}{'…' if len(text) > 40 else ''}{NBSP}»"


# --- the PDF ---------------------------------------------------------------------------


def _leaves(content: bytes) -> Iterator[Leaf]:
    document = pypdfium2.PdfDocument(content)
    try:
        marks = _marks(document)
        starts = {page for page, (level, _) in marks if level == 0}
        part = ""
        for index in range(len(document)):
            page = document[index]
            part = next((title for at, (_, title) in reversed(marks) if at == index), part)
            yield Leaf(
                number=index + 1,
                width=page.get_width(),
                height=page.get_height(),
                letters=list(_letters(page)),
                part=part,
                ends_chapter=index + 1 in starts or index + 1 == len(document),
            )
    finally:
        document.close()


def _marks(document: pypdfium2.PdfDocument) -> list[tuple[int, tuple[int, str]]]:
    """Where each bookmark leads, with its level and its words."""
    found = []
    for mark in document.get_toc():
        target = mark.get_dest()
        index = target.get_index() if target else None
        if index is not None:
            found.append((index, (mark.level, mark.get_title())))
    return found


def _letters(page: pypdfium2.PdfPage) -> Iterator[Letter]:
    text = page.get_textpage()
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    matrix, name = raw.FS_MATRIX(), ctypes.create_string_buffer(LONGEST_NAME)
    for index in range(text.count_chars()):
        sign = chr(raw.FPDFText_GetUnicode(text, index))
        if sign.isspace() or raw.FPDFText_IsGenerated(text, index) == 1:
            continue
        raw.FPDFText_GetCharBox(text, index, left, right, bottom, top)
        raw.FPDFText_GetMatrix(text, index, matrix)
        scale = math.hypot(matrix.c, matrix.d) or 1
        yield Letter(
            sign=sign,
            size=raw.FPDFText_GetFontSize(text, index) * scale,
            is_bold=_is_bold(text, index, name),
            left=left.value,
            right=right.value,
            bottom=bottom.value,
            top=top.value,
        )


def _is_bold(text: pypdfium2.PdfTextpage, index: int, name: ctypes.Array) -> bool:
    """By the name of its face: the weight is not told of a font that the file carries."""
    raw.FPDFText_GetFontInfo(text, index, name, LONGEST_NAME, None)
    return b"bold" in name.value.lower()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Figure:
    """A drawing: where it stands, in pixels from the top of the page, and what is said of it."""

    said: str
    box: tuple[float, float, float, float]

    def holds(self, letter: Letter, height: float) -> bool:
        left, top, right, bottom = (0.75 * side for side in self.box)
        across = (letter.left + letter.right) / 2
        down = height - (letter.bottom + letter.top) / 2
        return left <= across <= right and top <= down <= bottom


def _figures(content: bytes) -> Mapping[int, list[Figure]]:
    found: dict[int, list[Figure]] = {}
    with pikepdf.open(io.BytesIO(content)) as document:
        pages = {page.obj.objgen: index for index, page in enumerate(document.pages, start=1)}
        root = document.Root.get(pikepdf.Name.StructTreeRoot)
        waiting = [] if root is None else [root]
        while waiting:
            element = waiting.pop()
            if element.get("/S") == pikepdf.Name.Figure:
                left, top, right, bottom = (float(side) for side in element.A.BBox)
                figure = Figure(said=str(element.get("/Alt", "")), box=(left, top, right, bottom))
                found.setdefault(pages[element.Pg.objgen], []).append(figure)
            inside = element.get("/K")
            kids = list(inside) if isinstance(inside, pikepdf.Array) else [inside]
            waiting += [kid for kid in kids if isinstance(kid, pikepdf.Dictionary)]
    return found
