"""What an indicator is, what it is asked for, and what comes back."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable, Iterable
from decimal import Decimal

from django.db.models import Q, QuerySet

from plics import formatting
from plics.periods import Period, stock_day, year, years_before

DEPARTMENT = "departement"
UNKNOWN = "unknown"


class Unit(enum.Enum):
    HOUSEHOLDS = ("ménage", "ménages")
    PERSONS = ("personne", "personnes")
    RESIDENTS = ("habitant", "habitants")
    DECISIONS = ("décision", "décisions")
    MEASURES = ("mesure", "mesures")
    PARTICIPATIONS = ("participation", "participations")
    EXITS = ("sortie", "sorties")
    CAPACITY = ("unité de la convention", "unités de la convention")
    FTE = ("équivalent temps plein", "équivalents temps plein")
    HOURS = ("heure", "heures")
    IMMERSIONS = ("période d’immersion", "périodes d’immersion")
    STEPS = ("démarche", "démarches")
    NEEDS = ("problématique", "problématiques")
    CONTRACTS = ("contrat", "contrats")
    INTERVIEWS = ("entretien", "entretiens")
    AIDS = ("aide", "aides")
    REQUESTS = ("demande", "demandes")
    EUROS = ("euro", "euros")
    PERCENT = ("%", "%")
    QUANTITY = ("unité", "unités")
    SHEETS = ("fiche", "fiches")
    SITTINGS = ("séance", "séances")

    @property
    def label(self) -> str:
        return self.value[1]


class Timing(enum.Enum):
    """Which dates a figure covers; decides the caption under it."""

    STOCK = "stock"
    TO_DATE = "to_date"
    YEAR = "year"
    AGREEMENT = "agreement"
    MOVEMENT = "movement"
    LASTING = "lasting"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scope:
    """The evaluation year, the reference day, and the commission whose cantons are asked."""

    year: int
    on: dt.date | None = None
    commission: str | None = None
    # The participations of one public only; agreements and their capacities stay whole.
    audience: str | None = None

    def __post_init__(self):
        if self.on is None:
            object.__setattr__(self, "on", stock_day(self.year))

    @property
    def period(self) -> Period:
        return year(self.year)

    @property
    def to_date(self) -> Period:
        """From 1 January to the reference day."""
        return Period(start=self.period.start, end=self.on)

    def previous(self) -> Scope:
        """The same day one year before."""
        return dataclasses.replace(self, year=self.year - 1, on=years_before(self.on, 1))

    def caption(self, timing: Timing) -> str:
        """« au 30 novembre 2019 », « du 1er janvier au 30 novembre 2019 », « année 2019 »."""
        match timing:
            case Timing.STOCK:
                return f"au {formatting.day(self.on)}"
            case Timing.TO_DATE:
                return f"du 1er janvier au {formatting.day(self.on)}"
            case Timing.AGREEMENT:
                return f"année {self.year}, sorties à la date de la convention"
            case Timing.MOVEMENT:
                return f"du {formatting.day(self.previous().on)} au {formatting.day(self.on)}"
            case Timing.LASTING:
                return "durée du pacte"
        return f"année {self.year}"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Territory:
    key: str
    kind: str
    name: str

    @property
    def of_form(self) -> str:
        return formatting.of(self.name)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Source:
    """Rows, one per thing counted, and where each belongs.

    `place` is the path to a commune or a commission (`by` tells which, or that the
    row is the département's); `subject` the path to the slug of the action or of the
    fund the row is about. `spread` names the places where a figure is given even
    when nothing was counted there (see Geography).
    """

    name: str
    rows: Callable[[Scope], QuerySet]
    place: str
    by: str
    spread: str
    timing: Timing
    base: str
    subject: str | None = None
    # Path to a second commune: where it is known, the row does not count for the territories
    # that both belong to.
    without: str | None = None


@dataclasses.dataclass(frozen=True, kw_only=True)
class Group:
    code: str
    label: str
    where: Q


Where = Callable[[Scope], Q]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Indicator:
    """Declared once; its code is printed, stored and quoted, so it never changes meaning."""

    code: str
    label: str
    definition: str
    unit: Unit
    places: int = 0

    @property
    def parts(self) -> tuple[str, ...]:
        """Codes that must be evaluated first."""
        return ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measure(Indicator):
    """A count of rows, the sum of a `field`, or the number of distinct values of `distinct`.

    `fold` adds places up, or keeps the value if all places agree (`same`). `empty` is
    the value where nothing was counted: 0 for a count, unknown for a sum. `published`
    names the value of the Geography that stands for the département, where it has one.
    """

    source: Source
    where: Where | None = None
    field: str | None = None
    distinct: str | None = None
    fold: str = "sum"
    empty: int | None = dataclasses.field(default=None)
    published: str = ""

    def __post_init__(self):
        if self.field is None:
            object.__setattr__(self, "empty", 0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Breakdown(Indicator):
    """A measure by groups that exclude each other; what is in none of them is unknown."""

    source: Source
    groups: Callable[[Scope, dict], list[Group]]
    where: Where | None = None
    field: str | None = None
    fold: str = "sum"
    empty: int | None = None
    distinct: None = None
    share_places: int = 0

    def __post_init__(self):
        if self.field is None:
            object.__setattr__(self, "empty", 0)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ratio(Indicator):
    """Two measures of the same territory and subject, never an average of ratios."""

    unit: Unit = Unit.PERCENT
    numerator: str
    denominator: str
    factor: int = 100

    @property
    def parts(self):
        return (self.numerator, self.denominator)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice(Ratio):
    """A ratio of other parts wherever `instead` has a value: FTE where agreed in FTE."""

    instead_numerator: str
    instead_denominator: str

    @property
    def parts(self):
        return (*super().parts, self.instead_numerator, self.instead_denominator)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Change(Indicator):
    """Percent change of a measure against the same day one year before."""

    unit: Unit = Unit.PERCENT
    of: str
    places: int = 1

    @property
    def parts(self):
        return (self.of,)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Formula(Indicator):
    """Computed from measures of the same territory and subject, once they are counted."""

    def compute(self, scope: Scope, *values: Decimal | int | None) -> Decimal | int | None:
        """The value, given those of the `parts` in their order."""
        raise NotImplementedError


@dataclasses.dataclass(frozen=True, kw_only=True)
class Result:
    """One figure that explains itself. `0` is a result, `None` prints « n. d. »."""

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
        places = self.indicator.places
        if self.unit is Unit.PERCENT:
            return formatting.percent(self.value, places)
        if self.unit is Unit.EUROS:
            return formatting.euros(self.value, places)
        return formatting.number(self.value, places, trim=True)

    @property
    def share_display(self) -> str:
        return formatting.percent(self.share, getattr(self.indicator, "share_places", 0))

    def __bool__(self):
        return self.value is not None


class Figures:
    """The results of one scope, looked up by code, territory, subject and group."""

    def __init__(self, scope: Scope, territories: list[Territory], results: Iterable[Result]):
        self.scope = scope
        self.territories = territories
        self._results = {(r.code, r.territory, r.subject, r.group): r for r in results}
        self._groups: dict[tuple, list[Result]] = {}
        for result in self._results.values():
            if result.group is not None:
                key = (result.code, result.territory, result.subject)
                self._groups.setdefault(key, []).append(result)

    def __iter__(self):
        return iter(self._results.values())

    def get(self, code, territory, subject=None, group=None) -> Result:
        """The result, or one without a value; a code nobody declared raises KeyError."""
        found = self._results.get((code, territory, subject, group))
        if found is not None:
            return found
        from reports.figures import CATALOGUE

        return Result(indicator=CATALOGUE[code], territory=territory, subject=subject, group=group)

    def groups(self, code, territory, subject=None) -> list[Result]:
        return self._groups.get((code, territory, subject), [])

    def subjects(self, code, territory) -> list[str]:
        found = {r.subject: None for r in self if r.code == code and r.territory == territory}
        return [subject for subject in found if subject is not None]

    def cantons(self) -> list[Territory]:
        return [territory for territory in self.territories if territory.kind == "canton"]

    def commissions(self) -> list[Territory]:
        return [territory for territory in self.territories if territory.kind == "commission"]
