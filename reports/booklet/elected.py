"""The double page of an elected member: what moved, what was done, beside what, what comes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from actions.enums import BlockKind
from plics.formatting import MINUS, NBSP, day, number
from plics.richtext.markup import plain
from reports.booklet.context import ActionPages, Booklet
from reports.booklet.facts import past_facts
from reports.exhibits import dress
from reports.exhibits.messages import balance_of, message, side_by_side
from reports.exhibits.parts import NO_OBJECT, ExhibitTable, TableCell, TableRow
from reports.exhibits.ranked import MEDIAN, ORDER, WHERE_HIDDEN, median_cell, ranked_cell
from reports.exhibits.rules import is_worth_showing
from reports.figures import CATALOGUE, DEPARTMENT, Result
from reports.figures.publication import is_hidden
from reports.figures.standing import standings
from reports.wording import words
from reports.wording.claims import Against, against
from reports.wording.rules import is_small

STOCK = "rsa.households"
CAME, LEFT = ("rsa.entries", "rsa.moves_in"), ("rsa.exits", "rsa.moves_out")
COMPARED = (
    "rsa.households.change",
    "rsa.coverage",
    "pathway.oriented_6_weeks",
    "pathway.with_contract",
    "actions.filling",
    "actions.dynamic_exits.rate",
    "actions.exits.to_work.rate",
    "actions.cost",
    "decisions.rate",
    "aids.amount.rate",
)
RATE = "action.dynamic_exits.rate"
DONE = (
    ("action.capacity", "Places"),
    ("action.occupancy", "Remplissage"),
    ("action.exits", "Sorties"),
    (RATE, "Sorties dynamiques"),
    ("action.dynamic_exits.target", "Objectif"),
    ("action.amount", "Montant convenu"),
    ("action.cost", "Par participant"),
    ("action.cost.per_exit", "Par sortie dynamique"),
)
LONGEST = 220
# Of a sentence: the point of « M. » or « H. » ends none.
END = re.compile(r"(?<!\b[^\W\d_]\.)(?<=[.!?;])\s")


def elected(b: Booklet) -> dict:
    board = _board(b)
    return {
        "bridge": _bridge(b),
        "movements": [text for text in (_balance(b), _reasons(b)) if text],
        "board": board,
        "is_priced": board is not None and dict(DONE)["action.amount"] in board.head,
        "reached": _reached(b),
        "compared": _compared(b),
        "gaps": _gaps(b),
        "ranks": [ORDER, WHERE_HIDDEN] if _is_secret(b) else [ORDER],
        "outlooks": list(_outlooks(b)),
        "sources": {
            "moved": _source(b, [STOCK, *CAME, *LEFT]),
            "done": _source(b, [code for code, _ in DONE]),
            "compared": _source(b, COMPARED),
        },
    }


def _source(b: Booklet, codes: Iterable[str]) -> str:
    return dress.source(codes, b.department, b.compared)


# --- what moved ------------------------------------------------------------------------


def _bridge(b: Booklet) -> ExhibitTable | None:
    """Stock before, entries, exits, stock now; what does not balance is printed, not hidden."""
    before, now = b.figures.before.get(STOCK, b.place), b.figures.now.get(STOCK, b.place)
    came = [b.figures.now.get(code, b.place) for code in CAME]
    left = [b.figures.now.get(code, b.place) for code in LEFT]
    if not now.value and not before.value:
        return None
    rows = [
        TableRow.of_texts(f"Ménages au {day(b.figures.before.scope.on)}", [before.display]),
        *(TableRow.of_texts(each.label, [_signed(each, "+")]) for each in came),
        *(TableRow.of_texts(each.label, [_signed(each, MINUS)]) for each in left),
    ]
    values = [each.value for each in (before, *came, *left, now)]
    if None not in values:
        rest = _rest(now, before, came, left)
        if rest:
            told = number(rest, sign=True)
            rows.append(TableRow.of_texts("Écart que rien n’explique", [told]))
    last = TableRow.of_texts(f"Ménages au {b.day}", [now.display], css="total")
    return ExhibitTable(
        caption=f"De {b.year - 1} à {b.year}", head=["", "Ménages"], rows=[*rows, last]
    )


def _rest(now: Result, before: Result, came: list[Result], left: list[Result]):
    gained = sum(each.value or 0 for each in came) - sum(each.value or 0 for each in left)
    return (now.value or 0) - (before.value or 0) - gained


def _signed(result: Result, sign: str) -> str:
    return f"{sign}{NBSP}{result.display}" if result.value else result.display


def _balance(b: Booklet) -> str:
    entries, exits = (b.figures.now.get(code, b.place) for code in ("rsa.entries", "rsa.exits"))
    return balance_of("entrées", [entries], "sorties", [exits])


def _reasons(b: Booklet) -> str:
    return message(b.figures.now.groups("rsa.exits.by_reason", b.place), said=REASON)


REASON = "Motif de sortie le plus fréquent : {label}, {part}"

# --- what was done ---------------------------------------------------------------------


def _evaluated(b: Booklet) -> list[ActionPages]:
    return [pages for pages in b.actions if pages.is_evaluated and pages.past]


def _board(b: Booklet) -> ExhibitTable | None:
    """One line an action; a column of which no action says anything is left out.

    The département has forty: its edition lists them in its second part.
    """
    if b.is_whole:
        return None
    lines = [
        (pages, [b.figures.now.get(code, b.place, pages.action.slug) for code, _ in DONE])
        for pages in _evaluated(b)
    ]
    # Of an action that nobody enters, a referent's for one, there is no line.
    lines = [(pages, results) for pages, results in lines if any(map(is_worth_showing, results))]
    kept = [k for k in range(len(DONE)) if any(_is_told(results[k]) for _, results in lines)]
    if not lines:
        return None
    return ExhibitTable(
        caption=f"Toutes les actions, en {b.year}",
        head=["Action", *(DONE[k][1] for k in kept)],
        rows=[
            TableRow(
                label=pages.name,
                url=f"#{pages.anchor}",
                cells=[TableCell(display=shown(results[k])) for k in kept],
            )
            for pages, results in lines
        ],
        css="board",
    )


def _is_told(result: Result) -> bool:
    return result.value is not None or is_hidden(result)


def shown(result: Result) -> str:
    """Lines are compared: of few exits, the counts and no share (decision 0037)."""
    base = result.denominator
    if result.code == RATE and result.value is not None and base and is_small(base):
        return f"{number(result.numerator or 0)} sur {number(base)}"
    return result.display if _is_told(result) else NO_OBJECT


def _targets(b: Booklet) -> list[Against]:
    """Each agreement's own: what a commission asks of an action is not asked of another's."""
    found = []
    for pages in _evaluated(b):
        facts = past_facts(b, pages)
        rate, target = facts.get(RATE), facts.get("action.dynamic_exits.target")
        found.append(against(rate.numerator, rate.denominator, target.value))
    return [claim for claim in found if claim]


def _reached(b: Booklet) -> str:
    """Of the targets whose result may be told, and of no other."""
    return words.told_reached(_targets(b))


# --- beside what -----------------------------------------------------------------------


def _results(b: Booklet, code: str) -> list[Result]:
    return [b.figures.now.get(code, each.key) for each in b.compared]


def _is_secret(b: Booklet) -> bool:
    return any(is_hidden(each) for code in COMPARED for each in _results(b, code))


def _compared(b: Booklet) -> ExhibitTable | None:
    lines = [_results(b, code) for code in COMPARED]
    lines = [results for results in lines if any(map(_is_told, results))]
    if not lines:
        return None
    return ExhibitTable(
        caption="Les commissions et le département",
        head=["", *(each.name for each in b.compared), MEDIAN],
        rows=[_compared_row(b, results) for results in lines],
        css="board ranks",
    )


def _compared_row(b: Booklet, results: list[Result]) -> TableRow:
    parts = [each for each in results if each.territory != DEPARTMENT]
    ranked = standings(parts)
    cells = [
        ranked_cell(
            TableCell(display=each.display, css="own" if each.territory == b.place else ""),
            each,
            found,
        )
        for each, found in zip(parts, ranked, strict=True)
    ]
    whole = [TableCell(display=r.display) for r in results if r.territory == DEPARTMENT]
    median = next((each for each in ranked if each), None)
    return TableRow(
        label=CATALOGUE[results[0].code].label,
        cells=[*cells, *whole, median_cell(results[0], median)],
    )


def _gaps(b: Booklet) -> list[str]:
    """How far the commissions are from one another, where they are."""
    found = []
    for code in ("pathway.with_contract", "actions.filling", "actions.dynamic_exits.rate"):
        parts = [(each, b.figures.now.get(code, each.key)) for each in b.compared[:-1]]
        what = CATALOGUE[code].label
        found.append(side_by_side(parts, what, "la commission", if_clear=True))
    return [text for text in found if text]


# --- what comes ------------------------------------------------------------------------


def _outlooks(b: Booklet) -> Iterator[tuple[str, str, str]]:
    """Each action's outlook, in its first words: its sheet says the rest."""
    for pages in b.sheets:
        block = pages.part(BlockKind.OUTLOOK)
        text = " ".join(plain(block.body).split()).lstrip("-–• ") if block else ""
        if text:
            yield pages.name, f"#{pages.anchor}", start_of(text)


def start_of(text: str) -> str:
    first = END.split(text, maxsplit=1)[0].rstrip(" ;")
    if len(first) <= LONGEST:
        return first
    return first[:LONGEST].rsplit(" ", 1)[0].rstrip(" ,;:") + f"{NBSP}…"
