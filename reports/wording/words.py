"""Claims in French."""

from __future__ import annotations

from collections.abc import Sequence

from plics import formatting
from plics.formatting import NBSP, listing
from reports.wording.claims import (
    Against,
    Balance,
    Change,
    Leading,
    Number,
    Part,
    Place,
    RateChange,
    Split,
    Spread,
)
from reports.wording.rules import is_small

Thing = tuple[str, str]
# Points that a reader would take for a gap.
WIDE = 5


def lower(text: str) -> str:
    return text[:1].lower() + text[1:]


def _number(value: Number | None, thing: Thing | None) -> str:
    return formatting.euros(value) if thing is None else formatting.number(value)


def share(count: Number, base: Number, places: int = 0) -> str:
    return formatting.percent(count * 100 / base, places)


def part_of(part: Part, split: Split) -> str:
    """« 29 % des 52 sorties », « 7 sorties sur 12 »."""
    value, base = part.value or 0, split.base or 0
    if split.is_small:
        return f"{_amount(value, split.thing)} sur {_number(base, split.thing)}"
    return f"{share(value, base, split.places)} des {_amount(base, split.thing)}"


def told_part(value: Number, base: Number, thing: Thing, places: int = 0) -> str:
    """The same of one part, told alone."""
    return part_of(
        Part(label="", value=value), Split(parts=(), base=base, thing=thing, places=places)
    )


def _amount(value: Number, thing: Thing | None) -> str:
    return formatting.euros(value) if thing is None else formatting.counted(value, *thing)


def told_leading(claim: Leading, said: str) -> str:
    """`said` is how the one that leads alone is told: « {name} : {part} »."""
    if claim.is_alone:
        text = said.format(part=part_of(claim.parts[0], claim.split), **_names(claim.parts[0]))
        return formatting.capitalised(text)
    split = claim.split
    if claim.is_tied:
        each = f"{_amount(claim.parts[0].value or 0, split.thing)} sur "
        each += _number(split.base, split.thing)
        return f"À égalité ({each}) : {listing(lower(part.label) for part in claim.parts)}"
    counts = [f"{lower(p.label)} ({_number(p.value, split.thing)})" for p in claim.parts]
    whole = _amount(split.base or 0, split.thing)
    return formatting.capitalised(f"{listing(counts)}, sur {whole}")


def _names(part: Part) -> dict[str, str]:
    """The ways in which a template may name the part."""
    return {
        "name": part.label,
        "label": lower(part.label),
        "aged": part.label.replace(" à ", "-"),
        "level": part.label.removeprefix("niveau "),
    }


# --- places ------------------------------------------------------------------------------


def told_spread(claim: Spread, what: str, among: str) -> str:
    """« Femmes : de 49 % (Sées) à 61 % (Magny-le-Désert) selon le canton ».

    `what` is measured, `among` names the places (« la commission »).
    """
    low, high = claim.low[0], claim.high[0]
    if claim.is_same:
        return f"{what} : {low.display} partout"
    if not claim.is_clear:
        # So many points that are no gap lean on few people.
        why = "sur de petits effectifs" if claim.gap >= WIDE else "sans écart net"
        return f"{what} : de {low.display} à {high.display} selon {among}, {why}"
    return f"{what} : de {_named(claim.low)} à {_named(claim.high)} selon {among}"


def _named(places: tuple[Place, ...]) -> str:
    return f"{places[0].display} ({listing(place.name for place in places)})"


def told_balance(claim: Balance) -> str:
    """« Plus de sorties que d’entrées : 720 contre 640 »."""
    more, less = claim.more, claim.less
    told = f"Plus {formatting.of(more.label)} que {formatting.of(less.label)}"
    return f"{told} : {formatting.number(more.value)} contre {formatting.number(less.value)}"


# --- years -------------------------------------------------------------------------------


def adverbial(claim: Change | RateChange, span: str = "un an") -> str:
    """« en baisse de 4,9 % en un an »; « contre 12 un an plus tôt » where the gap tells nothing."""
    if claim.is_clear:
        return f"{_moved(claim, 'en baisse', 'en hausse')} en {span}"
    if claim.is_same:
        return f"comme {span} plus tôt"
    return f"contre {claim.before_display} {span} plus tôt"


def verb(claim: Change) -> str:
    """« recule de 4,9 % en un an », « était de 12 un an plus tôt »."""
    if claim.is_clear:
        return f"{_moved(claim, 'recule', 'progresse')} en un an"
    if claim.is_same:
        return "est le même qu’un an plus tôt"
    return f"était de {claim.before_display} un an plus tôt"


def _moved(claim: Change | RateChange, down: str, up: str) -> str:
    if isinstance(claim, RateChange):
        moved, points = claim.gap, formatting.rounded(abs(claim.gap), 1)
        size = formatting.counted(points, "point", "points", 1)
    else:
        moved, size = claim.rate, formatting.percent(abs(claim.rate), 1)
    return f"{down if moved < 0 else up} de {size}"


# --- targets -----------------------------------------------------------------------------


def told_against(claim: Against, thing: Thing, *, places: int = 0) -> str:
    """« Objectif atteint : 28 sorties dynamiques sur 52 (54 %), il en fallait 26 (50 %) »."""
    kept = "atteint" if claim.is_reached else "manqué"
    found = f"{formatting.counted(claim.count, *thing)} sur {formatting.number(claim.base)}"
    needed = f"il en fallait {formatting.number(claim.needed)}"
    if not is_small(claim.base):
        found += f" ({share(claim.count, claim.base, places)})"
        needed += f" ({formatting.number(claim.target, 2, trim=True)}{NBSP}%)"
    return f"Objectif {kept} : {found}, {needed}"


def told_reached(claims: Sequence[Against]) -> str:
    """« Objectif de sorties dynamiques atteint par 3 actions sur 5 »; nothing where none is set."""
    if not claims:
        return ""
    reached = sum(claim.is_reached for claim in claims)
    told = formatting.counted(reached, "action", "actions") if reached else "aucune action"
    return f"Objectif de sorties dynamiques atteint par {told} sur {len(claims)}"


def count_of(count: Number, base: Number, thing: Thing) -> str:
    """« 1 sortie sur 13 », « 8 sorties sur 52 (15 %) »: the facts of a sheet keep both."""
    text = f"{formatting.counted(count, *thing)} sur {formatting.number(base)}"
    return text if is_small(base) else f"{text} ({share(count, base)})"


def told_mean(found: str, agreed: str, is_reached: bool) -> str:
    """« Objectif atteint : 219 heures par personne, pour 200 convenues »."""
    return f"Objectif {'atteint' if is_reached else 'manqué'} : {found}, pour {agreed} convenues"
