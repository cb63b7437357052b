"""Who waits for an orientation or a contract, and whose contract ends."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from beneficiaries import models as b
from beneficiaries.enums import Path, Wait
from plics.models import User
from plics.periods import Period, months_before
from reports.tables.columns import Coded, Column, Day, DaysLeft, DaysSince
from reports.tables.persons import BY_NAME, COMMUNE, person_columns, with_commune
from reports.tables.table import Table
from reports.week.working import WorkingList

SOON = dt.timedelta(days=30)
BODY = Column(label="Organisme", path="body__name", narrows=True)
CONTRACT = ("beneficiaries_engagementcontract", "pk")
ORIENTATION = ("beneficiaries_orientation", "pk")


# --- orientations ---------------------------------------------------------------------------


def late_orientations(user: User, day: dt.date) -> QuerySet:
    return b.Orientation.objects.visible_to(user).late(Wait.ORIENTATION, day)


def late_contracts(user: User, day: dt.date) -> QuerySet:
    return b.Orientation.objects.visible_to(user).late(Wait.CONTRACT, day)


def not_oriented(user: User, day: dt.date) -> QuerySet:
    return b.Person.objects.visible_to(user).not_oriented(day)


WAITING = Table(
    columns=[
        *person_columns(),
        COMMUNE,
        BODY,
        Day(label="Information reçue le", path="informed_on"),
        DaysSince(label="Attente", path="informed_on"),
    ],
    order=["informed_on", *BY_NAME],
    record=ORIENTATION,
    person="person_id",
)
ORIENTED = Table(
    columns=[
        *person_columns(),
        COMMUNE,
        Coded(label="Parcours", path="path", choices=dict(Path.choices)),
        BODY,
        Column(label="Référent", path="referent_that_day"),
        Day(label="Orientée le", path="notified_on"),
        DaysSince(label="Attente", path="notified_on"),
    ],
    order=["notified_on", *BY_NAME],
    record=ORIENTATION,
    person="person_id",
)
PERSONS = Table(
    columns=[*person_columns(""), COMMUNE],
    order=["last_name", "first_name", "pk"],
    record=("beneficiaries_person", "pk"),
    person="pk",
)

# --- contracts ------------------------------------------------------------------------------


def contracts_ending(user: User, day: dt.date) -> QuerySet:
    return b.EngagementContract.objects.visible_to(user).ending_between(day, day + SOON)


def contracts_ended(user: User, day: dt.date) -> QuerySet:
    """Of persons that somebody still accompanies: the others’ contract ended with it."""
    accompanied = _supports(day).filter(person=OuterRef("person"))
    unfollowed = b.EngagementContract.objects.visible_to(user).unfollowed(day)
    ended = unfollowed.filter(ends_on__lt=day, ends_on__gte=months_before(day, 12))
    return ended.filter(Exists(accompanied))


def _supports(day: dt.date) -> QuerySet:
    return b.Support.objects.active_during(Period(start=day, end=day))


def with_referent(rows: QuerySet, day: dt.date) -> QuerySet:
    """Who of that body accompanies the person that day."""
    supports = _supports(day).filter(person=OuterRef("person"), body=OuterRef("body"))
    named = supports.order_by("-starts_on").values("referent__name")[:1]
    return rows.annotate(referent_that_day=Subquery(named))


def _contracts(left: Column, order: str) -> Table:
    return Table(
        columns=[
            *person_columns(),
            BODY,
            Column(label="Référent", path="referent_that_day"),
            Column(label="Commission", path="commission__name", narrows=True),
            Column(label="Type", path="kind__label"),
            Day(label="Signé le", path="signed_on"),
            Day(label="Fin", path="ends_on"),
            left,
        ],
        order=[order, *BY_NAME],
        record=CONTRACT,
        person="person_id",
    )


LISTS = (
    WorkingList(
        slug="attente-orientation",
        title="En attente d’orientation au-delà du délai",
        one="personne attend son orientation au-delà du délai",
        many="personnes attendent leur orientation au-delà du délai",
        why="Le département a été informé et aucune orientation n’est notifiée, alors que le délai "
        "en vigueur (« Délais à tenir » dans les données) est passé.",
        rows=late_orientations,
        table=WAITING,
        prepare=with_commune,
    ),
    WorkingList(
        slug="attente-contrat",
        title="En attente de contrat au-delà du délai",
        one="personne orientée attend son contrat au-delà du délai",
        many="personnes orientées attendent leur contrat au-delà du délai",
        why="Orientées vers un organisme dont les contrats sont tenus ici, et sans contrat signé "
        "depuis, alors que le délai en vigueur est passé.",
        rows=late_contracts,
        table=ORIENTED,
        prepare=lambda rows, day: with_referent(with_commune(rows, day), day),
    ),
    WorkingList(
        slug="non-orientes",
        title="Adultes sans orientation",
        one="adulte au droit ouvert n’a pas d’orientation",
        many="adultes au droit ouvert n’ont pas d’orientation",
        why="Adultes d’un foyer au droit ouvert, à qui aucune orientation n’a été notifiée.",
        rows=not_oriented,
        table=PERSONS,
        prepare=lambda rows, day: with_commune(rows, day, person="pk"),
    ),
    WorkingList(
        slug="contrats-a-renouveler",
        title="Contrats qui finissent d’ici trente jours",
        one="contrat finit d’ici trente jours",
        many="contrats finissent d’ici trente jours",
        why="Contrats d’engagement dont l’échéance est dans les trente jours et qu’aucun autre "
        "n’a suivi : à renouveler ou à clore avec le référent.",
        rows=contracts_ending,
        table=_contracts(DaysLeft(label="Reste", path="ends_on"), "ends_on"),
        prepare=with_referent,
    ),
    WorkingList(
        slug="contrats-echus",
        title="Contrats échus sans suite",
        one="contrat échu depuis moins d’un an est sans suite",
        many="contrats échus depuis moins d’un an sont sans suite",
        why="Contrats d’engagement finis depuis moins d’un an, qu’aucun autre n’a suivis, de "
        "personnes encore accompagnées.",
        rows=contracts_ended,
        table=_contracts(DaysSince(label="Depuis", path="ends_on"), "-ends_on"),
        prepare=with_referent,
    ),
)
