"""The participants an action must have: counts by trait, turned into one profile each."""

import dataclasses
import datetime as dt
from decimal import Decimal

from beneficiaries.enums import Sex
from reports.demo.catalogue import Planned
from reports.demo.chance import Random, apportion, day_between, deck, proportional

BANDS = {"under_36": (16, 35), "from_36_to_45": (36, 45), "from_46": (46, 99)}
SHARES = ("women", "isolated", "priority_area", "rural", "long_term")
ADDITIVE = (*SHARES, "dropouts", "later", "two_interviews")
AMOUNTS = ("hours", "immersions")
DRIFT = 0.1  # of a share, from an action to the one scaled from it
STAY = 25  # days between an entry and an exit, at least


@dataclasses.dataclass(slots=True)
class Profile:
    """What is asked of one participant, and what becomes of it."""

    sex: str
    ages: tuple[int, int]
    is_isolated: bool
    level: str
    entered_on: dt.date
    exited_on: dt.date | None = None
    outcome: str = ""
    is_dropout: bool = False
    # None: anyone will do.
    lives_in_priority_area: bool | None = None
    is_rural: bool | None = None
    is_long_term: bool | None = None
    # A key of the counts: "yes", "no", "" (known to be unknown); None: as it comes.
    vehicle: str | None = None
    milestones: list[tuple[str, dt.date]] = dataclasses.field(default_factory=list)


def scaled(model: dict, plan: Planned, rng: Random) -> dict:
    """A cohort of the same kind for another number of entries, its shares some points apart."""
    entered = plan.terms["entered"]
    factor = entered / model["entered"]
    carried = round(model.get("carried_over", 0) * factor)
    size, whole = entered + carried, model["entered"] + model.get("carried_over", 0)
    cohort = {"entered": entered, "carried_over": carried, "steps": varied(model["steps"], rng)}
    cohort["one_step"] = model.get("one_step", False)
    for name in ADDITIVE:
        if name in model:
            drift = rng.uniform(-DRIFT, DRIFT) if name in SHARES else 0
            cohort[name] = round(min(max(model[name] / whole + drift, 0), 1) * size)
    for name in AMOUNTS:
        if name in model:
            cohort[name] = round(model[name] * factor * rng.uniform(0.85, 1.2))
    cohort |= proportional(size, varied({band: model[band] for band in BANDS}, rng))
    unknown = whole - sum(model["levels"].values())
    cohort["levels"] = proportional(size, varied(model["levels"], rng) | {"": unknown})
    cohort["levels"].pop("")
    if "vehicle" in model:
        cohort["vehicle"] = proportional(size, model["vehicle"])
    leavers = round(sum(model.get("exits", {}).values()) * size / whole)
    if leavers:
        cohort["exits"] = proportional(leavers, varied(model["exits"], rng))
    if "youth" in model:
        cohort["youth"] = plan.terms["youth"]
        cohort["course"] = proportional(entered, model["course"])
        cohort["youth_course"] = proportional(cohort["youth"], model["youth_course"])
    if "full_time_equivalent" in model:
        done = Decimal(model["full_time_equivalent"]) * Decimal(factor)
        cohort["full_time_equivalent"] = plan.terms.get(
            "full_time_equivalent", str(done.quantize(Decimal("0.01")))
        )
    return cohort


def varied(weights: dict, rng: Random) -> dict:
    return {key: weight * rng.uniform(0.65, 1.4) for key, weight in weights.items()}


def profiles(cohort: dict, plan: Planned, rng: Random) -> list[Profile]:
    """One profile a participant: each trait dealt from its own shuffled deck."""
    size = cohort["entered"] + cohort.get("carried_over", 0)
    women = cohort["women"]
    sexes = deck(rng, {Sex.WOMAN: women, Sex.MAN: size - women})
    ages = deck(rng, {BANDS[band]: cohort[band] for band in BANDS})
    isolated = deck(rng, {True: cohort["isolated"], False: size - cohort["isolated"]})
    unknown = size - sum(cohort["levels"].values())
    levels = deck(rng, cohort["levels"] | {"": unknown})
    stays = stays_of(cohort, plan, rng)
    found = [
        Profile(sex, band, alone, level, *stay)
        for sex, band, alone, level, stay in zip(sexes, ages, isolated, levels, stays, strict=True)
    ]
    deal_places(found, cohort, rng)
    if "long_term" in cohort:
        counts = {True: cohort["long_term"], False: size - cohort["long_term"]}
        for profile, card in zip(found, deck(rng, counts), strict=True):
            profile.is_long_term = card
    if "vehicle" in cohort:
        counts = cohort["vehicle"] | {"": size - sum(cohort["vehicle"].values())}
        for profile, card in zip(found, deck(rng, counts), strict=True):
            profile.vehicle = card
    return found


def deal_places(found: list[Profile], cohort: dict, rng: Random) -> None:
    for name, field in (("priority_area", "lives_in_priority_area"), ("rural", "is_rural")):
        if name in cohort:
            counts = {True: cohort[name], False: len(found) - cohort[name]}
            for profile, card in zip(found, deck(rng, counts), strict=True):
                setattr(profile, field, card)


def stays_of(cohort: dict, plan: Planned, rng: Random) -> list[tuple]:
    """Entry, exit, outcome, dropout: those carried over come first and leave first."""
    until = plan.agreement.exits_until
    exits = [(code, False) for code in deck(rng, cohort.get("exits", {}))]
    exits += [("autre_sortie", True)] * cohort.get("dropouts", 0)
    carried = cohort.get("carried_over", 0)
    later = cohort.get("later", 0)
    cards: list[tuple | None] = [*exits[carried:], *[("later", None)] * later]
    cards += [None] * (cohort["entered"] + carried - len(exits[:carried]) - len(cards))
    rng.shuffle(cards)
    year = plan.year
    return [
        stay(rng, year, until, card, is_carried=rank < carried)
        for rank, card in enumerate([*exits[:carried], *cards])
    ]


def stay(rng: Random, year: int, until: dt.date, card, *, is_carried: bool) -> tuple:
    first, last = dt.date(year, 1, 7), dt.date(year, 11, 28)
    if is_carried:
        first, last = dt.date(year - 1, 7, 1), dt.date(year - 1, 12, 10)
    if card is None:
        entered = day_between(rng, first, last)
        return (entered, *still_there(rng, year))
    outcome, is_dropout = card
    if outcome == "later":
        entered = day_between(rng, first, min(last, dt.date(year, 10, 31)))
        after = max(until + dt.timedelta(days=3), entered + dt.timedelta(days=STAY))
        exited = day_between(rng, after, dt.date(year, 12, 30))
        return entered, exited, rng.choice(["emploi_transition", "formation", "retour_referent"])
    entered = day_between(rng, first, min(last, until - dt.timedelta(days=STAY + 15)))
    earliest = max(entered + dt.timedelta(days=STAY), dt.date(year, 1, 10))
    return entered, day_between(rng, earliest, until), outcome, is_dropout


def still_there(rng: Random, year: int) -> tuple:
    """Stays of 2019 go on; those of 2018 ended since, without weighing on its exits."""
    if year == 2019:
        return ()
    exited = day_between(rng, dt.date(year + 1, 1, 14), dt.date(year + 1, 7, 31))
    return exited, rng.choice(["formation", "emploi_transition", "autre_action", "retour_referent"])


def shared_out(rng: Random, total: int, count: int, most: int) -> list[int]:
    """Small whole numbers adding up to `total`, none above `most`."""
    parts = [0] * count
    while total:
        rank = rng.randrange(count)
        if parts[rank] < most:
            parts[rank] += 1
            total -= 1
    return parts


def even_parts(total: str, weights: list[float], places: int) -> list[Decimal]:
    whole = int(Decimal(total).scaleb(places))
    return [Decimal(part).scaleb(-places) for part in apportion(whole, weights)]
