"""Write the households in bulk: rows, persons, memberships, dated situations."""

import datetime as dt
from typing import Any

from beneficiaries.enums import Organisation, PersonRole, RightState
from beneficiaries.models import Household, HouseholdSituation, Membership, Person
from reports.demo.chance import Random, chance, pick
from reports.demo.families import SINGLE_PARENT, Someone
from reports.demo.timeline import FIRST_FILE, Home

BATCH = 2000
PREFIX = "DEMO"
# Assumed: reasons (MOTICLORSA) for which a right ends.
CLOSING_REASONS = {"RFD": 40, "ECH": 30, "MUT": 12, "RAU": 9, "PCG": 6, "RGD": 3}
ADULTS = (PersonRole.APPLICANT, PersonRole.PARTNER)


def write_households(homes: list[Home]) -> None:
    rng = chance("households")
    rows = [Household(number=f"{PREFIX}{rank:07d}") for rank, _ in enumerate(homes, start=1)]
    payers = [pick(rng, {Organisation.CAF: 93, Organisation.MSA: 7}) for _ in homes]
    for home, row in zip(homes, Household.objects.bulk_create(rows, BATCH), strict=True):
        home.row = row
    write_people([person for home in homes for person in home.people])
    situations = [
        row
        for home, payer in zip(homes, payers, strict=True)
        for row in situations_of(home, payer, rng)
    ]
    HouseholdSituation.objects.bulk_create(situations, BATCH)


def write_people(people: list[Someone]) -> None:
    """Persons, and for those of a household their place in it."""
    rows = Person.objects.bulk_create([person_row(person) for person in people], BATCH)
    for person, row in zip(people, rows, strict=True):
        person.row = row
    Membership.objects.bulk_create(
        [
            Membership(
                household_id=person.household.row.pk,
                person_id=person.row.pk,
                role=person.role,
                has_rights_and_duties=person.duties if person.role in ADULTS else False,
                starts_on=person.joined_on,
                ends_on=person.until,
            )
            for person in people
            if person.home
        ],
        BATCH,
    )


def person_row(person: Someone) -> Person:
    return Person(
        last_name=person.last_name,
        first_name=person.first_name,
        birth_date=person.birth,
        sex=person.sex,
        education_level=person.level,
        lives_in_priority_area=person.priority_area,
        has_vehicle=person.vehicle,
        commune=person.commune,
    )


def situations_of(home: Home, payer: Organisation, rng: Random) -> list[HouseholdSituation]:
    """One row per stretch during which nothing changed."""
    state: dict[str, Any] = {"commune": home.first_commune, "family": home.first_family}
    changes = changes_of(home, rng)
    days = sorted(changes)
    rsa_type = "RSI" if home.kind == SINGLE_PARENT and rng.random() < 0.2 else "RSD"
    rows = []
    for day, following in zip(days, [*days[1:], None], strict=True):
        state |= changes[day]
        rows.append(
            HouseholdSituation(
                household_id=home.row.pk,
                starts_on=day,
                ends_on=following,
                right_state=state["right_state"],
                commune_id=state["commune"].pk,
                family_situation=state["family"],
                applied_on=state["applied_on"],
                rsa_type=rsa_type,
                organisation=payer,
                closing_reason=state["closing_reason"],
            )
        )
    return rows


def changes_of(home: Home, rng: Random) -> dict[dt.date, dict]:
    """What each day changes in the household's situation."""
    changes: dict[dt.date, dict] = {}
    for spell in home.spells:
        opening = {"applied_on": spell.applied_on, "closing_reason": ""}
        if FIRST_FILE < spell.applied_on < spell.opens_on:
            changes[spell.applied_on] = opening | {"right_state": RightState.PENDING}
        changes[spell.opens_on] = opening | {"right_state": RightState.OPEN_PAYABLE}
        if spell.closes_on:
            closed = pick(rng, {RightState.CLOSED: 60, RightState.CLOSED_EARLIER: 40})
            changes[spell.closes_on] = {
                "right_state": closed,
                "closing_reason": pick(rng, CLOSING_REASONS),
            }
    for day, field, value in sorted(home.events, key=lambda event: event[:2]):
        changes.setdefault(day, {})[field] = value
    return changes
