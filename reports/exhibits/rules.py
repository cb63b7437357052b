"""What is shown of figures, and how: the same on a page and in the booklet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from plics import formatting
from plics.formatting import NBSP
from reports.exhibits.parts import NO_OBJECT as NO_OBJECT
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Figures, Result, Scope, Territory
from reports.figures.base import Source
from reports.figures.catalogue import MERGED, dating, root
from reports.figures.comparison import Evolution, evolution
from reports.figures.evaluate import NOT_LOADED
from reports.figures.publication import SECRET, is_hidden

NOT_SUPPLIED = "Aucune donnée n’a été transmise pour cette période."
# What stands where no number does: one legend for booklet and pages.
SIGNS = {
    SECRET: "secret statistique",
    formatting.NOT_AVAILABLE: "donnée non disponible",
    NOT_LOADED: "fichier ou période non transmis",
    NO_OBJECT: "sans objet",
    "0": "valeur nulle",
}
# Parts that can still be told apart side by side (see drawing.stacked_shares).
MOST_PARTS = 6
# Beyond this part of its counts, a table shows merged classes.
MOST_HIDDEN = 0.5
CLASSES_MERGED = (
    f"Classes regroupées{NBSP}: la plupart des effectifs plus fins sont couverts par le secret "
    "statistique."
)

# A territory, or anything else that a row of a table or a chart is about, and its groups.
TerritoryGroups = tuple[Territory, list[Result]]


def absence(results: Iterable[Result]) -> str:
    """Why some of these have no value, in the words of the legend of signs."""
    signs = dict.fromkeys(result.display for result in results if result.value is None)
    said = [SIGNS[sign] for sign in signs if sign in SIGNS]
    return f"{NBSP}; ".join(said) or SIGNS[formatting.NOT_AVAILABLE]


def source_of(code: str) -> Source:
    """What the figure is counted from; for a ratio, what its numerator is."""
    return root(CATALOGUE[code]).source


def when(scope: Scope, code: str) -> str:
    """« au 30 novembre 2019 », « année 2019 »: what the figure covers."""
    return scope.caption(dating(CATALOGUE[code]).source.timing)


def shortly(scope: Scope, code: str) -> str:
    """The same in the head of a column: « depuis le 1er janvier », « au 31 mars 2019 »."""
    return scope.short_caption(dating(CATALOGUE[code]).source.timing)


def dated(scope: Scope, code: str) -> str:
    """The same after « données »: « de l’année 2019 »."""
    caption = when(scope, code)
    return f"de l’{caption}" if caption.startswith("année") else caption


def compared(figures: Figures) -> list[Territory]:
    """The commissions, then the département they are compared with."""
    whole = [territory for territory in figures.territories if territory.key == DEPARTMENT]
    return [*figures.commissions(), *whole]


def signs() -> str:
    """« « s. s. » : secret statistique ; … »."""
    told = (f"«{NBSP}{sign}{NBSP}»{NBSP}: {meaning}" for sign, meaning in SIGNS.items())
    return f"{NBSP}; ".join(told) + "."


# --- groups ------------------------------------------------------------------------------


def is_worth_showing(result: Result) -> bool:
    """There is someone, or there may be: the count is hidden for secrecy."""
    return bool(result.value) or is_hidden(result)


def known(results: Iterable[Result]) -> list[Result]:
    return [result for result in results if result.group != UNKNOWN]


def worth_showing(results: Iterable[Result]) -> list[Result]:
    return [result for result in known(results) if is_worth_showing(result)]


def groups_of(lines: Sequence[TerritoryGroups]) -> list[str]:
    """Groups with someone in one line at least, in the order of their list; unknown last."""
    every = [result for _, results in lines for result in results]
    kept = {result.group for result in every if is_worth_showing(result)}
    ordered = [group for group in dict.fromkeys(r.group for r in every) if group and group in kept]
    return sorted(ordered, key=lambda group: group == UNKNOWN)


def classes_shown(code: str, told: Callable[[str], Iterable[Result]]) -> str:
    """The code of the groups that a table shows: the merged classes where more than half of its
    counts are hidden, and fewer of theirs. `told` gives all that the table tells of a code."""
    merged, finer = MERGED.get(code), _hidden_part(told(code))
    if merged is None or finer <= MOST_HIDDEN:
        return code
    coarser = list(told(merged))
    return merged if coarser and _hidden_part(coarser) < finer else code


def _hidden_part(results: Iterable[Result]) -> float:
    told = worth_showing(results)
    return sum(map(is_hidden, told)) / len(told) if told else 0


def merged_note(code: str) -> list[str]:
    return [CLASSES_MERGED] if code in MERGED.values() else []


def can_be_told_apart(groups: Sequence[str]) -> bool:
    return len(groups) <= MOST_PARTS


def unknown_note(results: Iterable[Result]) -> list[str]:
    """How much is not known: shares are those of the known."""
    results = list(results)
    unknown = next((r.value for r in results if r.group == UNKNOWN and r.value), 0)
    if not unknown:
        return []
    counted = sum(result.value or 0 for result in known(results))
    rate = formatting.percent(counted * 100 / (counted + unknown))
    return [f"Parts calculées sur les valeurs connues, soit {rate} de l’ensemble."]


# --- shares ------------------------------------------------------------------------------


def share_text(result: Result) -> str:
    """The share; what hides or lacks the count hides or lacks the share too."""
    return result.display if result.value is None else result.share_display


def share_cell(result: Result) -> str:
    """In a table, the unknown have no share, nor has a group where nobody was counted."""
    is_secret = result.frozen_share is not None
    has_none = result.value is not None and result.share is None and not is_secret
    if result.group == UNKNOWN or has_none:
        return NO_OBJECT
    return share_text(result)


# --- changes -----------------------------------------------------------------------------


def change_cell(now: Result, before: Result, change: Evolution | None = None) -> str:
    """In a table: the change, or the sign that says why there is none."""
    change = change or evolution(now, before)
    if change.known:
        return change.signed
    missing = next((each for each in (now, before) if each.value is None), None)
    return missing.display if missing else NO_OBJECT
