"""What happens to households between two files: suspensions, moves, separations, unions."""

import datetime as dt

from beneficiaries.enums import PersonRole, RightState, Sex
from plics.periods import months_before
from reports.demo.chance import Random, chance
from reports.demo.families import COUPLE_KINDS, WITH_CHILDREN, Someone
from reports.demo.timeline import FIRST_FILE, STOCK_DAY, Home

# Assumed frequencies, over the three years.
SUSPENDED, UNPAID, MOVED, SEPARATED, UNITED, EXCHANGED = 0.07, 0.35, 0.05, 0.10, 0.06, 24
BEFORE_SEPARATION = ["VIM", "MAR"]
SEPARATIONS = {"SEF", "ISO", "DIV"}


def happen(homes: list[Home], communes: list) -> None:
    rng = chance("events")
    near: dict[str, list] = {}
    for commune in communes:
        near.setdefault(commune.commission_slug, []).append(commune)
    for home in homes:
        interrupt(home, rng)
        draw = rng.random()
        if draw < MOVED:
            move(home, near[home.commission], rng)
        elif home.family in SEPARATIONS and draw < MOVED + SEPARATED:
            separate(home, rng)
        elif home.family == "VIM" and home.kind in COUPLE_KINDS and draw < MOVED + UNITED:
            unite(home, rng)
    exchange_places(homes, rng)


def inside(home: Home, rng: Random, *, months: int) -> dt.date | None:
    """The first day of a month well inside the last spell, followed by `months` more."""
    first = max(home.spell.opens_on, FIRST_FILE)
    last = min(home.spell.closes_on or dt.date(2020, 1, 1), dt.date(2020, 1, 1))
    span = (last.year - first.year) * 12 + last.month - first.month
    if span < months + 3:
        return None
    ahead = rng.randint(2, span - months - 1)
    return months_before(first.replace(day=1), -ahead)


def interrupt(home: Home, rng: Random) -> None:
    """A right suspended by the commission, or unpaid for a few months; still open."""
    draw = rng.random()
    if draw >= SUSPENDED + UNPAID:
        return
    state = RightState.OPEN_SUSPENDED if draw < SUSPENDED else RightState.OPEN_UNPAID
    length = rng.randint(1, 4) if draw < SUSPENDED else rng.randint(2, 7)
    if day := inside(home, rng, months=length):
        home.events.append((day, "right_state", state))
        paid_again = months_before(day, -length)
        home.events.append((paid_again, "right_state", RightState.OPEN_PAYABLE))


def move(home: Home, near: list, rng: Random) -> None:
    day = inside(home, rng, months=1)
    weights = [commune.population for commune in near]
    before = rng.choices(near, weights)[0]
    if day and day < home.seen_on and before is not home.commune:
        home.first_commune = before
        home.events.append((day, "commune", home.commune))


def separate(home: Home, rng: Random) -> None:
    """The household was a couple until that day."""
    day = inside(home, rng, months=1)
    if not day or day >= home.seen_on:
        return
    applicant = home.people[0]
    sex = Sex.MAN if applicant.sex == Sex.WOMAN else Sex.WOMAN
    home.first_family = rng.choice(BEFORE_SEPARATION)
    home.events.append((day, "family", home.family))
    distance = dt.timedelta(days=rng.randint(-1800, 1800))
    birth = min(applicant.birth + distance, dt.date(1997, 1, 1))
    home.people.append(Someone(PersonRole.PARTNER, sex, birth, home=home, until=day))


def unite(home: Home, rng: Random) -> None:
    """The partner joined the household that day; there was one adult before."""
    day = inside(home, rng, months=1)
    if not day or day >= home.seen_on:
        return
    home.first_family = "CEL"
    home.events.append((day, "family", home.family))
    home.people[1].since = day


def exchange_places(homes: list[Home], rng: Random) -> None:
    """Pairs that changed commission the same day, in opposite directions: the stock of
    each commission is left as planned while its movements show arrivals and departures."""
    settled = [
        home
        for home in homes
        if home.spells[0].opens_on == FIRST_FILE
        and len(home.spells) == 1
        and home.is_open(STOCK_DAY)
        and not home.events
        and home.kind in WITH_CHILDREN
    ]
    rng.shuffle(settled)
    for first, second in zip(settled[:EXCHANGED], reversed(settled), strict=False):
        if first.commission != second.commission:
            day = months_before(dt.date(2019, 10, 1), rng.randint(0, 24))
            first.first_commune, second.first_commune = second.commune, first.commune
            first.events.append((day, "commune", first.commune))
            second.events.append((day, "commune", second.commune))


def is_steady(home: Home) -> bool:
    """Neither its place nor its family changed: a measure's snapshot is its state of today."""
    return all(field == "right_state" for _, field, _ in home.events)
