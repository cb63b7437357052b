"""Who lives in each household: families, sexes, ages, children, names."""

import dataclasses
import datetime as dt

from beneficiaries.enums import ADULT_ROLES, EducationLevel, PersonRole, Sex
from beneficiaries.models import Commune, Person
from plics.periods import latest_birth, months_before, years_before
from reports.demo import names
from reports.demo.chance import Random, born_at, chance, deck, pick, proportional
from reports.demo.timeline import (
    FIRST_FILE,
    LONG_TERM_SINCE,
    RSA_CREATED_ON,
    STOCK_DAY,
    Home,
)

SINGLE, SINGLE_PARENT, COUPLE, COUPLE_CHILDREN = (
    "single",
    "single_parent",
    "couple",
    "couple_children",
)
WITH_CHILDREN = {SINGLE_PARENT, COUPLE_CHILDREN}
COUPLE_KINDS = {COUPLE, COUPLE_CHILDREN}
AGES = {"18-25": (18, 25), "26-35": (26, 35), "36-45": (36, 45), "46-55": (46, 55), "56+": (56, 66)}
# All of the following are assumed.
LENGTHENED = 1.55
WOMEN_AMONG_SINGLE_PARENTS = 0.90
FAMILIES = {
    SINGLE: {"CEL": 68, "DIV": 12, "SEF": 9, "ISO": 5, "VEU": 4, "SEL": 1, "ABA": 1},
    SINGLE_PARENT: {"CEL": 40, "SEF": 22, "DIV": 20, "ISO": 14, "VEU": 4},
    COUPLE: {"VIM": 58, "MAR": 34, "PAC": 6, "RVC": 2},
    COUPLE_CHILDREN: {"VIM": 55, "MAR": 37, "PAC": 5, "RVC": 1, "RPA": 1, "RVM": 1},
}
CHILDREN = {
    SINGLE_PARENT: {1: 47, 2: 34, 3: 14, 4: 5},
    COUPLE_CHILDREN: {1: 25, 2: 33, 3: 24, 4: 12, 5: 6},
}
LEVELS = {
    EducationLevel.VII: 2,
    EducationLevel.VI: 24,
    EducationLevel.V_BIS: 12,
    EducationLevel.V: 38,
    EducationLevel.IV: 15,
    EducationLevel.III: 5,
    EducationLevel.I_II: 4,
    "": 43,  # the monthly file does not give it: about 30 % stay unknown
}
DUTIES = {True: 91, False: 4, None: 5}
# Towns that have a « quartier prioritaire », and the share of recipients living there.
PRIORITY_AREAS = {"61001": 0.42, "61006": 0.40, "61169": 0.38, "61214": 0.25}


@dataclasses.dataclass(slots=True, eq=False)
class Someone:
    """A person in memory, before it is written."""

    role: str
    sex: str
    birth: dt.date
    home: Home | None = None
    commune: Commune | None = None
    since: dt.date | None = None
    until: dt.date | None = None
    last_name: str = ""
    first_name: str = ""
    level: str = ""
    priority_area: bool | None = None
    vehicle: bool | None = None
    duties: bool | None = None
    # An evaluated action said so: its level, area and vehicle no longer move.
    is_pinned: bool = False
    row: Person = dataclasses.field(init=False, repr=False)

    @property
    def household(self) -> Home:
        """Of a recipient: people outside the RSA have none."""
        assert self.home is not None
        return self.home

    @property
    def joined_on(self) -> dt.date:
        """The first day in the household, once identified."""
        assert self.since is not None
        return self.since


def settle(plan: dict, homes: list[Home]) -> None:
    """Compose the households: those of the stock on the exact counts, others alike."""
    for target in plan["commissions"]:
        rng = chance(f"families:{target['slug']}")
        here = [home for home in homes if home.commission == target["slug"]]
        stock = [home for home in here if home.is_open(STOCK_DAY)]
        compose(stock, target["family"], target["ages"], target["women"], rng)
        others = [home for home in here if not home.is_open(STOCK_DAY)]
        family = proportional(len(others), target["family"])
        adults = len(others) + sum(family[kind] for kind in COUPLE_KINDS)
        women = round(adults * target["women"] / sum(target["ages"].values()))
        compose(others, family, proportional(adults, target["ages"]), women, rng)
    add_children(plan, homes)
    add_other_dependants(plan["other_dependants"], homes)


def compose(homes: list[Home], family: dict, ages: dict, women: int, rng: Random) -> None:
    for home, kind in zip(homes, deck(rng, family), strict=True):
        home.kind = kind
        home.family = home.first_family = pick(rng, FAMILIES[kind])
        roles = [PersonRole.APPLICANT]
        if kind in COUPLE_KINDS:
            roles.append(PersonRole.PARTNER)
        home.people = [Someone(role, "", home.seen_on, home=home) for role in roles]
    give_sexes(homes, women, rng)
    give_ages(homes, ages, rng)


def give_sexes(homes: list[Home], women: int, rng: Random) -> None:
    couples = [home for home in homes if home.kind in COUPLE_KINDS]
    for home in couples:
        first = Sex.MAN if rng.random() < 0.55 else Sex.WOMAN
        home.people[0].sex = first
        home.people[1].sex = Sex.WOMAN if first == Sex.MAN else Sex.MAN
    parents = [home for home in homes if home.kind == SINGLE_PARENT]
    mothers = round(len(parents) * WOMEN_AMONG_SINGLE_PARENTS)
    alone = [home for home in homes if home.kind == SINGLE]
    left = women - len(couples) - mothers
    for group, count in ((parents, mothers), (alone, left)):
        sexes = deck(rng, {Sex.WOMAN: count, Sex.MAN: len(group) - count})
        for home, sex in zip(group, sexes, strict=True):
            home.people[0].sex = sex


def give_ages(homes: list[Home], counts: dict, rng: Random) -> None:
    adults = [person for home in homes for person in home.people]
    young = choose_young(adults, counts["18-25"], rng)
    chosen = {id(person) for person in young}
    others = [person for person in adults if id(person) not in chosen]
    ages = [
        rng.randint(*AGES[group])
        for group, count in counts.items()
        if group != "18-25"
        for _ in range(count)
    ]
    # The older the person, the longer on RSA, with many exceptions.
    ages.sort(key=lambda age: age + rng.gauss(0, 14))
    others.sort(
        key=lambda person: -person.household.spell.applied_on.toordinal() / 180 + rng.gauss(0, 6)
    )
    for person, age in zip(others, ages, strict=True):
        person.birth = born_at(rng, person.household.seen_on, age)
        apply_as_adult(person)
    match_partners(homes, {id(person) for person in others})


def choose_young(adults: list[Someone], count: int, rng: Random) -> list[Someone]:
    """Under 26, the RSA asks for a child in charge, except at 25: recent rights only."""
    recent = [
        person
        for person in adults
        if len(person.household.spells) == 1
        and person.household.spell.applied_on > years_before(person.household.seen_on, 3)
    ]
    rng.shuffle(recent)
    recent.sort(key=lambda person: person.household.kind not in WITH_CHILDREN or rng.random() < 0.3)
    for person in recent[:count]:
        day = person.household.seen_on
        with_children = person.household.kind in WITH_CHILDREN
        youngest = latest_birth(person.household.spell.applied_on, 18)
        age = rng.randint(18, 25) if with_children else 25
        while (birth := born_at(rng, day, age)) > youngest:
            age += 1
        person.birth = birth
    return recent[:count]


def apply_as_adult(person: Someone) -> None:
    """Nobody applied before turning nineteen."""
    adult_on = months_before(person.birth, -12 * 19)
    for spell in person.household.spells:
        spell.applied_on = min(max(spell.applied_on, adult_on), spell.opens_on)


def lengthen_rights(homes: list[Home]) -> None:
    """Rights older than the first file reach further back than they were drawn.

    As drawn, half of them were of its last two years, and the long-standing would have been
    eight points fewer a year before. Ages follow from the dates as drawn: done last, it moves
    nothing that is counted at the stock day.
    """
    for home in homes:
        spell = home.spells[0]
        if spell.applied_on > LONG_TERM_SINCE:
            continue
        earlier = LONG_TERM_SINCE - (LONG_TERM_SINCE - spell.applied_on) * LENGTHENED
        births = (person.birth for person in home.people if person.role in ADULT_ROLES)
        adult_on = max(months_before(birth, -12 * 19) for birth in births)
        spell.applied_on = min(spell.applied_on, max(earlier, RSA_CREATED_ON, adult_on))


def match_partners(homes: list[Home], movable: set[int]) -> None:
    """Give the partners each other's ages, so that couples are of an age."""
    pairs = [h.people for h in homes if len(h.people) == 2 and id(h.people[1]) in movable]
    for sex in Sex.values:
        partners = [pair for pair in pairs if pair[1].sex == sex]
        births = sorted((pair[1].birth - pair[1].home.seen_on for pair in partners), reverse=True)
        partners.sort(key=lambda pair: pair[0].birth - pair[0].home.seen_on, reverse=True)
        for pair, distance in zip(partners, births, strict=True):
            pair[1].birth = pair[1].home.seen_on + distance


def add_children(plan: dict, homes: list[Home]) -> None:
    """As many children in the stock as the persons covered ask for."""
    rng = chance("children")
    parents = [home for home in homes if home.kind in WITH_CHILDREN]
    numbers = {id(home): pick(rng, CHILDREN[home.kind]) for home in parents}
    stock = [home for home in parents if home.is_open(STOCK_DAY)]
    adults = sum(len(home.people) for home in homes if home.is_open(STOCK_DAY))
    wanted = plan["persons"] - adults - plan["other_dependants"]
    missing = wanted - sum(numbers[id(home)] for home in stock)
    step = 1 if missing > 0 else -1
    while missing:
        home = rng.choice(stock)
        if 1 <= numbers[id(home)] + step <= 6:
            numbers[id(home)] += step
            missing -= step
    for home in parents:
        for _ in range(numbers[id(home)]):
            home.people.append(child_of(home, rng))


def child_of(home: Home, rng: Random) -> Someone:
    youngest = max(person.birth for person in home.people[:2] if person.role != PersonRole.CHILD)
    oldest_age = (home.seen_on - youngest).days // 365 - 18
    mother = min(person.birth for person in home.people[:1])
    least_age = (home.seen_on - mother).days // 365 - 46
    age = rng.randint(*sorted((min(max(least_age, 0), 19), min(max(oldest_age, 0), 19))))
    sex = rng.choice(Sex.values)
    return Someone(PersonRole.CHILD, sex, born_at(rng, home.seen_on, age), home=home)


def add_other_dependants(count: int, homes: list[Home]) -> None:
    rng = chance("other dependants")
    stock = [home for home in homes if home.is_open(STOCK_DAY)]
    for home in rng.sample(stock, count):
        birth = born_at(rng, home.seen_on, rng.randint(66, 84))
        home.people.append(Someone(PersonRole.OTHER, rng.choice(Sex.values), birth, home=home))


def identify(homes: list[Home]) -> None:
    rng = chance("identities")
    for home in homes:
        identify_home(home, rng)


def identify_home(home: Home, rng: Random) -> None:
    """Names, memberships, and what is known of each adult."""
    taken: set[str] = set()
    name = names.surname(rng)
    in_area = rng.random() < PRIORITY_AREAS.get(home.commune.insee_code, 0)
    for person in home.people:
        is_child = person.role == PersonRole.CHILD
        own = person.role == PersonRole.PARTNER and rng.random() < 0.5
        person.last_name = names.surname(rng) if own else name
        person.first_name = names.given_name(
            rng, woman=person.sex == Sex.WOMAN, child=is_child, taken=taken
        )
        person.since = person.since or max(first_day(home), person.birth)
        person.priority_area = in_area
        if not is_child and person.role != PersonRole.OTHER:
            person.level = pick(rng, LEVELS)
            person.vehicle = pick(rng, {True: 26, False: 24, None: 50})
            person.duties = pick(rng, DUTIES)


def first_day(home: Home) -> dt.date:
    return max(home.spells[0].applied_on, FIRST_FILE)
