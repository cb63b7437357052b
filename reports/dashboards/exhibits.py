"""What a panel shows: figures that explain themselves, a chart, its table, its rows."""

from __future__ import annotations

import dataclasses
from functools import cached_property

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst

from plics import formatting
from reports.dashboards import listings
from reports.dashboards.state import State
from reports.figures import CATALOGUE, Figures, Result, evaluate
from reports.figures.base import Scope
from reports.figures.comparison import evolution
from reports.figures.geography import department
from reports.figures.indicators import Ratio
from reports.figures.publication import mask

NOT_SUPPLIED = "Aucune donnée n’a été transmise pour cette période."
NEXT_STEP = "Importez les données de l’année, ou choisissez une autre année."
NARROWED = ("annee", "date", "commission", "canton", "public")


@dataclasses.dataclass(frozen=True, kw_only=True)
class Explanation:
    """The words under a figure: what it counts, of whom, from where, on which day."""

    label: str
    definition: str
    base: str
    source: str
    numerator: str = ""
    denominator: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Shown:
    """One figure on the page, beside that of the year before."""

    label: str
    display: str
    before: str = ""
    evolution: str = ""
    explanation: Explanation
    url: str = ""
    is_missing: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Cell:
    display: str
    url: str = ""
    css: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Row:
    label: str
    cells: list[Cell]
    url: str = ""
    css: str = ""


@dataclasses.dataclass(kw_only=True)
class Exhibit:
    """`rows` is the table on the page, `results` the raw figures of its downloads."""

    slug: str
    title: str
    subtitle: str = ""
    tiles: list[Shown] = dataclasses.field(default_factory=list)
    chart: str = ""
    head: list[str] = dataclasses.field(default_factory=list)
    rows: list[Row] = dataclasses.field(default_factory=list)
    results: list[tuple[Scope, Result]] = dataclasses.field(default_factory=list)
    explanations: list[Explanation] = dataclasses.field(default_factory=list)
    note: str = ""
    empty: str = ""
    css: str = ""


def root(indicator):
    """The measure that a ratio or a difference starts from: its source is theirs."""
    while not hasattr(indicator, "source"):
        indicator = CATALOGUE[indicator.parts[0]]
    return indicator


class View:
    """The figures of a page for one state, those of the year before, and their words."""

    def __init__(self, state: State, codes: list[str], codes_before: list[str]):
        self.state = state
        self.codes, self.codes_before = codes, codes_before
        self.years = (str(state.year - 1), str(state.year))

    @cached_property
    def now(self) -> Figures:
        return self._seen(self.codes, self.state.scope)

    @cached_property
    def before(self) -> Figures:
        return self._seen(self.codes_before, self.state.scope.previous())

    def _seen(self, codes, scope: Scope) -> Figures:
        """Readers get what may be published: small counts are hidden."""
        figures = evaluate(codes, scope)
        return figures if self.state.user.sees_persons else mask(figures)

    @cached_property
    def service(self) -> str:
        found = department()
        return found.service if found else ""

    @property
    def territory(self) -> str:
        return self.state.territory

    def get(self, code, *, territory=None, subject=None, group=None) -> Result:
        return self.now.get(code, territory or self.territory, subject, group)

    def get_before(self, result: Result) -> Result:
        """The same figure a year before; without a value where the page does not compare it."""
        key = (result.code, result.territory, result.subject, result.group)
        if result.code in self.before.codes:
            return self.before.get(*key)
        return Result(indicator=result.indicator, territory=key[1], subject=key[2], group=key[3])

    def with_before(self, results) -> list[tuple[Scope, Result]]:
        rows = [(self.now.scope, result) for result in results]
        return rows + [(self.before.scope, self.get_before(result)) for result in results]

    def when(self, code: str) -> str:
        return self.now.scope.caption(root(CATALOGUE[code]).source.timing)

    def shown(self, result: Result) -> Shown:
        before = self.get_before(result)
        return Shown(
            label=result.label,
            display=result.display,
            before=before.display if before.value is not None else "",
            evolution=evolution(result, before),
            explanation=self.explain(result),
            url=self.list_url(result),
            is_missing=result.value is None,
        )

    def explain(self, result: Result) -> Explanation:
        indicator = result.indicator
        source = f"{self.service}, " if self.service else ""
        numerator = denominator = ""
        if isinstance(indicator, Ratio) and result.denominator is not None:
            numerator = self._part(indicator.numerator, result.numerator)
            denominator = self._part(indicator.denominator, result.denominator)
        return Explanation(
            label=indicator.label,
            definition=indicator.definition,
            base=root(indicator).source.base,
            source=f"{source}données {self.dated(indicator.code)}",
            numerator=numerator,
            denominator=denominator,
        )

    @staticmethod
    def _part(code: str, value) -> str:
        return f"{CATALOGUE[code].label} : {formatting.number(value, 2, trim=True)}"

    def dated(self, code: str) -> str:
        when = self.when(code)
        return f"de l’{when}" if when.startswith("année") else when

    def list_url(self, result: Result) -> str:
        """The address of the names counted in a figure, for those who may read them."""
        counted = listings.counted(result.indicator)
        if not (self.state.sees_names and counted and result.value):
            return ""
        if result.territory != self.territory:
            return ""
        wanted = {"indicateur": counted.code, "groupe": result.group, "objet": result.subject}
        asked = urlencode({name: value for name, value in wanted.items() if value})
        return f"{self._lists}{'&' if '?' in self._lists else '?'}{asked}"

    @cached_property
    def _lists(self) -> str:
        """What the addresses of all the lists of a page begin with."""
        return reverse("dashboards:listing") + self.state.address(keep=NARROWED)

    def page_url(self, slug: str, *, keep=NARROWED, **changes) -> str:
        return reverse("dashboards:page", args=[slug]) + self.state.address(keep=keep, **changes)

    def nothing(self, slug: str, title: str, why: str = NOT_SUPPLIED, **more) -> Exhibit:
        return Exhibit(slug=slug, title=title, empty=f"{why} {NEXT_STEP}", **more)


def sentence(text: str) -> str:
    return capfirst(text)
