"""One action in one year: capacity, entries, exits, what was done."""

from django.db.models import Q

from actions.enums import DYNAMIC_GROUPS, Audience
from actions.models import ExitOutcome, MeasureKind, Milestone, TargetKind
from beneficiaries.models import Step
from reports.figures import groups, sources
from reports.figures.base import Breakdown, Choice, Measure, Ratio, Unit
from reports.figures.sources import has_entered, has_left, is_present

DYNAMIC = Q(outcome__group__in=DYNAMIC_GROUPS)
COUNTED = Q(is_excluded_from_rate=False)
FTE_AGREED = Q(unit__is_full_time_equivalent=True)


def _count(code: str, label: str, definition: str, where, unit=Unit.PERSONS, **more) -> Measure:
    return Measure(
        code=f"action.{code}",
        label=label,
        definition=definition,
        unit=unit,
        source=sources.participations,
        where=where,
        **more,
    )


def _agreed(code: str, label: str, definition: str, unit=Unit.CAPACITY, **more) -> Measure:
    return Measure(
        code=f"action.{code}",
        label=label,
        definition=definition,
        unit=unit,
        source=sources.agreements,
        **more,
    )


def _audience(audience: Audience) -> Q:
    return Q(participation__audience=audience)


def _milestones(code: str, label: str, where=None) -> Breakdown:
    return Breakdown(
        code=code,
        label=label,
        definition="Étapes franchies par les personnes présentes dans l’année.",
        unit=Unit.PERSONS,
        source=sources.milestones,
        where=where,
        groups=groups.by_nomenclature(Milestone, "milestone__code"),
    )


CAPACITY = [
    _agreed(
        "capacity",
        "Capacité conventionnée",
        "Capacité fixée par la convention de l’année, dans son unité.",
        field="capacity",
        places=2,
    ),
    _agreed(
        "capacity.fte",
        "Capacité conventionnée en équivalents temps plein",
        "Capacité des conventions conclues en équivalents temps plein.",
        Unit.FTE,
        field="capacity",
        where=lambda scope: FTE_AGREED,
        places=2,
    ),
    Breakdown(
        code="action.capacity.by_audience",
        label="Capacité conventionnée, par public",
        definition="Part de la capacité que la convention réserve à un public.",
        unit=Unit.CAPACITY,
        source=sources.capacity_shares,
        field="value",
        groups=groups.by_audience("audience"),
        places=2,
    ),
    Choice(
        code="action.occupancy",
        label="Taux d’occupation",
        definition="Entrées de l’année rapportées à la capacité ; équivalents temps plein "
        "réalisés quand la convention est conclue en équivalents temps plein.",
        numerator="action.entries",
        denominator="action.capacity",
        instead_numerator="action.fte",
        instead_denominator="action.capacity.fte",
    ),
    _agreed(
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
        unit=Unit.QUANTITY,
        source=sources.targets,
        field="value",
        fold="same",
        groups=groups.by_nomenclature(TargetKind, "kind__code"),
        places=2,
    ),
]

FLOWS = [
    _count(
        "entries",
        "Entrées",
        "Personnes entrées sur l’action entre le 1er janvier et le 31 décembre.",
        has_entered,
    ),
    Breakdown(
        code="action.entries.by_audience",
        label="Entrées, par public",
        definition="Entrées de l’année des bénéficiaires du RSA et des jeunes.",
        unit=Unit.PERSONS,
        source=sources.participations,
        where=has_entered,
        groups=groups.by_audience("audience"),
    ),
    _count(
        "present",
        "Personnes présentes",
        "Participations actives à un moment de l’année : base des parts de l’action.",
        is_present,
    ),
    _count(
        "exits",
        "Sorties",
        "Sorties entre le 1er janvier et la date fixée par la convention.",
        has_left,
        Unit.EXITS,
    ),
    _count(
        "dropouts",
        "Abandons",
        "Sorties par abandon entre le 1er janvier et la date fixée par la convention.",
        lambda scope: has_left(scope) & Q(is_dropout=True),
        Unit.EXITS,
    ),
    _count(
        "exits.completed",
        "Sorties hors abandons",
        "Personnes sorties au terme de leur parcours, abandons déduits.",
        lambda scope: has_left(scope) & Q(is_dropout=False),
        Unit.EXITS,
    ),
    _count(
        "exits.excluded",
        "Sorties exclues du taux",
        "Sorties que la convention neutralise, avec leur motif.",
        lambda scope: has_left(scope) & ~COUNTED,
        Unit.EXITS,
    ),
    _count(
        "exits.counted",
        "Sorties retenues",
        "Sorties, moins celles que la convention neutralise.",
        lambda scope: has_left(scope) & COUNTED,
        Unit.EXITS,
    ),
    Breakdown(
        code="action.exits.by_outcome",
        label="Sorties, par issue",
        definition="Situation de la personne à la sortie de l’action.",
        unit=Unit.EXITS,
        source=sources.participations,
        where=has_left,
        groups=groups.by_nomenclature(ExitOutcome, "outcome__code"),
    ),
    Breakdown(
        code="action.exits.by_group",
        label="Sorties, par groupe d’issues",
        definition="Emploi durable, emploi de transition, sortie positive, autre sortie.",
        unit=Unit.EXITS,
        source=sources.participations,
        where=has_left,
        groups=groups.by_exit_group("outcome__group"),
    ),
    _count(
        "dynamic_exits",
        "Sorties dynamiques",
        "Sorties vers un emploi durable, un emploi de transition ou une sortie positive.",
        lambda scope: has_left(scope) & DYNAMIC,
        Unit.EXITS,
    ),
    _count(
        "dynamic_exits.counted",
        "Sorties dynamiques retenues",
        "Sorties dynamiques, moins celles que la convention neutralise.",
        lambda scope: has_left(scope) & DYNAMIC & COUNTED,
        Unit.EXITS,
    ),
    Ratio(
        code="action.dynamic_exits.rate",
        label="Taux de sorties dynamiques",
        definition="Sorties dynamiques rapportées aux sorties ; les sorties exclues du taux le "
        "sont des deux côtés.",
        numerator="action.dynamic_exits.counted",
        denominator="action.exits.counted",
    ),
]

ACTIVITY = [
    _count(
        "fte",
        "Équivalents temps plein réalisés",
        "Somme des équivalents temps plein des personnes présentes.",
        is_present,
        Unit.FTE,
        field="full_time_equivalent",
        places=2,
    ),
    _count(
        "hours",
        "Heures réalisées",
        "Somme des heures des personnes présentes.",
        is_present,
        Unit.HOURS,
        field="hours",
    ),
    Ratio(
        code="action.hours.mean",
        label="Heures par personne",
        definition="Heures réalisées rapportées aux personnes présentes.",
        unit=Unit.HOURS,
        numerator="action.hours",
        denominator="action.present",
        factor=1,
    ),
    _count(
        "immersions",
        "Périodes d’immersion",
        "Périodes d’immersion en entreprise des personnes présentes.",
        is_present,
        Unit.IMMERSIONS,
        field="immersions",
        empty=0,
    ),
    _count(
        "monthly_interviews",
        "Personnes ayant deux entretiens par mois",
        "Personnes présentes ayant eu au moins deux entretiens par mois de contrat.",
        lambda scope: is_present(scope) & Q(has_two_interviews_a_month=True),
    ),
    Breakdown(
        code="action.steps",
        label="Démarches engagées",
        definition="Démarches des personnes présentes ; une personne peut en engager plusieurs.",
        unit=Unit.STEPS,
        source=sources.participation_steps,
        groups=groups.by_nomenclature(Step, "step__code"),
    ),
    Breakdown(
        code="action.realised",
        label="Réalisations hors personnes",
        definition="Locations, jours, ateliers… jusqu’à la date de la convention.",
        unit=Unit.QUANTITY,
        source=sources.realised,
        field="quantity",
        groups=groups.by_nomenclature(MeasureKind, "kind__code"),
    ),
]


def _passed(code: str, audience: Audience | None, key: str, label: str) -> Measure:
    public = Q() if audience is None else _audience(audience)
    return Measure(
        code=code,
        label=label,
        definition="Personnes présentes dans l’année ayant franchi cette étape.",
        unit=Unit.PERSONS,
        source=sources.milestones,
        where=lambda scope: Q(milestone__code=key) & public,
    )


def _in_progress(code: str, audience: Audience, label: str) -> Measure:
    return _count(
        code,
        label,
        "Personnes ayant obtenu le code, toujours sur l’action, dont la formation à la conduite "
        "n’est pas achevée.",
        lambda scope: (
            is_present(scope)
            & Q(audience=audience, has_theory=True, has_driven=False)
            & Q(exited_on=None)
        ),
    )


LICENCE = [
    _milestones("action.milestones", "Étapes franchies"),
    _milestones(
        "action.milestones.rsa",
        "Étapes franchies par les bénéficiaires du RSA",
        lambda scope: _audience(Audience.RSA),
    ),
    _milestones(
        "action.milestones.youth",
        "Étapes franchies par les jeunes",
        lambda scope: _audience(Audience.YOUTH),
    ),
    _passed("action.licence.theory_finished", None, "code_fini", "Formation au code achevée"),
    _passed("action.licence.theory_passed", None, "code_obtenu", "Code obtenu"),
    Ratio(
        code="action.licence.theory_rate",
        label="Taux de réussite au code",
        definition="Codes obtenus rapportés aux formations au code achevées.",
        numerator="action.licence.theory_passed",
        denominator="action.licence.theory_finished",
    ),
]
for suffix, audience, public in (
    ("rsa", Audience.RSA, "bénéficiaires du RSA"),
    ("youth", Audience.YOUTH, "jeunes"),
):
    LICENCE += [
        _passed(
            f"action.licence.finished.{suffix}",
            audience,
            "conduite_finie",
            f"Formation à la conduite achevée ({public})",
        ),
        _passed(
            f"action.licence.passed.{suffix}",
            audience,
            "permis_obtenu",
            f"Permis obtenu ({public})",
        ),
        Ratio(
            code=f"action.licence.rate.{suffix}",
            label=f"Taux de réussite au permis ({public})",
            definition="Permis obtenus rapportés aux formations à la conduite achevées.",
            numerator=f"action.licence.passed.{suffix}",
            denominator=f"action.licence.finished.{suffix}",
        ),
        _in_progress(f"in_progress.{suffix}", audience, f"En cours de formation ({public})"),
    ]

INDICATORS = CAPACITY + FLOWS + ACTIVITY + LICENCE
