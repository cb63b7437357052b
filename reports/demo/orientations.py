"""Where recipients are sent, and the contracts they sign with the département."""

import datetime as dt

from beneficiaries.enums import Path
from beneficiaries.models import (
    Commission,
    ContractKind,
    EngagementContract,
    Need,
    Orientation,
    ReferentBody,
)
from reports.demo.chance import Random, chance, day_between, pick
from reports.demo.families import Someone
from reports.demo.files import demo_file
from reports.demo.timeline import FIRST_FILE, STOCK_DAY, Home

BATCH = 2000
LAST_DAY = dt.date(2019, 12, 31)
# All assumed.
ORIENTED, UNDER_CONTRACT = 0.86, 0.45
PATHS = {Path.EMPLOYMENT: 36, Path.SOCIO_PROFESSIONAL: 26, Path.SOCIAL: 38}
BODIES: dict[str, str] = {
    Path.EMPLOYMENT: "france-travail",
    Path.SOCIO_PROFESSIONAL: "departement",
    Path.SOCIAL: "departement",
}
DELAYS = {(9, 40): 55, (43, 95): 45}  # days from the information to the notice
CONTRACT_MONTHS = [91, 182, 182, 365]


def write_orientations(homes: list[Home]) -> None:
    rng = chance("orientations")
    adults = [
        person
        for home in homes
        if home.is_open(STOCK_DAY)
        for person in home.people
        if person.duties and person.until is None
    ]
    oriented = [(p, orientation_of(p, rng)) for p in adults if rng.random() < ORIENTED]
    oriented = [(p, row) for p, row in oriented if row.notified_on and row.notified_on < LAST_DAY]
    bodies = dict(ReferentBody.objects.values_list("slug", "pk"))
    for _, row in oriented:
        row.body_id = bodies[BODIES[row.path]]
    Orientation.objects.bulk_create([row for _, row in oriented], BATCH)
    followed = [item for item in oriented if item[1].path != Path.EMPLOYMENT]
    signers = [item for item in followed if rng.random() < UNDER_CONTRACT]
    write_contracts(signers, bodies["departement"], rng)


def orientation_of(person: Someone, rng: Random) -> Orientation:
    """Soon after the right opens; before the first file, the information's day is lost."""
    opens_on, is_old = (
        person.household.spell.opens_on,
        person.household.spell.opens_on == FIRST_FILE,
    )
    informed_on = max(opens_on, person.joined_on) + dt.timedelta(days=rng.randint(3, 20))
    if is_old:
        informed_on = day_between(rng, dt.date(2017, 2, 1), dt.date(2018, 12, 20))
    delay = rng.randint(*pick(rng, DELAYS))
    return Orientation(
        person_id=person.row.pk,
        informed_on=None if is_old else informed_on,
        notified_on=informed_on + dt.timedelta(days=delay),
        path=pick(rng, PATHS),
    )


def write_contracts(signers: list[tuple], body: int, rng: Random) -> None:
    """A contract in force or just ended: the first near the orientation, or its renewal."""
    kinds = dict(ContractKind.objects.values_list("code", "pk"))
    commissions = dict(Commission.objects.values_list("slug", "pk"))
    contracts = [
        EngagementContract(
            person_id=person.row.pk,
            body_id=body,
            commission_id=commissions[person.household.commission],
            kind_id=kinds[kind],
            signed_on=day,
            ends_on=day + dt.timedelta(days=rng.choice(CONTRACT_MONTHS)),
        )
        for person, orientation in signers
        for kind, day in signatures(orientation.notified_on, rng)
    ]
    EngagementContract.objects.bulk_create(contracts, BATCH)
    needs = dict(Need.objects.values_list("code", "pk"))
    weights = demo_file("referents.toml")["needs"]
    through = EngagementContract.needs.through
    through.objects.bulk_create(
        [
            through(engagementcontract_id=contract.pk, need_id=needs[pick(rng, weights)])
            for contract in contracts
        ],
        BATCH,
    )


def signatures(notified_on: dt.date, rng: Random):
    first = day_between(
        rng, notified_on + dt.timedelta(days=5), notified_on + dt.timedelta(days=60)
    )
    if first <= LAST_DAY:
        yield "premier_cer", first
    if first < dt.date(2019, 3, 1):
        yield "renouvellement", day_between(rng, dt.date(2019, 3, 1), dt.date(2019, 11, 15))
