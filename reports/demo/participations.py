"""Participations: matched before persons are written, written after them."""

import dataclasses
import datetime as dt
from decimal import Decimal
from functools import partial

from actions.enums import Audience
from actions.models import ExitOutcome, Milestone, Participation, PassedMilestone, TakenStep
from beneficiaries.enums import EducationLevel, FamilySituation, PersonRole, Sex
from beneficiaries.models import Step
from reports.demo import names
from reports.demo.catalogue import Planned
from reports.demo.chance import Random, born_at, chance, pick, spread
from reports.demo.cohorts import Profile, even_parts, profiles, scaled, shared_out
from reports.demo.families import Someone
from reports.demo.files import demo_file
from reports.demo.licence import drive
from reports.demo.matching import Pool
from reports.demo.timeline import Home

BATCH = 2000
MOST_IMMERSIONS = 3
YOUTH_AGES = (18, 23)
YOUTH_LEVELS = [EducationLevel.V, EducationLevel.V, EducationLevel.V, EducationLevel.IV]


@dataclasses.dataclass(slots=True, eq=False)
class Enrolment:
    """A person on an action, before it is written."""

    plan: Planned
    person: Someone
    profile: Profile
    steps: list[str]
    audience: str = Audience.RSA
    hours: int | None = None
    full_time_equivalent: Decimal | None = None
    immersions: int = 0
    two_interviews: bool | None = None


def enrol(planned: list[Planned], homes: list, communes: list) -> list[Enrolment]:
    """The evaluated year of Argentan first: its counts are exact, the others are close."""
    models = demo_file("participations.toml")
    evaluated = [plan for plan in planned if plan.year < 2020 and plan.like in models]
    evaluated.sort(key=lambda plan: (plan.year != 2019, "entered" in plan.terms))
    pool = Pool(homes)
    return [
        enrolment
        for plan in evaluated
        for enrolment in enrol_on(plan, models[plan.like], pool, communes)
    ]


def enrol_on(plan: Planned, model: dict, pool: Pool, communes: list) -> list[Enrolment]:
    rng = chance(f"cohort:{plan.slug}:{plan.year}")
    is_exact = "entered" not in plan.terms
    cohort = model if is_exact else scaled(model, plan, rng)
    dealt = profiles(cohort, plan, rng)
    youth = [youth_profile(rng, rank, plan.year) for rank in range(cohort.get("youth", 0))]
    if "youth" in cohort:
        drive(dealt, cohort["course"], plan.year, rng)
        drive(youth, cohort["youth_course"], plan.year, rng)
    find = partial(
        pool.find, commission=plan.commission, year=plan.year, slug=plan.slug, is_exact=is_exact
    )
    found = [Enrolment(plan, find(profile), profile, steps_of(cohort, rng)) for profile in dealt]
    near = [commune for commune in communes if commune.commission_slug == plan.commission]
    found += [
        Enrolment(plan, youth_of(profile, near, rng), profile, ["mobilite"], Audience.YOUTH)
        for profile in youth
    ]
    measure(found, cohort, rng)
    return found


def steps_of(cohort: dict, rng: Random) -> list[str]:
    wanted = 1 if cohort.get("one_step") else pick(rng, {1: 3, 2: 4, 3: 2, 4: 1})
    steps: list[str] = []
    while len(steps) < min(wanted, len(cohort["steps"])):
        step = pick(rng, cohort["steps"])
        if step not in steps:
            steps.append(step)
    return steps


def measure(found: list[Enrolment], cohort: dict, rng: Random) -> None:
    """Hours, full-time equivalents, immersions, interviews: sums as asked."""
    if "hours" in cohort:
        hours = spread(rng, cohort["hours"], len(found), least=20)
        for enrolment, count in zip(found, hours, strict=True):
            enrolment.hours = count
    if "full_time_equivalent" in cohort:
        weights = [rng.uniform(0.5, 1.5) for _ in found]
        parts = even_parts(cohort["full_time_equivalent"], weights, 3)
        for enrolment, part in zip(found, parts, strict=True):
            enrolment.full_time_equivalent = part
    if "immersions" in cohort:
        measure_exits(found, cohort, rng)


def measure_exits(found: list[Enrolment], cohort: dict, rng: Random) -> None:
    """The published counts are those of the persons who left by the agreement's date."""
    gone = [
        enrolment
        for enrolment in found
        if enrolment.profile.exited_on
        and enrolment.profile.exited_on <= enrolment.plan.agreement.exits_until
    ]
    stayed = [enrolment for enrolment in gone if not enrolment.profile.is_dropout]
    counts = shared_out(rng, cohort["immersions"], len(stayed), MOST_IMMERSIONS)
    for enrolment, count in zip(stayed, counts, strict=True):
        enrolment.immersions = count
    seen = rng.sample(stayed, min(cohort["two_interviews"], len(stayed)))
    for enrolment in gone:
        enrolment.two_interviews = enrolment in seen


# --- young people of the licence action, outside the RSA --------------------------------


def youth_profile(rng: Random, rank: int, year: int) -> Profile:
    sex, level = rng.choice(Sex.values), YOUTH_LEVELS[rank % len(YOUTH_LEVELS)]
    return Profile(sex, YOUTH_AGES, True, level, dt.date(year, 1, 15))


def youth_of(profile: Profile, communes: list, rng: Random) -> Someone:
    weights = [commune.population for commune in communes]
    commune = rng.choices(communes, weights)[0]
    birth = born_at(rng, profile.entered_on, rng.randint(*profile.ages))
    person = Someone(PersonRole.APPLICANT, profile.sex, birth)
    person.commune, person.level = commune, profile.level
    person.last_name = names.surname(rng)
    person.first_name = names.given_name(
        rng, woman=profile.sex == Sex.WOMAN, child=False, taken=set()
    )
    person.vehicle = False
    return person


# --- writing ----------------------------------------------------------------------------


def write_participations(enrolments: list[Enrolment]) -> None:
    outcomes = dict(ExitOutcome.objects.values_list("code", "pk"))
    rows = Participation.objects.bulk_create(
        [participation_row(enrolment, outcomes) for enrolment in enrolments], BATCH
    )
    steps = dict(Step.objects.values_list("code", "pk"))
    TakenStep.objects.bulk_create(
        [
            TakenStep(participation=row, step_id=steps[code])
            for enrolment, row in zip(enrolments, rows, strict=True)
            for code in enrolment.steps
        ],
        BATCH,
    )
    milestones = dict(Milestone.objects.values_list("code", "pk"))
    PassedMilestone.objects.bulk_create(
        PassedMilestone(participation=row, milestone_id=milestones[code], passed_on=day)
        for enrolment, row in zip(enrolments, rows, strict=True)
        for code, day in enrolment.profile.milestones
    )


def participation_row(enrolment: Enrolment, outcomes: dict) -> Participation:
    person, profile, home = enrolment.person, enrolment.profile, enrolment.person.home
    return Participation(
        agreement=enrolment.plan.agreement,
        person=person.row,
        audience=enrolment.audience,
        entered_on=profile.entered_on,
        exited_on=profile.exited_on,
        is_dropout=profile.is_dropout,
        outcome_id=outcomes.get(profile.outcome),
        hours=enrolment.hours,
        full_time_equivalent=enrolment.full_time_equivalent,
        immersions=enrolment.immersions,
        has_two_interviews_a_month=enrolment.two_interviews,
        education_level=person.level,
        family_situation=home.family if home else FamilySituation.SINGLE,
        has_children=has_children(home, profile.entered_on) if home else False,
        commune=home.commune if home else person.commune,
        lives_in_priority_area=person.priority_area,
        has_vehicle=person.vehicle,
        rsa_applied_on=home.spell.applied_on if home else None,
    )


def has_children(home: Home, day: dt.date) -> bool:
    return any(person.role == PersonRole.CHILD and person.birth <= day for person in home.people)
