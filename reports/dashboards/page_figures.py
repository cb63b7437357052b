"""The figures that answer what a page was asked, and the words and addresses around them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache, cached_property, lru_cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.http import urlencode

from reports.dashboards.asked import AskedPage
from reports.dashboards.offered import OfferedActions
from reports.dashboards.parts import Explanation
from reports.editions.preparing import protect_soon
from reports.exhibits import dress, rules
from reports.exhibits.parts import Dress
from reports.figures import CATALOGUE, Figures, Result, Scope, Territory, evaluate
from reports.figures.base import Status
from reports.figures.catalogue import MERGED, TO_DATE, is_internal
from reports.figures.evaluate import knowledge
from reports.figures.geography import department
from reports.figures.guard.protected import NotReady, is_ready
from reports.figures.publication import Reader

# Said of a figure whose year is then told.
OF_THE_YEAR = "dans l’année"
NARROWED = ("annee", "date", "commission", "canton", "public")


class FigureKey(NamedTuple):
    """As an address writes it: `avant` is 1 for the figure of the year before."""

    indicateur: str
    objet: str
    groupe: str
    territoire: str
    avant: str


@lru_cache(maxsize=4096)
def query_of(key: FigureKey) -> str:
    """The part of an address that asks for a figure: a page holds hundreds."""
    return urlencode({name: value for name, value in key._asdict().items() if value})


@cache
def path_of(slug: str) -> str:
    return reverse("dashboards:page", args=[slug])


class PageFigures:
    """What was asked, that year and the year before."""

    def __init__(self, slug: str, asked: AskedPage, codes: list[str], codes_before: list[str]):
        self.slug, self.asked = slug, asked
        # Asked of each cell of the page.
        self.territory, self.is_at_work = asked.territory, asked.is_at_work
        self.codes = [self.dated(code) for code in codes]
        self.codes_before = [self.dated(code) for code in codes_before]
        self.years = (str(asked.year - 1), str(asked.year))
        self._prefixes: dict[str, str] = {}
        self._addresses: dict[tuple[object, ...], str] = {}

    def dated(self, code: str) -> str:
        """A page stands under a day: what it shows of the year is counted to that day.

        Except for readers, who may not choose one and get the figures of the year.
        """
        return TO_DATE.get(code, code) if self.is_at_work else code

    def given(self, codes: Iterable[str]) -> list[str]:
        """Without what no reader gets, not even hidden."""
        return [code for code in codes if self.is_at_work or not is_internal(code)]

    @cached_property
    def now(self) -> Figures:
        return self._seen(self.codes, self.asked.scope)

    @cached_property
    def before(self) -> Figures:
        return self._seen(self.codes_before, self._scope_before)

    @cached_property
    def _scope_before(self) -> Scope:
        return self.asked.scope.previous()

    def _seen(self, codes: list[str], scope: Scope) -> Figures:
        """Readers get what may be published: small counts are hidden, or their classes merged."""
        if self.reader is None:
            return evaluate(codes, scope)
        merged = [MERGED[code] for code in codes if code in MERGED]
        return self.reader.seen(evaluate([*codes, *merged], scope))

    @cached_property
    def reader(self) -> Reader | None:
        """Coordinators are readers of what stands beside their commissions."""
        asked = self.asked
        if asked.user.sees_everything:
            return None
        if not self.is_at_work:
            return Reader(knowing=asked.own, is_awaited=False)
        return Reader(
            knowing=asked.own,
            is_awaited=False,
            is_crossed=asked.is_crossed or not self._others_are_ready(),
        )

    def _others_are_ready(self) -> bool:
        """Work on a commission does not wait for what may be shown of the others."""
        for scope in (self.asked.scope, self.asked.scope.previous()):
            if not is_ready(scope, self.asked.own):
                protect_soon(NotReady(scope, self.asked.own))
                return False
        return True

    @property
    def protection(self) -> str:
        """Tells one choice of hidden figures from another: any table or threshold may move it."""
        return self.reader.protection(self.asked.scope) if self.reader else ""

    @cached_property
    def offered(self) -> OfferedActions:
        return OfferedActions.of(self.asked.agreements)

    @cached_property
    def service(self) -> str:
        found = department()
        return found.service if found else ""

    def get(
        self,
        code: str,
        *,
        territory: str | None = None,
        subject: str | None = None,
        group: str | None = None,
    ) -> Result:
        return self.now.get(self.dated(code), territory or self.territory, subject, group)

    def groups(
        self, code: str, *, territory: str | None = None, subject: str | None = None
    ) -> list[Result]:
        return self.now.groups(self.dated(code), territory or self.territory, subject)

    def get_before(self, result: Result) -> Result:
        """The same figure a year before; without a value where the page does not compare it."""
        if result.code in self.before.codes:
            return self.before.get(result.code, result.territory, result.subject, result.group)
        return result._replace(
            value=None, share=None, numerator=None, denominator=None, frozen_display=None
        )

    def when(self, code: str) -> str:
        return rules.when(self.now.scope, self.dated(code))

    def shortly(self, code: str) -> str:
        return rules.shortly(self.now.scope, self.dated(code))

    def label(self, code: str, *, beside: str = "") -> str:
        """Its name, and what it covers where that differs from what stands beside it."""
        name = CATALOGUE[self.dated(code)].label
        if not beside or self.when(code) == self.when(beside):
            return name
        if OF_THE_YEAR in name:
            return self._of_its_year(name)
        return f"{name} ({self.shortly(code)})"

    def caption(self, code: str) -> str:
        """« Aides accordées, du 1er janvier au 31 mars 2019 »."""
        name, when = self.label(code), self.when(code)
        if OF_THE_YEAR in name and when == f"année {self.now.scope.year}":
            return self._of_its_year(name)
        return f"{name}, {when}"

    def _of_its_year(self, name: str) -> str:
        return name.replace(OF_THE_YEAR, f"en {self.now.scope.year}")

    def dress(self, codes: Sequence[str], places: list[Territory]) -> Dress | None:
        """The population and the source of a panel, in short; no example is read from it."""
        if not codes:
            return None
        captions = {self.when(code) for code in codes}
        when = captions.pop() if len(captions) == 1 else ""
        return Dress(
            field=dress.field(codes, self.asked.where, when),
            source=dress.origins(codes, department(), places),
        )

    def explain(self, code: str) -> Explanation:
        """The words of an indicator; its numbers are told of each figure, at its own address."""
        indicator = CATALOGUE[self.dated(code)]
        return Explanation(
            label=indicator.label,
            definition=indicator.definition,
            base=rules.source_of(indicator.code).base,
        )

    def source(self, code: str, scope: Scope | None = None) -> str:
        """« Conseil départemental de l’Orne, données au 30 novembre 2019 »."""
        service = f"{self.service}, " if self.service else ""
        return f"{service}données {rules.dated(scope or self.now.scope, code)}"

    def of_scope(self, code: str, scope: Scope) -> Figures:
        """Figures of which the page needs not show this one: what another is worked out from."""
        for shown in (self.now, self.before):
            if scope == shown.scope and code in shown.codes:
                return shown
        return self._seen([code], scope)

    def key_of(self, scope: Scope, result: Result) -> FigureKey:
        """What tells one figure of a panel from the others."""
        return FigureKey(
            indicateur=result.code,
            objet=result.subject or "",
            groupe=result.group or "",
            territoire="" if result.territory == self.territory else result.territory,
            avant="1" if scope == self._scope_before else "",
        )

    def figure_url(self, panel: str, key: FigureKey) -> str:
        # On a projector nothing leads to a list of names, not even in the source of the page.
        if self.asked.presented:
            return ""
        if panel not in self._prefixes:
            page = reverse("dashboards:figure", args=[self.slug, panel]) + self.asked.address()
            self._prefixes[panel] = f"{page}{'&' if '?' in page else '?'}"
        return self._prefixes[panel] + query_of(key)

    def page_url(self, slug: str, *, keep: tuple[str, ...] = NARROWED, **changes: str) -> str:
        if self.asked.presented:
            return ""
        wanted = slug, keep, *changes.items()
        if wanted not in self._addresses:
            self._addresses[wanted] = path_of(slug) + self.asked.address(keep=keep, **changes)
        return self._addresses[wanted]

    @cached_property
    def _not_loaded(self) -> set[str]:
        known = knowledge(self.codes, self.asked.scope)
        return {code for code, each in known.items() if each.status is Status.NOT_LOADED}

    def not_loaded(self, codes: Iterable[str]) -> list[str]:
        """Those of these figures of which nothing is known that year, or that day."""
        return [code for code in codes if self.dated(code) in self._not_loaded]
