"""Persons accompanied by a referent, their contracts, their interviews."""

import dataclasses
import datetime as dt

from beneficiaries.models import (
    Commission,
    ContractKind,
    EngagementContract,
    Interview,
    InterviewKind,
    Need,
    Referent,
    ReferentBody,
    Step,
    Support,
    SupportEndReason,
)
from reports.demo import names
from reports.demo.chance import Random, chance, day_between, deck, pick, proportional
from reports.demo.events import is_steady
from reports.demo.families import Someone
from reports.demo.files import demo_file
from reports.demo.timeline import Home

BATCH = 2000
YEARS = (2018, 2019)


@dataclasses.dataclass(slots=True, eq=False)
class Followed:
    """One support in memory: the same person may have another one later."""

    person: Someone
    starts_on: dt.date
    ends_on: dt.date | None = None
    reason: str = ""

    def during(self, year: int) -> tuple[dt.date, dt.date] | None:
        """The part of the year in which the person was accompanied."""
        first = max(self.starts_on, dt.date(year, 1, 1))
        last = min(self.ends_on or dt.date(year, 12, 31), dt.date(year, 12, 31))
        return (first, last) if first <= last else None


def write_supports(homes: list[Home]) -> None:
    plan = demo_file("referents.toml")
    taken: set[int] = set()
    for row in plan["bodies"]:
        rng = chance(f"referents:{row['body']}")
        here = [home for home in homes if home.commission == row["commission"]]
        followed = follow(row, adults_of(here, taken, rng), rng)
        taken |= {id(each.person) for each in followed}
        write_body(row, followed, plan, rng)


def adults_of(homes: list[Home], taken: set[int], rng: Random) -> list[Someone]:
    """Recipients with rights and duties there since 2017, in no particular order."""
    adults = [
        person
        for home in homes
        if is_steady(home) and len(home.spells) == 1 and home.is_open(dt.date(2019, 12, 31))
        for person in home.people
        if person.duties and id(person) not in taken
    ]
    rng.shuffle(adults)
    return adults


def follow(row: dict, adults: list[Someone], rng: Random) -> list[Followed]:
    """Exactly the persons of each year, the exits of each year among them."""
    before, now = row["2018"], row["2019"]
    stayed = before["persons"] - sum(before["exits"].values())
    long_standing = [p for p in adults if p.household.spell.opens_on < dt.date(2018, 1, 1)]
    old = [Followed(p, start_of(p, rng)) for p in long_standing[: before["persons"]]]
    leave(old[stayed:], before["exits"], 2018, rng)
    known = {id(each.person) for each in old}
    others = [p for p in adults if id(p) not in known]
    new = [Followed(p, start_in_2019(p, rng)) for p in others[: now["persons"] - stayed]]
    present = old[:stayed] + new
    leave(rng.sample(old[:stayed], sum(now["exits"].values())), now["exits"], 2019, rng)
    return old[stayed:] + present


def start_of(person: Someone, rng: Random) -> dt.date:
    return day_between(rng, max(person.household.spell.opens_on, dt.date(2017, 1, 2)),
                       dt.date(2018, 6, 29))  # fmt: skip


def start_in_2019(person: Someone, rng: Random) -> dt.date:
    first = max(person.household.spell.opens_on, dt.date(2019, 1, 2))
    return day_between(rng, first, max(first, dt.date(2019, 11, 15)))


def leave(followed: list[Followed], reasons: dict, year: int, rng: Random) -> None:
    for each, reason in zip(followed, deck(rng, reasons), strict=True):
        first = max(each.starts_on + dt.timedelta(days=60), dt.date(year, 2, 1))
        each.ends_on, each.reason = day_between(rng, first, dt.date(year, 12, 20)), reason


def write_body(row: dict, followed: list[Followed], plan: dict, rng: Random) -> None:
    body = ReferentBody.objects.get(slug=row["body"])
    commission = Commission.objects.get(slug=row["commission"])
    referents = Referent.objects.bulk_create(
        Referent(body=body, name=referent_name(rng), starts_on=dt.date(2017, 1, 1))
        for _ in range(row["staff"])
    )
    reasons = dict(SupportEndReason.objects.values_list("code", "pk"))
    supports = Support.objects.bulk_create(
        Support(
            person=each.person.row,
            body=body,
            commission=commission,
            referent=rng.choice(referents),
            starts_on=each.starts_on,
            ends_on=each.ends_on,
            end_reason_id=reasons.get(each.reason),
        )
        for each in followed
    )
    write_needs(supports, plan, rng)
    for year in YEARS:
        write_contracts(row[str(year)], year, followed, plan, rng, body=body, commission=commission)
        write_interviews(
            row[str(year)], year, followed, plan, rng, body=body, commission=commission
        )


def referent_name(rng: Random) -> str:
    first = names.given_name(rng, woman=rng.random() < 0.8, child=False, taken=set())
    return f"{names.surname(rng)} {first}"


def write_needs(supports: list[Support], plan: dict, rng: Random) -> None:
    for field, model, weights in (("needs", Need, plan["needs"]), ("steps", Step, plan["steps"])):
        through = getattr(Support, field).through
        keys = dict(model.objects.values_list("code", "pk"))
        column = f"{model._meta.model_name}_id"
        through.objects.bulk_create(
            [
                through(support=support, **{column: keys[code]})
                for support in supports
                for code in several(weights, rng)
            ],
            BATCH,
        )


def several(weights: dict, rng: Random) -> list[str]:
    """One to four different codes."""
    codes: list[str] = []
    wanted = rng.randint(1, 4)
    while len(codes) < wanted:
        code = pick(rng, weights)
        if code not in codes:
            codes.append(code)
    return codes


def days_in(year: int, followed: list[Followed], count: int, rng: Random):
    """`count` persons and days of the year: everyone once, then some again."""
    there = [(each.person, stay) for each in followed if (stay := each.during(year))]
    rng.shuffle(there)
    for rank in range(count):
        person, stretch = there[rank % len(there)] if rank < len(there) else rng.choice(there)
        yield person, day_between(rng, *stretch)


def write_contracts(numbers, year, followed, plan, rng, **of) -> None:
    kinds = dict(ContractKind.objects.values_list("code", "pk"))
    codes = deck(rng, proportional(numbers["contracts"], plan["contracts"]))
    needs = dict(Need.objects.values_list("code", "pk"))
    contracts = EngagementContract.objects.bulk_create(
        EngagementContract(
            person_id=person.row.pk,
            kind_id=kinds[code],
            signed_on=day,
            ends_on=day + dt.timedelta(days=rng.choice([91, 182, 365])),
            **of,
        )
        for code, (person, day) in zip(codes, days_in(year, followed, len(codes), rng), strict=True)
    )
    through = EngagementContract.needs.through
    through.objects.bulk_create(
        through(engagementcontract=contract, need_id=needs[code])
        for contract in contracts
        for code in several(plan["needs"], rng)
    )


def write_interviews(numbers, year, followed, plan, rng, **of) -> None:
    kinds = dict(InterviewKind.objects.values_list("code", "pk"))
    codes = deck(rng, proportional(numbers["interviews"], plan["interviews"]))
    Interview.objects.bulk_create(
        [
            Interview(person_id=person.row.pk, kind_id=kinds[code], held_on=day, **of)
            for code, (person, day) in zip(
                codes, days_in(year, followed, len(codes), rng), strict=True
            )
        ],
        BATCH,
    )
