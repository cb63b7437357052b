"""All actions of a commission together: what territories are compared by.

A rate of all is the sum of what was counted over the sum of what it is set against, never an
average of the rates of each.
"""

from __future__ import annotations

import dataclasses
from typing import Any

from django.db.models import Q

from actions.enums import DYNAMIC_GROUPS, ExitGroup
from actions.models import Agreement, CapacityUnit, ExitOutcome, Participation
from reports.figures import groups, sources
from reports.figures.base import Spread, Timing, Unit
from reports.figures.catalogue.action_costs import FUNDED
from reports.figures.catalogue.action_day import is_there
from reports.figures.declaring import rate_of_all
from reports.figures.indicators import (
    Breakdown,
    Family,
    Indicator,
    Measure,
    Printed,
    Secrecy,
    ToDate,
    Where,
)
from reports.figures.sources import has_entered, has_left, is_present, of_audience

ALL = "Toutes les actions du territoire ensemble."
IN_PLACES = Q(agreement__capacity__isnull=False, agreement__unit__is_full_time_equivalent=False)
NOT_IN_FTE = "Sans les conventions conclues en équivalents temps plein."

participations = dataclasses.replace(
    sources.participations,
    name="participations_together",
    rows=lambda scope: Participation.objects.filter(of_audience(scope), agreement__year=scope.year),
    subject=None,
    spread=Spread.COMMISSIONS,
    base="Participations relevant des conventions de l’année.",
    covers="participations relevant des conventions",
    flags=(),
    reads=(Agreement, CapacityUnit, ExitOutcome, Participation),
)
on_day = dataclasses.replace(
    participations,
    name="participations_together_on_day",
    timing=Timing.STOCK,
    base="Participations en cours ce jour-là, jour de la sortie compris.",
)
agreements = dataclasses.replace(
    sources.agreements, name="agreements_together", subject=None, spread=Spread.COMMISSIONS
)


def _agreed_in_places() -> dict[str, str | None]:
    found = Agreement.objects.filter(capacity__isnull=False, unit__is_full_time_equivalent=False)
    return dict.fromkeys(found.values_list("action__slug", flat=True))


def _of_all(
    code: str, label: str, definition: str, where: Where, unit: Unit = Unit.EXITS, **more: Any
) -> Measure:
    shared: dict[str, Any] = {
        "adds_up": (),
        "source": participations,
        "per_subject": f"action.{code}",
    } | more
    return Measure(
        code=f"actions.{code}",
        label=label,
        definition=f"{definition} {ALL}",
        family=Family.PARTICIPANTS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        unit=unit,
        where=where,
        **shared,
    )


def _agreed(code: str, label: str, definition: str, unit: Unit, **more: Any) -> Measure:
    return Measure(
        code=f"actions.{code}",
        label=label,
        definition=f"{definition} {ALL}",
        family=Family.PARTICIPANTS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.AGREED,
        adds_up=(),
        unit=unit,
        source=agreements,
        **more,
    )


def _kept(where: Q) -> Where:
    """Left, and not set aside by the agreement."""
    return lambda scope: has_left(scope) & where & Q(is_excluded_from_rate=False)


AT_WORK = (ExitGroup.LASTING_JOB, ExitGroup.TRANSITION)
TO_DATE = ToDate()
BY_GROUP = "actions.exits.by_group"

INDICATORS: list[Indicator] = [
    _of_all(
        "entries.in_places",
        "Entrées dans les actions conventionnées en places",
        f"Personnes entrées dans l’année. {NOT_IN_FTE}",
        lambda scope: has_entered(scope) & IN_PLACES,
        Unit.PERSONS,
        per_subject="action.entries",
        subjects=_agreed_in_places,
        to_date=TO_DATE,
    ),
    _of_all(
        "present.on_day.in_places",
        "Personnes présentes dans les actions conventionnées en places",
        f"Personnes présentes ce jour-là. {NOT_IN_FTE}",
        lambda scope: is_there(scope) & IN_PLACES,
        Unit.PERSONS,
        source=on_day,
        per_subject="action.present.on_day",
        subjects=_agreed_in_places,
    ),
    _of_all(
        "present.funded",
        "Participants des actions dont le montant est conventionné",
        "Personnes présentes dans l’année.",
        lambda scope: is_present(scope) & FUNDED,
        Unit.PERSONS,
        per_subject="action.present.funded",
        to_date=TO_DATE,
    ),
    _of_all(
        "exits.counted",
        "Sorties retenues, toutes actions",
        "Sorties, moins celles que la convention neutralise.",
        _kept(Q()),
        within=(("actions.exits",),),
        to_date=TO_DATE,
    ),
    _of_all(
        "exits",
        "Sorties, toutes actions",
        "Sorties entre le 1er janvier et la date fixée par chaque convention.",
        has_left,
        to_date=TO_DATE,
    ),
    Breakdown(
        code=BY_GROUP,
        label="Sorties de toutes les actions, par groupe d’issues",
        definition="Emploi durable, emploi de transition, sortie positive, autre sortie.",
        family=Family.PARTICIPANTS,
        printed=Printed.NOWHERE,
        secrecy=Secrecy.PEOPLE,
        splits="actions.exits",
        said="Issue la plus fréquente : {label}, {part}",
        unit=Unit.EXITS,
        source=participations,
        where=has_left,
        groups=groups.by_exit_group("outcome__group"),
        per_subject="action.exits.by_group",
    ),
    _of_all(
        "dropouts",
        "Abandons, toutes actions",
        "Sorties par abandon.",
        lambda scope: has_left(scope) & Q(is_dropout=True),
        to_date=TO_DATE,
    ),
    _of_all(
        "dynamic_exits.counted",
        "Sorties dynamiques retenues, toutes actions",
        "Sorties vers un emploi durable, un emploi de transition ou une sortie positive.",
        _kept(Q(outcome__group__in=DYNAMIC_GROUPS)),
        # Those at work taken away, it tells who left well otherwise.
        group_sums=lambda: {
            None: (
                groups.terms(BY_GROUP, *DYNAMIC_GROUPS),
                ("actions.exits.to_work", (BY_GROUP, ExitGroup.POSITIVE)),
            )
        },
        to_date=TO_DATE,
    ),
    _of_all(
        "exits.to_work",
        "Sorties vers l’emploi retenues, toutes actions",
        "Sorties vers un emploi durable ou de transition.",
        _kept(Q(outcome__group__in=AT_WORK)),
        group_sums=lambda: {None: (groups.terms(BY_GROUP, *AT_WORK),)},
        within=(("actions.dynamic_exits.counted",),),
        per_subject="",
        to_date=TO_DATE,
    ),
    _agreed(
        "capacity.places",
        "Places conventionnées, toutes actions",
        f"Capacité des conventions de l’année. {NOT_IN_FTE}",
        Unit.CAPACITY,
        field="capacity",
        places=2,
        where=lambda scope: Q(unit__is_full_time_equivalent=False),
    ),
    _agreed(
        "amount",
        "Montant conventionné, toutes actions",
        "Somme des montants des conventions de l’année, là où un montant est saisi.",
        Unit.EUROS,
        field="amount",
    ),
    rate_of_all(
        "actions.measures.rate",
        "Mesures mobilisées pour 100 allocataires et conjoints",
        "Mesures mobilisées rapportées aux allocataires et conjoints du jour.",
        "actions.measures",
        "rsa.adults",
        unit=Unit.PER_100_ADULTS,
        places=1,
    ),
    rate_of_all(
        "actions.filling",
        "Remplissage des places, toutes actions",
        f"Entrées de l’année rapportées aux places conventionnées. {NOT_IN_FTE}",
        "actions.entries.in_places",
        "actions.capacity.places",
        to_date=TO_DATE,
        printed=Printed.EVALUATED,
    ),
    rate_of_all(
        "actions.occupancy.on_day",
        "Occupation des places, toutes actions",
        f"Personnes présentes ce jour-là, rapportées aux places conventionnées. {NOT_IN_FTE}",
        "actions.present.on_day.in_places",
        "actions.capacity.places",
    ),
    rate_of_all(
        "actions.cost",
        "Coût conventionné par participant",
        "Montant conventionné rapporté aux personnes présentes dans l’année, pour les actions dont "
        "le montant est saisi.",
        "actions.amount",
        "actions.present.funded",
        unit=Unit.EUROS,
        factor=1,
        printed=Printed.EVALUATED,
    ),
    rate_of_all(
        "actions.dynamic_exits.rate",
        "Taux de sorties dynamiques, toutes actions",
        "Sorties dynamiques rapportées aux sorties ; les sorties exclues du taux le sont des deux "
        "côtés.",
        "actions.dynamic_exits.counted",
        "actions.exits.counted",
        to_date=TO_DATE,
        printed=Printed.EVALUATED,
    ),
    rate_of_all(
        "actions.exits.to_work.rate",
        "Part des sorties vers l’emploi, toutes actions",
        "Sorties vers un emploi durable ou de transition, rapportées aux sorties ; les sorties "
        "exclues du taux le sont des deux côtés.",
        "actions.exits.to_work",
        "actions.exits.counted",
        to_date=TO_DATE,
        printed=Printed.EVALUATED,
    ),
    rate_of_all(
        "actions.dropouts.rate",
        "Part des abandons, toutes actions",
        "Abandons rapportés aux sorties.",
        "actions.dropouts",
        "actions.exits",
        to_date=TO_DATE,
    ),
]
