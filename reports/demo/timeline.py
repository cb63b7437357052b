"""Months of the RSA stock: which households come, leave, come back."""

import calendar
import dataclasses
import datetime as dt

from beneficiaries.models import Commune, Household
from plics.periods import months_before
from reports.demo.chance import Random, apportion, chance
from reports.demo.files import demo_file

# The first monthly file: nothing is known of the stock before it.
FIRST_FILE = dt.date(2016, 12, 31)
STOCK_DAY = dt.date(2019, 11, 30)
LONG_TERM_SINCE = months_before(STOCK_DAY, 36)
RSA_CREATED_ON = dt.date(2009, 6, 1)
YEAR_BEFORE, STOCK = 22, 34  # ranks of November 2018 and November 2019, from January 2017

STRAY = 0.004  # assumed: standard deviation of a commission's months


@dataclasses.dataclass(slots=True)
class Spell:
    """One stretch of open right, from a day until another (excluded)."""

    applied_on: dt.date
    opens_on: dt.date
    closes_on: dt.date | None = None

    def covers(self, day: dt.date) -> bool:
        return self.opens_on <= day and (self.closes_on is None or day < self.closes_on)


@dataclasses.dataclass(slots=True, eq=False)
class Home:
    """A household in memory, before it is written."""

    commission: str
    spells: list[Spell]
    kind: str = ""
    commune: Commune = dataclasses.field(init=False, repr=False)
    people: list = dataclasses.field(default_factory=list)
    # (day, field, value): what changes in the situation besides openings and closings.
    events: list[tuple] = dataclasses.field(default_factory=list)
    family: str = ""
    first_commune: Commune = dataclasses.field(init=False, repr=False)
    first_family: str = ""
    row: Household = dataclasses.field(init=False, repr=False)

    @property
    def spell(self) -> Spell:
        return self.spells[-1]

    def is_open(self, day: dt.date) -> bool:
        return any(spell.covers(day) for spell in self.spells)

    @property
    def seen_on(self) -> dt.date:
        """The day on which its composition is set: that of the stock, or its last open day."""
        if self.is_open(STOCK_DAY):
            return STOCK_DAY
        if self.spell.closes_on:
            return self.spell.closes_on - dt.timedelta(days=1)
        return self.spell.opens_on


def population() -> dict:
    return demo_file("population.toml")


def month_days(rank: int) -> tuple[dt.date, dt.date]:
    year, month = 2017 + rank // 12, rank % 12 + 1
    last = calendar.monthrange(year, month)[1]
    return dt.date(year, month, 1), dt.date(year, month, last)


def stock_path(plan: dict, target: dict, rng: Random) -> list[int]:
    """Households at the end of each month, December 2016 first.

    Each commission strays a little from the common shape, save in the two Novembers.
    """
    series = [plan["before"], *plan["monthly"]]
    at_2018 = target["households_2018"] / series[YEAR_BEFORE + 1]
    at_2019 = target["households_2019"] / series[STOCK + 1]
    path = []
    for rank, value in enumerate(series):
        progress = min(max((rank - YEAR_BEFORE - 1) / (STOCK - YEAR_BEFORE), 0), 1)
        stray = 0 if rank - 1 in (YEAR_BEFORE, STOCK) else rng.gauss(0, STRAY)
        path.append(round(value * (1 + stray) * (at_2018 + (at_2019 - at_2018) * progress)))
    return path


class Stock:
    """The households of one commission, month after month."""

    def __init__(self, plan: dict, target: dict):
        self.plan, self.target = plan, target
        self.rng: Random = chance(f"timeline:{target['slug']}")
        self.path = stock_path(plan, target, self.rng)
        self.homes: list[Home] = []
        self.recent: list[Home] = []
        self.away: list[tuple[int, Home]] = []
        self.old = [self._long_standing() for _ in range(round(self.path[0] * 0.985))]
        for _ in range(self.path[0] - len(self.old)):
            day = dt.date(2016, 12, self.rng.randint(1, 30))
            self.recent.append(self._arrive(Spell(day, FIRST_FILE)))
        self.first_old = len(self.old)

    def live(self) -> list[Home]:
        for rank in range(len(self.plan["monthly"])):
            self._pass_month(rank)
        return self.homes

    def _arrive(self, spell: Spell) -> Home:
        home = Home(self.target["slug"], [spell])
        self.homes.append(home)
        return home

    def _long_standing(self) -> Home:
        """Already there at the first file: most applied lately, some since the RSA exists."""
        span = (LONG_TERM_SINCE - RSA_CREATED_ON).days
        back = min(int(self.rng.expovariate(1 / 1150)), span)
        return self._arrive(Spell(LONG_TERM_SINCE - dt.timedelta(days=back), FIRST_FILE))

    def _pass_month(self, rank: int) -> None:
        first, last = month_days(rank)
        season = self.plan["seasons"][rank % 12]
        usual = round(self.path[rank] * self.plan["entry_rate"] * season)
        entries = max(usual, self.path[rank + 1] - self.path[rank])
        exits = self.path[rank] + entries - self.path[rank + 1]
        # The long-standing leave at a steady pace that ends on the share wanted.
        gone = (self.first_old - self.target["long_term"]) * (rank + 1) / (STOCK + 1)
        leavers = min(exits, len(self.old) - round(self.first_old - gone))
        self._leave(self.old, leavers, rank, first)
        self._leave(self.recent, exits - leavers, rank, first)
        returns = round(entries * self.plan["return_share"])
        back = self._come_back(returns, rank, first, last)
        for _ in range(entries - back):
            self.recent.append(self._arrive(self._application(first, last)))

    def _application(self, first: dt.date, last: dt.date) -> Spell:
        """A right asked for and opened in the same month, at once or after a wait."""
        day = first + dt.timedelta(days=self.rng.randint(0, (last - first).days))
        wait = self.rng.choice([0, 0, 0, 7, 12])
        return Spell(day, min(day + dt.timedelta(days=wait), last))

    def _leave(self, homes: list[Home], count: int, rank: int, day: dt.date) -> None:
        for _ in range(count):
            home = homes.pop(self.rng.randrange(len(homes)))
            home.spell.closes_on = day
            self.away.append((rank, home))

    def _come_back(self, count: int, rank: int, first: dt.date, last: dt.date) -> int:
        """A right closed for four months or more opens again on a new application."""
        ready = [item for item in self.away if item[0] <= rank - 4 and len(item[1].spells) < 3]
        chosen = self.rng.sample(ready, min(count, len(ready)))
        for item in chosen:
            self.away.remove(item)
            item[1].spells.append(self._application(first, last))
            self.recent.append(item[1])
        return len(chosen)


def all_homes(plan: dict) -> list[Home]:
    return [home for target in plan["commissions"] for home in Stock(plan, target).live()]


def communes_for(homes: list[Home], communes: list) -> None:
    """Give each household a commune of its commission: towns weigh more than villages."""
    rng = chance("communes")
    by_commission: dict[str, list] = {}
    for commune in communes:
        by_commission.setdefault(commune.commission_slug, []).append(commune)
    for slug, places in by_commission.items():
        inside = [home for home in homes if home.commission == slug]
        weights = [commune.population * town_factor(commune.population) for commune in places]
        cards = [
            commune
            for commune, count in zip(places, apportion(len(inside), weights), strict=True)
            for _ in range(count)
        ]
        rng.shuffle(cards)
        for home, commune in zip(inside, cards, strict=True):
            home.commune = home.first_commune = commune


def town_factor(population: int) -> float:
    """Assumed: recipients are more frequent in towns than in villages."""
    return 1.9 if population >= 10_000 else 1.2 if population >= 2000 else 0.7
