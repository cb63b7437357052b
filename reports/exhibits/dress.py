"""What is told under a figure: an example read from it, its population, its source.

« Lecture », « Champ » and « Source », all from the declaration of the indicator.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from plics import formatting
from plics.formatting import NBSP, plural
from plics.models import Department
from reports.figures import CATALOGUE, DEPARTMENT, UNKNOWN, Result, Scope, Territory, Unit
from reports.figures.base import Origin, Timing
from reports.figures.catalogue import roots
from reports.figures.comparison import evolution
from reports.wording.rules import is_small

# A field of more populations than this would say nothing.
MOST_FIELDS = 2


# --- Champ ---------------------------------------------------------------------------------


def field(codes: Iterable[str], where: str, when: str, covers: str = "") -> str:
    """« ménages dont le droit au RSA est ouvert, dans l’Orne, au 30 novembre 2019 »; `covers`
    says better than the indicators what these count here."""
    told = [covers] if covers else [roots(CATALOGUE[code])[0].covers for code in codes]
    covered = list(dict.fromkeys(told))
    if not covered or len(covered) > MOST_FIELDS:
        return ""
    return ", ".join(part for part in (formatting.listing(covered), where, when) if part)


# --- Source --------------------------------------------------------------------------------


def source(
    codes: Iterable[str], department: Department | None, territories: Iterable[Territory]
) -> str:
    """Who told what the figures of these territories rest on, then who worked them out."""
    told = [origins(codes, department, territories), treatment(department)]
    return f"{NBSP}; ".join(filter(None, told))


def origins(
    codes: Iterable[str], department: Department | None, territories: Iterable[Territory]
) -> str:
    found = dict.fromkeys(root.source.origin for code in codes for root in roots(CATALOGUE[code]))
    kinds = {each.kind for each in territories}
    return f"{NBSP}; ".join(_told(origin, department, kinds) for origin in found)


def treatment(department: Department | None) -> str:
    treated = department and (department.service or department.council)
    return f"traitement{NBSP}: {treated}" if treated else ""


def _told(origin: Origin, department: Department | None, kinds: set[str]) -> str:
    """The population of the département is published, that of a part is a sum of communes."""
    if origin is not Origin.CENSUS or department is None:
        return origin.value
    whole, parts = department.population_source, department.communes_population_source
    if DEPARTMENT not in kinds:
        return parts or origin.value
    if kinds == {DEPARTMENT} or not parts:
        return whole or origin.value
    return f"{parts}{NBSP}; {department.in_form}, {whole}"


# --- Lecture -------------------------------------------------------------------------------


def within(territory: Territory, department: Department) -> str:
    """« dans l’Orne », « dans la commission d’Argentan », « dans le canton de Rai »."""
    if territory.key == DEPARTMENT:
        return department.in_form
    kind = "le canton" if territory.kind == "canton" else "la commission"
    return f"dans {kind} {territory.of_form}"


def during(scope: Scope, timing: Timing) -> str:
    """« au 30 novembre 2019 », « en 2019 »."""
    if timing in (Timing.YEAR, Timing.AGREEMENT):
        return f"en {scope.year}"
    return scope.caption(timing)


def first_shown(results: Iterable[Result]) -> Result | None:
    """The first cell that says something: neither hidden, nor unknown, nor nobody."""
    return next((r for r in results if r.value and r.group != UNKNOWN), None)


def reading(*parts: str) -> str:
    """« Dans l’Orne, au 30 novembre 2019, … »."""
    return ", ".join(part for part in parts if part)


def counted(result: Result) -> str:
    """« 672 personnes », « 1 234 € »."""
    return result.display if result.unit is Unit.PERCENT else _written(result.value, result.unit)


def _written(value: Decimal | int | None, unit: Unit) -> str:
    if unit is Unit.EUROS:
        return formatting.euros(value)
    return formatting.counted(value, *unit.value)


def group_reading(
    results: list[Result], where: str, when: str, *, whole: Result | None = None
) -> str:
    """« …, 672 personnes relèvent de « 18 à 25 ans », soit 8,5 % des 7 910 personnes ».

    `whole` is what groups are parts of where they overlap: steps are told as persons.
    """
    found = first_shown(results)
    if found is None or (whole is not None and not whole.value):
        return ""
    if whole is not None and whole.value:
        share = Decimal(found.value or 0) * 100 / whole.value
        found = found._replace(indicator=whole.indicator, share=share, denominator=whole.value)
    label = f"«{NBSP}{formatting.capitalised(found.group_label)}{NBSP}»"
    verb = plural(found.value, "relève", "relèvent")
    return reading(where, when, _of_base(found, verb, label, _is_partial(results)))


def _is_partial(results: list[Result]) -> bool:
    return any(r.group == UNKNOWN and (r.value or r.value is None) for r in results)


def _of_base(found: Result, verb: str, label: str, is_partial: bool) -> str:
    base, number = found.denominator, counted(found)
    if base is None or found.share is None:
        return f"{number} {verb} de {label}"
    known = " dont la réponse est connue" if is_partial else ""
    if is_small(base):
        return f"{number} sur {formatting.number(base)}{known} {verb} de {label}"
    whole = _written(base, found.unit)
    return f"{number} {verb} de {label}, soit {found.share_display} des {whole}{known}"


def change_reading(rows: Iterable[tuple[str, Result, Result]], when: str) -> str:
    """« …, on compte 1 880 ménages, contre 1 950 un an plus tôt, soit −3,6 % »."""
    for where, before, now in rows:
        if now.value:
            text = reading(where, when, f"on compte {counted(now)}")
            if not before.value:
                return text
            signed = evolution(now, before).signed
            return reading(
                text, f"contre {before.display} un an plus tôt", signed and f"soit {signed}"
            )
    return ""
