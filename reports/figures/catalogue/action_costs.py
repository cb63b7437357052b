"""What an action was agreed to cost, for each of those who came and of those who left well."""

from __future__ import annotations

from reports.figures.base import Unit
from reports.figures.catalogue.action_capacity import agreed
from reports.figures.declaring import rate_of_all
from reports.figures.indicators import Family, Indicator, Printed

INDICATORS: list[Indicator] = [
    agreed(
        "amount",
        "Montant conventionné",
        "Montant fixé par la convention de l’année.",
        Unit.EUROS,
        field="amount",
        printed=Printed.EVALUATED,
    ),
    rate_of_all(
        "action.cost",
        "Coût conventionné de l’action par participant",
        "Montant conventionné rapporté aux personnes présentes dans l’année.",
        "action.amount",
        "action.present",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        unit=Unit.EUROS,
        factor=1,
    ),
    rate_of_all(
        "action.cost.per_exit",
        "Coût conventionné de l’action par sortie dynamique",
        "Montant conventionné rapporté aux sorties dynamiques de l’année.",
        "action.amount",
        "action.dynamic_exits",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        unit=Unit.EUROS,
        factor=1,
    ),
]
