"""What was done in an action: time worked, immersions, steps, what is not about persons."""

from django.db.models import Q

from actions.models import MeasureKind
from beneficiaries.models import Step
from reports.figures import groups, sources
from reports.figures.base import Unit
from reports.figures.declaring import participations_counted
from reports.figures.indicators import Breakdown, Family, Indicator, Printed, Ratio, Secrecy, ToDate
from reports.figures.sources import is_present

INDICATORS: list[Indicator] = [
    participations_counted(
        "fte",
        "Équivalents temps plein réalisés",
        "Somme des équivalents temps plein des personnes présentes.",
        is_present,
        Unit.FTE,
        field="full_time_equivalent",
        places=2,
        secrecy=Secrecy.LEANS,
        leans_on="action.present",
    ),
    participations_counted(
        "hours",
        "Heures réalisées",
        "Somme des heures des personnes présentes.",
        is_present,
        Unit.HOURS,
        field="hours",
        secrecy=Secrecy.LEANS,
        leans_on="action.present",
    ),
    Ratio(
        code="action.hours.mean",
        label="Heures par personne",
        definition="Heures réalisées rapportées aux personnes présentes.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        said=None,
        unit=Unit.HOURS,
        numerator="action.hours",
        denominator="action.present",
        factor=1,
    ),
    participations_counted(
        "immersions",
        "Périodes d’immersion",
        "Périodes d’immersion en entreprise des personnes présentes.",
        is_present,
        Unit.IMMERSIONS,
        field="immersions",
        empty=0,
    ),
    participations_counted(
        "monthly_interviews",
        "Personnes ayant deux entretiens par mois",
        "Personnes présentes ayant eu au moins deux entretiens par mois de contrat.",
        lambda scope: is_present(scope) & Q(has_two_interviews_a_month=True),
        within=(("action.present",),),
    ),
    Breakdown(
        code="action.steps",
        label="Démarches engagées",
        definition="Démarches des personnes présentes ; une personne peut en engager plusieurs.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        to_date=ToDate(),
        secrecy=Secrecy.PEOPLE,
        splits=None,
        said="Démarche la plus fréquente : {label}, {part}",
        unit=Unit.STEPS,
        source=sources.participation_steps,
        groups=groups.by_nomenclature(Step, "step__code"),
        within=(("action.present",),),
    ),
    Breakdown(
        code="action.realised",
        label="Réalisations hors personnes",
        definition="Locations, jours, ateliers… jusqu’à la date de la convention.",
        family=Family.ACTIONS,
        printed=Printed.EVALUATED,
        secrecy=Secrecy.OPEN,
        splits=None,
        said="{name} : {part}",
        unit=Unit.QUANTITY,
        source=sources.realised,
        field="quantity",
        groups=groups.by_nomenclature(MeasureKind, "kind__code"),
    ),
]
