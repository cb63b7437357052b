"""Who enters and leaves actions, what is not known of it, and what was agreed that ends."""

from __future__ import annotations

import datetime as dt

from django.db.models import Case, DateField, Exists, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import Coalesce

from actions.models import Agreement, Participation, Proposal
from plics.models import User
from reports.tables.columns import Amount, Column, Day, DaysLeft, DaysSince
from reports.tables.persons import BY_NAME, person_columns
from reports.tables.table import Table
from reports.week.working import WorkingList

SOON, AHEAD = dt.timedelta(days=30), dt.timedelta(days=60)
# The person's page tells who; the row itself, what is to be said of the exit or the wait.
ACTION = "agreement__action__title"
OF_AGREEMENT = [
    Column(label="Action", path=ACTION, narrows=True),
    Column(label="Structure", path="agreement__action__provider__name", narrows=True),
    Column(label="Commission", path="agreement__commission__name", narrows=True),
]
PARTICIPATION = ("actions_participation", "pk")


def waiting_to_enter(user: User, day: dt.date) -> QuerySet:
    return Proposal.objects.visible_to(user).waiting(day)


def leaving(user: User, day: dt.date) -> QuerySet:
    """Soon, and nobody has said yet what for."""
    rows = Participation.objects.visible_to(user).leaving_between(day, day + SOON)
    return rows.filter(outcome=None, is_dropout=False)


def overstaying(user: User, day: dt.date) -> QuerySet:
    return Participation.objects.visible_to(user).overstaying(day)


def exits_without_outcome(user: User, day: dt.date) -> QuerySet:
    return Participation.objects.visible_to(user).lacking_outcome().filter(exited_on__lte=day)


def agreements_ending(user: User, day: dt.date) -> QuerySet:
    """That nothing goes on from."""
    following = Agreement.objects.filter(
        action=OuterRef("action"), commission=OuterRef("commission"), year__gt=OuterRef("year")
    )
    rows = Agreement.objects.visible_to(user).ending_between(day, day + AHEAD)
    return rows.exclude(Exists(following))


def with_last_day(rows: QuerySet, day: dt.date) -> QuerySet:
    """The year's last one, where the agreement says no other."""
    years = range(day.year, (day + AHEAD).year + 1)
    whole = [When(year=year, then=Value(dt.date(year, 12, 31))) for year in years]
    return rows.annotate(last=Coalesce("ends_on", Case(*whole, output_field=DateField())))


def with_leaving_day(rows: QuerySet, day: dt.date) -> QuerySet:
    return rows.annotate(leaves_on=Coalesce(F("exited_on"), F("planned_exit_on")))


LISTS = (
    WorkingList(
        slug="listes-d-attente",
        title="Listes d’attente des actions",
        one="personne attend d’entrer dans une action",
        many="personnes attendent d’entrer dans une action",
        why="Personnes proposées pour une action, ni refusées ni renonçantes, et pas encore "
        "entrées.",
        rows=waiting_to_enter,
        table=Table(
            columns=[
                *person_columns(),
                *OF_AGREEMENT,
                Column(label="Proposée par", path="proposed_by__name", narrows=True),
                Day(label="Proposée le", path="proposed_on"),
                DaysSince(label="Attente", path="proposed_on"),
            ],
            order=["proposed_on", *BY_NAME],
            record=("actions_proposal", "pk"),
            person="person_id",
            to_record=ACTION,
        ),
    ),
    WorkingList(
        slug="sorties-prochaines",
        title="Sorties d’action d’ici trente jours, sans issue",
        one="personne sort d’une action d’ici trente jours, sans issue",
        many="personnes sortent d’une action d’ici trente jours, sans issue",
        why="Présentes ce jour, elles sortent dans les trente jours, selon la date connue ou "
        "prévue, et rien ne dit vers quoi : à préparer avec la structure et le référent.",
        rows=leaving,
        table=Table(
            columns=[
                *person_columns(),
                *OF_AGREEMENT,
                Day(label="Entrée", path="entered_on"),
                Day(label="Sortie", path="leaves_on"),
                DaysLeft(label="Reste", path="leaves_on"),
            ],
            order=["leaves_on", *BY_NAME],
            record=PARTICIPATION,
            person="person_id",
            to_record=ACTION,
        ),
        prepare=with_leaving_day,
    ),
    WorkingList(
        slug="sorties-depassees",
        title="Sorties prévues et non dites",
        one="sortie prévue est passée sans être dite",
        many="sorties prévues sont passées sans être dites",
        why="La date prévue est passée et personne n’a dit que la personne est sortie : à demander "
        "à la structure.",
        rows=overstaying,
        table=Table(
            columns=[
                *person_columns(),
                *OF_AGREEMENT,
                Day(label="Entrée", path="entered_on"),
                Day(label="Sortie prévue", path="planned_exit_on"),
                DaysSince(label="Depuis", path="planned_exit_on"),
            ],
            order=["planned_exit_on", *BY_NAME],
            record=PARTICIPATION,
            person="person_id",
            to_record=ACTION,
        ),
    ),
    WorkingList(
        slug="sorties-sans-issue",
        title="Sorties d’action sans issue",
        one="sortie d’action est sans issue",
        many="sorties d’action sont sans issue",
        why="Participations terminées dont la structure n’a dit ni l’issue ni l’abandon : "
        "elles manquent aux taux de sorties.",
        rows=exits_without_outcome,
        table=Table(
            columns=[
                *person_columns(),
                *OF_AGREEMENT,
                Day(label="Entrée", path="entered_on"),
                Day(label="Sortie", path="exited_on"),
                DaysSince(label="Depuis", path="exited_on"),
            ],
            order=["exited_on", *BY_NAME],
            record=PARTICIPATION,
            person="person_id",
            to_record=ACTION,
        ),
    ),
    WorkingList(
        slug="conventions-finissantes",
        title="Conventions qui finissent d’ici soixante jours",
        one="convention finit d’ici soixante jours sans suite",
        many="conventions finissent d’ici soixante jours sans suite",
        why="Conventions que rien ne suit encore pour la même action et la même commission : à "
        "reconduire, ou à laisser finir.",
        rows=agreements_ending,
        table=Table(
            columns=[
                Column(label="Action", path="action__title"),
                Column(label="Structure", path="action__provider__name", narrows=True),
                Column(label="Commission", path="commission__name", narrows=True),
                Amount(label="Capacité", path="capacity"),
                Column(label="Unité", path="unit__label"),
                Day(label="Fin", path="last"),
                DaysLeft(label="Reste", path="last"),
            ],
            order=["last", "action__title", "pk"],
            record=("actions_agreement", "pk"),
        ),
        prepare=with_last_day,
    ),
)
