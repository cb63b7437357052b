"""Figures handed to the engine of messages; what it answers titles exhibits and is read aloud."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from plics import formatting
from reports.exhibits import rules
from reports.figures import CATALOGUE, UNKNOWN, Result, Territory, Unit
from reports.figures.indicators import Breakdown, Indicator
from reports.figures.publication import is_hidden
from reports.wording import words
from reports.wording.claims import (
    Change,
    Leading,
    Part,
    Place,
    RateChange,
    Split,
    balance,
    leading,
    spread,
)
from reports.wording.rules import Number

KNOWN_ANSWERS = ("réponse connue", "réponses connues")


def thing_of(indicator: Indicator) -> words.Thing:
    named = indicator.counted_as if isinstance(indicator, Breakdown) else None
    return named or indicator.unit.value


def whole_of(code: str) -> str | None:
    """Of what overlaps, the persons that each group is a part of: steps, but not exits."""
    indicator = CATALOGUE[code]
    if not isinstance(indicator, Breakdown) or indicator.splits:
        return None
    wholes = [terms[0] for terms in indicator.within if len(terms) == 1]
    named = [whole for whole in wholes if isinstance(whole, str)]
    return next((whole for whole in named if CATALOGUE[whole].unit is Unit.PERSONS), None)


def split_of(
    results: Sequence[Result], *, whole: Result | None = None, counts: Sequence[Result] = ()
) -> Split:
    """The groups of one place. `whole` is what they are parts of, where they overlap; `counts`
    are how many people amounts are of."""
    known = rules.known(results)
    people = {each.group: each.value for each in counts}
    if None in people.values():
        return Split(parts=(), base=None, thing=None)
    indicator = known[0].indicator if known else None
    base = whole.value if whole else next((r.denominator for r in known if r.denominator), None)
    thing: words.Thing | None = None
    if indicator and indicator.unit is not Unit.EUROS:
        thing = thing_of(whole.indicator if whole else indicator)
        if not whole and any(r.group == UNKNOWN and (r.value or is_hidden(r)) for r in results):
            thing = KNOWN_ANSWERS
    return Split(
        parts=[
            Part(
                label=r.group_label,
                value=r.value,
                people=people.get(r.group, 0) if counts else None,
            )
            for r in known
        ],
        base=base,
        thing=thing,
        places=getattr(indicator, "share_places", 0),
    )


def message(
    results: Sequence[Result],
    *,
    whole: Result | None = None,
    counts: Sequence[Result] = (),
    said: str = "",
) -> str:
    """What a breakdown shows, in a line; nothing where nothing may be said."""
    split = split_of(results, whole=whole, counts=counts)
    claim = leading(split)
    return told(claim, results, said) if claim else ""


def told(claim: Leading, results: Sequence[Result], said: str = "") -> str:
    indicator = results[0].indicator
    said = said or (indicator.said if isinstance(indicator, Breakdown) else "")
    if claim.split.thing is KNOWN_ANSWERS and said.startswith("{part}"):
        # Answers do nothing: « 53 % des 40 réponses connues sont des femmes ».
        said = "{name} : {part}"
    return words.told_leading(claim, said)


def compared(results: Iterable[tuple[Territory, Result]], what: str, among: str) -> str:
    """What is told of places side by side, or what is measured."""
    return side_by_side(results, what, among) or f"{what}, selon {among}"


def side_by_side(
    results: Iterable[tuple[Territory, Result]], what: str, among: str, *, if_clear: bool = False
) -> str:
    """« Femmes : de 49 % (Sées) à 61 % (Rai) selon le canton », or nothing; `if_clear`, nothing
    of a gap that a few people would undo."""
    places = []
    for territory, result in results:
        is_rate = result.group is None
        rate = result.value if is_rate else result.share
        display = result.display if is_rate else result.share_display
        places.append(
            Place(name=territory.name, rate=rate, base=result.denominator, display=display)
        )
    claim = spread(places)
    if claim is None or (if_clear and not claim.is_clear):
        return ""
    return words.told_spread(claim, what, among)


def over_a_year(months: Sequence[Result], when: str) -> str:
    """Of a series, its last month beside the same one a year before: « 1 880 ménages à la fin de
    novembre 2019, en baisse de 3,6 % en un an »; nothing of a small gap."""
    change = change_of(months[-1], months[-13]) if len(months) > 12 else None
    if change is None or not change.is_clear:
        return ""
    count = formatting.counted(months[-1].value, *months[-1].unit.value)
    return f"{count} {when}, {words.adverbial(change)}"


def in_a_year(now: Result, before: Result, counts: Sequence[Result] = ()) -> str:
    """Of one figure: « 681 décisions, en hausse de 2,7 % en un an »; nothing of a small gap."""
    change = change_of(now, before, counts)
    if change is None or not change.is_clear:
        return ""
    is_amount = now.unit is Unit.EUROS
    count = now.display if is_amount else formatting.counted(now.value, *now.unit.value)
    return f"{count}, {words.adverbial(change)}"


def balance_of(one: str, ones: Sequence[Result], other: str, others: Sequence[Result]) -> str:
    """Of two series over the same months: « Plus de sorties que d’entrées : 720 contre 640 »."""
    claim = balance(Part(label=one, value=_sum(ones)), Part(label=other, value=_sum(others)))
    return words.told_balance(claim) if claim else ""


def _sum(months: Sequence[Result]) -> Number | None:
    """Nothing where one month is not known."""
    values = [month.value for month in months]
    return None if None in values else sum(value or 0 for value in values)


def change_of(now: Result, before: Result, counts: Sequence[Result] = ()) -> Change | None:
    """Of one figure in a year; `counts` are how many people amounts are of, now and before."""
    if now.value is None or not before.value:
        return None
    people = None
    if counts:
        if any(each.value is None for each in counts):
            return None
        people = sum(each.value or 0 for each in counts)
    return Change(before=before.value, now=now.value, before_display=before.display, people=people)


def since_before(now: Result, before: Result) -> Change | RateChange | None:
    """Of one figure on two days, a rate or a count."""
    if now.unit is not Unit.PERCENT:
        return change_of(now, before)
    if now.value is None or before.value is None:
        return None
    then, today = (
        Place(name="", rate=each.value, base=each.denominator, display=each.display)
        for each in (before, now)
    )
    return RateChange(before=then, now=today)


def moved(now: Result, when: str, *, year: Result, month: Result | None = None) -> str:
    """« Ménages, au 30 juin 2019 : 1 435, comme un mois plus tôt, en baisse de 3,6 % en un an »;
    nothing of what is not known."""
    if now.value is None:
        return ""
    spans = [("un mois", month), ("un an", year)]
    changes = [(span, since_before(now, then)) for span, then in spans if then is not None]
    told = [words.adverbial(change, span) for span, change in changes if change is not None]
    return ", ".join([f"{now.label}, {when} : {now.display}{_base_of(now)}", *told])


def _base_of(rate: Result) -> str:
    if rate.unit is not Unit.PERCENT:
        return ""
    return f" ({formatting.number(rate.numerator)} sur {formatting.number(rate.denominator)})"


def lately(now: Result, before: Result, since: str) -> str:
    """Of what adds up from 1 January: « dont 24 depuis le 30 novembre »."""
    if now.value is None or before.value is None:
        return ""
    gained = now.value - before.value
    return f"dont {formatting.number(gained)} depuis le {since}" if gained else ""
