"""Find, among the recipients, a person for each profile."""

import dataclasses
from collections import defaultdict

from plics.periods import age_on, months_before, stock_day
from reports.demo.chance import chance
from reports.demo.cohorts import Profile
from reports.demo.events import is_steady
from reports.demo.families import COUPLE_KINDS, PRIORITY_AREAS, Someone
from reports.demo.timeline import STOCK_DAY, Home

# Assumed: one participant in eight takes part in a second action of the year.
SECOND_MEASURE = 0.12
VEHICLE = {"yes": True, "no": False, "": None}


class NoMatch(Exception):
    """The population holds nobody for a profile: its counts ask too much of each other."""


@dataclasses.dataclass(slots=True, eq=False)
class Candidate:
    person: Someone
    home: Home
    is_isolated: bool
    is_rural: bool
    is_in_town_with_area: bool
    measures: dict = dataclasses.field(default_factory=dict)


class Pool:
    """Adults with rights and duties whose place and family did not change."""

    def __init__(self, homes: list[Home]):
        self.rng = chance("matching")
        self.shelves: dict[tuple, list[Candidate]] = defaultdict(list)
        for home in homes:
            if is_steady(home) and len(home.spells) == 1:
                for person in home.people:
                    if person.duties:
                        self._shelve(person, home)
        for shelf in self.shelves.values():
            self.rng.shuffle(shelf)

    def _shelve(self, person: Someone, home: Home) -> None:
        candidate = Candidate(
            person,
            home,
            home.kind not in COUPLE_KINDS,
            (home.commune.population or 0) < home.commune.RURAL_UNDER,
            home.commune.insee_code in PRIORITY_AREAS,
        )
        self.shelves[home.commission, person.sex, candidate.is_isolated].append(candidate)

    def find(
        self, profile: Profile, *, commission: str, year: int, slug: str, is_exact: bool
    ) -> Someone:
        """The published cohorts are met exactly, the others as nearly as the stock allows."""
        nearly = dataclasses.replace(profile, is_long_term=None)
        anyhow = dataclasses.replace(nearly, ages=(18, 99))
        shelf = self.shelves[commission, profile.sex, profile.is_isolated]
        for asked in [profile] if is_exact else [profile, nearly, anyhow]:
            if person := self._first(shelf, asked, year, slug):
                return person
        raise NoMatch(f"{slug} {year} : {profile}")

    def _first(self, shelf, profile: Profile, year: int, slug: str) -> Someone | None:
        again = self.rng.random() < SECOND_MEASURE
        for wanted in [1, 0] if again else [0, 1]:
            for candidate in shelf:
                slugs = candidate.measures.setdefault(year, [])
                if (
                    len(slugs) == wanted
                    and slug not in slugs
                    and suits(candidate, profile, year)
                    and agrees(candidate.person, profile)
                ):
                    slugs.append(slug)
                    pin(candidate.person, profile)
                    return candidate.person
        return None


def suits(candidate: Candidate, profile: Profile, year: int) -> bool:
    home, day = candidate.home, stock_day(year)
    if not home.is_open(profile.entered_on) or not is_there_on(home, year):
        return False
    least, most = profile.ages
    if not least <= age_on(day, candidate.person.birth) <= most:
        return False
    if profile.is_rural is not None and profile.is_rural != candidate.is_rural:
        return False
    if profile.lives_in_priority_area and not candidate.is_in_town_with_area:
        return False
    if profile.is_long_term is not None:
        is_long_term = home.spell.applied_on <= months_before(day, 24)
        return is_long_term == profile.is_long_term
    return True


def is_there_on(home: Home, year: int) -> bool:
    """The participants of the evaluated year are in its stock; nothing asked of 2018's."""
    return year != STOCK_DAY.year or home.is_open(STOCK_DAY)


def agrees(person: Someone, profile: Profile) -> bool:
    """A person told by a first action is the same in the second."""
    if not person.is_pinned:
        return True
    if profile.level != person.level:
        return False
    if profile.lives_in_priority_area not in (None, person.priority_area):
        return False
    return profile.vehicle is None or VEHICLE[profile.vehicle] is person.vehicle


def pin(person: Someone, profile: Profile) -> None:
    person.level = profile.level
    if profile.lives_in_priority_area is not None:
        person.priority_area = profile.lives_in_priority_area
    if profile.vehicle is not None:
        person.vehicle = VEHICLE[profile.vehicle]
    person.is_pinned = True
