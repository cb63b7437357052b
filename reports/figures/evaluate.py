"""The only road to a figure: what was counted, arranged into results for each territory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal

from reports.figures.base import UNKNOWN, Scope, Source, Status
from reports.figures.catalogue import CATALOGUE, root
from reports.figures.counting import Counts, Number, counts, sources_of
from reports.figures.geography import Place, geography
from reports.figures.horizon import Known, known_of
from reports.figures.indicators import (
    Breakdown,
    Choice,
    Formula,
    Indicator,
    Measure,
    Ratio,
    YearOnYear,
)
from reports.figures.reading import reading_once
from reports.figures.results import Figures, Line, Result

# What stands in the place of a figure whose data were never supplied.
NOT_LOADED = "non chargé"


def evaluate(codes: Iterable[str] | None, scope: Scope) -> Figures:
    """All results of `codes` (None: the whole catalogue), for every territory of the scope."""
    asked = tuple(CATALOGUE if codes is None else dict.fromkeys(codes))
    with reading_once():
        return Evaluated(asked, scope, counts(asked, scope))


def knowledge(codes: Iterable[str], scope: Scope) -> dict[str, Known]:
    """What is known of each figure; most are counted from the same few sources."""
    found: dict[tuple[frozenset[Source], bool], Known] = {}
    asked = {}
    for code in codes:
        changes = isinstance(CATALOGUE[code], YearOnYear)
        asked[code] = key = frozenset(sources_of([code])), changes
        if key not in found:
            days = [scope, scope.previous()] if changes else [scope]
            found[key] = Known.worst([known_of(key[0], each) for each in days])
    return {code: found[key] for code, key in asked.items()}


def empty(code: str) -> Number:
    """What a count is where nothing was counted."""
    return root(CATALOGUE[code]).empty


def as_known(result: Result, known: Known) -> Result:
    """Nothing is known where nothing was supplied: neither 0 nor what stood before."""
    if known.status is Status.OK:
        return result
    result = result._replace(status=known.status, as_of=known.as_of)
    if known.status is Status.CARRIED:
        return result
    return result._replace(
        value=None,
        share=None,
        numerator=None,
        denominator=None,
        frozen_display=NOT_LOADED,
    )


class Evaluated(Figures):
    """Each figure is worked out for a place when it is looked up there: a page shows few."""

    def __init__(self, asked: tuple[str, ...], scope: Scope, counted: Counts):
        super().__init__(scope, geography(scope).territories, (), asked)
        self.values, self.labels = counted.values, counted.labels
        spreads = {code: root(CATALOGUE[code]).source.spread for code in asked}
        places = {
            spread: dict.fromkeys(geography(scope).places(spread))
            for spread in dict.fromkeys(spreads.values())
        }
        self._known = knowledge(asked, scope)
        self._places = {code: places[spread] for code, spread in spreads.items()}

    def where(self, is_asked: Callable[[str], bool]) -> Iterator[Result]:
        for code, places in self._places.items():
            for place in places:
                if is_asked(place[0]):
                    yield from self._line(code, *place).values()

    def _line(self, code: str, territory: str, subject: str | None) -> Line:
        key = code, territory, subject
        if key not in self._lines:
            place = territory, subject
            found = self._results(CATALOGUE[code], place) if place in self._places[code] else ()
            self._lines[key] = {each.group: as_known(each, self._known[code]) for each in found}
        return self._lines[key]

    def _results(self, indicator: Indicator, place: Place) -> Iterator[Result]:
        if isinstance(indicator, Breakdown):
            yield from self._group_results(indicator, place)
            return
        value, numerator, denominator = self._value(indicator, place)
        yield Result(
            indicator=indicator,
            territory=place[0],
            subject=place[1],
            value=value,
            numerator=numerator,
            denominator=denominator,
        )

    def _counted(self, code: str, place: Place, group: str | None = None) -> Number:
        return self.values[code, group].get(place, empty(code))

    def _value(self, indicator: Indicator, place: Place) -> tuple[Number, Number, Number]:
        match indicator:
            case Measure():
                value = self._counted(indicator.code, place)
                if indicator.known_of:
                    known, among = (self._counted(code, place) for code in indicator.known_of)
                    value = None if among and not known else value
                return value, value, None
            case YearOnYear():
                now = self._counted(indicator.of, place)
                before = self.values[indicator.code, None].get(place, empty(indicator.of))
                if now is None or not before:
                    return None, now, before
                return Decimal(now - before) * 100 / before, now, before
            case Formula():
                counted = [self._counted(code, place) for code in indicator.parts]
                return indicator.compute(self.scope, *counted), None, None
            case Ratio():
                return self._ratio(indicator, place)
        raise TypeError(f"{indicator.code} is not a figure of one value")

    def _ratio(self, indicator: Ratio, place: Place) -> tuple[Number, Number, Number]:
        parts = indicator.numerator, indicator.denominator
        if isinstance(indicator, Choice) and self._counted(indicator.instead_denominator, place):
            parts = indicator.instead_numerator, indicator.instead_denominator
        numerator, denominator = (self._counted(code, place) for code in parts)
        if numerator is None or not denominator:
            return None, numerator, denominator
        return Decimal(numerator) * indicator.factor / denominator, numerator, denominator

    def _group_results(self, indicator: Breakdown, place: Place) -> Iterator[Result]:
        code = indicator.code
        labels = self.labels[code]
        counted = {group: self._counted(code, place, group) for group in labels}
        known = sum(value or 0 for value in counted.values())
        for group, value in counted.items():
            share = Decimal(value) * 100 / known if known and value is not None else None
            yield Result(
                indicator=indicator,
                territory=place[0],
                subject=place[1],
                group=group,
                group_label=labels[group],
                value=value,
                share=share,
                numerator=value,
                denominator=known,
            )
        unknown = (self._counted(code, place) or 0) - known
        if unknown > 0:
            yield Result(
                indicator=indicator,
                territory=place[0],
                subject=place[1],
                group=UNKNOWN,
                group_label="non connu",
                value=unknown,
                numerator=unknown,
            )
