"""What the year's agreement says of an action: its capacity, its targets."""

from typing import Any

from django.db.models import Q

from actions.models import TargetKind
from reports.figures import groups, sources
from reports.figures.base import Unit
from reports.figures.indicators import (
    Breakdown,
    Choice,
    Family,
    Indicator,
    Measure,
    Printed,
    Secrecy,
)

FTE_AGREED = Q(unit__is_full_time_equivalent=True)


def agreed(
    code: str,
    label: str,
    definition: str,
    unit: Unit = Unit.CAPACITY,
    *,
    printed: Printed = Printed.EVALUATED | Printed.PROGRAMME,
    **more: Any,
) -> Measure:
    return Measure(
        code=f"action.{code}",
        label=label,
        definition=definition,
        family=Family.ACTIONS,
        printed=printed,
        secrecy=Secrecy.AGREED,
        adds_up=(),
        unit=unit,
        source=sources.agreements,
        **more,
    )


INDICATORS: list[Indicator] = [
    agreed(
        "capacity",
        "Capacité conventionnée",
        "Capacité fixée par la convention de l’année, dans son unité.",
        field="capacity",
        places=2,
    ),
    agreed(
        "capacity.fte",
        "Capacité conventionnée en équivalents temps plein",
        "Capacité des conventions conclues en équivalents temps plein.",
        Unit.FTE,
        field="capacity",
        where=lambda scope: FTE_AGREED,
        printed=Printed.NOWHERE,
        places=2,
    ),
    Breakdown(
        code="action.capacity.by_audience",
        label="Capacité conventionnée, par public",
        definition="Part de la capacité que la convention réserve à un public.",
        family=Family.ACTIONS,
        printed=Printed.PROGRAMME,
        secrecy=Secrecy.AGREED,
        splits=None,
        said="{name} : {part}",
        unit=Unit.CAPACITY,
        source=sources.capacity_shares,
        field="value",
        groups=groups.by_audience("audience"),
        places=2,
    ),
    Choice(
        code="action.occupancy",
        label="Remplissage des places",
        definition="Entrées de l’année rapportées à la capacité ; équivalents temps plein "
        "réalisés quand la convention est conclue en équivalents temps plein.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        said=None,
        numerator="action.entries",
        denominator="action.capacity",
        instead_numerator="action.fte",
        instead_denominator="action.capacity.fte",
    ),
    agreed(
        "dynamic_exits.target",
        "Objectif de sorties dynamiques",
        "Taux de sorties dynamiques fixé par la convention.",
        Unit.PERCENT,
        field="dynamic_exit_target",
        fold="same",
    ),
    Breakdown(
        code="action.targets",
        label="Objectifs de la convention",
        definition="Valeurs fixées par la convention de l’année, chacune dans son unité.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED | Printed.PROGRAMME,
        secrecy=Secrecy.AGREED,
        splits=None,
        said="{name} : {part}",
        unit=Unit.QUANTITY,
        source=sources.targets,
        field="value",
        fold="same",
        groups=groups.by_nomenclature(TargetKind, "kind__code"),
        places=2,
    ),
]
