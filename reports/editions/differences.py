"""What changed between two versions of an edition, figure by figure and text by text.

A reader gets the differences of what they read in each: a figure hidden in one is told in none.
"""

from __future__ import annotations

import dataclasses
import difflib
from collections.abc import Iterable, Iterator, Mapping

from actions.models import Action
from funds.models import Fund
from plics.formatting import NOT_AVAILABLE
from plics.richtext.markup import plain
from reports.editions.documents import current_texts
from reports.editions.freezing import EditionFigures, figures_for
from reports.editions.words import Text
from reports.figures import Figures, Result
from reports.figures.publication import SECRET, Reader
from reports.models import Edition

Key = tuple[int, str, str, str, str]
ABSENT = "–"
# A row frozen without a value and no row at all both tell nothing.
NOTHING = {ABSENT, NOT_AVAILABLE}
# A longer list is told by its number.
MOST = 500


@dataclasses.dataclass(frozen=True, kw_only=True)
class FigureChange:
    label: str
    where: str
    year: int
    before: str
    after: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class TextChange:
    """`parts`: what stays, goes (`del`) and comes (`ins`), in the order it is read."""

    title: str
    parts: list[tuple[str, str]]


# --- figures -----------------------------------------------------------------------------


def figure_changes(before: Edition, after: Edition, reader: Reader | None) -> list[FigureChange]:
    then, now = (_figures(figures_for(each, reader=reader)) for each in (before, after))
    found, names = [], _subjects()
    for key in dict.fromkeys([*now, *then]):
        told = _change(key, then.get(key), now.get(key), names, is_whole=reader is None)
        if told:
            found.append(told)
    return found


def _subjects() -> dict[str, str]:
    """What figures are of, as a reader calls it."""
    return dict(Action.objects.values_list("slug", "title")) | dict(
        Fund.objects.values_list("code", "acronym")
    )


@dataclasses.dataclass(frozen=True, kw_only=True)
class _Placed:
    result: Result
    place: str

    @property
    def display(self) -> str:
        if self.result.share is None:
            return self.result.display
        return f"{self.result.display} ({self.result.share_display})"


def _figures(parts: EditionFigures) -> dict[Key, _Placed]:
    return {key: placed for part in parts for key, placed in _of(part)}


def _of(part: Figures) -> Iterator[tuple[Key, _Placed]]:
    names = {territory.key: territory.name for territory in part.territories}
    for r in part:
        key = part.scope.year, r.code, r.territory, r.subject or "", r.group or ""
        yield key, _Placed(result=r, place=names.get(r.territory, r.territory))


def _change(
    key: Key,
    then: _Placed | None,
    now: _Placed | None,
    names: Mapping[str, str],
    *,
    is_whole: bool,
) -> FigureChange | None:
    shown = now or then
    assert shown is not None
    # Where a row is missing a reader may not tell nobody from somebody hidden.
    if not is_whole and (then is None or now is None):
        return None
    told = [each.display if each else ABSENT for each in (then, now)]
    if told[0] == told[1] or NOTHING.issuperset(told) or any(SECRET in each for each in told):
        return None
    result = shown.result
    subject = result.subject or ""
    about = [shown.place, names.get(subject, subject), result.group_label]
    return FigureChange(
        label=result.indicator.label,
        where=", ".join(filter(None, about)),
        year=key[0],
        before=told[0],
        after=told[1],
    )


# --- texts -------------------------------------------------------------------------------


def text_changes(before: Edition, after: Edition, *, is_whole: bool) -> list[TextChange]:
    then, now = (
        {text.key: text for text in texts_of_version(each) if is_whole or text.is_public}
        for each in (before, after)
    )
    changes = []
    for key in dict.fromkeys([*now, *then]):
        old, new = then.get(key), now.get(key)
        words = [_words(each.text if each else "") for each in (old, new)]
        shown = new or old
        if words[0] != words[1] and shown:
            changes.append(TextChange(title=shown.title, parts=list(_parts(*words))))
    return changes


def has_texts(edition: Edition) -> bool:
    """Those of an edition frozen before texts were kept are not known."""
    return not edition.is_validated or edition.kept_texts.exists()


def texts_of_version(edition: Edition) -> Iterable[Text]:
    if not edition.is_validated:
        return current_texts(edition)
    return [
        Text(key=row.key, title=row.title, text=row.text, is_public=row.is_public)
        for row in edition.kept_texts.all()
    ]


def _words(html: str) -> list[str]:
    """A figure inserted is told by its reference: its value is a figure's affair."""
    return plain(html, figure=lambda reference: f"[{reference}]").split()


def _parts(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    matched = difflib.SequenceMatcher(a=old, b=new)
    for kind, a, b, c, d in matched.get_opcodes():
        if kind == "equal":
            yield "same", " ".join(old[a:b])
            continue
        if a < b:
            yield "del", " ".join(old[a:b])
        if c < d:
            yield "ins", " ".join(new[c:d])
