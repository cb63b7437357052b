"""Until when the application knows, in the words of pages, prints and booklet."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Sequence

from plics import formatting
from reports.figures import Scope
from reports.figures.base import Source, Status
from reports.figures.horizon import (
    MonthOfFiles,
    days_of_stock,
    first_loaded_day,
    missing_from,
    month_of_files,
    spans_of_stock,
    stock_known,
)
from reports.figures.supplies import (
    STOCK,
    YEARLY,
    Supply,
    changes_of_stock,
    files_by_payer,
    last_told,
    years_of,
)

COLON, SEMICOLON = f"{formatting.NBSP}: ", f"{formatting.NBSP}; "


def horizon_sentence(
    supplies: Iterable[Supply] = (STOCK, *YEARLY), until: dt.datetime | None = None
) -> str:
    """« Stock de la CAF au 30 novembre 2019 et de la MSA au 31 octobre 2019 ; dernier import ou
    dernière saisie : aides le 3 janvier 2020. »; until a moment, what was known by then."""
    supplies = list(supplies)
    parts = [_stock(until)] if STOCK in supplies else []
    parts += _told([supply for supply in supplies if supply is not STOCK], until)
    return formatting.sentence(SEMICOLON.join(parts)) if parts else ""


def _stock(until: dt.datetime | None) -> str:
    by_day: dict[dt.date, list[str]] = {}
    files = files_by_payer(until) if until else files_by_payer()
    for payer, days in files.items():
        by_day.setdefault(days[-1], []).append(_of_payer(payer))
    if by_day:
        told = [
            f"{formatting.listing(payers)} au {formatting.day(day)}"
            for day, payers in sorted(by_day.items(), reverse=True)
        ]
        return f"stock {formatting.listing(told)}"
    changes = changes_of_stock()
    if changes is None:
        return "aucun stock chargé"
    return f"stock saisi, sans fichier, jusqu’au {formatting.day(changes[1])}"


def _of_payer(payer: str) -> str:
    return f"de la {payer}"


def _told(supplies: list[Supply], until: dt.datetime | None) -> list[str]:
    """The last days first; then what was brought in before anybody kept the day."""
    found = last_told(until)
    by_day: dict[dt.date, list[str]] = {}
    undated = []
    for supply in supplies:
        if day := found.get(supply.model):
            by_day.setdefault(day, []).append(supply.noun)
        elif supply.model in found or years_of(supply.model):
            undated.append(f"les {supply.noun}")
    dated = ", ".join(
        f"{formatting.listing(nouns)} le {formatting.day(day)}"
        for day, nouns in sorted(by_day.items(), reverse=True)
    )
    parts = [f"dernier import ou dernière saisie{COLON}{dated}"] if dated else []
    if undated:
        which = formatting.listing(undated)
        parts.append(
            f"la date du dernier import ou de la dernière saisie n’est pas connue pour {which}"
        )
    return parts


# --- what is lacking -----------------------------------------------------------------------


@dataclasses.dataclass(frozen=True, kw_only=True)
class Lacking:
    """What was not supplied of what figures rest on, said once, and the files that bring it."""

    text: str
    kinds: tuple[str, ...]


def lacking(sources: Iterable[Source], scope: Scope) -> Lacking | None:
    sources = list(sources)
    stocks = [_stock_lacking(day) for day in days_of_stock(sources, scope)]
    missing = missing_from(sources, scope.year)
    parts = [part for part in stocks if part]
    supplies = [STOCK] * bool(parts) + missing
    if missing:
        nouns = formatting.listing(f"les {supply.noun}" for supply in missing)
        parts.append(f"{nouns} de {scope.year}")
    if not parts:
        return None
    kinds = dict.fromkeys(kind for supply in supplies for kind in supply.kinds)
    return Lacking(text=f"Non chargé{COLON}{formatting.listing(parts)}.", kinds=tuple(kinds))


def _stock_lacking(day: dt.date) -> str:
    if stock_known(day).status is not Status.NOT_LOADED:
        return ""
    first = first_loaded_day()
    since = f" (connu depuis le {formatting.day(first)})" if first and day < first else ""
    return f"le stock au {formatting.day(day)}{since}"


def carried_note(sources: Iterable[Source], scope: Scope) -> str:
    """The day is a little after the last file of a payer: whose, and of which day."""
    known = stock_known(scope.on)
    if scope.on not in days_of_stock(sources, scope) or known.status is not Status.CARRIED:
        return ""
    late = [payer for payer, (_, last) in spans_of_stock().items() if last == known.as_of]
    whose = formatting.listing(map(_of_payer, late)) if any(late) else "saisi"
    return (
        f"Au {formatting.day(scope.on)}, le stock {whose} est prolongé{COLON}"
        f"il n’est connu que jusqu’au {formatting.day(known.as_of)}."
    )


# --- months --------------------------------------------------------------------------------


def files_notes(days: Sequence[dt.date]) -> list[str]:
    """The months of a series that nobody sent, and those that some payers alone sent."""
    months = [month_of_files(day) for day in days]
    notes = []
    if any(not month.is_known for month in months):
        notes.append("La courbe s’interrompt aux mois dont aucun fichier n’est chargé.")
    alone: dict[tuple[str, ...], list[MonthOfFiles]] = {}
    for month in months:
        if month.loaded and month.missing:
            alone.setdefault(month.loaded, []).append(month)
    for payers, found in alone.items():
        named = formatting.listing(f"la {payer}" for payer in payers)
        ends = formatting.listing(formatting.month(month.end) for month in found)
        notes.append(f"Chargé par {named} seule{COLON}{ends}.")
    return notes
