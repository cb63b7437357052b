"""Who waits, what is planned: beside rows already written, of which none is moved.

All assumed. Drawn last and apart, so that no other draw of the demonstration follows from it.
"""

import datetime as dt
from collections import defaultdict

from django.db.models import Min

from actions.enums import AGREED_WITHOUT_CAPACITY, ProposalEnd, Refuser
from actions.models import Agreement, Participation, Proposal, ProposalEndReason, Session
from beneficiaries.models import Membership, Orientation, Person, ReferentBody
from reports.demo.chance import Random, chance, day_between, pick

BATCH = 2000
LAST_DAY = dt.date(2019, 12, 31)
YEARS = (2019, 2020)

# Of those whom no orientation reached, whose information is dated.
DATED = 0.7
# How long ago, in days: most within the six weeks of the law.
WAITED = {(2, 41): 58, (43, 75): 27, (76, 160): 15}
PLANNED = 0.8
STAYS = {(-20, -1): 6, (5, 31): 30, (32, 90): 40, (91, 180): 24}  # days after the last one
PROPOSED = 0.5
ENDS = {"": 56, ProposalEnd.REFUSED: 26, ProposalEnd.GIVEN_UP: 18}
REASONS: dict[str, list[str]] = {
    ProposalEnd.REFUSED: ["complet", "hors-public", "projet"],
    ProposalEnd.GIVEN_UP: ["absence", "mobilite", "sante", "emploi"],
}
LEAST_PLACES, SESSIONS = 8, 3


def write_waits() -> None:
    rng = chance("waits")
    write_waits_for_orientation(rng)
    plan_exits(rng)
    write_proposals(rng)
    write_sessions()


def days_ago(rng: Random) -> dt.date:
    return LAST_DAY - dt.timedelta(days=rng.randint(*pick(rng, WAITED)))


def write_waits_for_orientation(rng: Random) -> None:
    """Never before the person came: some came since."""
    people = Person.objects.not_oriented(LAST_DAY).order_by("pk")
    came = people.annotate(came=Min("memberships__starts_on")).values_list("pk", "came")
    Orientation.objects.bulk_create(
        [
            Orientation(person_id=person, informed_on=max(day, days_ago(rng)))
            for person, day in came
            if rng.random() < DATED
        ],
        BATCH,
    )


def plan_exits(rng: Random) -> None:
    """Of those still inside, and of those who left more or less as planned."""
    planned = []
    for row in Participation.objects.filter(agreement__year=LAST_DAY.year).order_by("pk"):
        gap = rng.randint(-20, 20) if row.exited_on else rng.randint(*pick(rng, STAYS))
        day = (row.exited_on or LAST_DAY) + dt.timedelta(days=gap)
        if rng.random() < PLANNED and day >= row.entered_on:
            row.planned_exit_on = day
            planned.append(row)
    Participation.objects.bulk_update(planned, ["planned_exit_on"], BATCH)


def offered(year: int):
    agreements = Agreement.objects.filter(year=year, capacity__isnull=False)
    return agreements.exclude(action__variant__in=AGREED_WITHOUT_CAPACITY).order_by("pk")


def write_proposals(rng: Random) -> None:
    """Half of those who entered were proposed before; others wait, were refused or gave up."""
    bodies = list(ReferentBody.objects.order_by("pk").values_list("pk", flat=True))
    rows = [*of_entered(rng, bodies), *of_others(rng, bodies)]
    Proposal.objects.bulk_create(rows, BATCH)


def of_entered(rng: Random, bodies: list[int]) -> list[Proposal]:
    entered = Participation.objects.filter(agreement__in=offered(LAST_DAY.year)).order_by("pk")
    return [
        Proposal(
            agreement_id=row.agreement_id,
            person_id=row.person_id,
            proposed_on=row.entered_on - dt.timedelta(days=rng.randint(5, 60)),
            proposed_by_id=rng.choice(bodies),
        )
        for row in entered
        if rng.random() < PROPOSED
    ]


def of_others(rng: Random, bodies: list[int]) -> list[Proposal]:
    near = adults_by_commission()
    reasons = dict(ProposalEndReason.objects.values_list("code", "pk"))
    inside = set(Participation.objects.values_list("agreement__action", "person"))
    found = []
    for agreement in offered(LAST_DAY.year):
        people = near[agreement.commission_id]
        for person in rng.sample(people, min(rng.randint(2, 9), len(people))):
            if (agreement.action_id, person) not in inside:
                proposed = LAST_DAY - dt.timedelta(days=rng.randint(3, 150))
                row = Proposal(
                    agreement=agreement,
                    person_id=person,
                    proposed_on=proposed,
                    proposed_by_id=rng.choice(bodies),
                )
                found.append(ended(row, rng, reasons))
    return found


def ended(row: Proposal, rng: Random, reasons: dict[str, int]) -> Proposal:
    row.ending = pick(rng, ENDS)
    if row.ending:
        row.closed_on = day_between(rng, row.proposed_on, LAST_DAY)
        row.reason_id = reasons[rng.choice(REASONS[row.ending])]
    if row.ending == ProposalEnd.REFUSED:
        row.refused_by = pick(rng, {Refuser.PROVIDER: 70, Refuser.DEPARTMENT: 30})
    return row


def adults_by_commission() -> dict[int, list[int]]:
    """Adults covered on the last day, where their commune is attached."""
    places = (
        Membership.objects.covered(LAST_DAY)
        .adults()
        .filter(situation__commune__attachments__ends_on=None)
    )
    found = defaultdict(list)
    for commission, person in places.order_by("person").values_list(
        "situation__commune__attachments__commission", "person"
    ):
        found[commission].append(person)
    return found


def write_sessions() -> None:
    """Three a year where there are places enough, each with those that are agreed."""
    sessions = []
    for agreement in [row for year in YEARS for row in offered(year)]:
        places = int(agreement.capacity or 0)
        if places < LEAST_PLACES or agreement.capacity != places:
            continue
        sessions += [session(agreement, rank, places) for rank in range(SESSIONS)]
    Session.objects.bulk_create(sessions, BATCH)


def session(agreement: Agreement, rank: int, places: int) -> Session:
    first = rank * 12 // SESSIONS + 1
    end = dt.date(agreement.year + (first + 3) // 12, (first + 3) % 12 + 1, 1)
    return Session(
        agreement=agreement,
        label=f"Session {rank + 1}",
        starts_on=dt.date(agreement.year, first, 1),
        ends_on=end - dt.timedelta(days=1),
        places=places,
    )
