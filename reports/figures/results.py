"""What comes back when figures are asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import NamedTuple

from plics import formatting
from reports.figures.base import Scope, Status, Territory, Unit
from reports.figures.catalogue import CATALOGUE
from reports.figures.indicators import Indicator


def written(value: Decimal | int | None, unit: Unit, places: int) -> str:
    if unit is Unit.PERCENT:
        return formatting.percent(value, places)
    if unit is Unit.EUROS:
        return formatting.euros(value, places)
    return formatting.number(value, places, trim=True)


class Result(NamedTuple):
    """One figure that explains itself. `0` is a result, `None` prints « n. d. ».

    A tuple: the figures of a year are a hundred thousand of them, made in a tenth of the time.
    """

    indicator: Indicator
    territory: str
    subject: str | None = None
    group: str | None = None
    group_label: str = ""
    value: Decimal | int | None = None
    share: Decimal | None = None
    numerator: Decimal | int | None = None
    denominator: Decimal | int | None = None
    frozen_display: str | None = None
    frozen_share: str | None = None
    # Whether what it is counted from was supplied, and the last day that it was.
    status: Status = Status.OK
    as_of: dt.date | None = None

    @property
    def code(self) -> str:
        return self.indicator.code

    @property
    def label(self) -> str:
        return self.indicator.label

    @property
    def definition(self) -> str:
        return self.indicator.definition

    @property
    def unit(self) -> Unit:
        return self.indicator.unit

    @property
    def display(self) -> str:
        if self.frozen_display is not None:
            return self.frozen_display
        return written(self.value, self.unit, self.indicator.places)

    @property
    def share_display(self) -> str:
        if self.frozen_share is not None:
            return self.frozen_share
        return formatting.percent(self.share, getattr(self.indicator, "share_places", 0))

    def __bool__(self) -> bool:
        return self.value is not None


class NotAsked(KeyError):
    """A page quotes an indicator that was not evaluated for it: its declaration is wrong."""


# A figure of a place: its one value, or that of each of its groups.
Line = dict[str | None, Result]


class Figures:
    """The results of one scope, looked up by code, territory, subject and group."""

    def __init__(
        self,
        scope: Scope,
        territories: list[Territory],
        results: Iterable[Result],
        codes: Iterable[str],
    ):
        self.scope = scope
        self.territories = territories
        self.codes = frozenset(codes)
        self._lines: dict[tuple[str, str, str | None], Line] = {}
        for result in results:
            key = result.code, result.territory, result.subject
            self._lines.setdefault(key, {})[result.group] = result

    def __iter__(self) -> Iterator[Result]:
        return self.where(lambda territory: True)

    def where(self, is_asked: Callable[[str], bool]) -> Iterator[Result]:
        """The results of the territories asked for: the others need not be worked out."""
        for place, line in self._lines.items():
            if is_asked(place[1]):
                yield from line.values()

    def _line(self, code: str, territory: str, subject: str | None) -> Line:
        return self._lines.get((code, territory, subject), {})

    def get(
        self, code: str, territory: str, subject: str | None = None, group: str | None = None
    ) -> Result:
        """The result, or one without a value where nothing is known."""
        self._check(code)
        found = self._line(code, territory, subject).get(group)
        if found is not None:
            return found
        return Result(indicator=CATALOGUE[code], territory=territory, subject=subject, group=group)

    def groups(self, code: str, territory: str, subject: str | None = None) -> list[Result]:
        self._check(code)
        line = self._line(code, territory, subject)
        return [result for group, result in line.items() if group is not None]

    def _check(self, code: str) -> None:
        if code not in self.codes:
            raise NotAsked(code)

    def replaced(self, results: Iterable[Result]) -> Figures:
        """The same figures asked for, with other results."""
        return Figures(self.scope, self.territories, results, self.codes)

    def cantons(self) -> list[Territory]:
        return [territory for territory in self.territories if territory.kind == "canton"]

    def commissions(self) -> list[Territory]:
        return [territory for territory in self.territories if territory.kind == "commission"]
