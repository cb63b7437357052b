"""What an action was agreed to cost, for each of those who came and of those who left well."""

from __future__ import annotations

from django.db.models import Q

from reports.figures.base import Unit
from reports.figures.catalogue.action_capacity import agreed
from reports.figures.catalogue.action_flows import DYNAMIC
from reports.figures.declaring import participations_counted, rate_of_all
from reports.figures.indicators import Family, Indicator, Printed
from reports.figures.sources import has_left, is_present

# Several agreements may be one action's in the département: those without an amount count nobody.
FUNDED = Q(agreement__amount__isnull=False)

INDICATORS: list[Indicator] = [
    agreed(
        "amount",
        "Montant conventionné",
        "Montant fixé par la convention de l’année.",
        Unit.EUROS,
        field="amount",
        printed=Printed.EVALUATED,
    ),
    participations_counted(
        "present.funded",
        "Participants dont le montant est conventionné",
        "Personnes présentes dans l’année, là où la convention porte un montant.",
        lambda scope: is_present(scope) & FUNDED,
        group_sums=lambda: {None: (("action.present",),)},
        printed=Printed.NOWHERE,
    ),
    participations_counted(
        "dynamic_exits.funded",
        "Sorties dynamiques dont le montant est conventionné",
        "Sorties dynamiques de l’année, là où la convention porte un montant.",
        lambda scope: has_left(scope) & DYNAMIC & FUNDED,
        Unit.EXITS,
        group_sums=lambda: {None: (("action.dynamic_exits",),)},
        within=(("action.present.funded",),),
        printed=Printed.NOWHERE,
    ),
    rate_of_all(
        "action.cost",
        "Coût conventionné de l’action par participant",
        "Montant conventionné rapporté aux personnes présentes dans l’année, là où il y en a un.",
        "action.amount",
        "action.present.funded",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        unit=Unit.EUROS,
        factor=1,
    ),
    rate_of_all(
        "action.cost.per_exit",
        "Coût conventionné de l’action par sortie dynamique",
        "Montant conventionné rapporté aux sorties dynamiques de l’année, là où il y en a un.",
        "action.amount",
        "action.dynamic_exits.funded",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        unit=Unit.EUROS,
        factor=1,
    ),
]
