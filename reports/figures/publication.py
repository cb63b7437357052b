"""What a reader gets of figures: what the guard hides is hidden, and whatever leans on it."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable

from plics.formatting import NBSP
from plics.models import User
from reports.figures import Figures, Result, Scope, evaluate
from reports.figures.base import KNOWN, UNKNOWN
from reports.figures.catalogue import CATALOGUE, is_internal
from reports.figures.guard.cells import Cell, cell_of
from reports.figures.guard.protected import Protected, protected
from reports.figures.indicators import Secrecy, YearOnYear
from reports.models import ProgrammeYear

SECRET = f"s.{NBSP}s."  # « secret statistique »


@dataclasses.dataclass(frozen=True, kw_only=True)
class Reader:
    """Who gets what may be published, and no more.

    `knowing` are the commissions whose figures they have anyway, as they were counted. A page
    does not wait while figures are being protected: it raises NotReady. Where they chose the day
    or crossed filters, which no set protects, they get what they know and nothing else.
    """

    knowing: tuple[str, ...] = ()
    is_awaited: bool = True
    is_crossed: bool = False

    @classmethod
    def of(cls, user: User, *, is_awaited: bool = True) -> Reader | None:
        """What an account is to figures; None for those who work on all of them."""
        if user.sees_everything:
            return None
        own = _own(user) if user.works_on_data else ()
        return cls(knowing=own, is_awaited=is_awaited)

    def protection(self, scope: Scope) -> str:
        if self.is_crossed:
            return "crossed"
        return protected(scope, self.knowing, is_awaited=self.is_awaited).digest

    def seen(self, figures: Figures) -> Figures:
        if self.is_crossed:
            return figures.replaced(
                each if self._has(each, figures.scope) else hidden(each) for each in figures
            )
        found = protected(figures.scope, self.knowing, is_awaited=self.is_awaited)
        return masked(figures, found, self.knowing)

    def _has(self, result: Result, scope: Scope) -> bool:
        is_open = result.indicator.secrecy in (Secrecy.OPEN, Secrecy.AGREED)
        return is_open or is_known(cell_of(result, scope), self.knowing)


def _own(user: User) -> tuple[str, ...]:
    return tuple(user.commissions.order_by("slug").values_list("slug", flat=True))


def is_known(cell: Cell, knowing: Iterable[str]) -> bool:
    """Of the commission as a whole, or of the part of a canton that lies there."""
    return cell.place.split("/")[0] in knowing


def masked(figures: Figures, guard: Protected, knowing: tuple[str, ...] = ()) -> Figures:
    mask = Mask(figures, guard, knowing)
    return figures.replaced(map(mask.seen, figures))


def is_hidden(result: Result) -> bool:
    return result.value is None and result.frozen_display == SECRET


def series_is_public(
    scope: Scope, years: Iterable[Result], months: Iterable[Iterable[int | None]]
) -> bool:
    """Whether the months of these years may be shown, of all these territories together."""
    threshold = ProgrammeYear.threshold_of(scope.year + 1)
    is_small = any(0 < (count or 0) < threshold for series in months for count in series)
    return not is_small and not any(map(is_hidden, years))


class Mask:
    """The cells that are hidden, laid over figures."""

    def __init__(self, figures: Figures, guard: Protected, knowing: tuple[str, ...] = ()):
        self.figures, self.guard, self.knowing = figures, guard, knowing
        self._known: dict[Cell, bool] = {}
        self._deciding: dict[str, Figures] = {}

    def seen(self, result: Result) -> Result:
        cell = cell_of(result, self.figures.scope)
        if is_known(cell, self.knowing):
            return result
        if is_internal(result.code) or self.hides(cell) or self._is_small(result):
            return hidden(result)
        if cell.group in (None, UNKNOWN) or not self.hides(cell._replace(group=KNOWN)):
            return result
        # The base of the shares would give a hidden count: the count alone is shown.
        return result._replace(share=None, denominator=None, frozen_share=SECRET)

    def hides(self, cell: Cell) -> bool:
        """Whether it is hidden, or leans on what is, however many steps away."""
        if cell not in self._known:
            self._known[cell] = cell in self.guard.cells or any(map(self.hides, self._under(cell)))
        return self._known[cell]

    def _under(self, cell: Cell) -> list[Cell]:
        indicator = CATALOGUE[cell.code]
        supports = indicator.supports_where(lambda code: self._has_value(cell, code))
        under = [cell._replace(code=code) for code in supports]
        if isinstance(indicator, YearOnYear):
            under += [each._replace(year=each.year - 1) for each in under]
        return under

    def _has_value(self, cell: Cell, code: str) -> bool:
        if code not in self._deciding:
            # A page need not show what decides the way that a rate is worked out.
            is_shown, scope = code in self.figures.codes, self.figures.scope
            self._deciding[code] = self.figures if is_shown else evaluate([code], scope)
        figures = self._deciding[code]
        return bool(figures.get(code, cell.place.split("/")[-1], cell.subject).value)

    def _is_small(self, result: Result) -> bool:
        """Never shown, were the protected set of other figures than these."""
        is_count = result.indicator.secrecy is Secrecy.PEOPLE
        return is_count and 0 < (result.value or 0) < self.guard.threshold


def hidden(result: Result) -> Result:
    return result._replace(
        value=None, share=None, numerator=None, denominator=None, frozen_display=SECRET
    )
