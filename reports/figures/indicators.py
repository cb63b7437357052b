"""What an indicator is: declared once, it says itself all that decides its fate."""

from __future__ import annotations

import dataclasses
import datetime as dt
import enum
import statistics
from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from django.db.models import Q

from reports.figures.base import Scope, Source, Unit


class Family(enum.Enum):
    """The heading of an indicator in the methodology annex, in their order."""

    RECIPIENTS = "Bénéficiaires du RSA"
    PATHWAYS = "Orientation et contrats"
    DECISIONS = "Décisions des commissions"
    PARTICIPANTS = "Participants aux actions"
    ACTIONS = "Évaluation d’une action"
    REFERENTS = "Référents"
    NEEDS = "Problématiques et démarches"
    AIDS = "Aides financières"
    PACT = "Pacte territorial d’insertion"


class Printed(enum.Flag):
    """Where the booklet may quote an indicator; dashboards may show any."""

    NOWHERE = 0
    EVALUATED = enum.auto()
    BEFORE = enum.auto()
    PROGRAMME = enum.auto()
    BOTH_YEARS = EVALUATED | BEFORE


class Secrecy(enum.Enum):
    """What an indicator is to the person who would be recognised in it."""

    # A count of persons or households, or of what each of them did: small ones are hidden.
    PEOPLE = "people"
    # An amount, a rate or a balance: hidden with the counts it leans on.
    LEANS = "leans"
    # Agreed or voted before anything was observed.
    AGREED = "agreed"
    # Counted to a day that a reader may not choose, or worked with row by row: for those who see
    # persons, and no other.
    INTERNAL = "internal"
    # Counts nobody who receives anything: residents, professionals, sheets of a pact.
    OPEN = "open"


# A code (of the same group, where there are groups), or a code and one of its groups.
Term = str | tuple[str, str]
# Each way in which other figures add up to one; () where none does.
Sums = tuple[tuple[Term, ...], ...]
# The same of one group, or of a whole (None), where a list of the département decides.
GroupSums = Callable[[], dict[str | None, Sums]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class Group:
    code: str
    label: str
    where: Q


@dataclasses.dataclass(frozen=True, kw_only=True)
class MergedClass:
    """Groups that stand together where most of them would be hidden."""

    code: str
    label: str
    groups: tuple[str, ...]


Where = Callable[[Scope], Q]
# Nomenclatures by model name: code → label, in their order.
Lists = dict[str, dict[str, str]]
Groups = Callable[[Scope, Lists], list[Group]]


@dataclasses.dataclass(frozen=True, kw_only=True)
class ToDate:
    """Of the year, and counted to the reference day too: see `catalogue.to_date`.

    `label` where the words of the year would be false.
    """

    label: str = ""


@dataclasses.dataclass(frozen=True, kw_only=True)
class Indicator:
    """Its code is printed, stored and quoted, so it never changes meaning.

    What has no default must be said: an indicator that forgets it fails at import.
    """

    code: str
    label: str
    definition: str
    unit: Unit
    places: int = 0
    family: Family
    printed: Printed
    secrecy: Secrecy
    adds_up: Sums
    # Sums that are at least as large: a part and its whole.
    within: Sums = ()
    to_date: ToDate | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        """Codes that must be evaluated first."""
        return ()

    @property
    def supports(self) -> tuple[str, ...]:
        """Codes without which this figure is not shown: those it leans on."""
        return self.parts

    def supports_where(self, has_value: Callable[[str], bool]) -> tuple[str, ...]:
        """The same in one place, where another way may be the one taken."""
        return self.supports


@dataclasses.dataclass(frozen=True, kw_only=True)
class Counted(Indicator):
    """A count of rows, the sum of a `field`, or the number of distinct values of `distinct`.

    `fold` adds places up, or keeps the value if all places agree (`same`). `empty` is
    the value where nothing was counted: 0 for a count, unknown for a sum. `leans_on` is
    the count of people that an amount would give away, `persons` the count of those whom
    the things counted are of: nine aids of one person are hers.

    What follows tells the guard of publication what else a reader can add up. `group_sums`
    are sums of some groups, `per_subject` is what the figure is of each action (`subjects`
    tells the group that each counts for, or None for those that a whole counts), `came` and
    `left` are the movements since the same day of the year before. None of them need be exact:
    see `guard.relations`.

    `covers` is the « Champ » of those counted, where they are a part of the source's.
    """

    source: Source
    where: Where | None = None
    field: str | None = None
    distinct: str | tuple[str, ...] | None = None
    fold: str = "sum"
    empty: int | None = None
    leans_on: str = ""
    persons: str = ""
    group_sums: GroupSums = dict
    per_subject: str = ""
    subjects: Callable[[], dict[str, str | None]] | None = None
    came: tuple[str, ...] = ()
    left: tuple[str, ...] = ()
    covers: str = ""

    def __post_init__(self) -> None:
        if not self.covers:
            object.__setattr__(self, "covers", self.source.covers)
        if self.field is None:
            object.__setattr__(self, "empty", 0)
        if (self.secrecy is Secrecy.LEANS) != bool(self.leans_on):
            raise ValueError(f"{self.code} must say which count it leans on, or lean on none")

    @property
    def supports(self) -> tuple[str, ...]:
        return (self.leans_on,) if self.leans_on else ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Measure(Counted):
    """One value a place. `published` names the value of the Geography that stands for the
    département, where it has one. `known_of` are those of whom it is known, among whom: where
    there are some and it is known of none, it is unknown, not nought."""

    published: str = ""
    known_of: tuple[str, str] | None = None

    @property
    def parts(self) -> tuple[str, ...]:
        return self.known_of or ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class MedianDays(Measure):
    """The median of the days from `since` to `until`, or to the reference day where that one is
    not known, over rows told apart by `key`; `counted` is the code of their number.

    Places put their rows together: a median of medians would be nobody's.
    """

    unit: Unit = Unit.DAYS
    secrecy: Secrecy = Secrecy.INTERNAL
    adds_up: Sums = ()
    key: str
    since: str
    until: str
    counted: str

    def __post_init__(self) -> None:
        super().__post_init__()
        object.__setattr__(self, "distinct", (self.key, self.since, self.until))
        object.__setattr__(self, "empty", None)

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.counted,)

    def told(self, rows: Iterable[tuple[Any, dt.date, dt.date | None]], day: dt.date) -> Decimal:
        days = [((until or day) - since).days for _, since, until in rows]
        return Decimal(statistics.median(days))


@dataclasses.dataclass(frozen=True, kw_only=True)
class Breakdown(Counted):
    """A measure by groups that exclude each other; what is in none of them is unknown.

    `splits` is the code of that measure, if it has one of its own. `said` is what a chart
    of it shows of the group that leads, in a line: {part} of the whole and {label} ({name}
    keeps the label's capital, {aged} and {level} shorten it). `counted_as` names what is
    counted more closely than the unit does. `merged` are coarser classes of the same groups,
    an indicator of their own: see `catalogue.merged`.
    """

    groups: Groups
    splits: str | None
    said: str
    counted_as: tuple[str, str] | None = None
    adds_up: Sums = ()
    share_places: int = 0
    merged: tuple[MergedClass, ...] = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Derived(Indicator):
    """Worked out from other figures of the same territory and subject: it leans on them."""

    secrecy: Secrecy = Secrecy.LEANS
    adds_up: Sums = ()


@dataclasses.dataclass(frozen=True, kw_only=True)
class Ratio(Derived):
    """Two measures, never an average of ratios.

    `said` is how a sentence quotes it (« {share} de femmes »), where one does.
    """

    unit: Unit = Unit.PERCENT
    numerator: str
    denominator: str
    factor: int = 100
    said: str | None

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.numerator, self.denominator)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Choice(Ratio):
    """A ratio of other parts wherever `instead` has a value: FTE where agreed in FTE."""

    instead_numerator: str
    instead_denominator: str

    @property
    def parts(self) -> tuple[str, ...]:
        return (*super().parts, self.instead_numerator, self.instead_denominator)

    def supports_where(self, has_value: Callable[[str], bool]) -> tuple[str, ...]:
        instead = self.instead_numerator, self.instead_denominator
        return instead if has_value(self.instead_denominator) else super().parts


@dataclasses.dataclass(frozen=True, kw_only=True)
class YearOnYear(Derived):
    """Percent change of a measure against the same day one year before."""

    unit: Unit = Unit.PERCENT
    of: str
    places: int = 1

    @property
    def parts(self) -> tuple[str, ...]:
        return (self.of,)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Formula(Derived):
    """Computed from measures of the same territory and subject, once they are counted."""

    def compute(self, scope: Scope, *values: Decimal | int | None) -> Decimal | int | None:
        """The value, given those of the `parts` in their order."""
        raise NotImplementedError
