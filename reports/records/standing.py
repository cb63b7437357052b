"""What holds of a person or of a household on a day, read from their own line of time."""

from __future__ import annotations

import dataclasses
import datetime as dt
from typing import Any

from django.utils.text import capfirst

from beneficiaries.enums import Sex
from beneficiaries.models import Commune, Membership, Person
from plics import formatting
from plics.periods import age_on
from reports.records import telling
from reports.records.timeline import (
    CONTRACT,
    DECISION,
    ORIENTATION,
    PARTICIPATION,
    PLACE,
    PROPOSAL,
    SITUATION,
    SUPPORT,
    Event,
    Kind,
)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Fact:
    label: str
    told: str
    url: str = ""
    # A form of the administration, which comes back here.
    form: str = ""
    is_lacking: bool = False


@dataclasses.dataclass(frozen=True, kw_only=True)
class Standing:
    """`events` is the whole line of time, of which the day makes its choice."""

    events: list[Event]
    day: dt.date

    def running(self, *kinds: Kind) -> list[Event]:
        return [each for each in self.events if each.kind in kinds and each.runs_on(self.day)]

    def last(self, kind: Kind) -> Event | None:
        """The last begun by that day, over or not."""
        begun = (each for each in self.events if each.kind is kind and not each.cancelled)
        return next((each for each in begun if each.on <= self.day), None)

    @property
    def under_way(self) -> list[Event]:
        """Participations, waits for one, sanctions that take effect; facts tell the rest."""
        sanctions = [each for each in self.events if is_sanction_on(each, self.day)]
        return self.running(PARTICIPATION, PROPOSAL) + sanctions

    @property
    def places(self) -> list[Membership]:
        return [each.row for each in self.running(PLACE)]

    def situation_of(self, household: Any) -> Any:
        rows = (each.row for each in self.running(SITUATION))
        return next((row for row in rows if row.household_id == household), None)


def is_sanction_on(event: Event, day: dt.date) -> bool:
    if event.kind is not DECISION or event.cancelled or not event.row.type.is_sanction:
        return False
    row = event.row
    begun = row.takes_effect_on or event.on
    return begun <= day and not any(end and end <= day for end in (row.lifted_on, row.ends_on))


def commune_on(person: Person, standing: Standing) -> Commune | None:
    """The household's; the person's own outside the RSA."""
    for place in standing.places:
        if situation := standing.situation_of(place.household_id):
            found: Commune = situation.commune
            return found
    return person.commune


def facts_of_person(person: Person, standing: Standing) -> list[Fact]:
    facts = [Fact(label="Âge", told=born(person, standing.day))]
    for place in standing.places:
        facts.append(home(place))
        facts += facts_of_situation(standing.situation_of(place.household_id))
    if not standing.places:
        facts.append(Fact(label="Ménage", told=no_home(standing), is_lacking=True))
        if person.commune:
            facts.append(Fact(label="Commune", told=str(person.commune)))
    if person.education_level:
        facts.append(Fact(label="Formation", told=person.get_education_level_display()))
    return [*facts, *path(standing), *referents(standing), contract(standing)]


def born(person: Person, day: dt.date) -> str:
    verbs: dict[str, str] = {Sex.WOMAN: "née", Sex.MAN: "né"}
    verb = verbs.get(person.sex, "né(e)")
    age = formatting.counted(age_on(day, person.birth_date), "an")
    return f"{age}, {verb} le {formatting.day(person.birth_date)}"


def home(place: Membership) -> Fact:
    duties = {True: ", droits et devoirs", False: ", sans droits et devoirs", None: ""}
    role = place.get_role_display() + duties[place.has_rights_and_duties]
    return Fact(
        label="Ménage",
        told=f"{place.household.number}, {role}",
        url=place.household.get_absolute_url(),
    )


def no_home(standing: Standing) -> str:
    last = standing.last(PLACE)
    if last is None or last.until is None:
        return "hors du RSA"
    return f"aucun depuis le {formatting.day(last.row.ends_on)} ({last.row.household.number})"


def facts_of_situation(situation: Any) -> list[Fact]:
    if situation is None:
        return [Fact(label="Droit", told="aucune situation connue ce jour-là", is_lacking=True)]
    applied = formatting.day(situation.applied_on)
    return [
        Fact(label="Commune", told=str(situation.commune)),
        Fact(
            label="Droit",
            told=f"{situation.get_right_state_display()} "
            f"({situation.get_organisation_display()}), demande du {applied}",
        ),
        Fact(label="Famille", told=capfirst(situation.get_family_situation_display())),
    ]


def path(standing: Standing) -> list[Fact]:
    """The wait of that day, and the orientation that holds: of two on the same day, the last one
    recorded."""
    events = [each for each in standing.events if each.kind is ORIENTATION and not each.cancelled]
    notified = [each for each in events if each.until and each.until <= standing.day]
    waits = [each for each in events if is_waited_on(each, standing.day)]
    if not notified and not waits:
        return [Fact(label="Parcours", told="pas d’orientation", is_lacking=True)]
    holding = sorted(notified, key=lambda each: (each.until, each.row.pk))[-1:]
    return [
        *(Fact(label="Parcours", told=told_of_wait(each), form=each.url, is_lacking=True)
          for each in waits),
        *(Fact(label="Parcours", told=f"{each.told}, le {formatting.day(each.until)}",
               form=each.url)
          for each in holding),
    ]  # fmt: skip


def is_waited_on(event: Event, day: dt.date) -> bool:
    informed = event.row.informed_on
    return bool(informed) and informed <= day and not (event.until and event.until <= day)


def told_of_wait(event: Event) -> str:
    """What an orientation notified since would be was not known."""
    return event.told if event.row.is_waiting else telling.wait(event.row)


def referents(standing: Standing) -> list[Fact]:
    found = standing.running(SUPPORT)
    if not found:
        return [Fact(label="Référent", told="aucun", is_lacking=True)]
    return [
        Fact(label="Référent", told=f"{referent(each.row)}, depuis le {formatting.day(each.on)}",
             form=each.url)
        for each in found
    ]  # fmt: skip


def referent(support: Any) -> str:
    return f"{support.referent} ({support.body})" if support.referent else str(support.body)


def contract(standing: Standing) -> Fact:
    """The one in force, else the last to have ended."""
    last = next(iter(standing.running(CONTRACT)), None) or standing.last(CONTRACT)
    if last is None:
        return Fact(label="Contrat", told="aucun", is_lacking=True)
    is_over = not last.runs_on(standing.day)
    until = last.until and f", {'échu le' if is_over else 'jusqu’au'} {formatting.day(last.until)}"
    told = f"{last.told}, signé le {formatting.day(last.on)}{until or ', sans fin dite'}"
    return Fact(label="Contrat", told=told, form=last.url, is_lacking=is_over)


@dataclasses.dataclass(frozen=True, kw_only=True)
class Member:
    place: Membership
    age: int
    referent: str
    contract_until: str


def members(standing: Standing, of_members: list[Event]) -> list[Member]:
    """Who lives there that day, as far as the account sees them, with who accompanies them."""
    found = []
    for place in sorted(standing.places, key=lambda place: place.person.birth_date):
        own = [each for each in of_members if each.row.person_id == place.person_id]
        theirs = Standing(events=own, day=standing.day)
        contracts = theirs.running(CONTRACT)
        ends = [formatting.day(each.until) if each.until else "sans fin" for each in contracts]
        found.append(
            Member(
                place=place,
                age=age_on(standing.day, place.person.birth_date),
                referent=formatting.listing(referent(each.row) for each in theirs.running(SUPPORT)),
                contract_until=formatting.listing(ends),
            )
        )
    return found
