"""Who came into an action, who was there, who left it and for what."""

from django.db.models import Q

from actions.enums import DYNAMIC_GROUPS
from actions.models import ExitOutcome
from reports.figures import groups, sources
from reports.figures.base import Unit
from reports.figures.declaring import participations_counted
from reports.figures.indicators import (
    Breakdown,
    Family,
    Indicator,
    Printed,
    Ratio,
    Secrecy,
    Sums,
    Term,
    ToDate,
)
from reports.figures.sources import has_entered, has_left, is_present

DYNAMIC = Q(outcome__group__in=DYNAMIC_GROUPS)
COUNTED = Q(is_excluded_from_rate=False)


def _outcomes_by_group() -> dict[str | None, Sums]:
    found: dict[str | None, tuple[Term, ...]] = {}
    for code, group in ExitOutcome.objects.values_list("code", "group"):
        found[group] = (*found.get(group, ()), ("action.exits.by_outcome", code))
    return {group: (terms,) for group, terms in found.items()}


INDICATORS: list[Indicator] = [
    participations_counted(
        "entries",
        "Entrées",
        "Personnes entrées sur l’action entre le 1er janvier et le 31 décembre.",
        has_entered,
        within=(("action.present",),),
        to_date=ToDate(),
    ),
    Breakdown(
        code="action.entries.by_audience",
        label="Entrées, par public",
        definition="Entrées de l’année des bénéficiaires du RSA et des jeunes.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        splits="action.entries",
        said="{name} : {part}",
        unit=Unit.PERSONS,
        source=sources.participations,
        where=has_entered,
        groups=groups.by_audience("audience"),
    ),
    participations_counted(
        "present",
        "Personnes présentes dans l’année",
        "Participations actives à un moment de l’année : base des parts de l’action.",
        is_present,
        # Where nobody came after the day, those who are gone are those who are not there.
        group_sums=lambda: {None: (("action.present.on_day", "action.exits"),)},
        to_date=ToDate(label="Personnes présentes un jour au moins"),
    ),
    participations_counted(
        "exits",
        "Sorties",
        "Sorties entre le 1er janvier et la date fixée par la convention.",
        has_left,
        Unit.EXITS,
        adds_up=(
            ("action.exits.completed", "action.dropouts"),
            ("action.exits.counted", "action.exits.excluded"),
        ),
        within=(("action.present",),),
        to_date=ToDate(),
    ),
    participations_counted(
        "dropouts",
        "Abandons",
        "Sorties par abandon entre le 1er janvier et la date fixée par la convention.",
        lambda scope: has_left(scope) & Q(is_dropout=True),
        Unit.EXITS,
        to_date=ToDate(),
    ),
    participations_counted(
        "exits.completed",
        "Sorties hors abandons",
        "Personnes sorties au terme de leur parcours, abandons déduits.",
        lambda scope: has_left(scope) & Q(is_dropout=False),
        Unit.EXITS,
    ),
    participations_counted(
        "exits.excluded",
        "Sorties exclues du taux",
        "Sorties que la convention neutralise, avec leur motif.",
        lambda scope: has_left(scope) & ~COUNTED,
        Unit.EXITS,
    ),
    participations_counted(
        "exits.counted",
        "Sorties retenues",
        "Sorties, moins celles que la convention neutralise.",
        lambda scope: has_left(scope) & COUNTED,
        Unit.EXITS,
        printed=Printed.NOWHERE,
        to_date=ToDate(),
    ),
    Breakdown(
        code="action.exits.by_outcome",
        label="Sorties, par issue",
        definition="Situation de la personne à la sortie de l’action.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits="action.exits",
        said="Issue la plus fréquente : {label}, {part}",
        unit=Unit.EXITS,
        source=sources.participations,
        where=has_left,
        covers="sorties de l’action",
        groups=groups.by_nomenclature(ExitOutcome, "outcome__code"),
    ),
    Breakdown(
        code="action.exits.by_group",
        label="Sorties, par groupe d’issues",
        definition="Emploi durable, emploi de transition, sortie positive, autre sortie.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.PEOPLE,
        splits="action.exits",
        said="Issue la plus fréquente : {label}, {part}",
        unit=Unit.EXITS,
        source=sources.participations,
        where=has_left,
        covers="sorties de l’action",
        groups=groups.by_exit_group("outcome__group"),
        group_sums=_outcomes_by_group,
    ),
    participations_counted(
        "dynamic_exits",
        "Sorties dynamiques",
        "Sorties vers un emploi durable, un emploi de transition ou une sortie positive.",
        lambda scope: has_left(scope) & DYNAMIC,
        Unit.EXITS,
        adds_up=(groups.terms("action.exits.by_group", *DYNAMIC_GROUPS),),
        within=(("action.dynamic_exits.counted", "action.exits.excluded"),),
        to_date=ToDate(),
    ),
    participations_counted(
        "dynamic_exits.counted",
        "Sorties dynamiques retenues",
        "Sorties dynamiques, moins celles que la convention neutralise.",
        lambda scope: has_left(scope) & DYNAMIC & COUNTED,
        Unit.EXITS,
        within=(("action.dynamic_exits",),),
        printed=Printed.NOWHERE,
        to_date=ToDate(),
    ),
    Ratio(
        code="action.dynamic_exits.rate",
        label="Taux de sorties dynamiques",
        definition="Sorties dynamiques rapportées aux sorties ; les sorties exclues du taux le "
        "sont des deux côtés.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        said=None,
        numerator="action.dynamic_exits.counted",
        denominator="action.exits.counted",
    ),
]
