"""How a list names persons, and where they live."""

import datetime as dt

from django.db.models import OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from beneficiaries.models import Membership, Person, in_force
from reports.tables.columns import Column, Day

BY_NAME = ["person__last_name", "person__first_name", "pk"]
COMMUNE = Column(label="Commune", path="commune_that_day", narrows=True)


def person_columns(prefix: str = "person__") -> list[Column]:
    return [
        Column(label="Nom", path=f"{prefix}last_name"),
        Column(label="Prénom", path=f"{prefix}first_name"),
        Day(label="Naissance", path=f"{prefix}birth_date"),
    ]


def with_commune(rows: QuerySet, day: dt.date, *, person: str = "person") -> QuerySet:
    """That of their household that day; outside the RSA, their own."""
    places = Membership.objects.on(day).filter(in_force(day, "situation__"))
    homes = places.filter(person=OuterRef(person)).order_by("-starts_on", "pk")
    own = Person.objects.filter(pk=OuterRef(person)).values("commune__name")
    return rows.annotate(
        commune_that_day=Coalesce(
            Subquery(homes.values("situation__commune__name")[:1]), Subquery(own)
        )
    )
