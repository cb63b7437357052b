"""What figures are counted in, for whom and when, and where rows come from."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
from collections.abc import Callable
from typing import Any

from django.db.models import Model, QuerySet

from plics import formatting
from plics.models.department import DEPARTMENT as DEPARTMENT
from plics.periods import Period, stock_day, year, years_before

UNKNOWN = "unknown"
# All groups but the unknown: the base of a breakdown's shares.
KNOWN = "known"


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
    # Rates of what is not a part of those it is set against.
    PER_100_HOUSEHOLDS = ("pour 100 ménages", "pour 100 ménages")
    PER_100_ADULTS = ("pour 100 adultes", "pour 100 adultes")
    QUANTITY = ("unité", "unités")
    SHEETS = ("fiche", "fiches")
    SITTINGS = ("séance", "séances")
    CASES = ("cas", "cas")
    DAYS = ("jour", "jours")

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


class Status(enum.StrEnum):
    """Whether what a figure is counted from was supplied; a contract, in exports."""

    OK = "ok"
    # The last file of a payer is older than the day, by little.
    CARRIED = "carried"
    NOT_LOADED = "not_loaded"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Scope:
    """The evaluation year, the reference day, and the commission whose cantons are asked."""

    year: int
    # None given stands for the reference day of the year.
    on: dt.date = None  # type: ignore[assignment]
    commission: str | None = None
    # The participations of one public only; agreements and their capacities stay whole.
    audience: str | None = None
    # What is of the year is counted from 1 January to the reference day.
    is_to_date: bool = False

    def __post_init__(self) -> None:
        if self.on is None:
            object.__setattr__(self, "on", stock_day(self.year))

    @property
    def period(self) -> Period:
        """The year, or as much of it as the reference day lets be counted."""
        whole = year(self.year)
        return dataclasses.replace(whole, end=self.on) if self.is_to_date else whole

    def to_date(self) -> Scope:
        """The same, of which nothing is counted after the reference day."""
        return dataclasses.replace(self, is_to_date=True)

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

    def short_caption(self, timing: Timing) -> str:
        """Where the year and the day are already told: what sets it apart."""
        match timing:
            case Timing.TO_DATE:
                return "depuis le 1er janvier"
            case Timing.AGREEMENT:
                return f"année {self.year}"
        return self.caption(timing)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Territory:
    key: str
    kind: str
    name: str

    @property
    def of_form(self) -> str:
        return formatting.of(self.name)


Rows = Callable[[Scope], QuerySet[Any]]


class Level(enum.Enum):
    """What a row's place is: the territories that it counts for follow from it."""

    COMMUNE = "commune"
    COMMISSION = "commission"
    DEPARTMENT = "department"


class Spread(enum.Enum):
    """The places where a figure is given even when nothing was counted there."""

    EVERYWHERE = "everywhere"
    DEPARTMENT = "department"
    COMMISSIONS = "commissions"
    # An action is there where it has an agreement, a fund everywhere.
    AGREED = "agreed"
    REFERENTS = "referents"
    FUNDS = "funds"
    FUND_COMMISSIONS = "fund_commissions"


class Origin(enum.Enum):
    """Who told what is counted: the « Source » under a figure."""

    PAYERS = "fichiers mensuels de la CAF et de la MSA"
    CENSUS = "population de l’Insee"
    COMMISSIONS = "décisions des commissions RSA"
    AGREEMENTS = "conventions signées avec les structures"
    PROVIDERS = "suivi des participations par les structures"
    REFERENTS = "suivi des organismes référents"
    FUNDS = "demandes et budgets des fonds d’aide"
    PACT = "pacte territorial d’insertion"


@dataclasses.dataclass(frozen=True, kw_only=True)
class Source:
    """Rows, one per thing counted, and where each belongs.

    `covers` is their « Champ », territory and day left out; `origin` where they come from.

    `place` is the path to a commune or a commission (`by` tells which, or that the
    row is the département's); `subject` the path to the slug of the action or of the
    fund the row is about. `reads` are the models whose rows decide what its indicators
    count: nothing is counted again until one of their tables changes.
    """

    name: str
    rows: Rows
    place: str
    by: Level
    spread: Spread
    timing: Timing
    base: str
    covers: str
    origin: Origin
    reads: tuple[type[Model], ...]
    subject: str | None = None
    # Path to a second commune: where it is known, the row does not count for the territories
    # that both belong to.
    without: str | None = None
    # What asks for other rows, or is compared by most indicators: rows are grouped by it, so that
    # the database reads each once a row, and not once for every indicator that mentions it.
    flags: tuple[str, ...] = ()
    # Whether rows are of one public or another: meaningless beside one, if they are not.
    tells_audience: bool = True
