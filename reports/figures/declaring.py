"""Indicators that several chapters declare in the same way."""

from typing import Any

from django.db.models import Q

from reports.figures import sources
from reports.figures.base import Scope, Source, Unit
from reports.figures.indicators import (
    Family,
    Indicator,
    Measure,
    Printed,
    Ratio,
    Secrecy,
    Sums,
    ToDate,
    Where,
)


def participations_counted(
    code: str,
    label: str,
    definition: str,
    where: Where,
    unit: Unit = Unit.PERSONS,
    *,
    printed: Printed = Printed.EVALUATED,
    secrecy: Secrecy = Secrecy.PEOPLE,
    adds_up: Sums = (),
    **more: Any,
) -> Measure:
    return Measure(
        code=f"action.{code}",
        label=label,
        definition=definition,
        family=Family.ACTIONS,
        printed=printed,
        secrecy=secrecy,
        adds_up=adds_up,
        unit=unit,
        source=sources.participations,
        where=where,
        **more,
    )


def share(
    code: str,
    label: str,
    definition: str,
    *,
    source: Source,
    within: Where,
    part: Where,
    known: Q,
    known_as: str,
    share_of: str,
    unit: Unit,
    family: Family,
    said: str,
    adds_up: Sums = (),
    counts_up: Sums = (),
    within_sums: Sums = (),
    to_date: ToDate | None = None,
) -> list[Indicator]:
    """A share of those for whom a trait is known: two counts and their ratio.

    `code`.count and `code`.known among the rows `within`, and their ratio `code`.

    `part` is the trait, `known` where it can be told; `known_as` defines the base and
    `share_of` ends the definition of the ratio. `adds_up` tells which counts make the base,
    `counts_up` those that make the part, `within_sums` what the base is a part of.
    """

    def known_rows(scope: Scope) -> Q:
        return within(scope) & known

    return [
        Measure(
            code=f"{code}.count",
            label=f"{label} (nombre)",
            definition=definition,
            family=family,
            printed=Printed.NOWHERE,
            to_date=to_date,
            secrecy=Secrecy.PEOPLE,
            adds_up=counts_up,
            unit=unit,
            source=source,
            where=lambda scope: known_rows(scope) & part(scope),
        ),
        Measure(
            code=f"{code}.known",
            label=f"{label} (base)",
            definition=known_as,
            family=family,
            printed=Printed.NOWHERE,
            to_date=to_date,
            secrecy=Secrecy.PEOPLE,
            adds_up=adds_up,
            within=within_sums,
            unit=unit,
            source=source,
            where=known_rows,
        ),
        Ratio(
            code=code,
            label=label,
            definition=f"{definition} {share_of}",
            family=family,
            printed=Printed.EVALUATED,
            to_date=to_date,
            said=said,
            numerator=f"{code}.count",
            denominator=f"{code}.known",
        ),
    ]


def rate_of_all(code: str, label: str, definition: str, of: str, among: str, **more: Any) -> Ratio:
    """Of all actions, or of all funds, of a territory."""
    shared: dict[str, Any] = {"family": Family.PARTICIPANTS, "printed": Printed.NOWHERE} | more
    return Ratio(
        code=code,
        label=label,
        definition=definition,
        numerator=of,
        denominator=among,
        said=None,
        **shared,
    )
