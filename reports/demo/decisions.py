"""Monthly sittings of the commissions and what they decide."""

import datetime as dt

from beneficiaries.enums import RightState
from beneficiaries.models import Commission, Decision, DecisionType, Sitting
from reports.demo.chance import Random, chance, deck, proportional
from reports.demo.files import demo_file
from reports.demo.timeline import Home

BATCH = 2000
YEARS = (2018, 2019)
DAY_OF_SITTING = 2  # weekday: commissions meet on the third week's Wednesday, never in August
AUGUST = 8
REDUCTIONS = [20, 50, 50, 80]


def write_decisions(homes: list[Home]) -> None:
    plan = demo_file("decisions.toml")
    types = dict(DecisionType.objects.values_list("code", "pk"))
    for commission in Commission.objects.filter(slug__in=plan["by_commission"]):
        rng = chance(f"decisions:{commission.slug}")
        here = [home for home in homes if home.commission == commission.slug]
        sittings = Sitting.objects.bulk_create(
            Sitting(commission=commission, held_on=day) for day in sitting_days()
        )
        counts = plan["by_commission"][commission.slug]
        rows = list(suspensions(here, sittings, types))
        for year in YEARS:
            codes = deck(rng, proportional(counts[str(year)], plan["types"]))
            rows += ordinary(codes, year, here, sittings, types, rng)
        Decision.objects.bulk_create(rows, BATCH)


def sitting_days() -> list[dt.date]:
    return [third_week(year, month) for year in YEARS for month in range(1, 13) if month != AUGUST]


def third_week(year: int, month: int) -> dt.date:
    first = dt.date(year, month, 1)
    return first + dt.timedelta(days=(DAY_OF_SITTING - first.weekday()) % 7 + 14)


def ordinary(codes, year, homes, sittings, types, rng: Random):
    """Decisions on households whose right is open on the day of the sitting."""
    held = [sitting for sitting in sittings if sitting.held_on.year == year]
    for code in codes:
        sitting = rng.choice(held)
        home = rng.choice(homes)
        while not home.is_open(sitting.held_on):
            home = rng.choice(homes)
        effect = sitting.held_on + dt.timedelta(days=rng.randint(5, 15))
        yield Decision(
            sitting=sitting,
            household=home.row,
            type_id=types[code],
            rate=rng.choice(REDUCTIONS) if code == "reduction" else None,
            takes_effect_on=effect,
            ends_on=effect + dt.timedelta(days=90) if code == "reduction" else None,
        )


def suspensions(homes: list[Home], sittings: list[Sitting], types: dict):
    """Each suspended stretch was decided at the sitting before it, lifted before its end."""
    for home in homes:
        for (starts_on, state), (lifted_on, _) in stretches(home):
            if state != RightState.OPEN_SUSPENDED:
                continue
            decided, lifted = last_before(sittings, starts_on), last_before(sittings, lifted_on)
            if decided and lifted and lifted.held_on > decided.held_on:
                yield Decision(
                    sitting=decided,
                    household=home.row,
                    type_id=types["suspension"],
                    rate=100 if len(home.people) == 1 else 50,
                    takes_effect_on=starts_on,
                    lifted_on=lifted_on,
                )
                yield Decision(
                    sitting=lifted,
                    household=home.row,
                    type_id=types["levee"],
                    takes_effect_on=lifted_on,
                )


def stretches(home: Home):
    """Pairs of a change of the right and the change that ended it."""
    changes = sorted(event[::2] for event in home.events if event[1] == "right_state")
    return zip(changes, changes[1:], strict=False)


def last_before(sittings: list[Sitting], day: dt.date) -> Sitting | None:
    """The sitting held in the two months before that day."""
    before = [
        sitting for sitting in sittings if day - dt.timedelta(days=62) <= sitting.held_on < day
    ]
    return before[-1] if before else None
