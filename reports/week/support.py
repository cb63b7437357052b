"""Who is accompanied, and whose contract ends."""

from __future__ import annotations

import datetime as dt

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery

from beneficiaries import models as b
from plics.models import User
from plics.periods import months_before
from reports.tables.columns import Column, Day, DaysLeft, DaysSince
from reports.tables.persons import BY_NAME, person_columns
from reports.tables.table import Table

SOON = dt.timedelta(days=30)
RECORD = ("beneficiaries_engagementcontract", "pk")


def _columns(left: Column) -> list[Column]:
    return [
        *person_columns(),
        Column(label="Organisme", path="body__name", narrows=True),
        Column(label="Référent", path="referent_that_day"),
        Column(label="Commission", path="commission__name", narrows=True),
        Column(label="Type", path="kind__label"),
        Day(label="Signé le", path="signed_on"),
        Day(label="Fin", path="ends_on"),
        left,
    ]


CONTRACTS = Table(
    columns=_columns(DaysLeft(label="Reste", path="ends_on")),
    order=["ends_on", *BY_NAME],
    record=RECORD,
)
ENDED_CONTRACTS = Table(
    columns=_columns(DaysSince(label="Depuis", path="ends_on")),
    order=["-ends_on", *BY_NAME],
    record=RECORD,
)


def contracts_ending(user: User, day: dt.date) -> QuerySet:
    return _last_contracts(user).filter(ends_on__range=(day, day + SOON))


def contracts_ended(user: User, day: dt.date) -> QuerySet:
    """Of persons that somebody still accompanies: the others’ contract ended with it."""
    accompanied = _supports(day).filter(person=OuterRef("person"))
    ended = _last_contracts(user).filter(ends_on__lt=day, ends_on__gte=months_before(day, 12))
    return ended.filter(Exists(accompanied))


def with_referent(rows: QuerySet, day: dt.date) -> QuerySet:
    """Who of that body accompanies the person that day."""
    supports = _supports(day).filter(person=OuterRef("person"), body=OuterRef("body"))
    named = supports.order_by("-starts_on").values("referent__name")[:1]
    return rows.annotate(referent_that_day=Subquery(named))


def _last_contracts(user: User) -> QuerySet:
    later = b.EngagementContract.objects.filter(
        person=OuterRef("person"), signed_on__gt=OuterRef("signed_on")
    )
    return b.EngagementContract.objects.visible_to(user).exclude(Exists(later))


def _supports(day: dt.date) -> QuerySet:
    ends = Q(ends_on=None) | Q(ends_on__gt=day)
    return b.Support.objects.filter(ends, starts_on__lte=day)
