"""Who left an action, and what is not known of it."""

from __future__ import annotations

import datetime as dt

from django.db.models import QuerySet

from actions.models import Participation
from plics.models import User
from reports.tables.columns import Column, Day, DaysSince
from reports.tables.persons import BY_NAME, person_columns
from reports.tables.table import Table

EXITS = Table(
    columns=[
        *person_columns(),
        Column(label="Action", path="agreement__action__title", narrows=True),
        Column(label="Structure", path="agreement__action__provider__name", narrows=True),
        Column(label="Commission", path="agreement__commission__name", narrows=True),
        Day(label="Entrée", path="entered_on"),
        Day(label="Sortie", path="exited_on"),
        DaysSince(label="Depuis", path="exited_on"),
    ],
    order=["exited_on", *BY_NAME],
    record=("actions_participation", "pk"),
)


def exits_without_outcome(user: User, day: dt.date) -> QuerySet:
    return Participation.objects.visible_to(user).lacking_outcome().filter(exited_on__lte=day)
