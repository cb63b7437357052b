"""Who is in an action on the reference day, and the places that are free that day."""

from __future__ import annotations

import dataclasses

from django.db.models import Q

from actions.models import Agreement, Session, is_active_during
from plics.periods import Period
from reports.figures import sources
from reports.figures.base import Scope, Timing, Unit
from reports.figures.catalogue.action_capacity import FTE_AGREED, agreed
from reports.figures.catalogue.steering import Difference
from reports.figures.indicators import Family, Indicator, Measure, Printed, Ratio, Secrecy

# The same rows, hence the same statement.
on_day = dataclasses.replace(
    sources.participations,
    name="participations_on_day",
    timing=Timing.STOCK,
    base="Participations en cours ce jour-là, jour de la sortie compris.",
)


def is_there(scope: Scope) -> Q:
    return is_active_during(Period(start=scope.on, end=scope.on))


# Realised FTE are those of a whole year: they tell nobody how many posts are held one day.
NOT_IN_FTE = "Sans objet quand la convention est conclue en équivalents temps plein."

agreements_on_day = dataclasses.replace(
    sources.agreements,
    name="agreements_on_day",
    rows=lambda scope: Agreement.objects.of_year(scope.year).with_places_on(scope.on),
    timing=Timing.STOCK,
    reads=(*sources.agreements.reads, Session),
)

INDICATORS: list[Indicator] = [
    Measure(
        code="action.present.on_day",
        label="Personnes présentes",
        definition="Personnes entrées au plus tard ce jour-là, et qui ne sont pas sorties avant.",
        family=Family.ACTIONS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        adds_up=(),
        within=(("action.present",),),
        unit=Unit.PERSONS,
        source=on_day,
        where=is_there,
    ),
    agreed(
        "capacity.places",
        "Capacité conventionnée, hors équivalents temps plein",
        "Capacité des conventions qui ne sont pas conclues en équivalents temps plein.",
        field="capacity",
        where=lambda scope: ~FTE_AGREED,
        printed=Printed.NOWHERE,
        places=2,
    ),
    Ratio(
        code="action.occupancy.on_day",
        label="Taux d’occupation",
        definition="Personnes présentes ce jour-là, rapportées à la capacité conventionnée. "
        + NOT_IN_FTE,
        family=Family.ACTIONS,
        printed=Printed.NOWHERE,
        said=None,
        numerator="action.present.on_day",
        denominator="action.capacity.places",
    ),
    Difference(
        code="action.places_left.on_day",
        label="Places libres, sur la capacité",
        definition="Capacité conventionnée moins les personnes présentes ce jour-là ; une sortie "
        f"libère sa place le lendemain. {NOT_IN_FTE}",
        family=Family.ACTIONS,
        printed=Printed.NOWHERE,
        unit=Unit.CAPACITY,
        places=2,
        whole="action.capacity.places",
        taken="action.present.on_day",
    ),
    Measure(
        code="action.places.on_day",
        label="Places ouvertes",
        definition="Places des sessions en cours ce jour-là, quand la convention a des sessions ; "
        "sinon, sa capacité, hors équivalents temps plein.",
        family=Family.ACTIONS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.AGREED,
        adds_up=(),
        unit=Unit.CAPACITY,
        source=agreements_on_day,
        field="places_that_day",
        where=lambda scope: ~FTE_AGREED,
        places=2,
    ),
    Difference(
        code="action.places_free.on_day",
        label="Places libres",
        definition="Places ouvertes ce jour-là, celles des sessions en cours s’il y en a, moins "
        f"les personnes présentes ; une sortie libère sa place le lendemain. {NOT_IN_FTE}",
        family=Family.ACTIONS,
        printed=Printed.NOWHERE,
        unit=Unit.CAPACITY,
        places=2,
        whole="action.places.on_day",
        taken="action.present.on_day",
    ),
]
