"""Aids that wait for a decision, the first or another."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, QuerySet

from funds.models import Aid, AidDecision
from plics.models import User
from plics.periods import months_before
from reports.tables.columns import Amount, Column, Day, DaysSince
from reports.tables.persons import BY_NAME, person_columns
from reports.tables.table import Table
from reports.week.working import WorkingList


def adjourned_aids(user: User, day: dt.date) -> QuerySet:
    later = Aid.objects.filter(
        person=OuterRef("person"), fund=OuterRef("fund"), decided_on__gt=OuterRef("decided_on")
    )
    adjourned = Aid.objects.visible_to(user).filter(
        decision=AidDecision.ADJOURNED, decided_on__lte=day, decided_on__gte=months_before(day, 12)
    )
    return adjourned.exclude(Exists(later.filter(decided_on__lte=day)))


def pending_aids(user: User, day: dt.date) -> QuerySet:
    """Whatever the day: an aid that is decided no longer waits."""
    return Aid.objects.visible_to(user).pending()


ASKED = [
    *person_columns(),
    Column(label="Fonds", path="fund__acronym", narrows=True),
    Column(label="Numéro", path="number"),
    Column(label="Nature", path="nature__label", narrows=True),
    Column(label="Commune", path="commune__name", narrows=True),
    Amount(label="Demandé (€)", path="amount_requested"),
    Day(label="Demandée le", path="requested_on"),
]
LISTS = (
    WorkingList(
        slug="aides-a-decider",
        title="Aides à décider",
        one="demande d’aide attend une décision",
        many="demandes d’aide attendent une décision",
        why="Demandes ni accordées, ni refusées, ni ajournées : « Décider », sur la fiche de "
        "l’aide.",
        rows=pending_aids,
        table=Table(
            columns=ASKED,
            order=["requested_on", *BY_NAME],
            record=("funds_aid", "pk"),
            person="person_id",
            to_record="number",
        ),
    ),
    WorkingList(
        slug="aides-ajournees",
        title="Aides ajournées en attente",
        one="aide ajournée attend une décision",
        many="aides ajournées attendent une décision",
        why="Demandes ajournées depuis moins d’un an, sans autre décision du même fonds pour "
        "la personne depuis.",
        rows=adjourned_aids,
        table=Table(
            columns=[
                *ASKED,
                Day(label="Ajournée le", path="decided_on"),
                DaysSince(label="Depuis", path="decided_on"),
            ],
            order=["decided_on", *BY_NAME],
            record=("funds_aid", "pk"),
            person="person_id",
            to_record="number",
        ),
    ),
)
