"""Figures put in a text by their code: what a reference names, and what is told of it."""

from __future__ import annotations

import difflib
import functools
from collections.abc import Iterable
from typing import NamedTuple

from actions.models import Action
from beneficiaries.models import Canton, Commission
from funds.models import Fund
from plics.formatting import NBSP, THIN
from plics.importing.headers import folded
from plics.richtext.markup import figures_in, shared_in
from reports.figures import CATALOGUE, DEPARTMENT, Figures, Result
from reports.figures.catalogue import RELEASED
from reports.models import SharedText

OFFERED = frozenset(RELEASED)


class Reference(NamedTuple):
    """`territory` empty: the commission whose booklet it is, so that a shared text fits all."""

    code: str
    territory: str = ""
    subject: str = ""
    group: str = ""

    @classmethod
    def read(cls, text: str) -> Reference:
        return cls(*text.split("|")[:4])

    def __str__(self) -> str:
        return "|".join(self).rstrip("|")


def display(figures: Figures, text: str, *, place: str) -> str:
    """As everywhere: « n. d. » where nothing is known, the sign of secrecy where it is hidden."""
    asked = Reference.read(text)
    if asked.code not in figures.codes:
        return f"n.{NBSP}d."
    found = figures.get(
        asked.code, asked.territory or place, asked.subject or None, asked.group or None
    )
    return found.display


def codes_in(texts: Iterable[str]) -> set[str]:
    codes = {Reference.read(each).code for html in texts for each in figures_in(html)}
    return codes & OFFERED


def faults(html: str) -> list[str]:
    """What no figure, no territory and no shared text answers to."""
    found = [fault for each in dict.fromkeys(figures_in(html)) if (fault := _fault(each))]
    wanted = set(shared_in(html))
    known = SharedText.objects.codes() if wanted else set()
    return found + [
        f"Aucun texte commun ne s’appelle «{NBSP}{code}{NBSP}»." for code in sorted(wanted - known)
    ]


def _fault(text: str) -> str:
    asked = Reference.read(text)
    if asked.code not in OFFERED:
        meant = difflib.get_close_matches(asked.code, OFFERED, n=1)
        advice = f"{THIN}; vouliez-vous dire «{NBSP}{meant[0]}{NBSP}»{THIN}?" if meant else "."
        return f"«{NBSP}{asked.code}{NBSP}» n’est le code d’aucun chiffre qui se publie{advice}"
    if asked.territory and not _is_territory(asked.territory):
        return f"«{NBSP}{asked.territory}{NBSP}» n’est ni une commission ni un canton connu."
    return ""


def _is_territory(key: str) -> bool:
    if key.startswith("canton:"):
        return Canton.objects.filter(code=key.removeprefix("canton:")).exists()
    return key == DEPARTMENT or Commission.objects.filter(slug=key).exists()


def label_of(text: str) -> str:
    """For an editor, which shows the name of a figure rather than its value."""
    asked = Reference.read(text)
    return CATALOGUE[asked.code].label if asked.code in CATALOGUE else asked.code


# --- choosing one ----------------------------------------------------------------------

MOST = 40


class Offer(NamedTuple):
    """A figure to put in a text, as the one who chooses it reads it."""

    reference: str
    label: str
    where: str
    display: str

    @property
    def markup(self) -> str:
        return f'<span data-figure="{self.reference}"></span>'


def offers(figures: Figures, asked: str, *, place: str) -> list[Offer]:
    """Those of the year whose label, code, territory, action or group says all these words."""
    words = folded(asked).split()
    if not any(len(word) > 1 for word in words):
        return []
    names = {each.key: each.name for each in figures.territories}
    subjects = dict(Action.objects.values_list("slug", "title"))
    subjects |= dict(Fund.objects.values_list("code", "acronym"))
    fold = functools.cache(folded)
    found: list[tuple[tuple[int, int], Result]] = []
    for result in figures:
        said = (
            fold(result.label), result.code, fold(names.get(result.territory, "")),
            fold(subjects.get(result.subject or "", "")), fold(result.group_label),
        )  # fmt: skip
        if all(any(word in part for part in said) for word in words):
            found.append(((_rank(result, place), len(result.code)), result))
    found.sort(key=lambda pair: pair[0])
    return [_offer(result, names, subjects, place) for _, result in found[:MOST]]


def _rank(result: Result, place: str) -> int:
    """This commission first, then the département; a whole before its parts."""
    near = {place: 0, DEPARTMENT: 1}.get(result.territory, 2)
    return 4 * near + 2 * bool(result.subject) + bool(result.group)


def _offer(result: Result, names: dict[str, str], subjects: dict[str, str], place: str) -> Offer:
    territory = "" if result.territory == place else result.territory
    reference = Reference(result.code, territory, result.subject or "", result.group or "")
    where = [names.get(result.territory, result.territory)]
    where += [subjects.get(result.subject, result.subject)] if result.subject else []
    where += [result.group_label] if result.group_label else []
    return Offer(str(reference), result.label, ", ".join(where), result.display)
